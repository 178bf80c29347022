"""Blocks on paper."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kit.pdf import MEDIA

register = template.Library()


@register.simple_tag
def print_block(block: Any) -> SafeString:
    """Render a block of a lesson with its print template; nothing for a practice, which has no paper twin yet."""
    if block.block_type == "practice":
        return SafeString("")
    return render_to_string(f"courses/blocks/{block.block_type}/print.html", {"value": block.value, "self": block.value})


@register.filter
def photo_address(image: Any) -> str:
    """Return the address of a photograph at the size of paper, as kit.pdf reads it."""
    return f"{MEDIA}{image.get_rendition('width-960|format-jpeg').file.name}"
