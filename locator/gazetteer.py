"""Communes from a file: our CSV, the geo.api.gouv.fr JSON, or a CSV with the columns of NEEDED."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from kit import tables
from locator.models import Loaded, Place, PlaceName
from locator.search import spelling
from locator.sentences import SaidError
from locator.text import keys_of

NEEDED = ("code_insee", "nom", "codes_postaux", "latitude", "longitude")
EXACT_SOURCES = {"exact", "geonames", "laposte", "laposte+geonames", "centre", "ign"}
BATCH = 2000


class GazetteerError(SaidError):
    """The file is no gazetteer; the message says what to do."""


@dataclass(frozen=True)
class RowIssue:
    """A row that was left out; the reason is an English text marked for translation."""

    line: int
    field: str
    value: str
    reason: str


@dataclass
class Report:
    """What a load did."""

    places: int = 0
    already_loaded: bool = False
    issues: list[RowIssue] = field(default_factory=list)


def load_gazetteer(*, path: Path, progress: Callable[[Iterable[Any]], Iterable[Any]] = iter) -> Report:
    """Load communes, replacing those with the same code; nothing is deleted.

    All or nothing: a file that fails half-way leaves what was there. Raises GazetteerError for a file that is none.
    """
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    report = Report()
    if Loaded.objects.filter(digest=digest).exists() and Place.objects.exists():
        report.already_loaded = True
        return report
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    rows = _json_rows(data) if data.lstrip()[:1] == b"[" else _csv_rows(data)
    places: dict[str, Place] = {}
    names: list[PlaceName] = []
    for line, row in progress(rows):
        place = _place(line, row, report, places)
        if place:
            places[place.code] = place
            names += _names(place, row)
    with transaction.atomic():
        Place.objects.bulk_create(
            places.values(), batch_size=BATCH, update_conflicts=True, unique_fields=["code"],
            update_fields=["name", "department", "population", "latitude", "longitude", "precision", "postcodes"],
        )  # fmt: skip
        PlaceName.objects.bulk_create(names, batch_size=BATCH, ignore_conflicts=True)
        Loaded.objects.get_or_create(digest=digest)
    spelling.forget()
    report.places = len(places)
    return report


def _csv_rows(data: bytes) -> list[tuple[int, dict[str, Any]]]:
    try:
        table = tables.read_csv(data)
    except tables.TableError as error:
        raise GazetteerError(str(error)) from error
    missing = [name for name in NEEDED if name not in table.header]
    if missing:
        raise GazetteerError(
            _("These columns are missing: %(missing)s. Send a list with %(needed)s."),
            missing=", ".join(missing),
            needed=", ".join(NEEDED),
        )
    return [(line, dict(row)) for line, row in table.rows]


def _json_rows(data: bytes) -> list[tuple[int, dict[str, Any]]]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise GazetteerError(_("The file is not JSON that can be read. Download it again from geo.api.gouv.fr.")) from error
    rows = []
    for line, one in enumerate(found, 1):
        row: dict[str, Any] = one if isinstance(one, dict) else {}
        centre: Any = row.get("centre")
        centre = centre.get("coordinates") if isinstance(centre, dict) else None
        centre = centre if isinstance(centre, list) and len(centre) == 2 else [None, None]
        postcodes = row.get("codesPostaux")
        rows.append(
            (
                line,
                {
                    "code_insee": row.get("code"),
                    "nom": row.get("nom"),
                    "departement": row.get("codeDepartement"),
                    "population": row.get("population"),
                    "codes_postaux": " ".join(map(str, postcodes)) if isinstance(postcodes, list) else postcodes,
                    "longitude": centre[0],
                    "latitude": centre[1],
                    "precision": "exact",
                },
            )
        )
    return rows


def _place(line: int, row: dict[str, Any], report: Report, seen: Container[str]) -> Place | None:
    code = str(row.get("code_insee") or "").strip()
    if len(code) == 4 and code.isdigit():
        code = f"0{code}"  # a spreadsheet took the leading zero
    name = str(row.get("nom") or "").strip()
    if not re.fullmatch(r"(?:\d\d|2[AB])\d{3}", code):
        report.issues.append(RowIssue(line, "code_insee", code[:40], _("an INSEE code has five signs")))
        return None
    if code in seen:
        report.issues.append(RowIssue(line, "code_insee", code, _("this code stands on an earlier line too")))
        return None
    if not name or len(name) > 120:
        report.issues.append(RowIssue(line, "nom", name[:40], _("a name of 1 to 120 characters is needed")))
        return None
    try:
        latitude, longitude = float(str(row.get("latitude"))), float(str(row.get("longitude")))
    except ValueError:
        latitude = longitude = float("nan")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        value = f"{row.get('latitude')}, {row.get('longitude')}"[:40]
        report.issues.append(RowIssue(line, "latitude, longitude", value, _("these are not coordinates in degrees")))
        return None
    said = str(row.get("precision") or row.get("coord_source") or "exact").strip().lower()
    population = str(row.get("population") or "0").split(".")[0].strip()
    return Place(
        code=code,
        name=name,
        department=code[:3] if code.startswith(("97", "98")) else code[:2],
        population=int(population) if population.isdigit() and len(population) < 9 else 0,
        latitude=latitude,
        longitude=longitude,
        precision=Place.Precision.EXACT if said in EXACT_SOURCES else Place.Precision.APPROXIMATE,
        postcodes=" ".join(_postcodes(row))[:250],
    )


def _postcodes(row: dict[str, Any]) -> list[str]:
    words = str(row.get("codes_postaux") or "").replace("|", " ").replace(",", " ").replace(";", " ").split()
    return [word.zfill(5) for word in words if word.isdigit() and len(word) in (4, 5)]


def _names(place: Place, row: dict[str, Any]) -> list[PlaceName]:
    former = [name.strip() for name in str(row.get("anciens_noms") or "").split("|") if name.strip()]
    found = dict.fromkeys(keys_of(place.name), "")
    for name in former:
        for key in keys_of(name):
            found.setdefault(key, name)
    for code in _postcodes(row):
        found.setdefault(code, "")
    return [PlaceName(place=place, key=key[:120], former=name[:120]) for key, name in found.items() if key]
