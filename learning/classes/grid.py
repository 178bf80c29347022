"""The progress of a class: who is where, and who needs a person first; for the page and for the CSV file."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.classes.models import Assignment, Classroom
from learning.classes.querysets import Module, modules_in
from learning.people.models import Learner
from learning.progress.models import LessonProgress, ModuleProgress

QUIET_DAYS = 14  # without a lesson for two weeks: somebody should ask
COLUMNS = 6  # more modules do not fit a page without a sideways scroll
FIRST = 3  # people named above the table

DONE, STARTED, REVIEW, TODO = "done", "started", "review", "todo"
# The order of the sort by module: who needs it most comes first.
URGENCY = {REVIEW: 0, TODO: 1, STARTED: 2, DONE: 3}
CSS = {DONE: "ok", STARTED: "mid", REVIEW: "rev", TODO: "none"}


@dataclass(frozen=True)
class Column:
    """A module that was given to the class."""

    number: int
    module: Module
    assignment: Assignment

    @property
    def sort(self) -> str:
        return str(self.module.key)


@dataclass(frozen=True)
class Cell:
    """Where one learner is in one module."""

    number: int
    state: str
    done: int
    total: int
    last_activity: dt.datetime | None = None
    by_check: bool = False

    @property
    def css(self) -> str:
        return CSS[self.state]

    @property
    def text(self) -> str:
        """The state in words, the same on the page and in the file."""
        if self.state == STARTED:
            return _("%(done)s of %(total)s") % {"done": self.done, "total": self.total}
        if self.by_check:
            return _("Finished by the check")
        return {DONE: _("Finished"), REVIEW: _("To go over again"), TODO: _("Not started")}[self.state]


@dataclass(frozen=True)
class Need:
    """Why a learner needs a person, in one sentence; a lower rank comes first."""

    rank: int
    icon: str
    text: str


@dataclass(frozen=True)
class Row:
    """A learner of the class."""

    learner: Learner
    cells: list[Cell]
    need: Need | None

    @property
    def finished(self) -> int:
        """How many modules are finished."""
        return sum(cell.state == DONE for cell in self.cells)

    @property
    def name_key(self) -> tuple[str, str]:
        return name_key(self.learner.display_name)


@dataclass(frozen=True)
class Grid:
    """The class, sorted as asked."""

    classroom: Classroom
    columns: list[Column]
    rows: list[Row]
    today: dt.date

    @cached_property
    def in_need(self) -> list[Row]:
        """Everybody who needs a person, the most urgent first."""
        return sorted((row for row in self.rows if row.need), key=need_key)


def name_key(name: str) -> tuple[str, str]:
    """Return what names are sorted by: letters without accents or case, as in a telephone book."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return plain.casefold(), name


def need_key(row: Row) -> tuple[int, tuple[str, str]]:
    """Return what rows are sorted by when help comes first."""
    return (row.need.rank if row.need else 99), row.name_key


def class_grid(*, classroom: Classroom, language: str, sort: str = "name", learner: Learner | None = None) -> Grid:
    """Return the progress of everybody in the class, or of one learner of it.

    `sort` is "name", "help" or the key of a module; anything else is "name". Six queries, whatever the size.
    """
    enrolments = classroom.enrolments.present().filter(shares_progress=True).select_related("learner")
    if learner is not None:
        enrolments = enrolments.filter(learner=learner)
    learners = [(one.learner, one.created_at) for one in enrolments]
    ids = [one.pk for one, _since in learners]
    assignments = list(classroom.assignments.all())
    modules = modules_in(language, [one.module_key for one in assignments]) if assignments else {}
    given = [one for one in assignments if one.module_key in modules]
    columns = [Column(n, modules[one.module_key], one) for n, one in enumerate(given, start=1)]
    keys = [column.module.key for column in columns]
    lesson_keys = [key for column in columns for key in column.module.lesson_keys]
    rows = {(one.learner_id, one.module_key): one for one in ModuleProgress.objects.for_learners(ids, keys)}
    # Counted from the lessons that are published now: one that was withdrawn leaves the totals.
    finished = LessonProgress.objects.filter(learner_id__in=ids, lesson_key__in=lesson_keys, state=LessonProgress.State.DONE)
    counted = finished.values_list("learner_id", "module_key").annotate(number=Count("id"))
    done = {(who, module): number for who, module, number in counted}
    today = timezone.localdate()
    made: list[Row] = []
    for one, since in learners:
        cells = [
            _cell(column, rows.get((one.pk, column.module.key)), done.get((one.pk, column.module.key), 0))
            for column in columns
        ]
        made.append(Row(one, cells, _need(one, since, columns, cells, today)))
    return Grid(classroom, columns, _sorted(made, columns, sort), today)


def _cell(column: Column, row: ModuleProgress | None, done: int) -> Cell:
    total = column.module.total
    if row is None:
        return Cell(column.number, TODO, 0, total)
    by_check = row.check_passed_at is not None and done < total
    state = REVIEW if row.needs_help else DONE if done >= total or by_check else STARTED
    return Cell(column.number, state, min(done, total), total, row.last_activity, by_check)


def _need(learner: Learner, since: dt.datetime, columns: list[Column], cells: list[Cell], today: dt.date) -> Need | None:
    pairs = list(zip(columns, cells, strict=True))
    for column, cell in pairs:
        if cell.state == REVIEW:
            day = timezone.localdate(cell.last_activity) if cell.last_activity else today
            text = _("Difficulties with “%(module)s”, %(ago)s") % {
                "module": column.module.title,
                "ago": _ago((today - day).days),
            }
            return Need(0, "flag", text)
    unfinished = [column for column, cell in pairs if cell.state != DONE]
    for column in unfinished:
        due = column.assignment.due
        if due and due < today:
            text = _("“%(module)s” was to be finished before %(day)s") % {
                "module": column.module.title,
                "day": date_format(due, "j F Y"),
            }
            return Need(1, "calendar", text)
    if not unfinished:
        return None
    given = max(since, min(column.assignment.created_at for column in unfinished))
    last = learner.last_active_on or timezone.localdate(given)
    days = (today - last).days
    if days < QUIET_DAYS:
        return None
    return Need(2, "clock", _("No lesson opened for %(time)s") % {"time": _duration(days)})


def _ago(days: int) -> str:
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return _("%(time)s ago") % {"time": _duration(days)}


def _duration(days: int) -> str:
    """Return days up to two weeks, then weeks, then months: nobody counts 47 days."""
    if days < QUIET_DAYS:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if days < 60:
        return ngettext("%(n)s week", "%(n)s weeks", days // 7) % {"n": days // 7}
    return ngettext("%(n)s month", "%(n)s months", days // 30) % {"n": days // 30}


def _sorted(rows: list[Row], columns: list[Column], sort: str) -> list[Row]:
    if sort == "help":
        return sorted(rows, key=need_key)
    chosen = next((n for n, column in enumerate(columns) if column.sort == sort), None)
    if chosen is None:
        return sorted(rows, key=lambda row: row.name_key)
    return sorted(rows, key=lambda row: (URGENCY[row.cells[chosen].state], row.cells[chosen].done, row.name_key))
