"""The directory is for everybody, signed in or not."""

from __future__ import annotations

from typing import Any

from locator.models import ServicePoint


def may_search(user: Any) -> bool:
    """Everybody may look for help."""
    return True


def may_see(user: Any, point: ServicePoint) -> bool:
    """Everybody sees every place of the directory."""
    return point.pk is not None


def may_manage(user: Any) -> bool:
    """Directory managers and administrators correct places, import lists and look at what the public sends."""
    return bool(user.is_authenticated and user.has_perm("locator.change_servicepoint"))
