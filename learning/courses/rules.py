"""Lessons are for everybody; what editors may do is Wagtail's page permissions (flows.ensure_site)."""

from __future__ import annotations

from wagtail.models import Page


def may_read(page: Page) -> bool:
    """Everybody reads a published page, nobody a draft (previews are Wagtail's)."""
    return bool(page.live)
