"""Finding help: the map of a search."""

from __future__ import annotations

from tests.permissions.roles import everybody

GET = {
    "locator:marks": everybody(404),  # the map has no point without a town to look from
}
