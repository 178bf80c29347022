"""Rounds of buses and duties come in: one line a stop. Good lines are written, bad ones are listed, nothing is deleted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from kit import tables
from kit.services import CATEGORIES
from locator.hours import HoursError, check, days_of, department_of, with_holidays, zone_of
from locator.importers.draft import FINDING, REFUSED, Draft, ListError
from locator.models import Place, Service, ServicePoint, Source, VisitStop
from locator.reports import Line
from locator.text import search_key

NEEDED = ("id", "nom", "arret", "code_postal", "commune", "horaires")
SOURCE = "visits"


@dataclass
class Report:
    """What was read: buses and duties, their stops, and what is to be said of the lines (locator.reports)."""

    points: int = 0
    stops: int = 0
    refused: int = 0
    lines: list[Line] = field(default_factory=list)


def load_stops(*, data: bytes, is_demo: bool = False) -> Report:
    """Write the stops of a CSV (docs/data-formats.md); a stop that is there already is brought up to date.

    Raises ListError when the file is no list of stops: nothing has changed then.
    """
    try:
        table = tables.read_csv(data)
    except tables.TableError as error:
        raise ListError(str(error)) from error
    missing = [name for name in NEEDED if name not in table.header]
    if missing:
        raise ListError(
            _("These columns are missing: %(missing)s. Send a list with %(needed)s."),
            missing=", ".join(missing),
            needed=", ".join(NEEDED),
        )
    report = Report()
    with transaction.atomic():
        source, _made = Source.objects.get_or_create(
            key=f"{SOURCE}-demo" if is_demo else SOURCE,
            defaults={"name": "Tournées et permanences", "is_demo": is_demo},
        )
        known: dict[str, ServicePoint] = {}
        for line, row in table.rows:
            draft = Draft(line)
            stop = _stop(draft, row)
            report.lines += [
                Line(line, note.kind, note.field, note.value, note.reason.msgid, note.reason.parameters)
                for note in draft.notes
            ]
            if stop is None:
                report.refused += 1
                continue
            number = draft.source_id
            if number not in known:
                known[number] = _point(source, draft, row, stop)
            VisitStop.objects.update_or_create(
                point=known[number], name=stop.pop("name"), commune=stop.pop("commune"), defaults=stop
            )
            report.stops += 1
        report.points = len(known)
    return report


def _stop(draft: Draft, row: dict[str, str]) -> dict[str, Any] | None:
    draft.source_id = draft.text("id", row.get("id"), limit=120)
    postcode = draft.postcode(row.get("code_postal"))
    commune = draft.text("commune", row.get("commune"), limit=120)
    name = draft.text("arret", row.get("arret"))
    for column, value in (("id", draft.source_id), ("nom", row.get("nom", "").strip()), ("arret", name)):
        if not value:
            draft.note(REFUSED, column, "", _("this is needed"))
            return None
    try:
        hours = check(row.get("horaires", ""))
    except HoursError as error:
        draft.note(REFUSED, "horaires", row.get("horaires", ""), "%(why)s", why=error.said)
        return None
    latitude = draft.coordinate("latitude", row.get("latitude"), 90)
    longitude = draft.coordinate("longitude", row.get("longitude"), 180)
    if latitude is None or longitude is None:
        place = _commune(postcode, commune)
        if place is None:
            draft.note(REFUSED, "commune", f"{postcode} {commune}", _("no coordinates, and the commune is not known"))
            return None
        latitude, longitude = place.latitude, place.longitude
        draft.note(FINDING, "latitude, longitude", "", _("the centre of the commune is taken"))
    zone = zone_of(department_of(postcode))
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    open_days, latest, _hours = days_of(hours, zone=zone, department=department_of(postcode), monday=monday)
    kind = row.get("type", "").strip().casefold()
    return {
        "name": name,
        "commune": commune,
        "kind": VisitStop.Kind.DUTY if kind == "permanence" else VisitStop.Kind.BUS,
        "address": draft.text("adresse", row.get("adresse")),
        "postcode": postcode,
        "latitude": latitude,
        "longitude": longitude,
        "opening_hours": with_holidays(hours),
        "open_days": open_days,
        "latest_closing": latest,
    }


def _commune(postcode: str, name: str) -> Place | None:
    places = [one for one in Place.objects.filter(names__key=search_key(name)) if postcode in one.postcodes.split()]
    return places[0] if len({one.code for one in places}) == 1 else None


def _point(source: Source, draft: Draft, row: dict[str, str], stop: dict[str, Any]) -> ServicePoint:
    """Return the bus or the duty of a line; a new one stands at its first stop."""
    values = {
        "name": draft.text("nom", row.get("nom")),
        "phone": draft.phone(row.get("telephone")),
        "time_zone": zone_of(department_of(stop["postcode"])),
        "is_itinerant": True,
        "cost": "free" if row.get("frais", "").strip().casefold() == "gratuit" else "",
        "updated_on": draft.date(row.get("date_maj")),
    }
    where = {name: stop[name] for name in ("postcode", "commune", "latitude", "longitude")}
    point, _made = ServicePoint.objects.update_or_create(
        source=source, source_ref=draft.source_id, defaults=values, create_defaults={**values, **where}
    )
    wanted = [key for key in row.get("services", "").replace("|", " ").split() if key in CATEGORIES]
    for key in wanted:
        Service.objects.get_or_create(point=point, category=key)
    return point
