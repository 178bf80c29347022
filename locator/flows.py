"""Places come in: good rows are written, bad rows are listed, nothing is deleted."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from locator.communes import Communes, put_on_map
from locator.coverage import history
from locator.hours import days_of, department_of, zone_of
from locator.importers import READERS
from locator.importers.draft import REFUSED, Draft, Reading
from locator.models import ImportIssue, ImportRun, Service, ServicePoint, Source
from locator.same import find_same_places

BATCH = 500
KEPT_ISSUES = 5000  # issues that a report holds in memory; all of them are rows of the import
FIELDS = [
    "name", "address", "address_more", "postcode", "commune", "latitude", "longitude", "is_located_by_commune", "phone",
    "email", "website", "opening_hours", "hours_note", "time_zone", "open_days", "latest_closing", "weekly_hours",
    "appointment", "step_free", "cost", "publics", "languages", "ways", "is_itinerant", "updated_on", "last_import",
    "not_confirmed_since", "changed_at",
]  # fmt: skip
# What follows from a field: when a person set the hours, an import leaves what was computed from them too.
WITH = {
    "opening_hours": ("hours_note", "open_days", "latest_closing", "weekly_hours"),
    "latitude": ("longitude", "is_located_by_commune"),
    "longitude": ("latitude", "is_located_by_commune"),
}


class _DryRun(Exception):
    """Takes the transaction back."""


@dataclass
class Report:
    """What an import did, or would do. `issues` holds the first KEPT_ISSUES of them, `kinds` counts all."""

    created: int = 0
    updated: int = 0
    refused: int = 0
    missing: int = 0
    merged: int = 0
    issues: list[ImportIssue] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    run: ImportRun | None = None


def import_points(
    *,
    data: bytes | BinaryIO,
    file_name: str,
    format_name: str = "",
    reader: Callable[[BinaryIO], Reading] | None = None,
    dry_run: bool = False,
    is_demo: bool = False,
    is_full: bool = True,
    progress: Callable[[int], None] = lambda position: None,
) -> Report:
    """Import a list of places in one transaction and return the report. Nothing is ever deleted.

    `data` is a file open for reading bytes, read as a stream, or its bytes. `reader` is used instead of the format's when it
    is given (a mapping). With `is_full` the places of the source that the list no longer holds are marked as not confirmed.
    `progress` is called with the number of bytes read.

    Raises importers.draft.ListError when the file as a whole cannot be read: nothing has changed then.
    """
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    reading = (reader or READERS[format_name])(stream)
    report = Report()
    try:
        with transaction.atomic():
            source, _made = Source.objects.update_or_create(
                key=f"{reading.source_key}-demo" if is_demo else reading.source_key,
                defaults={"name": reading.source_name, "licence": reading.licence, "is_demo": is_demo},
            )
            run = ImportRun.objects.create(source=source, file_name=file_name[:250], is_full=is_full)
            _Writing(source, run, report).write(reading.rows, lambda: progress(stream.tell()))
            if is_full:
                report.missing = _mark_missing(run)
            run.created, run.updated, run.refused, run.missing = (
                report.created, report.updated, report.refused, report.missing,
            )  # fmt: skip
            run.save()
            report.run = run
            if dry_run:
                raise _DryRun
            report.merged = find_same_places(run=run)
    except _DryRun:
        report.run = None
    else:
        if not is_demo and report.created + report.updated:
            history.record(on=timezone.localdate())
    return report


def _mark_missing(run: ImportRun) -> int:
    """Mark the places of the source that the whole list no longer holds; return how many are newly so."""
    gone = ServicePoint.objects.filter(source=run.source).exclude(last_import=run)
    return gone.filter(not_confirmed_since=None).update(not_confirmed_since=timezone.localdate(), changed_at=timezone.now())


class _Writing:
    """One import on its way to the database, a batch at a time."""

    def __init__(self, source: Source, run: ImportRun, report: Report) -> None:
        self.source, self.run, self.report = source, run, report
        self.communes = Communes()
        today = timezone.localdate()
        self.monday = today - dt.timedelta(days=today.weekday())

    def write(self, drafts: Iterator[Draft], after_batch: Callable[[], None]) -> None:
        """Write every row."""
        while batch := list(islice(drafts, BATCH)):
            self._batch(batch)
            after_batch()

    def _batch(self, drafts: list[Draft]) -> None:
        refs = {draft.source_id for draft in drafts}
        known = {p.source_ref: p for p in ServicePoint.objects.filter(source=self.source, source_ref__in=refs)}
        fresh: dict[str, tuple[ServicePoint, list[str]]] = {}
        for draft in drafts:
            put_on_map(draft, self.communes)
            there = known.get(draft.source_id)
            if draft.source_id in fresh or (there and there.last_import_id == self.run.pk):
                draft.note(REFUSED, "id", draft.source_id, _("this id stands on an earlier line too"))
            if not any(note.kind == REFUSED for note in draft.notes):
                fresh[draft.source_id] = (self._point(draft, there), draft.categories)
            else:
                self.report.refused += 1
        self._list_issues(drafts)
        points = [point for point, _categories in fresh.values()]
        new = [point for point in points if point.pk is None]
        old = [point for point in points if point.pk is not None]
        self.report.created += len(new)
        self.report.updated += len(old)
        ServicePoint.objects.bulk_create(new)
        # An upsert: bulk_update() writes one CASE for each field of each row, ten times as slow.
        ServicePoint.objects.bulk_create(old, update_conflicts=True, unique_fields=["id"], update_fields=FIELDS)
        _services(fresh)

    def _point(self, draft: Draft, there: ServicePoint | None) -> ServicePoint:
        department = department_of(draft.values["postcode"] or draft.insee)
        zone = "Europe/London" if draft.country == "GB" else zone_of(department)
        open_days, latest_closing, weekly_hours = days_of(
            draft.values["opening_hours"], zone=zone, department=department, monday=self.monday
        )
        point = ServicePoint(
            pk=there.pk if there else None,
            source=self.source,
            source_ref=draft.source_id,
            time_zone=zone,
            open_days=open_days,
            latest_closing=latest_closing,
            weekly_hours=weekly_hours,
            last_import=self.run,
            changed_at=timezone.now(),
            **draft.values,
        )
        if there:
            point.human_fields = there.human_fields
            kept = {name for one in there.human_fields for name in (one, *WITH.get(one, ()))}
            for name in kept & set(FIELDS):
                setattr(point, name, getattr(there, name))
        return point

    def _list_issues(self, drafts: list[Draft]) -> None:
        issues = [
            ImportIssue(
                run=self.run, kind=n.kind, line=d.line, field=n.field, value=n.value,
                reason=n.reason.msgid, parameters=n.reason.parameters,
            )
            for d in drafts
            for n in d.notes
        ]  # fmt: skip
        ImportIssue.objects.bulk_create(issues, batch_size=BATCH)
        self.report.kinds.update(issue.kind for issue in issues)
        self.report.issues += issues[: KEPT_ISSUES - len(self.report.issues)]


def _services(fresh: dict[str, tuple[ServicePoint, list[str]]]) -> None:
    wanted = {(point.pk, category) for point, categories in fresh.values() for category in categories}
    pks = [point.pk for point, _categories in fresh.values()]
    there = set(Service.objects.filter(point__in=pks).values_list("point_id", "category"))
    by_hand = {p.pk for p, _categories in fresh.values() if "services" in p.human_fields}
    # A service that the list no longer names is no place that disappears: it is taken off.
    for point_id, category in there - wanted:
        if point_id not in by_hand:
            Service.objects.filter(point_id=point_id, category=category).delete()
    Service.objects.bulk_create(
        [Service(point_id=pk, category=category) for pk, category in sorted(wanted - there) if pk not in by_hand],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
