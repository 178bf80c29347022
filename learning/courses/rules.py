"""Lessons are for everybody; what editors may do is Wagtail's page permissions (flows.ensure_site)."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page


def may_read(page: Page) -> bool:
    """Everybody reads a published page, nobody a draft (previews are Wagtail's)."""
    return bool(page.live)


def readable(pages: Any) -> Any:
    """Return those of some pages that everybody may read: published, and not behind a password of the office."""
    return pages.live().public()
