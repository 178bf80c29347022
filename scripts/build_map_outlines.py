"""Make static/geo/departments.json: light outlines of the departments, for maps that ask no other server.

    python -m scripts.build_map_outlines departements.geojson static/geo/departments.json

Reads a GeoJSON of departments (property `insee_dep`, degrees), such as `departements_geom_anct-carto.geojson` of the
repository anct-carto/france_services (ANCT, Licence Ouverte 2.0). Each border is simplified once, for both
departments that share it (Douglas–Peucker between the points where borders meet), so that no gap opens between them.
Written as whole numbers of a thousandth of a degree: {"scale": 1000, "departments": {"01": [[x, y, dx, dy, …], …]}}.
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from pathlib import Path

SCALE = 1000
TOLERANCE = 0.006  # degrees: some 600 m, half a millimetre on the printed slip
SMALLEST = 0.0006  # square degrees: islets and crumbs are left out, unless the department has nothing larger
LIMIT = 150_000

Point = tuple[int, int]


def rings_of(geometry: dict) -> list[list[Point]]:
    """Return the outer rings of a polygon or several, on the grid, without repeated points."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = []
    for polygon in polygons:
        ring: list[Point] = []
        for x, y in (point[:2] for point in polygon[0]):
            point = (round(x * SCALE), round(y * SCALE))
            if not ring or ring[-1] != point:
                ring.append(point)
        if len(ring) > 1 and ring[0] == ring[-1]:
            ring.pop()
        if len(ring) > 2:
            rings.append(ring)
    return rings


def area(ring: list[Point]) -> float:
    """Return the area of a ring in square degrees."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2 / SCALE**2


def simplified(line: list[Point]) -> list[Point]:
    """Return a line with only the points that are farther than TOLERANCE from the line without them."""
    if len(line) < 3:
        return line
    (ax, ay), (bx, by) = line[0], line[-1]
    shrink = math.cos(math.radians(ay / SCALE))
    dx, dy = (bx - ax) * shrink, by - ay
    length = math.hypot(dx, dy)

    def apart(point: Point) -> float:
        px, py = (point[0] - ax) * shrink, point[1] - ay
        return abs(px * dy - py * dx) / length if length else math.hypot(px, py)

    farthest = max(range(1, len(line) - 1), key=lambda n: apart(line[n]))
    if apart(line[farthest]) <= TOLERANCE * SCALE:
        return [line[0], line[-1]]
    return simplified(line[: farthest + 1])[:-1] + simplified(line[farthest:])


def arcs_of(ring: list[Point], nodes: set[Point]) -> list[list[Point]]:
    """Return a ring cut at the points where borders meet; a ring without such a point is cut in two."""
    cuts = [n for n, point in enumerate(ring) if point in nodes]
    if len(cuts) < 2:
        first = cuts[0] if cuts else min(range(len(ring)), key=lambda n: ring[n])
        half = max(range(len(ring)), key=lambda n: math.dist(ring[n], ring[first]))
        cuts = sorted({first, half})
    turned = ring[cuts[0] :] + ring[: cuts[0]]
    ends = [n - cuts[0] for n in cuts] + [len(ring)]
    closed = [*turned, turned[0]]
    return [closed[a : b + 1] for a, b in zip(ends, ends[1:], strict=False)]


def outlines(features: list[dict]) -> dict[str, list[list[Point]]]:
    """Return the simplified rings of each department by its code."""
    rings = {one["properties"]["insee_dep"]: rings_of(one["geometry"]) for one in features}
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for some in rings.values():
        for ring in some:
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
                neighbours[a].add(b)
                neighbours[b].add(a)
    # Borders meet where a point has more than two neighbours.
    nodes = {point for point, near in neighbours.items() if len(near) > 2}
    found: dict[str, list[list[Point]]] = {}
    for code, some in rings.items():
        largest = max(map(area, some))
        kept = []
        for ring in some:
            if area(ring) < SMALLEST and area(ring) < largest:
                continue
            line: list[Point] = []
            for arc in arcs_of(ring, nodes):
                backwards = arc[-1] < arc[0]
                done = simplified(arc[::-1] if backwards else arc)
                line += (done[::-1] if backwards else done)[:-1]
            if len(line) > 2:
                kept.append(line)
        found[code] = kept
    return found


def main() -> int:
    """Write the file; return 1 when it grows past its limit."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    found = outlines(json.loads(source.read_text(encoding="utf-8"))["features"])
    packed: dict[str, list[list[int]]] = {}
    for code, rings in sorted(found.items()):
        packed[code] = []
        for ring in rings:
            flat = [*ring[0]]
            for a, b in zip(ring, ring[1:], strict=False):
                flat += [b[0] - a[0], b[1] - a[1]]
            packed[code].append(flat)
    text = json.dumps({"scale": SCALE, "departments": packed}, separators=(",", ":"))
    target.write_text(text + "\n", encoding="ascii")
    points = sum(len(ring) for rings in found.values() for ring in rings)
    sys.stdout.write(f"{len(found)} departments, {points} points, {len(text):,} bytes\n")
    return 0 if len(text) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
