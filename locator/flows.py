"""Places come in: good rows are written, bad rows are listed, nothing is deleted."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from locator.coverage import history
from locator.geo import distance_km
from locator.hours import days_of, department_of, zone_of
from locator.importers import READERS
from locator.importers.draft import FINDING, REFUSED, Draft
from locator.models import ImportIssue, ImportRun, Place, Service, ServicePoint, Source
from locator.text import search_key

FAR_KM = 50  # a point farther than this from its commune is a finding, not an import
# French Guiana's communes are as large as departments: a place 100 km from the town is still in them.
LARGE = ("973",)
LARGE_KM = 100
DOUBT_KM = 50  # more for a commune that is itself known only approximately (by the mean of its department, at worst)
BATCH = 500
FIELDS = [
    "name", "address", "address_more", "postcode", "commune", "latitude", "longitude", "is_located_by_commune", "phone",
    "email", "website", "opening_hours", "hours_note", "time_zone", "open_days", "latest_closing", "weekly_hours",
    "appointment", "cost", "publics", "languages", "ways", "is_itinerant", "updated_on", "last_import",
]  # fmt: skip


class _DryRun(Exception):
    """Takes the transaction back."""


@dataclass
class Report:
    """What an import did, or would do."""

    created: int = 0
    updated: int = 0
    refused: int = 0
    issues: list[ImportIssue] = field(default_factory=list)
    run: ImportRun | None = None


def import_points(
    *,
    data: bytes,
    file_name: str,
    format_name: str,
    dry_run: bool = False,
    is_demo: bool = False,
    progress: Callable[[Iterable[Draft], int], Iterable[Draft]] = lambda rows, total: rows,
) -> Report:
    """Import a list of places in one transaction and return the report. Nothing is ever deleted.

    Raises importers.draft.ListError when the file as a whole cannot be read: nothing has changed then.
    """
    reading = READERS[format_name](data)
    report = Report()
    try:
        with transaction.atomic():
            source, _made = Source.objects.update_or_create(
                key=f"{reading.source_key}-demo" if is_demo else reading.source_key,
                defaults={"name": reading.source_name, "licence": reading.licence, "is_demo": is_demo},
            )
            run = ImportRun.objects.create(source=source, file_name=file_name[:250])
            _write(source, run, progress(reading.rows, reading.total), report)
            run.created, run.updated, run.refused = report.created, report.updated, report.refused
            run.save()
            ImportIssue.objects.bulk_create(report.issues, batch_size=BATCH)
            report.run = run
            if dry_run:
                raise _DryRun
    except _DryRun:
        report.run = None
    else:
        if not is_demo and report.created + report.updated:
            history.record(on=timezone.localdate())
    return report


def _write(source: Source, run: ImportRun, drafts: Iterable[Draft], report: Report) -> None:
    communes = Communes()
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    known = dict(ServicePoint.objects.filter(source=source).values_list("source_ref", "pk"))
    fresh: dict[str, tuple[ServicePoint, list[str]]] = {}
    for draft in drafts:
        _place(draft, communes)
        if draft.source_id in fresh:
            draft.note(REFUSED, "id", draft.source_id, "this id stands on an earlier line too")
        report.issues += [
            ImportIssue(run=run, kind=n.kind, line=draft.line, field=n.field, value=n.value, reason=n.reason[:300])
            for n in draft.notes
        ]
        if any(note.kind == REFUSED for note in draft.notes):
            report.refused += 1
            continue
        department = department_of(draft.values["postcode"] or draft.insee)
        zone = zone_of(department)
        open_days, latest_closing, weekly_hours = days_of(
            draft.values["opening_hours"], zone=zone, department=department, monday=monday
        )
        point = ServicePoint(
            pk=known.get(draft.source_id),
            source=source,
            source_ref=draft.source_id,
            time_zone=zone,
            open_days=open_days,
            latest_closing=latest_closing,
            weekly_hours=weekly_hours,
            last_import=run,
            **draft.values,
        )
        fresh[draft.source_id] = (point, draft.categories)
    points = [point for point, _categories in fresh.values()]
    new = [point for point in points if point.pk is None]
    old = [point for point in points if point.pk is not None]
    report.created, report.updated = len(new), len(old)
    ServicePoint.objects.bulk_create(new, batch_size=BATCH)
    # An upsert: bulk_update() writes one CASE for each field of each row, ten times as slow.
    ServicePoint.objects.bulk_create(
        old, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=FIELDS
    )
    _services(fresh)


def _services(fresh: dict[str, tuple[ServicePoint, list[str]]]) -> None:
    wanted = {(point.pk, category) for point, categories in fresh.values() for category in categories}
    pks = [point.pk for point, _categories in fresh.values()]
    there: set[tuple[int, str]] = set()
    for start in range(0, len(pks), BATCH):
        rows = Service.objects.filter(point__in=pks[start : start + BATCH])
        there |= set(rows.values_list("point_id", "category"))
    # A service that the list no longer names is no place that disappears: it is taken off.
    for point_id, category in there - wanted:
        Service.objects.filter(point_id=point_id, category=category).delete()
    Service.objects.bulk_create(
        [Service(point_id=point_id, category=category) for point_id, category in sorted(wanted - there)],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


@dataclass(frozen=True)
class Centre:
    """The point of a commune, how many kilometres it may be wrong, and its name ("" when several share a postcode)."""

    name: str
    latitude: float
    longitude: float
    doubt: float


class Communes:
    """The gazetteer in memory, to check where a point lies."""

    def __init__(self) -> None:
        self.by_code: dict[str, Centre] = {}
        self.by_postcode: dict[str, list[tuple[str, Centre]]] = defaultdict(list)
        rows = Place.objects.values_list("code", "name", "postcodes", "latitude", "longitude", "precision")
        for code, name, postcodes, latitude, longitude, precision in rows.iterator():
            roughly = precision != Place.Precision.EXACT
            doubt = LARGE_KM if code.startswith(LARGE) else DOUBT_KM if roughly else 0
            centre = Centre(name, latitude, longitude, doubt)
            self.by_code[code] = centre
            for postcode in postcodes.split():
                self.by_postcode[postcode].append((search_key(name), centre))

    def find(self, *, insee: str, postcode: str, commune: str) -> Centre | None:
        """Return the point of a commune by its code, else by postcode and name, else the mean of the postcode's."""
        if insee in self.by_code:
            return self.by_code[insee]
        near = self.by_postcode.get(postcode, [])
        key = search_key(commune)
        for name, centre in near:
            if name == key:
                return centre
        if not near:
            return None
        return Centre(
            "",
            math.fsum(centre.latitude for _name, centre in near) / len(near),
            math.fsum(centre.longitude for _name, centre in near) / len(near),
            max(centre.doubt for _name, centre in near),
        )


