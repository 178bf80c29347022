"""What pages need so that learning goes on without a connection."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from learning.progress import offline

register = template.Library()


@register.simple_tag
def waiting_words() -> SafeString:
    """Return the words of static/js/waiting.js as data."""
    return _data("waiting-words", offline.words())


@register.simple_tag(takes_context=True)
def device_owner(context: dict[str, Any]) -> str:
    """Return the mark of the request's learner; "" for nobody. The page then is that person's alone, never cached."""
    return offline.owner_of(getattr(context.get("request"), "learner", None) or None)


@register.simple_tag
def keep_words() -> SafeString:
    """Return the words of static/js/keep.js as data."""
    return _data("keep-words", offline.keep_words())


def _data(name: str, words: dict[str, Any]) -> SafeString:
    """Return words for a script: in a template, because no page of ours has a script inside."""
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    # Quotes stand as they are: most of the text is between them.
    return mark_safe(f'<template id="{name}">{escape(text, quote=False)}</template>')  # noqa: S308
