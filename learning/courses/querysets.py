"""Reads of the course tree, with a bounded number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, OuterRef, Subquery, When
from wagtail.models import Page
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from learning.courses.models import CheckPage, CoursePage, LessonPage, ModulePage, SitePage

STEP = 4  # treebeard's path grows by four signs a level


class LessonQuerySet(PageQuerySet):
    def outline(self) -> LessonQuerySet:
        """Lessons in order, without their text: for lists."""
        return self.defer_streamfields().order_by("path")

    def in_module(self, module_key: str, language: str) -> LessonQuerySet:
        """Live lessons of a module by its key, in one language."""
        return self.live().filter(key__startswith=f"{module_key}/", locale__language_code=language).order_by("path")


def module_outline(module: Any) -> list[LessonPage]:
    """Return the live lessons of a module in order, without their text. One query."""
    from learning.courses.models import LessonPage

    return list(LessonPage.objects.live().child_of(module).outline())


def module_of(page: Any) -> ModulePage | None:
    """Return the module that a lesson or a check is in. One query, which also reads what stands around the page.

    The module gets check_path and check_title of its check; the page the address of its translation.
    """
    from learning.courses.models import CheckPage, ModulePage

    check = CheckPage.objects.live().filter(path__startswith=OuterRef("path"))
    other = Page.objects.live().filter(translation_key=page.translation_key).exclude(locale_id=page.locale_id)
    modules = ModulePage.objects.parent_of(page).annotate(
        check_path=Subquery(check.values("url_path")[:1]),
        check_title=Subquery(check.values("title")[:1]),
        other_path=Subquery(other.values("url_path")[:1]),
        other_code=Subquery(other.values("locale__language_code")[:1]),
    )
    module: Any = modules.first()
    if module:
        page.translation_is = (module.other_path, module.other_code)
    return module


def lesson_names(module: Any) -> set[str]:
    """Return the last part of the key of each lesson of a module, published or not. One query."""
    from learning.courses.models import LessonPage

    return {key.rpartition("/")[2] for key in LessonPage.objects.child_of(module).values_list("key", flat=True)}


def check_of(module: ModulePage) -> CheckPage | None:
    """Return the published check of a module, without its questions; None when it has none. One query."""
    from learning.courses.models import CheckPage

    return CheckPage.objects.live().child_of(module).defer_streamfields().first()


def lessons_helped_by(services: list[str], language: str, count: int) -> list[LessonPage]:
    """Return live lessons that send to one of these service categories, those of the first category first. One query."""
    from learning.courses.models import ADULT, LessonPage

    if not services:
        return []
    order = Case(*(When(help=key, then=rank) for rank, key in enumerate(services)), output_field=IntegerField())
    lessons = LessonPage.objects.live().public().filter(help__in=services, track=ADULT, locale__language_code=language)
    return list(lessons.defer_streamfields().annotate(rank=order).order_by("rank", "path")[:count])


def lesson_counts(page: SitePage) -> dict[str, tuple[int, int]]:
    """Return for each module below a page its treebeard path → (live lessons, minutes in all). One query."""
    from learning.courses.models import LessonPage

    counts: dict[str, tuple[int, int]] = {}
    for path, minutes in LessonPage.objects.live().descendant_of(page).values_list("path", "minutes"):
        number, total = counts.get(path[:-STEP], (0, 0))
        counts[path[:-STEP]] = (number + 1, total + minutes)
    return counts


def course_cards(page: SitePage) -> list[CoursePage]:
    """Return the live courses below a page that hold a lesson, each with lesson_count and url. Two queries."""
    from learning.courses.models import CoursePage

    counts = lesson_counts(page)
    courses: list[Any] = []
    for course in CoursePage.objects.live().descendant_of(page).order_by("order", "path"):
        course.lesson_count = sum(n for path, (n, _m) in counts.items() if path.startswith(course.path))
        if course.lesson_count:
            courses.append(course)
    return courses
