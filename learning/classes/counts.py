"""What the grid counts: one query for the rows of a class, whatever its size."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from learning.classes.models import Classroom
from learning.classes.querysets import Module
from learning.progress.models import Attempt, LessonProgress, ModuleProgress


def counted_rows(
    ids: list[uuid.UUID], modules: Iterable[Module], classroom: Classroom, week: dt.date | None
) -> dict[tuple[uuid.UUID, uuid.UUID], Any]:
    """Return the counted rows by learner and module: lessons finished, and where a person is stuck. One query.

    Lessons are counted among those that are published now: one that was withdrawn leaves the totals.
    """
    modules = list(modules)
    keys = [module.key for module in modules]
    live = [key for module in modules for key in module.lesson_keys]
    mine = Q(learner=OuterRef("learner"), module_key=OuterRef("module_key"))
    finished = LessonProgress.objects.filter(mine, lesson_key__in=live, state=LessonProgress.State.DONE).order_by()
    if classroom.archived_at:
        finished = finished.filter(completed_at__lte=classroom.archived_at)
    before = finished
    if week:
        begin = timezone.make_aware(dt.datetime.combine(week, dt.time()))
        end = timezone.make_aware(dt.datetime.combine(week + dt.timedelta(days=7), dt.time()))
        finished = finished.filter(completed_at__gte=begin, completed_at__lt=end)
        before = before.filter(completed_at__lt=end)
    counted = finished.values("module_key").annotate(number=Count("pk")).values("number")
    rows = ModuleProgress.objects.for_learners(ids, keys).annotate(done=Coalesce(Subquery(counted), 0))
    if week:
        whole = before.values("module_key").annotate(number=Count("pk")).values("number")
        rows = rows.annotate(done_by_then=Coalesce(Subquery(whole), 0))
    elif not classroom.archived_at:
        rows = rows.annotate(**_stuck())
    found = {(one.learner_id, one.module_key): one for one in rows}
    for one in found.values():
        passed = one.check_passed_at
        one.by_check = passed is not None and not (  # type: ignore[attr-defined]
            (classroom.archived_at and passed > classroom.archived_at) or (week and not begin <= passed < end)
        )
    return found


def _stuck() -> dict[str, Any]:
    """Return where somebody who needs help is stuck: the last activity that was explained and never answered right."""
    theirs = {"learner": OuterRef(OuterRef("learner")), "module_key": OuterRef(OuterRef("module_key"))}
    hard = LessonProgress.objects.filter(**theirs, explained__gt=0).order_by().values("lesson_key")
    right = Attempt.objects.filter(
        learner=OuterRef("learner"), lesson_key=OuterRef("lesson_key"), activity_id=OuterRef("activity_id"), correct=True
    )
    last = (
        Attempt.objects.filter(learner=OuterRef("learner"), explained=True, lesson_key__in=hard)
        .exclude(Exists(right))
        .order_by("-answered_at", "-id")
    )
    return {
        "stuck_lesson": Case(When(needs_help=True, then=Subquery(last.values("lesson_key")[:1]))),
        "stuck_activity": Case(When(needs_help=True, then=Subquery(last.values("activity_id")[:1]))),
    }
