"""What one learner did, when, where and with how much support: for the page of a teacher."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.classes.grid import DONE, REVIEW, TODO, Cell, Column
from learning.classes.models import Classroom
from learning.classes.words import lessons
from learning.courses.models import LessonPage
from learning.people.models import Learner
from learning.progress.models import Attempt, LessonProgress

SHOWN = 60  # lines of the table: a term of lessons


@dataclass(frozen=True)
class Line:
    """One lesson on one day, from one source."""

    day: dt.date
    lesson: str
    source: str
    done: str
    support: str


def visible_lessons(*, learner: Learner, columns: list[Column]) -> set[uuid.UUID]:
    """Return the lessons that the people who run a class may see: of the modules they gave, and those done beside them.

    What a learner does alone in other modules (debts, health…) is nobody's business.
    """
    given = {key for column in columns for key in column.module.lesson_keys}
    beside = Attempt.objects.filter(learner=learner, source=Attempt.Source.HELPER).order_by()
    return given | set(beside.values_list("lesson_key", flat=True).distinct())


def history(*, learner: Learner, classroom: Classroom, columns: list[Column], language: str) -> list[Line]:
    """Return what was done, the last day first, at most SHOWN lines. Four queries."""
    keys = visible_lessons(learner=learner, columns=columns)
    attempts = Attempt.objects.filter(learner=learner, lesson_key__in=keys)
    finished = LessonProgress.objects.filter(learner=learner, lesson_key__in=keys, completed_at__isnull=False)
    if classroom.archived_at:
        attempts = attempts.filter(answered_at__lte=classroom.archived_at)
        finished = finished.filter(completed_at__lte=classroom.archived_at)
    titles = _titles(keys, language)
    counted = (
        attempts.order_by()
        .annotate(day=TruncDate("answered_at"))
        .values("day", "lesson_key", "source")
        .annotate(
            activities=Count("activity_id", distinct=True),
            right=Count("activity_id", distinct=True, filter=Q(correct=True)),
            explained=Count("activity_id", distinct=True, filter=Q(explained=True)),
            hints=_support(Attempt.Support.HINT),
            together=_support(Attempt.Support.TOGETHER),
        )
        .order_by("-day", "lesson_key", "source")[:SHOWN]
    )
    lines = [_line(row, titles) for row in counted if row["lesson_key"] in titles]
    answered = set(attempts.order_by().values_list("lesson_key", flat=True).distinct())
    read = finished.exclude(lesson_key__in=answered).annotate(day=TruncDate("completed_at"))
    lines += [
        Line(one.day, titles[one.lesson_key], "", _("Lesson finished"), "") for one in read if one.lesson_key in titles
    ]
    return sorted(lines, key=lambda line: (-line.day.toordinal(), line.lesson))[:SHOWN]


def _support(kind: str) -> Sum:
    """Return how many answers were given with this support."""
    return Sum(Case(When(support=kind, then=Value(1)), default=Value(0), output_field=IntegerField()))


def _titles(keys: set[uuid.UUID], language: str) -> dict[uuid.UUID, str]:
    pages = LessonPage.objects.live().filter(translation_key__in=keys)
    rows = pages.values_list("translation_key", "title", "locale__language_code")
    found: dict[uuid.UUID, str] = {}
    for key, title, _code in sorted(rows, key=lambda row: row[2] != language):
        found.setdefault(key, title)
    return found


def _line(row: Any, titles: dict[uuid.UUID, str]) -> Line:
    return Line(
        row["day"],
        titles[row["lesson_key"]],
        str(dict(Attempt.Source.choices)[row["source"]]),
        _answers(row["activities"], row["right"], row["explained"]),
        _support_words(row["hints"] or 0, row["together"] or 0, row["explained"]),
    )


def _answers(activities: int, right: int, explained: int) -> str:
    text = ngettext("%(right)s of %(number)s activity right", "%(right)s of %(number)s activities right", activities)
    words = text % {"right": right, "number": activities}
    if explained:
        more = ngettext("%(number)s explained", "%(number)s explained", explained) % {"number": explained}
        return f"{words}, {more}"
    return words


def _support_words(hints: int, together: int, explained: int) -> str:
    """Return the support that was noted; where nothing was noted, whether the lesson showed the answer, else alone."""
    parts = []
    if hints:
        parts.append(ngettext("%(number)s with a hint", "%(number)s with a hint", hints) % {"number": hints})
    if together:
        parts.append(ngettext("%(number)s together", "%(number)s together", together) % {"number": together})
    if explained and not together:
        parts.append(_("Answer shown"))
    return ", ".join(parts) or _("Alone")


def sentence(column: Column, cell: Cell) -> str:
    """Return where a learner is in a module, as a sentence."""
    done = {"done": lessons(cell.done), "total": cell.total}
    if cell.state == DONE:
        return _("Every lesson is finished.")
    if cell.state == REVIEW:
        return _("%(done)s finished of %(total)s. Some questions are to be gone over again, with somebody.") % done
    if cell.state == TODO or not (cell.done or cell.last_activity):
        return _("Not started yet.")
    if not cell.done:
        return _("Started. No lesson is finished yet.")
    return _("%(done)s finished of %(total)s.") % done
