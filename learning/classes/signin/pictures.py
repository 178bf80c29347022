"""The twelve pictures of the cards: told apart by their outline alone, also printed in black and white.

Their order on the page never changes: people with a screen reader or a switch learn where each one is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Picture:
    """A picture: its key, its name to read and to say, the inside of its drawing (64-unit grid)."""

    key: str
    name: Any
    inside: str


_ALL = (
    Picture(
        "boat",
        pgettext_lazy("picture", "Boat"),
        '<path d="M8 42h48l-8 14H16z" fill="var(--art-coat)"/>'
        '<path d="M32 38V8l18 26H32M28 38V16L14 34h14"/><path d="M30 8v34"/>',
    ),
    Picture(
        "key",
        pgettext_lazy("picture", "Key"),
        '<circle cx="20" cy="32" r="12" fill="var(--art-sun)"/><path d="M32 32h26v9M48 32v8"/>',
    ),
    Picture(
        "cup",
        pgettext_lazy("picture", "Cup"),
        '<path d="M12 22h32v22c0 6-4 10-10 10H22c-6 0-10-4-10-10z" fill="var(--art-pale)"/>'
        '<path d="M44 28h6c8 0 8 14 0 14h-6M22 8c-4 4 4 4 0 8M34 8c-4 4 4 4 0 8"/>',
    ),
    Picture(
        "tree",
        pgettext_lazy("picture", "Tree"),
        '<path d="M32 58V36M32 46l10-8"/>'
        '<path d="M32 42c-16 0-20-12-14-20-2-10 6-16 14-16s16 6 14 16c6 8 2 20-14 20z" fill="var(--art-leaf)"/>',
    ),
    Picture(
        "bicycle",
        pgettext_lazy("picture", "Bicycle"),
        '<circle cx="16" cy="42" r="12"/><circle cx="48" cy="42" r="12"/>'
        '<path d="M16 42l10-20h16l6 20M26 24l8 18h-18M42 22l-8 20M38 14h6l-2 8M22 18h8"/>',
    ),
    Picture(
        "sun",
        pgettext_lazy("picture", "Sun"),
        '<circle cx="32" cy="32" r="12" fill="var(--art-sun)"/>'
        '<path d="M32 6v8M32 50v8M6 32h8M50 32h8M14 14l5 5M45 45l5 5M14 50l5-5M45 19l5-5"/>',
    ),
    Picture(
        "house",
        pgettext_lazy("picture", "House"),
        '<path d="M12 30v26h40V30" fill="var(--art-pale)"/><path d="M6 34 32 10l26 24"/>'
        '<path d="M26 56V40h12v16" fill="var(--art-coat)"/>',
    ),
    Picture(
        "book",
        pgettext_lazy("picture", "Book"),
        '<path d="M32 16C26 12 18 10 8 10v38c10 0 18 2 24 6 6-4 14-6 24-6V10c-10 0-18 2-24 6z" fill="var(--art-pale)"/>'
        '<path d="M32 16v38M16 22h8M16 30h8M40 22h8M40 30h8"/>',
    ),
    Picture(
        "fish",
        pgettext_lazy("picture", "Fish"),
        '<path d="M6 32c8-14 28-18 40-2l12-12v28L46 34C34 50 14 46 6 32z" fill="var(--art-coat2)"/>'
        '<circle cx="18" cy="29" r="2" fill="var(--art-paper)" stroke="var(--art-paper)"/>',
    ),
    Picture(
        "flower",
        pgettext_lazy("picture", "Flower"),
        '<path d="M32 58V36M32 52c-10 0-12-8-12-10 8 0 12 4 12 10z"/>'
        '<path d="M32 8a7 7 0 0 1 7 7 7 7 0 0 1 5 12 7 7 0 0 1-12 5 7 7 0 0 1-12-5 7 7 0 0 1 5-12 7 7 0 0 1 7-7z"'
        ' fill="var(--art-sun)"/><circle cx="32" cy="21" r="4" fill="var(--art-paper)"/>',
    ),
    Picture(
        "umbrella",
        pgettext_lazy("picture", "Umbrella"),
        '<path d="M6 32C8 6 56 6 58 32c-6-6-12-6-17 0-5-6-13-6-18 0-5-6-11-6-17 0z" fill="var(--art-coat)"/>'
        '<path d="M32 8v42c0 8 12 8 12 0"/>',
    ),
    Picture(
        "cat",
        pgettext_lazy("picture", "Cat"),
        '<path d="M12 54V14l12 8h16l12-8v40z" fill="var(--art-pale)"/>'
        '<path d="M24 34v2M40 34v2M28 44l4 3 4-3M32 47v-3M6 40l10 2M58 40l-10 2"/>',
    ),
)
PICTURES = {one.key: one for one in _ALL}
KEYS = tuple(PICTURES)

# On paper: black lines, white and one grey. WeasyPrint does not read custom properties inside SVG.
_ON_PAPER = {
    "coat": "#595959",
    "coat2": "#d9d9d9",
    "leaf": "#d9d9d9",
    "sun": "#d9d9d9",
    "pale": "#ffffff",
    "paper": "#ffffff",
}


def drawing(key: str) -> SafeString:
    """Return the drawing for the screen, hidden from assistive technology: its name always stands beside it."""
    return format_html(
        '<svg class="pi" viewBox="0 0 64 64" aria-hidden="true" focusable="false" fill="none" stroke="var(--art-ink)"'
        ' stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round">{}</svg>',
        mark_safe(PICTURES[key].inside),  # noqa: S308 (a constant of ours)
    )


def printed(key: str) -> SafeString:
    """Return the drawing for paper, without any colour. Its name stands beside it: it needs no text of its own."""
    inside = re.sub(r"var\(--art-(\w+)\)", lambda match: _ON_PAPER[match[1]], PICTURES[key].inside)
    return format_html(
        '<svg viewBox="0 0 64 64" width="64" height="64" role="img" aria-label="{0}" fill="none" stroke="#000000"'
        ' stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"><title>{0}</title>{1}</svg>',
        PICTURES[key].name,
        mark_safe(inside),  # noqa: S308 (a constant of ours)
    )