def _place(draft: Draft, communes: Communes) -> None:
    """Give a draft its coordinates: its own when they lie near its commune, else the commune's centre (and say so)."""
    values: dict[str, Any] = draft.values
    latitude, longitude = values["latitude"], values["longitude"]
    centre = communes.find(insee=draft.insee, postcode=values["postcode"], commune=values["commune"])
    values["is_located_by_commune"] = False
    if centre and centre.name and search_key(values["commune"]) == search_key(centre.name):
        values["commune"] = centre.name  # the lists write AURILLAC, aurillac and Aurillac
    if latitude is not None and longitude is not None:
        if centre is None:
            return
        away = distance_km(latitude, longitude, centre.latitude, centre.longitude)
        if away <= FAR_KM + centre.doubt:
            return
        reason = f"{away:.0f} km from its commune; the centre of the commune is taken"
        draft.note(FINDING, "latitude, longitude", f"{latitude}, {longitude}", reason)
    if centre is None:
        reason = "no coordinates, and the commune is not known"
        draft.note(REFUSED, "commune", f"{values['postcode']} {values['commune']}", reason)
        values["latitude"], values["longitude"] = 0.0, 0.0
        return
    values["latitude"], values["longitude"] = centre.latitude, centre.longitude
    values["is_located_by_commune"] = True
