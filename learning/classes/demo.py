"""The people of the demonstration. Everything goes through the flows that real people use."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from learning.activities.practice.play import way_to
from learning.activities.questions import Question
from learning.classes import flows
from learning.classes.models import Classroom
from learning.courses.models import LessonPage, ModulePage
from learning.courses.querysets import module_outline
from learning.people.flows import ensure_roles
from learning.people.models import Learner, User
from learning.people.rules import ADMINISTRATOR, EDITOR, TEACHER
from learning.progress.flows import REVEAL, finish_lesson, record_attempt

PASSWORD = "passerelle-demo"  # noqa: S105 - printed and shown: these accounts open in demonstration mode only
CLASS = "Groupe du mardi matin"
# Fixed for ever: the numbers of the demonstration's answers are made from it.
NAMESPACE = uuid.UUID("5f0c9b1e-5a7e-4f5e-9a53-2d1f6a9c7b11")


class RealAccount(Exception):
    """A person who is not of the demonstration has this user name."""


@dataclass(frozen=True)
class Person:
    """An account of the demonstration."""

    username: str
    first_name: str
    role: str


PEOPLE = (
    Person("fatou", "Fatou", "learner"),
    Person("claire", "Claire", TEACHER),
    Person("editeur", "Édith", EDITOR),
    Person("admin", "Admin", ADMINISTRATOR),
)

# Name → for each of the two modules: how many lessons are finished, or "all", or "help".
LEARNERS: dict[str, tuple[Any, Any]] = {
    "Amina": ("all", 1),
    "Bernard": ("all", "help"),
    "Chantal": (2, 0),
    "Georges": (1, 1),
    "Ioana": ("all", "all"),
    "Marcel": (0, 0),
}


def load() -> bool:
    """Make what is missing of the accounts, the class and its progress. Returns whether something was new.

    Raises RealAccount when a user name belongs to a person who is not of the demonstration.
    """
    with transaction.atomic():
        ensure_roles()
        made = [_account(person) for person in PEOPLE]
        teacher = User.objects.get(username="claire")
        classroom, new_class = _classroom(teacher)
        new_progress = _progress(teacher, classroom)
    return any(made) or new_class or new_progress


def _account(person: Person) -> bool:
    user = User.objects.filter(username__iexact=person.username).first()
    if user is not None:
        if not user.is_demo:
            raise RealAccount(person.username)
        return False
    user = User(username=person.username, first_name=person.first_name, is_demo=True)
    user.is_staff = user.is_superuser = person.role == ADMINISTRATOR
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get(name=person.role))
    if person.role == "learner":
        Learner.objects.create(user=user, display_name=person.first_name)
    return True


def _classroom(teacher: User) -> tuple[Classroom, bool]:
    classroom = Classroom.objects.filter(owner=teacher, name=CLASS).first()
    if classroom is not None:
        return classroom, False
    classroom = flows.create_classroom(teacher=teacher, name=CLASS, kind=Classroom.Kind.ADULT)
    flows.add_learners(classroom=classroom, names=LEARNERS)
    flows.enrol(classroom=classroom, learner=Learner.objects.get(user__username="fatou"))
    return classroom, True


def _progress(teacher: User, classroom: Classroom) -> bool:
    """Give two modules and record some answers, once lessons are there."""
    if classroom.assignments.exists():
        return False
    modules = [
        module
        for module in ModulePage.objects.live().filter(locale__language_code="fr").order_by("path")
        if LessonPage.objects.live().child_of(module).exists()
    ][:2]
    today = timezone.localdate()
    for number, module in enumerate(modules):
        flows.assign_module(
            teacher=teacher,
            classroom=classroom,
            module=module,
            due=today + dt.timedelta(days=14 * (number + 1)),
            note="Nous ferons la première leçon ensemble mardi." if number == 0 else "",
        )
    lessons = [[LessonPage.objects.get(pk=one.pk) for one in module_outline(module)] for module in modules]
    learners = {one.learner.display_name: one.learner for one in classroom.enrolments.select_related("learner")}
    for name, wanted in LEARNERS.items():
        if name not in learners:
            continue
        for outline, how_far in zip(lessons, wanted, strict=False):
            _learn(learners[name], outline, how_far)
    # Marcel came once, three weeks ago: the grid has somebody to call.
    Learner.objects.filter(pk=learners["Marcel"].pk).update(last_active_on=today - dt.timedelta(days=21))
    return bool(modules)


def _learn(learner: Learner, lessons: list[LessonPage], how_far: Any) -> None:
    number = len(lessons) if how_far == "all" else 1 if how_far == "help" else int(how_far)
    for lesson in lessons[:number]:
        for activity in lesson.activities():
            _answer(learner, lesson, activity.id, right_response(activity.question))
        if not lesson.activities():
            finish_lesson(learner=learner, lesson=lesson)
    if how_far == "help":
        asked = [(lesson, one) for lesson in lessons[1:] for one in lesson.activities()][:2]
        for lesson, activity in asked:
            _answer(learner, lesson, activity.id, REVEAL)


def _answer(learner: Learner, lesson: LessonPage, activity_id: uuid.UUID, response: Any) -> None:
    record_attempt(
        learner=learner,
        lesson=lesson,
        activity_id=activity_id,
        revision=lesson.revision,
        response=response,
        client_uuid=uuid.uuid5(NAMESPACE, f"{learner.pk}{activity_id}"),
    )


def right_response(question: Question) -> Any:
    """Return a right answer in the form that judge() expects."""
    if question.kind == "single":
        return next(option.id for option in question.options if option.correct)
    if question.kind == "multiple":
        return [option.id for option in question.options if option.correct]
    if question.kind == "order":
        return [item.id for item in question.items]
    if question.kind == "match":
        return {pair.id: pair.id for pair in question.pairs}
    if question.scenario:
        return way_to(question.scenario, question.scenario.goal.screens[0])
    return question.accepted[0]
