"""Finding help: the map of a search, and what one takes away from a place."""

from __future__ import annotations

from tests.permissions.roles import ALL_200, everybody

OUTPUTS = ("slip", "opening", "call", "letter")

GET = {
    "locator:marks": everybody(404),  # the map has no point without a town to look from
    **{f"locator:{name}": ALL_200 for name in OUTPUTS},
    "paper:my_sheet": ALL_200,
}
POST = {"locator:letter": ALL_200, "paper:my_sheet": ALL_200}


def arguments(world):
    """Return address → keyword arguments."""
    return {f"locator:{name}": {"pk": world.point.pk} for name in OUTPUTS}
