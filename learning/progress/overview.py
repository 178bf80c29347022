"""What "My learning" shows."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from learning.courses.models import LessonPage, ModulePage
from learning.courses.querysets import STEP
from learning.people.models import Learner
from learning.progress.models import LessonProgress


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
