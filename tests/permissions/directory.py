"""The directory's open data, corrections, and the promise measured."""

from __future__ import annotations

from tests.permissions.roles import ALL_200, everybody

GET = {
    "locator:correct": ALL_200,
    "api-1:openapi-json": ALL_200,
    "api-1:api-root": everybody(404),  # an address for building others
    "api-1:points": ALL_200,
    "api-1:points_geojson": ALL_200,
    "api-1:points_csv": ALL_200,
    "api-1:point": ALL_200,
    "access:overview": ALL_200,
    "access:department": everybody(404),  # no commune is loaded here
    "access:departments_csv": ALL_200,
    "access:communes_csv": ALL_200,
}

POST = {"api-1:openapi-json": ALL_200}  # reads whatever the method


def arguments(world):
    """Return address → keyword arguments."""
    return {
        "locator:correct": {"pk": world.point.pk},
        "api-1:point": {"point_id": world.point.pk},
        "access:department": {"code": "74"},
        "access:communes_csv": {"code": "74"},
    }
