"""The progress of a class: who is where, and who needs a person first; for the page, the sheet and the CSV file.

It reads rows that are counted when an answer is recorded, never the answers themselves.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from learning.classes.counts import counted_rows
from learning.classes.models import Assignment, Classroom
from learning.classes.querysets import Module, modules_in
from learning.classes.words import lessons
from learning.people.models import Learner

COLUMNS = 6  # more modules do not fit a page without a sideways scroll
FIRST = 3  # people named above the table

DONE, STARTED, REVIEW, TODO, FREE = "done", "started", "review", "todo", "free"
# The order of the sort by module: who needs it most comes first; who was not given it comes last.
URGENCY = {REVIEW: 0, TODO: 1, STARTED: 2, DONE: 3, FREE: 4}
CSS = {DONE: "ok", STARTED: "mid", REVIEW: "rev", TODO: "none", FREE: "none"}

STUCK, LATE, QUIET = "stuck", "late", "quiet"
RANK = {STUCK: 0, LATE: 1, QUIET: 2}
ICONS = {STUCK: "flag", LATE: "calendar", QUIET: "clock"}

NAME, HELP = "name", "help"


@dataclass(frozen=True)
class Filters:
    """What of a class is shown, and in which order. `sort`: "help", "name" or a module's key, "-" for the reverse."""

    group: int | None = None
    module: uuid.UUID | None = None
    week: dt.date | None = None  # the Monday
    sort: str = HELP


@dataclass(frozen=True)
class Column:
    """A module that was given, to everybody or to some."""

    number: int
    module: Module
    assignments: tuple[Assignment, ...]
    named: dict[int, frozenset[uuid.UUID]] = field(default_factory=dict)

    @property
    def sort(self) -> str:
        return str(self.module.key)

    @property
    def assignment(self) -> Assignment:
        """The first time that it was given."""
        return self.assignments[0]

    def given_to(self, learner_id: uuid.UUID, groups: frozenset[int]) -> Assignment | None:
        """Return what gives this module to a learner (the nearest date counts), or None."""
        found = [one for one in self.assignments if self._reaches(one, learner_id, groups)]
        return min(found, key=lambda one: one.due or dt.date.max, default=None)

    def _reaches(self, one: Assignment, learner_id: uuid.UUID, groups: frozenset[int]) -> bool:
        if one.audience == Assignment.Audience.CLASS:
            return True
        if one.audience == Assignment.Audience.GROUP:
            return one.small_group_id in groups
        return learner_id in self.named.get(one.pk, frozenset())


@dataclass(frozen=True)
class Cell:
    """Where one learner is in one module; of a week, what was finished in it."""

    number: int
    state: str
    done: int
    total: int
    last_activity: dt.datetime | None = None
    given: Assignment | None = None
    stuck_lesson: uuid.UUID | None = None
    stuck_activity: uuid.UUID | None = None
    week: bool = False
    by_check: bool = False

    @property
    def css(self) -> str:
        return CSS[self.state]

    @property
    def text(self) -> str:
        """The state in words, the same on the page and in the file."""
        if self.state == STARTED:
            return lessons(self.done) if self.week else _("%(done)s of %(total)s") % {"done": self.done, "total": self.total}
        if self.state == FREE:
            return _("Not given")
        if self.by_check:
            return _("Finished by the check")
        todo = _("Nothing this week") if self.week else _("Not started")
        return {DONE: pgettext("module", "Finished"), REVIEW: _("To go over again"), TODO: todo}[self.state]

    @property
    def more(self) -> str:
        """How far a learner is who is to go over something again: "3 of 5"."""
        return _("%(done)s of %(total)s") % {"done": self.done, "total": self.total} if self.state == REVIEW else ""

    @property
    def words(self) -> str:
        """All that the page says about the cell, on one line. Never "4/5": spreadsheets read a date."""
        return f"{self.text}, {self.more}" if self.more else self.text


