"""What "My learning" shows."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from learning.courses.models import CoursePage, LessonPage, ModulePage
from learning.courses.querysets import STEP
from learning.people.models import Learner
from learning.progress.models import LessonProgress, Placement


@dataclass
class ModuleOverview:
    """One module of a learner: its lessons, which are done, and the next one."""

    module: ModulePage
    last_activity: dt.datetime
    lessons: list[LessonPage] = field(default_factory=list)
    rail: list[bool] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(self.rail)

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def resume(self) -> LessonPage | None:
        """The first lesson that is not finished; None when all are."""
        return next((lesson for lesson, done in zip(self.lessons, self.rail, strict=True) if not done), None)


@dataclass
class Share:
    """A part of what there is to learn (a course, a competence): lessons done of those published."""

    label: str
    done: int = 0
    total: int = 0

    @property
    def width(self) -> int:
        """How long its bar is, of 100."""
        return round(100 * self.done / self.total) if self.total else 0


def shares_of(*, learner: Learner, language: str) -> tuple[list[Share], list[Share]]:
    """Return what a learner has done by course and by competence, of those begun; the same lessons, counted twice.

    A lesson counts for each of its competences. Four queries.
    """
    done = set(
        LessonProgress.objects.filter(learner=learner, state=LessonProgress.State.DONE).values_list("lesson_key", flat=True)
    )
    lessons = LessonPage.objects.live().filter(locale__language_code=language).defer_streamfields()
    courses: dict[str, Share] = {}
    titles = {page.path: page.title for page in CoursePage.objects.live().filter(locale__language_code=language)}
    competences: dict[str, Share] = {}
    for lesson in lessons.prefetch_related("competences").order_by("path"):
        title = titles.get(lesson.path[: -2 * STEP])
        shares = [courses.setdefault(title, Share(title))] if title else []
        shares += [competences.setdefault(str(one), Share(str(one))) for one in lesson.competences.all()]
        for share in shares:
            share.total += 1
            share.done += lesson.translation_key in done
    begun = [share for share in courses.values() if share.done]
    return begun, sorted((share for share in competences.values() if share.done), key=lambda share: share.label)


def next_module(*, learner: Learner, language: str, begun: list[ModuleOverview]) -> ModulePage | None:
    """Return the first module of the way kept from “Where do I start?” that is not begun; None without one."""
    kept = Placement.objects.filter(learner=learner).first()
    started = {str(one.module.translation_key) for one in begun}
    wanted = [key for key in (kept.modules if kept else []) if key not in started]
    if not wanted:
        return None
    pages = ModulePage.objects.live().filter(translation_key__in=wanted, locale__language_code=language)
    by_key = {str(page.translation_key): page for page in pages}
    return next((by_key[key] for key in wanted if key in by_key), None)


def modules_of(*, learner: Learner, language: str) -> list[ModuleOverview]:
    """Return the modules that a learner has started, the last one worked at first. Three queries."""
    rows = list(LessonProgress.objects.filter(learner=learner).order_by("-last_activity"))
    dates: dict[uuid.UUID, dt.datetime] = {}
    for row in rows:
        dates.setdefault(row.module_key, row.last_activity)
    done = {row.lesson_key for row in rows if row.state == LessonProgress.State.DONE}
    modules = ModulePage.objects.live().filter(translation_key__in=dates, locale__language_code=language)
    found = {module.path: ModuleOverview(module, dates[module.translation_key]) for module in modules}
    if not found:
        return []
    below = reduce(or_, (Q(path__startswith=path) for path in found))
    for lesson in LessonPage.objects.live().filter(below).outline():
        one = found.get(lesson.path[:-STEP])
        if one:
            one.lessons.append(lesson)
            one.rail.append(lesson.translation_key in done)
    started = [one for one in found.values() if one.lessons]
    return sorted(started, key=lambda one: one.last_activity, reverse=True)
