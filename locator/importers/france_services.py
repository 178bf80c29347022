"""The list of France services counters (ANCT, CSV)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext_noop as _

from kit.services import FRANCE_SERVICES, categories_of
from locator import hours
from locator.importers.draft import FINDING, REFUSED, REPAIRED, Draft, ListError, Reading
from locator.importers.files import Row, open_rows
from locator.models import Known

NEEDED = (
    "id_fs",
    "lib_fs",
    "adresse",
    "code_postal",
    "lib_com",
    "latitude",
    "longitude",
    "telephone",
    "h_lundi",
)
WEEK = ("h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi")


def read(stream: BinaryIO) -> Reading:
    """Return the rows of the list; raises ListError when columns are missing."""
    table = open_rows(stream)
    missing = [name for name in NEEDED if name not in table.header]
    if missing:
        raise ListError(
            _("These columns are missing: %(missing)s. Send the France services list as published."),
            missing=", ".join(missing),
        )
    return Reading("france-services", "France services (ANCT)", "Licence Ouverte 2.0", _drafts(table.rows))


def _drafts(rows: Iterator[Row]) -> Iterator[Draft]:
    for line, row in rows:
        draft = Draft(line, source_id=str(row.get("id_fs") or "").strip()[:120])
        if not draft.source_id:
            draft.note(REFUSED, "id_fs", "", _("the row has no number"))
        name = draft.text("name", row.get("lib_fs"))
        if not name:
            draft.note(REFUSED, "lib_fs", "", _("the row has no name"))
        osm, note = _hours(draft, row)
        comment = draft.text("commentaire", row.get("commentaire"), limit=600)
        draft.values = {
            "name": name,
            "address": draft.text("address", row.get("adresse")),
            "address_more": draft.text("address_more", row.get("complement_adresse")),
            "postcode": draft.postcode(row.get("code_postal")),
            "commune": draft.text("commune", row.get("lib_com"), limit=120),
            "latitude": draft.coordinate("latitude", row.get("latitude"), 90),
            "longitude": draft.coordinate("longitude", row.get("longitude"), 180),
            "phone": draft.phone(row.get("telephone")),
            "email": draft.text("email", row.get("mail"), limit=200),
            "website": "",
            "opening_hours": osm,
            "hours_note": note or comment,
            "appointment": Known.YES if str(row.get("prise_rdv") or "").strip() == "Oui" else Known.UNKNOWN,
            "cost": "free",  # France services is free of charge by its charter
            "publics": [],
            "languages": [],
            "ways": ["individual"],
            "is_itinerant": any(word in str(row.get("format_fs") or "") for word in ("Bus", "Itinérante")),
            "updated_on": None,
        }
        draft.insee = draft.insee_code(row.get("insee_com"))
        draft.categories = categories_of([FRANCE_SERVICES])
        yield draft


def _hours(draft: Draft, row: dict[str, Any]) -> tuple[str, str]:
    cells = [_without_zeros(draft, name, str(row.get(name) or "").strip()) for name in WEEK]
    if not any(cells):
        draft.note(FINDING, "opening_hours", "", _("no hours; shown as not known"))
        return "", ""
    kept, doubtful = [], []
    for name, cell in zip(WEEK, cells, strict=True):
        try:
            if cell:
                hours.from_week([cell])
            kept.append(cell)
        except hours.HoursError as error:
            # One day that cannot be read does not take the others with it; what was written stays as a note.
            draft.note(FINDING, name, cell, _("%(why)s; this day is shown as a note"), why=error.said)
            kept.append("")
            doubtful.append(f"{name.removeprefix('h_')} : {cell}")
    note = draft.text("hours_note", ", ".join(doubtful), limit=600)
    return (hours.from_week(kept) if any(kept) else ""), note


def _without_zeros(draft: Draft, name: str, cell: str) -> str:
    """Return a cell without "00:00 - 00:00", which the list writes for a half-day when the counter is closed."""
    pieces = [piece.strip() for piece in cell.split("/")]
    kept = [piece for piece in pieces if piece != "00:00 - 00:00"]
    if len(kept) != len(pieces):
        draft.note(REPAIRED, name, cell, _("00:00 - 00:00 stands for closed; it is left out"))
    return " / ".join(kept)
