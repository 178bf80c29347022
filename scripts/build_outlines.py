"""Make fixtures/gazetteer/departments.json: the outlines of the departments, light enough for a page.

    python -m scripts.build_outlines departements_geom_anct-carto.geojson

The source is the GeoJSON of the repository anct-carto/france_services (ANCT, Licence Ouverte 2.0). Each ring is thinned by
Douglas and Peucker's method and written with three decimals; islets smaller than a few pixels are left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TOLERANCE = 0.02  # degrees: about two kilometres, a pixel on a drawing of the country
SMALLEST = 0.004  # square degrees of a ring's box
TARGET = Path(__file__).resolve().parent.parent / "fixtures" / "gazetteer" / "departments.json"
Ring = list[list[float]]


def thinned(ring: Ring, tolerance: float) -> Ring:
    """Return a ring without the points that lie within `tolerance` degrees of the line between those kept."""
    keep = {0, len(ring) - 1}
    # A ring starts where it ends: the farthest point from the start divides it.
    far = max(range(len(ring)), key=lambda i: (ring[i][0] - ring[0][0]) ** 2 + (ring[i][1] - ring[0][1]) ** 2)
    spans = [(0, far), (far, len(ring) - 1)]
    keep.add(far)
    while spans:
        start, end = spans.pop()
        (x1, y1), (x2, y2) = ring[start], ring[end]
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1e-12
        best, away = 0, 0.0
        for i in range(start + 1, end):
            x, y = ring[i]
            distance = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
            if distance > away:
                best, away = i, distance
        if away > tolerance:
            keep.add(best)
            spans += [(start, best), (best, end)]
    return [ring[i] for i in sorted(keep)]


def main(source: str) -> int:
    """Write the outlines; return the exit status."""
    found = {}
    for feature in json.loads(Path(source).read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = [polygon[0] for polygon in polygons]
        rings.sort(key=_box, reverse=True)
        kept = [ring for i, ring in enumerate(rings) if i == 0 or _box(ring) > SMALLEST]
        found[feature["properties"]["insee_dep"]] = [
            [[round(x, 3), round(y, 3)] for x, y in thinned(ring, TOLERANCE)] for ring in kept
        ]
    text = json.dumps(dict(sorted(found.items())), separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(found)} departments, {len(text)} bytes: {TARGET.name}\n")
    return 0


def _box(ring: Ring) -> float:
    xs, ys = zip(*ring, strict=True)
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
