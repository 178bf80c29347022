"""The directory is for everybody."""

from __future__ import annotations

from locator.models import ServicePoint


def may_see(point: ServicePoint) -> bool:
    """Everybody sees every place of the directory."""
    return point.pk is not None
