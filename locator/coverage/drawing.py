"""Maps and charts drawn on the server: shapes and classes only, the colours and patterns are the stylesheet's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from locator.coverage.measure import LIMITS_KM, OVERSEAS_DEPARTMENTS, Bands, Communes
from locator.models import AccessFigure
from locator.outlines import Frame, frame_of, outlines

WIDTH, HEIGHT = 720, 700
INSET = 96  # units of a side of the box of an overseas department
# The classes of the map, by the part of the people who live beyond the chosen limit.
STEPS = (0.02, 0.10, 0.25, 0.50)


@dataclass(frozen=True)
class Area:
    """A department of the map: its class from 0 (nearly nobody far) to 4."""

    code: str
    path: str
    step: int


@dataclass(frozen=True)
class Dot:
    """A commune of a department's map; `band` from 0 (near) to 4 (beyond 20 km)."""

    code: str
    name: str
    x: int
    y: int
    band: int


@lru_cache(maxsize=1)
def _country() -> dict[str, str]:
    shapes = outlines()
    mainland = [ring for code, rings in shapes.items() if code not in OVERSEAS_DEPARTMENTS for ring in rings]
    frame = frame_of(mainland, width=WIDTH, height=HEIGHT - INSET - 16)
    paths = {code: frame.path(rings) for code, rings in shapes.items() if code not in OVERSEAS_DEPARTMENTS}
    for i, code in enumerate(OVERSEAS_DEPARTMENTS):
        box = frame_of(shapes[code], width=INSET, height=INSET, left=60 + i * (INSET + 30), top=HEIGHT - INSET)
        paths[code] = box.path(shapes[code])
    return paths


def step_of(share: float) -> int:
    """Return the class of a part from 0 to 1."""
    return int(np.searchsorted(STEPS, share, side="right"))


def country(found: list[Bands], limit: int) -> list[Area]:
    """Return the departments with their classes for one of LIMITS_KM; those without figures are left blank (0)."""
    place = LIMITS_KM.index(limit)
    steps = {one.scope: step_of(one.shares[place]) for one in found}
    return [Area(code, path, steps.get(code, 0)) for code, path in _country().items()]


def department_frame(code: str) -> Frame | None:
    """Return the window of a department's map, or None where there is no outline (Saint-Martin, Polynésie…)."""
    rings = outlines().get(code)
    return frame_of(rings, width=WIDTH, height=560, margin=20) if rings else None


def dots(frame: Frame, there: Communes, km: np.ndarray, inside: np.ndarray) -> list[Dot]:
    """Return the communes of a department on its map, the far ones last so that they lie on top."""
    bands = np.searchsorted(LIMITS_KM, km)
    found = []
    for i in np.flatnonzero(inside):
        x, y = on_map(frame, there.points[i])
        found.append(Dot(str(there.codes[i]), there.names[i], x, y, int(bands[i])))
    return sorted(found, key=lambda dot: dot.band)


def on_map(frame: Frame, point: np.ndarray) -> tuple[int, int]:
    """Return where a point of the unit sphere lies on a map."""
    return frame.at(float(np.degrees(np.arctan2(point[1], point[0]))), float(np.degrees(np.arcsin(point[2]))))


@dataclass(frozen=True)
class Line:
    """One limit's line of the chart of years: its points as an SVG list, and where its last one is."""

    limit: int
    points: str
    x: int
    y: int


def years(rows: Sequence[AccessFigure], *, width: int = 640, height: int = 240) -> tuple[list[Line], float]:
    """Return the lines of the chart (part of the people beyond each limit, by date) and the highest part shown."""
    shares = [
        [getattr(row, f"beyond_{limit}") / row.population if row.population else 0.0 for row in rows] for limit in LIMITS_KM
    ]
    top = max((value for line in shares for value in line), default=0.0) or 1.0
    first, last = rows[0].measured_on.toordinal(), rows[-1].measured_on.toordinal()
    lines = []
    for limit, line in zip(LIMITS_KM, shares, strict=True):
        spots = [
            (
                round((row.measured_on.toordinal() - first) / max(1, last - first) * (width - 80)) + 10,
                round(height - 20 - value / top * (height - 40)),
            )
            for row, value in zip(rows, line, strict=True)
        ]
        lines.append(Line(limit, " ".join(f"{x},{y}" for x, y in spots), *spots[-1]))
    return lines, top
