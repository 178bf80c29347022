"""The outlines of the departments, and how a drawing of a country or of a department is laid out."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

Ring = list[tuple[float, float]]  # longitude, latitude in degrees


@lru_cache(maxsize=1)
def outlines() -> dict[str, list[Ring]]:
    """Return the rings of each department by its code (fixtures/gazetteer/departments.json)."""
    path = settings.FIXTURES_DIR / "gazetteer" / "departments.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    return {code: [[(x, y) for x, y in ring] for ring in rings] for code, rings in found.items()}


@dataclass(frozen=True)
class Frame:
    """A drawing's window: degrees to units of a viewBox of `width` × `height`, upright at its middle latitude."""

    west: float
    north: float
    stretch: float
    scale: float
    width: int
    height: int
    left: float = 0.0
    top: float = 0.0

    def at(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Return the point of the drawing, in whole units."""
        x = self.left + (longitude - self.west) * self.stretch * self.scale
        y = self.top + (self.north - latitude) * self.scale
        return round(x), round(y)

    def path(self, rings: Iterable[Ring]) -> str:
        """Return the `d` of an SVG path, written with relative steps: half the weight of absolute ones."""
        parts = []
        for ring in rings:
            points = [self.at(x, y) for x, y in ring]
            last = points[0]
            steps = []
            for point in points[1:]:
                if point != last:
                    steps.append(f"{point[0] - last[0]} {point[1] - last[1]}")
                last = point
            parts.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z" if steps else "")
        return "".join(parts).replace(" -", "-")


def frame_of(rings: Iterable[Ring], *, width: int, height: int, margin: int = 8, left: int = 0, top: int = 0) -> Frame:
    """Return the frame in which rings fill a box of `width` × `height` at (left, top), keeping their shape.

    Longitudes are shrunk by the cosine of the middle latitude (equirectangular projection): right to a pixel or two at
    the size of a country.
    """
    xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
    stretch = math.cos(math.radians((max(ys) + min(ys)) / 2))
    wide, high = (max(xs) - min(xs)) * stretch, max(ys) - min(ys)
    scale = min((width - 2 * margin) / wide, (height - 2 * margin) / high)
    return Frame(
        west=min(xs),
        north=max(ys),
        stretch=stretch,
        scale=scale,
        width=width,
        height=height,
        left=left + (width - wide * scale) / 2,
        top=top + (height - high * scale) / 2,
    )
