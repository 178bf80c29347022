"""Drawings and the text of lessons, for templates."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.rich_text import RichText, expand_db_html

from kit.services import CATEGORIES
from kit.typography import typographic_html
from learning.courses import drawings
from learning.courses.glossary import WORD_LINK, Glossary
from learning.courses.querysets import lessons_helped_by

register = template.Library()


@register.simple_tag
def drawing(key: str, alt: str = "", literal: bool = False) -> SafeString:
    """Inline one of our drawings; decorative without `alt`."""
    return drawings.inline(key, alt, literal=literal)


@register.filter
def has_drawing(key: str) -> bool:
    """Say whether there is a drawing with this key."""
    return bool(key) and drawings.exists(key)


@register.filter
def lesson_text(value: Any) -> SafeString:
    """Return the rich text of a lesson for display: links resolved, typography of the language, no glossary."""
    return _shown(WORD_LINK.sub(lambda match: match["text"], _expanded(value)))


@register.simple_tag(takes_context=True)
def lesson_prose(context: dict[str, Any], value: Any) -> SafeString:
    """Return the rich text of a lesson, with the words of the glossary that it uses first explained below it.

    A word leads to its explanation by a plain link; one that the glossary does not know stays plain.
    """
    glossary: Glossary = context.get("glossary") or Glossary()

    def linked(match: re.Match[str]) -> str:
        known = match["key"] in glossary.words
        return f'<a class="word" href="#word-{match["key"]}">{match["text"]}</a>' if known else match["text"]

    html = _shown(WORD_LINK.sub(linked, _expanded(value)))
    below = glossary.below(value)
    return html + render_to_string("courses/words.html", {"words": below}) if below else html


def _expanded(value: Any) -> str:
    html = expand_db_html(value.source if isinstance(value, RichText) else str(value or ""))
    return re.sub(r'href="#service-([a-z0-9-]+)"', lambda m: f'href="{service_url(m.group(1))}"', html)


def _shown(html: str) -> SafeString:
    return mark_safe(typographic_html(html, get_language() or "fr"))  # noqa: S308 (sanitised by Wagtail's rich text)


def service_url(key: str) -> str:
    """Return the address of the locator for a service category."""
    return f"{reverse('locator:search')}?service={key}"


@register.simple_tag
def lessons_for(services: list[str], count: int = 2) -> list[Any]:
    """Return a few lessons to look at before going to a counter that offers these services, the first need first."""
    return lessons_helped_by(list(services), get_language() or "fr", count)


@register.filter
def sentences(value: Any) -> list[str]:
    """Return the paragraphs of an easy-read text as lists of lines, without their tags."""
    source = value.source if isinstance(value, RichText) else str(value or "")
    return [p for p in re.findall(r"<p[^>]*>(.*?)</p>", source, flags=re.DOTALL) if p.strip()]


@register.filter
def service_address(key: str) -> str:
    """Return the address of the locator for a service category."""
    return service_url(key)


@register.filter
def service_label(key: str) -> Any:
    """Return a service category in words; empty when it is not known any more."""
    return CATEGORIES[key].label if key in CATEGORIES else ""
