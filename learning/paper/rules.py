"""Sheets hold what the public pages hold: who may read a page may print it."""

from __future__ import annotations

from wagtail.models import Page

from learning.courses.rules import may_read


def may_print(page: Page) -> bool:
    """Say whether a page may be printed by everybody."""
    return may_read(page)
