"""What "My learning" shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from learning.courses.models import LessonPage, ModulePage
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
    dates: dict[object, dt.datetime] = {}
    for row in rows:
        dates.setdefault(row.module_key, row.last_activity)
    done = {row.lesson_key for row in rows if row.state == LessonProgress.State.DONE}
    modules = ModulePage.objects.live().filter(translation_key__in=dates, locale__language_code=language)
    found = {module.path: ModuleOverview(module, dates[module.translation_key]) for module in modules}
    lessons = LessonPage.objects.live().filter(locale__language_code=language).outline()
    for lesson in lessons.filter(key__regex=_pattern(list(found.values()))) if found else []:
        one = found.get(lesson.path[:-4])
        if one:
            one.lessons.append(lesson)
            one.rail.append(lesson.translation_key in done)
    return sorted((one for one in found.values() if one.lessons), key=lambda one: one.last_activity, reverse=True)


def _pattern(modules: list[ModuleOverview]) -> str:
    return "^(" + "|".join(one.module.key for one in modules) + ")/"
