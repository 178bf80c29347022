"""Small maps drawn from our own outlines and communes: SVG that asks nothing of another server."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from locator.geo import distance_km

KM_PER_DEGREE = 111.195
BARS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Frame:
    """A window on the map: its centre, how many kilometres it is wide, its size in units of the drawing."""

    latitude: float
    longitude: float
    km: float
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Units of the drawing for a kilometre."""
        return self.width / self.km

    def project(self, latitude: float, longitude: float) -> tuple[int, int]:
        """Return where a point stands in the drawing (plane chart: true enough at this size)."""
        east = (longitude - self.longitude) * KM_PER_DEGREE * math.cos(math.radians(self.latitude))
        north = (latitude - self.latitude) * KM_PER_DEGREE
        return round(self.width / 2 + east * self.scale), round(self.height / 2 - north * self.scale)

    def holds(self, x: int, y: int, margin: int = 0) -> bool:
        """Whether a point of the drawing is inside, at least `margin` from the edge."""
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    @property
    def rings(self) -> list[tuple[float, int]]:
        """Rings around the centre that tell distances: kilometres and radius, two at most, none too small to tell."""
        inside = [(km, round(km * self.scale)) for km in BARS_KM if 60 <= km * self.scale <= self.height / 2 - 20]
        return inside[-2:]

    @property
    def bar(self) -> tuple[float, int]:
        """The scale: kilometres of the bar, and its length in the drawing (a quarter of the width at most)."""
        km = max((km for km in BARS_KM if km <= self.km / 4), default=BARS_KM[0])
        return km, round(km * self.scale)


@dataclass(frozen=True)
class Mark:
    """A point to draw, in units of the drawing."""

    x: int
    y: int
    name: str = ""
    side: str = "start"  # text-anchor of its name
    text_x: int = 0
    text_y: int = 0


@lru_cache(maxsize=1)
def _outlines() -> list[tuple[tuple[float, float, float, float], list[tuple[float, float]]]]:
    """Return each ring of the departments as (latitude, longitude) points, with its box."""
    packed = json.loads((Path(settings.BASE_DIR) / "static" / "geo" / "departments.json").read_text(encoding="ascii"))
    rings = []
    for some in packed["departments"].values():
        for flat in some:
            x, y, ring = 0, 0, []
            for dx, dy in zip(flat[::2], flat[1::2], strict=True):
                x, y = x + dx, y + dy
                ring.append((y / packed["scale"], x / packed["scale"]))
            south, north = min(p[0] for p in ring), max(p[0] for p in ring)
            west, east = min(p[1] for p in ring), max(p[1] for p in ring)
            rings.append(((south, north, west, east), ring))
    return rings


def land(frame: Frame) -> list[str]:
    """Return the outlines that the frame shows, each as the `d` of a path."""
    tall = frame.height / frame.scale / KM_PER_DEGREE / 2
    wide = frame.km / KM_PER_DEGREE / max(0.05, math.cos(math.radians(frame.latitude))) / 2
    south, north = frame.latitude - tall, frame.latitude + tall
    west, east = frame.longitude - wide, frame.longitude + wide
    paths = []
    for (low, high, left, right), ring in _outlines():
        if high < south or low > north or right < west or left > east:
            continue
        points = [frame.project(*point) for point in ring]
        steps = [point for point, before in zip(points, [None, *points], strict=False) if point != before]
        if len(steps) > 2:
            paths.append("M" + "L".join(f"{x} {y}" for x, y in steps) + "z")
    return paths


def frame_around(
    centre: tuple[float, float], points: Iterable[tuple[float, float]], *, width: int, height: int, least_km: float
) -> Frame:
    """Return the smallest frame around a centre that shows every point, with room for its pin."""
    frame = Frame(*centre, 1, width, height)
    needed = least_km
    for latitude, longitude in points:
        north = distance_km(*centre, latitude, centre[1])
        east = distance_km(*centre, centre[0], longitude)
        needed = max(needed, 2.35 * east, 2.6 * north * width / height)
    return Frame(frame.latitude, frame.longitude, needed, width, height)


def names(
    frame: Frame, towns: Sequence[tuple[str, float, float]], *, taken: Iterable[tuple[int, int]], most: int
) -> list[Mark]:
    """Return towns to name, the first of the list first, none over another or over a point that is taken.

    `towns` are (name, latitude, longitude); a name is about half as wide as it has letters, in units of 17.
    """
    boxes = [(x - 24, y - 56, x + 24, y + 4) for x, y in taken]
    marks: list[Mark] = []
    for name, latitude, longitude in towns:
        x, y = frame.project(latitude, longitude)
        if not frame.holds(x, y, 14) or len(marks) == most:
            continue
        long = 10 * len(name)
        beside = (("start", x + 9, x + 9, y + 6), ("end", x - 9 - long, x - 9, y + 6), ("middle", x - long // 2, x, y + 26))
        for side, left, text_x, text_y in beside:
            box = (left, text_y - 17, left + long, text_y + 6)
            if box[0] >= 4 and box[2] <= frame.width - 4 and not any(_meet(box, other) for other in boxes):
                boxes += [box, (x - 8, y - 8, x + 8, y + 8)]
                marks.append(Mark(x, y, name, side, text_x, text_y))
                break
    return marks


def _meet(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
