"""Blocks on paper."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.rich_text import RichText, expand_db_html

from kit.pdf import MEDIA
from kit.typography import typographic_html

register = template.Library()

_LINK = re.compile(r"<a\b(?P<attributes>[^>]*)>(?P<inside>.*?)</a>", re.DOTALL)
_HREF = re.compile(r'\bhref="(?P<href>[^"]*)"')


@register.simple_tag
def print_block(block: Any, depth: int = 0) -> SafeString:
    """Render a block of a lesson with its print template; headings go `depth` levels down."""
    context = {"value": block.value, "self": block.value, "depth": depth, "level": 2 + depth}
    return render_to_string(f"courses/blocks/{block.block_type}/print.html", context)


@register.filter
def paper_text(value: Any) -> SafeString:
    """Return the rich text of a lesson for paper, with the typography of the language.

    Paper cannot be clicked: an outside link shows its address, and a link into our own pages (the counters near
    here) stays as plain words, since the sheet's own foot says where to go. A word of the glossary is underlined: the
    end of the sheet explains it.
    """
    source = value.source if isinstance(value, RichText) else str(value or "")
    html = _LINK.sub(_paper_link, expand_db_html(source))
    return mark_safe(typographic_html(html, get_language() or "fr"))  # noqa: S308 (sanitised by Wagtail's rich text)


def _paper_link(match: re.Match[str]) -> str:
    # Plain words: a link that holds a tag (bold, for example) fails PDF/UA.
    words = strip_tags(match["inside"])
    href = _HREF.search(match["attributes"])
    address = href["href"] if href else ""
    if address.startswith("#gloss-"):
        return f'<span class="word">{words}</span>'
    if not address.startswith(("http://", "https://", "mailto:", "tel:")) or address.startswith(settings.PASSERELLE_URL):
        return words
    shown = re.sub(r"^(https?://(www\.)?|mailto:|tel:)", "", address).rstrip("/")
    beside = "" if shown in words or len(shown) > 60 else f" ({shown})"
    return f'<a href="{address}">{words}</a>{beside}'


@register.filter
def pictures(body: Any) -> list[Any]:
    """Return the pictures of a step that say something: paper shows them beside its words."""
    return [block for block in body if block.block_type == "image" and block.value.get("alt")]


@register.filter
def photo_address(image: Any) -> str:
    """Return the address of a photograph at the size of paper, as kit.pdf reads it."""
    return f"{MEDIA}{image.get_rendition('width-960|format-jpeg').file.name}"
