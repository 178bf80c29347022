"""Reads of classes, in words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Count, IntegerField, Q, When

from learning.courses.querysets import STEP

if TYPE_CHECKING:
    from learning.people.models import Learner, User


class ClassroomQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ClassroomQuerySet:
        """Classes that the person owns or shares; of nobody else, whatever the role."""
        if not user.is_authenticated:
            return self.none()
        # Sub-query instead of a join: a join over the co-teachers would repeat rows and spoil the counts.
        shared = self.model.co_teachers.through.objects.filter(user_id=user.pk).values("classroom_id")
        return self.filter(Q(owner=user) | Q(pk__in=shared))

    def current(self) -> ClassroomQuerySet:
        """Classes that are not archived."""
        return self.filter(archived_at__isnull=True)

    def with_counts(self) -> ClassroomQuerySet:
        """Add learner_count (present enrolments) and module_count."""
        return self.annotate(
            learner_count=Count("enrolments", filter=Q(enrolments__ended_at__isnull=True), distinct=True),
            module_count=Count("assignments__module_key", distinct=True),
        )


class EnrolmentQuerySet(models.QuerySet[Any]):
    def present(self) -> EnrolmentQuerySet:
        """Enrolments that have not ended."""
        return self.filter(ended_at__isnull=True)


class AssignmentQuerySet(models.QuerySet[Any]):
    def for_learner(self, learner: Learner) -> AssignmentQuerySet:
        """Modules given to a learner where they are present, what is due first at the top, without date last.

        To the whole class, to a small group of theirs, or to them by name. Archived classes give nothing any more.
        """
        # Sub-queries instead of joins: somebody in two small groups must not find a module twice.
        from learning.classes.follow.models import SmallGroup

        groups = SmallGroup.learners.through.objects.filter(learner=learner).values("smallgroup_id")
        named = self.model.learners.through.objects.filter(learner=learner).values("assignment_id")
        return self.filter(
            Q(audience="class") | Q(audience="group", small_group_id__in=groups) | Q(audience="learners", pk__in=named),
            classroom__enrolments__learner=learner,
            classroom__enrolments__ended_at__isnull=True,
            classroom__archived_at__isnull=True,
        ).order_by(models.F("due").asc(nulls_last=True), "created_at", "id")


@dataclass(frozen=True)
class Module:
    """A published module as a class sees it, in one language."""

    key: uuid.UUID
    title: str
    url: str
    path: str
    lesson_keys: frozenset[uuid.UUID]
    minutes: int
    course: str = ""

    @property
    def total(self) -> int:
        return len(self.lesson_keys)


def modules_in(
    language: str, keys: Iterable[uuid.UUID] | None = None, *, with_course: bool = False
) -> dict[uuid.UUID, Module]:
    """Return the published modules that hold a lesson, in the order of the courses, by translation key.

    In `language`, else in another one where they exist. Two queries, three with the title of the course.
    """
    from learning.courses.models import CoursePage, LessonPage, ModulePage, public_path

    # One language first: a module that exists in both counts once.
    preferred = Case(When(locale__language_code=language, then=0), default=1, output_field=IntegerField())
    pages = ModulePage.objects.live().annotate(rank=preferred).order_by("rank", "path")
    if keys is not None:
        pages = pages.filter(translation_key__in=set(keys))
    found: dict[uuid.UUID, Any] = {}
    for page in pages.select_related("locale"):
        found.setdefault(page.translation_key, page)
    lessons: dict[str, list[tuple[uuid.UUID, int]]] = {}
    for path, key, minutes in LessonPage.objects.live().values_list("path", "translation_key", "minutes"):
        lessons.setdefault(path[:-STEP], []).append((key, minutes))
    courses = dict(CoursePage.objects.live().values_list("path", "title")) if with_course else {}
    return {
        key: Module(
            key=key,
            title=page.title,
            url=public_path(page.url_path, page.locale.language_code),
            path=page.path,
            lesson_keys=frozenset(lesson for lesson, _minutes in lessons[page.path]),
            minutes=sum(minutes for _lesson, minutes in lessons[page.path]),
            course=courses.get(page.path[:-STEP], ""),
        )
        for key, page in found.items()
        if page.path in lessons
    }
