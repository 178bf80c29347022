"""Modules, classes and progress for the tests of classes."""

from __future__ import annotations

import itertools

from django.contrib.auth.models import Group

from learning.classes import flows
from learning.courses.flows import ensure_site
from learning.courses.identity import page_uuid
from learning.courses.models import CoursePage, LessonPage, ModulePage
from learning.people.models import Learner, User
from learning.progress.models import LessonProgress, ModuleProgress

counter = itertools.count(1)
PASSWORD = "four words on paper"


def make_user(username: str = "", *roles: str, **fields) -> User:
    user = User.objects.create_user(username=username or f"person-{next(counter)}", password=PASSWORD, **fields)
    user.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in roles))
    return user


def make_teacher(username: str = "") -> User:
    return make_user(username, "teacher")


def make_module(title: str = "", lessons: int = 3, course: str = "stay-safe", languages=("fr", "en")) -> ModulePage:
    """Return a published module (in the first language) with lessons that have no question."""
    indexes = ensure_site()
    number = next(counter)
    key = f"{course}/module-{number}"
    made = []
    for code in languages:
        index = indexes[code]
        parent = CoursePage.objects.child_of(index).filter(key=course).first()
        if parent is None:
            parent = CoursePage(
                title=f"{course} {code}", slug=course, key=course, promise="x",
                locale=index.locale, translation_key=page_uuid(course),
            )  # fmt: skip
            index.refresh_from_db()
            index.add_child(instance=parent)
        name = f"{title or f'Module {number}'}" + (" (en)" if code == "en" else "")
        module = ModulePage(
            title=name, slug=f"module-{number}", key=key, promise="x", locale=index.locale,
            translation_key=page_uuid(key),
        )  # fmt: skip
        parent.refresh_from_db()
        parent.add_child(instance=module)
        for one in range(1, lessons + 1):
            lesson_key = f"{key}/lesson-{one}"
            module.add_child(
                instance=LessonPage(
                    title=f"Lesson {one}", slug=f"lesson-{one}", key=lesson_key, goal="x",
                    locale=index.locale, translation_key=page_uuid(lesson_key),
                )
            )  # fmt: skip
        made.append(module)
    return made[0]


def lesson_keys(module: ModulePage) -> list:
    return [one.translation_key for one in LessonPage.objects.child_of(module).order_by("path")]


def make_class(teacher: User, names=("Amina", "Bernard", "Chantal"), kind: str = "adult", name: str = "Mardi"):
    classroom = flows.create_classroom(teacher=teacher, name=name, kind=kind)
    flows.add_learners(classroom=classroom, names=names)
    return classroom


def set_progress(learners: list[Learner], module: ModulePage, done: int, *, needs_help: bool = False) -> None:
    """Write progress rows as learning.progress.flows would."""
    from django.utils import timezone

    now = timezone.now()
    keys = lesson_keys(module)[:done]
    LessonProgress.objects.bulk_create(
        LessonProgress(learner=learner, lesson_key=key, module_key=module.translation_key, state="done", completed_at=now)
        for learner in learners
        for key in keys
    )
    ModuleProgress.objects.bulk_create(
        ModuleProgress(learner=learner, module_key=module.translation_key, lessons_done=done, needs_help=needs_help)
        for learner in learners
    )
    Learner.objects.filter(pk__in=[one.pk for one in learners]).update(last_active_on=timezone.localdate())
