"""Which modules lead to which competence: read from the published pages, never written by hand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as pgettext

from learning.courses import rules
from learning.courses.querysets import STEP

if TYPE_CHECKING:
    from learning.courses.models import Competence, LessonPage, ModulePage

# The five areas of DigComp 2.2, by the first digit of a code.
AREAS = {
    "1": gettext_lazy("Information and data literacy"),
    "2": gettext_lazy("Communication and collaboration"),
    "3": gettext_lazy("Digital content creation"),
    "4": gettext_lazy("Safety"),
    "5": gettext_lazy("Problem solving"),
}
# The levels of a module: before any framework, then Foundation 1 and 2 of DigComp.
LEVELS = (
    pgettext("level", "first steps"),
    pgettext("level", "with guidance"),
    pgettext("level", "on one’s own"),
)
DIGCOMP, SKILLS = "DigComp", "UK-EDS"


@dataclass
class Row:
    """A competence, the published modules that lead to it by level (0, 1, 2), and the lessons."""

    competence: Competence
    modules: tuple[list[ModulePage], ...] = field(default_factory=lambda: ([], [], []))
    lessons: list[LessonPage] = field(default_factory=list)

    @property
    def by_level(self) -> list[tuple[str, list[ModulePage]]]:
        """The modules of each level, with the level in words."""
        return [(str(LEVELS[number]), pages) for number, pages in enumerate(self.modules)]

    @property
    def is_taught(self) -> bool:
        return any(self.modules) or bool(self.lessons)


@dataclass
class Area:
    """A group of competences: its name, and their rows."""

    title: str
    rows: list[Row] = field(default_factory=list)

    @property
    def taught(self) -> int:
        return sum(row.is_taught for row in self.rows)

    @property
    def width(self) -> int:
        """How long its bar is, of 100."""
        return round(100 * self.taught / len(self.rows)) if self.rows else 0


@dataclass
class Coverage:
    """What the published modules of a language lead to: DigComp by area, and the UK's foundation tasks."""

    areas: list[Area]
    skills: Area

    @property
    def taught(self) -> int:
        return sum(area.taught for area in self.areas)

    @property
    def total(self) -> int:
        return sum(len(area.rows) for area in self.areas)


def coverage(language: str) -> Coverage:
    """Return every competence that we know with the modules and lessons that lead to it; those with none too.

    A module counts when it names the competence and holds a lesson that everybody may read. Seven queries.
    """
    from learning.courses.models import Competence, LessonPage, ModulePage

    rows = {competence.pk: Row(competence) for competence in Competence.objects.all()}
    lessons = rules.readable(LessonPage.objects.filter(locale__language_code=language)).outline()
    full: set[str] = set()
    for lesson in lessons.prefetch_related("competences"):
        full.add(lesson.path[:-STEP])
        for competence in lesson.competences.all():
            rows[competence.pk].lessons.append(lesson)
    modules = rules.readable(ModulePage.objects.filter(locale__language_code=language)).order_by("path")
    for module in modules.prefetch_related("competences"):
        if module.path in full:
            for competence in module.competences.all():
                rows[competence.pk].modules[module.level].append(module)
    areas = {digit: Area(str(title)) for digit, title in AREAS.items()}
    skills = Area(_("Essential digital skills, foundation tasks (United Kingdom, 2019)"))
    for row in rows.values():
        if row.competence.framework == DIGCOMP and row.competence.code[:1] in areas:
            areas[row.competence.code[:1]].rows.append(row)
        elif row.competence.framework == SKILLS:
            skills.rows.append(row)
    return Coverage([area for area in areas.values() if area.rows], skills)


def table(found: Coverage) -> Iterator[tuple[str, ...]]:
    """Yield the same as rows of a table, for people who count: a line for each competence and each thing that leads to it.

    A line with an empty last half is a competence that nothing leads to yet.
    """
    yield _("Competence"), _("Title"), _("Level"), _("Module or lesson"), _("Address")
    for area in (*found.areas, found.skills):
        for row in area.rows:
            title = row.competence.title
            for page in row.lessons if area is found.skills else itertools.chain(*row.modules):
                yield row.competence.reference, title, str(LEVELS[page.level]), page.title, page.path_url
            if not row.is_taught:
                yield row.competence.reference, title, "", "", ""
