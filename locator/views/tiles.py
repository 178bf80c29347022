"""The map's ground: the operator's tile server, or none."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse


def tiles() -> dict[str, str]:
    """Return the address and the credit of the operator's tiles; empty without a tile server."""
    if not settings.PASSERELLE_TILES:
        return {}
    return {"url": settings.PASSERELLE_TILES, "credit": settings.PASSERELLE_TILES_CREDIT}


def allow_tiles(response: HttpResponse) -> None:
    """Let a page that can show the map ask for pictures of the tile server: of that origin, on that page alone."""
    if settings.PASSERELLE_TILES:
        parts = urlsplit(settings.PASSERELLE_TILES)
        response._csp_update = {"img-src": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
