"""What a file would do to a class, before it does it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum

from django.utils.translation import gettext as _
from rapidfuzz.distance import DamerauLevenshtein

from kit.spreadsheets import Rows
from kit.tables import FORMULA_SIGNS
from learning.classes.flows import NAME_LENGTH, NAMES_AT_ONCE, same_name, tidy
from learning.classes.models import Classroom, Enrolment
from learning.classes.roster.columns import FIRST, FULL, GROUP, LAST, PSEUDONYM, Columns, find_columns

GROUP_LENGTH = 60
GROUPS_AT_ONCE = 20  # more different words are no groups: the column is not read
LIKE_FROM = 5  # signs: shorter names differ by one letter and are other people (Léa, Lea is caught without accents)


class State(Enum):
    NEW = "new"
    THERE = "there"
    DOUBTFUL = "doubtful"
    LEFT = "left"


@dataclass(frozen=True)
class Line:
    """One name of the file and what will happen to it; `like` is the name that it resembles."""

    number: int
    name: str
    state: State
    like: str = ""
    group: str = ""


@dataclass(frozen=True)
class Problem:
    """A line that cannot be taken: number, column, what stands there, what to write."""

    number: int
    value: str
    text: str


class NoColumns(ValueError):
    """No column is known: `seen` is what stands in the first line."""

    def __init__(self, seen: list[str]) -> None:
        super().__init__(", ".join(seen))
        self.seen = seen


class TooManyNames(ValueError):
    """More names than are taken at a time."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


@dataclass(frozen=True)
class GroupLine:
    """A small group of the file: how many people it would hold, and whether the class has it already."""

    name: str
    number: int
    there: bool


@dataclass(frozen=True)
class Preview:
    """What will happen to each line, what is to be corrected, which columns were read and which not."""

    lines: list[Line]
    problems: list[Problem]
    unused: list[str] = field(default_factory=list)
    has_family_names: bool = False
    groups: list[GroupLine] = field(default_factory=list)

    def of(self, *states: State) -> list[Line]:
        """Return the lines of these states, in the order of the file."""
        return [line for line in self.lines if line.state in states]


@dataclass
class _Person:
    number: int
    first: str
    last: str
    whole: str
    group: str
    name: str = ""


def preview(*, classroom: Classroom, rows: Rows) -> Preview:
    """Return what the rows would do to the class. Nothing is written. Raises NoColumns, TooManyNames."""
    columns = find_columns(rows.rows)
    if columns is None:
        raise NoColumns([cell for cell in rows.rows[0][1] if cell][:6])
    people, problems = _people(rows, columns)
    if len(people) > NAMES_AT_ONCE:
        raise TooManyNames(len(people))
    _name(people, is_school=classroom.is_school)
    lines, more = _compare(classroom, people)
    problems = sorted([*problems, *more], key=lambda one: one.number)
    groups = _groups(classroom, lines)
    unused = columns.unused
    if len(groups) > GROUPS_AT_ONCE:
        head = rows.rows[columns.start - 1][1][columns.where[GROUP]]
        groups, unused = [], [*unused, head]
        lines = [replace(line, group="") for line in lines]
    return Preview(lines, problems, unused, LAST in columns.where and classroom.is_school, groups)


def _groups(classroom: Classroom, lines: list[Line]) -> list[GroupLine]:
    """Return the small groups that the lines name, in the order of the file."""
    if not any(line.group for line in lines):
        return []
    known = {same_name(name): name for name in classroom.small_groups.values_list("name", flat=True)}
    numbers: Counter[str] = Counter()
    first: dict[str, str] = {}
    for line in lines:
        if line.group:
            numbers[same_name(line.group)] += 1
            first.setdefault(same_name(line.group), line.group)
    return [GroupLine(known.get(key, name), numbers[key], key in known) for key, name in first.items()]


