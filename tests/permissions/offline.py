"""A module kept on the device, and the answers that come back."""

from __future__ import annotations

from tests.permissions.roles import ALL_200, everybody

GET = {
    "worker": ALL_200,
    "progress:manifest": ALL_200,
    "progress:keep": ALL_200,
    "progress:replay": everybody(405),
}

POST: dict[str, dict[str, int]] = {}


def arguments(world):
    """Return address → keyword arguments."""
    return {"progress:keep": {"module_key": world.module.translation_key}}
