"""The check of a module: everybody may sit it; it is answered, never read, at its own address."""

from __future__ import annotations

from tests.permissions.roles import everybody
from tests.progress.factories import make_check

GET = {"progress:check": everybody(405)}

POST = {"progress:check": everybody(302)}  # back to the page: nothing was chosen


def arguments(world):
    """Return address → keyword arguments."""
    return {"progress:check": {"check_key": make_check(world.module).translation_key}}