def _people(rows: Rows, columns: Columns) -> tuple[list[_Person], list[Problem]]:
    people, problems = [], []
    for number, cells in rows.rows[columns.start :]:
        cell = {what: tidy(cells[place]) if place < len(cells) else "" for what, place in columns.where.items()}
        person = _Person(
            number,
            first=cell.get(FIRST, ""),
            last=cell.get(LAST, ""),
            whole=cell.get(PSEUDONYM, "") or cell.get(FULL, ""),
            group=cell.get(GROUP, ""),
        )
        if not (person.first or person.whole):
            value = person.last or next(text for text in cells if text)
            problems.append(Problem(number, value[:40], _("Write a first name or a pseudonym.")))
            continue
        text = next((text for one in (person.whole, person.first, person.last) if (text := problem_of(one))), "")
        text = text or group_problem(person.group)
        if text:
            problems.append(Problem(number, (person.whole or person.first)[:40], text))
        else:
            people.append(person)
    return people, problems


def problem_of(name: str) -> str:
    """Return what to write instead of a name that cannot be taken, or nothing."""
    if "@" in name and not name.startswith("@"):
        return _("Write a name, not an e-mail address.")
    if name.startswith(FORMULA_SIGNS):
        return _("Begin the name with a letter.")
    if len(name) > NAME_LENGTH:
        return _("Write %(most)s signs at most.") % {"most": NAME_LENGTH}
    if name and not any(sign.isalpha() for sign in name):
        return _("Write a name with letters.")
    return ""


def group_problem(group: str) -> str:
    """Return what to write instead of the name of a group that cannot be taken, or nothing."""
    if len(group) > GROUP_LENGTH:
        return _("Write %(most)s signs at most for the group.") % {"most": GROUP_LENGTH}
    if group.startswith(FORMULA_SIGNS):
        return _("Begin the name of the group with a letter.")
    return ""


def _name(people: list[_Person], *, is_school: bool) -> None:
    """Give each person the name of the list: in a school the first name alone, with letters of the family name
    only where two are the same."""
    for person in people:
        whole = f"{person.first} {person.last}".strip()
        person.name = person.whole or (person.first if is_school else whole)
    if not is_school:
        return
    for letters in range(1, 8):
        times = Counter(same_name(person.name) for person in people)
        for person in people:
            if times[same_name(person.name)] > 1 and person.first and person.last and not person.whole:
                dot = "." if letters < len(person.last) else ""
                person.name = f"{person.first} {person.last[:letters].strip()}{dot}"


def _compare(classroom: Classroom, people: list[_Person]) -> tuple[list[Line], list[Problem]]:
    present: dict[str, str] = {}
    left: dict[str, str] = {}
    for name, ended in Enrolment.objects.filter(classroom=classroom).values_list("learner__display_name", "ended_at"):
        (present if ended is None else left)[same_name(name)] = name
    likely = {bare(name): name for name in present.values()}
    lines, problems = [], []
    seen: dict[str, int] = {}
    for person in people:
        key = same_name(person.name)
        if key in seen:
            text = _("“%(name)s” is on line %(line)s too. For a second person, add a letter.")
            problems.append(Problem(person.number, person.name, text % {"name": person.name, "line": seen[key]}))
            continue
        seen[key] = person.number
        state, like = State.NEW, ""
        if key in present:
            state = State.THERE
        elif key in left:
            state, like = State.LEFT, left[key]
        elif like := _resembling(bare(person.name), likely):
            state = State.DOUBTFUL
        lines.append(Line(person.number, person.name, state, like, person.group))
        likely.setdefault(bare(person.name), person.name)
    return lines, problems


def bare(name: str) -> str:
    """Return a name for comparing likeness: without accents, capitals and signs, its words in alphabetical order."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(sign if sign.isalnum() else " " for sign in spread if not unicodedata.combining(sign))
    return " ".join(sorted(kept.split()))


def _resembling(name: str, known: dict[str, str]) -> str:
    if name in known:
        return known[name]
    if len(name) < LIKE_FROM:
        return ""
    for other, written in known.items():
        # One slip of the hand: Mohamed, Mohammed. Figures make other people: Renard 2, Renard 3.
        near = abs(len(other) - len(name)) <= 1 and DamerauLevenshtein.distance(name, other, score_cutoff=1) == 1
        if near and _figures(name) == _figures(other):
            return written
    return ""


def _figures(name: str) -> str:
    return "".join(sign for sign in name if sign.isdigit())