@dataclass(frozen=True)
class Need:
    """Why a learner needs a person; a lower rank comes first. learning.classes.needs puts it into words."""

    kind: str
    module: Module | None = None
    lesson_key: uuid.UUID | None = None
    activity_id: uuid.UUID | None = None
    days: int = 0
    day: dt.date | None = None

    @property
    def rank(self) -> int:
        return RANK[self.kind]

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


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
    def counted(self) -> int:
        """How many modules are this learner's."""
        return sum(cell.state != FREE for cell in self.cells)

    @property
    def lessons_done(self) -> int:
        return sum(cell.done for cell in self.cells)

    @property
    def sum(self) -> str:
        """The row in short: modules finished of those that are theirs ("1 of 2"); of a week, the lessons finished."""
        if any(cell.week for cell in self.cells):
            return lessons(self.lessons_done)
        return _("%(done)s of %(total)s") % {"done": self.finished, "total": self.counted}

    @property
    def name_key(self) -> tuple[str, str]:
        return name_key(self.learner.display_name)


@dataclass(frozen=True)
class Grid:
    """The class, filtered and sorted as asked."""

    classroom: Classroom
    columns: list[Column]
    rows: list[Row]
    today: dt.date
    filters: Filters = field(default_factory=Filters)
    given: list[Column] = field(default_factory=list)  # every module, also those that the filter leaves out
    groups: list[tuple[int, str]] = field(default_factory=list)
    enrolled: int = 0  # learners who share their progress, before the filter

    @cached_property
    def in_need(self) -> list[Row]:
        """Everybody who needs a person, the most urgent first."""
        return sorted((row for row in self.rows if row.need), key=need_key)

    @property
    def state_counts(self) -> dict[str, int]:
        """How many learners have finished all that is theirs, are under way, have not begun."""
        counts = {DONE: 0, STARTED: 0, TODO: 0}
        for row in self.rows:
            if row.counted and row.finished == row.counted:
                counts[DONE] += 1
            elif any(cell.state in (STARTED, REVIEW, DONE) for cell in row.cells):
                counts[STARTED] += 1
            elif row.counted:
                counts[TODO] += 1
        return counts


def name_key(name: str) -> tuple[str, str]:
    """Return what names are sorted by: letters without accents or case, as in a telephone book."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return plain.casefold(), name


def need_key(row: Row) -> tuple[int, tuple[str, str]]:
    """Return what rows are sorted by when help comes first."""
    return (row.need.rank if row.need else 99), row.name_key


def monday(day: dt.date) -> dt.date:
    """Return the first day of the week that `day` is in."""
    return day - dt.timedelta(days=day.weekday())


def class_grid(
    *, classroom: Classroom, language: str, filters: Filters | None = None, sort: str = "", learner: Learner | None = None
) -> Grid:
    """Return the progress of everybody in the class, or of one learner of it.

    Five queries, whatever the size and the filter. An archived class stays as it was on the day it was archived.
    """
    filters = filters or Filters(sort=sort or HELP)
    people, groups = _people(classroom, learner)
    given = _columns(classroom, language)
    columns = [one for one in given if filters.module in (None, one.module.key)]
    shown = [one for one in people if filters.group is None or filters.group in one.groups]
    if filters.module:
        shown = [one for one in shown if any(column.given_to(one.learner.pk, one.groups) for column in columns)]
    progress = counted_rows([one.learner.pk for one in shown], [one.module for one in columns], classroom, filters.week)
    today = timezone.localdate()
    rows: list[Row] = []
    for one in shown:
        cells = [
            _cell(
                column,
                progress.get((one.learner.pk, column.module.key)),
                column.given_to(one.learner.pk, one.groups),
                week=filters.week is not None,
            )
            for column in columns
        ]
        # A week tells what was done in it; who needs a person is told from the whole.
        need = None if classroom.archived_at or filters.week else _need(classroom, one, columns, cells, today)
        rows.append(Row(one.learner, cells, need))
    return Grid(classroom, columns, _sorted(rows, columns, filters.sort), today, filters, given, groups, len(people))


@dataclass
class _Person:
    learner: Learner
    since: dt.datetime
    groups: frozenset[int]


def _people(classroom: Classroom, learner: Learner | None) -> tuple[list[_Person], list[tuple[int, str]]]:
    """Return who shares the progress, each with the numbers of their small groups, and the groups that hold somebody.

    One query: a row for each learner and group.
    """
    enrolments = classroom.enrolments.present().filter(shares_progress=True).select_related("learner")
    if learner is not None:
        enrolments = enrolments.filter(learner=learner)
    of_class = FilteredRelation("learner__small_groups", condition=Q(learner__small_groups__classroom=classroom))
    enrolments = enrolments.annotate(groups_here=of_class).annotate(
        group_number=F("groups_here__id"), group_name=F("groups_here__name")
    )
    found: dict[uuid.UUID, _Person] = {}
    names: dict[int, str] = {}
    for one in enrolments.order_by("id"):
        person = found.setdefault(one.learner_id, _Person(one.learner, one.created_at, frozenset()))
        if one.group_number is not None:
            person.groups |= {one.group_number}
            names[one.group_number] = one.group_name
    return list(found.values()), sorted(names.items(), key=lambda pair: name_key(pair[1]))


def _columns(classroom: Classroom, language: str) -> list[Column]:
    """Return a column for each module given, in the order in which they were first given. Three queries."""
    rows = Assignment.objects.filter(classroom=classroom).annotate(named_learner=F("learners"))
    given: dict[uuid.UUID, dict[int, Assignment]] = {}
    named: dict[int, set[uuid.UUID]] = {}
    for one in rows.order_by("created_at", "id"):
        given.setdefault(one.module_key, {}).setdefault(one.pk, one)
        if one.named_learner is not None:
            named.setdefault(one.pk, set()).add(one.named_learner)
    modules = modules_in(language, given) if given else {}
    known = {pk: frozenset(ids) for pk, ids in named.items()}
    return [
        Column(number, modules[key], tuple(given[key].values()), known)
        for number, key in enumerate((key for key in given if key in modules), start=1)
    ]


def _cell(column: Column, row: Any, given: Assignment | None, *, week: bool) -> Cell:
    total = column.module.total
    if given is None:  # what a person does on their own in a module that others were given is not shown
        return Cell(column.number, FREE, 0, total, week=week)
    # Of the past (a week, an archived class) only what was finished is known.
    past = not hasattr(row, "stuck_lesson")
    if row is None or (past and not row.done and not row.by_check):
        return Cell(column.number, TODO, 0, total, given=given, week=week)
    if week:
        whole = row.done_by_then >= total
        state = DONE if whole or row.by_check else STARTED
        by_check = row.by_check and not whole
        return Cell(column.number, state, row.done, total, row.last_activity, given, week=True, by_check=by_check)
    help_ = row.needs_help and not past
    whole = row.done >= total
    state = REVIEW if help_ else DONE if whole or row.by_check else STARTED
    lesson, activity = (row.stuck_lesson, row.stuck_activity) if help_ else (None, None)
    by_check = state == DONE and not whole
    done = min(row.done, total)
    return Cell(column.number, state, done, total, row.last_activity, given, lesson, activity, by_check=by_check)


def _need(classroom: Classroom, person: _Person, columns: list[Column], cells: list[Cell], today: dt.date) -> Need | None:
    pairs = [pair for pair in zip(columns, cells, strict=True) if pair[1].given]
    for column, cell in pairs:
        if cell.state == REVIEW:
            day = timezone.localdate(cell.last_activity) if cell.last_activity else today
            return Need(STUCK, column.module, cell.stuck_lesson, cell.stuck_activity, (today - day).days)
    open_ = [(column, cell.given) for column, cell in pairs if cell.state != DONE and cell.given]
    open_ = [(column, given) for column, given in open_ if given.opens is None or given.opens <= today]
    late = [(given.due, column.number, column) for column, given in open_ if given.due and given.due < today]
    if late:
        due, _number, column = min(late, key=lambda one: one[:2])
        return Need(LATE, column.module, day=due)
    if not open_:
        return None
    # Silence is counted from the day on which there was something to do here, whatever came before.
    began = min(given.opens or timezone.localdate(given.created_at) for _column, given in open_)
    last = person.learner.last_active_on or max(began, timezone.localdate(person.since))
    days = (today - last).days
    return Need(QUIET, days=days) if days >= classroom.quiet_days else None


def _sorted(rows: list[Row], columns: list[Column], sort: str) -> list[Row]:
    key, backwards = sort.removeprefix("-"), sort.startswith("-")
    rows = sorted(rows, key=lambda row: row.name_key)
    if key == NAME:
        return rows[::-1] if backwards else rows
    chosen = next((n for n, column in enumerate(columns) if column.sort == key), None)
    if chosen is None:
        return sorted(rows, key=need_key)
    # Sorting keeps the order of equals: names stay in their order both ways.
    return sorted(rows, key=lambda row: (URGENCY[row.cells[chosen].state], row.cells[chosen].done), reverse=backwards)
