"""The people of the demonstration. Everything goes through the flows that real people use."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from learning.classes import flows
from learning.classes.follow.flows import giving, groups, team
from learning.classes.follow.flows.beside import right_response
from learning.classes.models import Assignment, Classroom, Enrolment
from learning.courses.models import LessonPage, ModulePage
from learning.courses.querysets import module_outline
from learning.people.flows import ensure_roles
from learning.people.models import Learner, User
from learning.people.rules import ADMINISTRATOR, EDITOR, TEACHER
from learning.progress.flows import REVEAL, finish_lesson, record_attempt
from learning.progress.models import Attempt

PASSWORD = "passerelle-demo"  # noqa: S105 - printed and shown: these accounts open in demonstration mode only
CLASS = "Groupe du mardi matin"
SCHOOL = "Ma classe de CM2"
LAST_YEAR = "Groupe du jeudi, l’an dernier"
SMALL_GROUP = "Débutants"
# Fixed for ever: the numbers of the demonstration's answers are made from it.
NAMESPACE = uuid.UUID("5f0c9b1e-5a7e-4f5e-9a53-2d1f6a9c7b11")
BEGAN_DAYS_AGO = 70


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


@dataclass(frozen=True)
class Story:
    """How far somebody is: lessons finished in each of the two modules ("all", "help"), and how long ago."""

    first: Any
    second: Any
    days_ago: int = 1
    source: str = Attempt.Source.WEB
    support: str = Attempt.Support.ALONE


LEARNERS: dict[str, Story] = {
    "Adjoua": Story("all", 2),
    "Ahmed": Story("all", "help", 8),
    "Alice": Story("all", "all", 3),
    "Amina": Story("all", 1, 2),
    "Bernard": Story("all", "help", 5, Attempt.Source.OFFLINE),
    "Chantal": Story(2, 0, 4, Attempt.Source.PAPER),
    "Danièle": Story(1, 0, 9, Attempt.Source.HELPER, Attempt.Support.TOGETHER),
    "Georges": Story(1, 1, 6, Attempt.Source.HELPER, Attempt.Support.HINT),
    "Huguette": Story(2, 0, 2),
    "Ioana": Story("all", "all", 12),
    "Karim": Story("all", 2, 0),
    "Marcel": Story(1, 0, 21),  # came once, three weeks ago: the grid has somebody to call
    "Oleksandr": Story(2, 1, 1, Attempt.Source.PAPER),
    "Yvette": Story(0, 0),
}
BEGINNERS = ("Chantal", "Huguette", "Yvette")
PUPILS = ("Renard", "Hérisson", "Loutre", "Hibou")


def load() -> bool:
    """Make what is missing of the accounts, the classes and their progress. Returns whether something was new.

    Raises RealAccount when a user name belongs to a person who is not of the demonstration.
    """
    with transaction.atomic():
        ensure_roles()
        made = [_account(person) for person in PEOPLE]
        teacher = User.objects.get(username="claire")
        classroom, new_class = _classroom(teacher)
        new_progress = _progress(teacher, classroom)
        others = _other_classes(teacher)
    return any(made) or new_class or new_progress or others


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


def _days_ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def _classroom(teacher: User) -> tuple[Classroom, bool]:
    classroom = Classroom.objects.filter(owner=teacher, name=CLASS).first()
    if classroom is not None:
        return classroom, False
    classroom = flows.create_classroom(teacher=teacher, name=CLASS, kind=Classroom.Kind.ADULT)
    flows.add_learners(classroom=classroom, names=LEARNERS)
    flows.enrol(classroom=classroom, learner=Learner.objects.get(user__username="fatou"))
    Classroom.objects.filter(pk=classroom.pk).update(created_at=_days_ago(BEGAN_DAYS_AGO))
    Enrolment.objects.filter(classroom=classroom).update(created_at=_days_ago(BEGAN_DAYS_AGO))
    return classroom, True


def _modules() -> list[ModulePage]:
    modules = ModulePage.objects.live().filter(locale__language_code="fr").order_by("path")
    return [module for module in modules if LessonPage.objects.live().child_of(module).exists()]


def _progress(teacher: User, classroom: Classroom) -> bool:
    """Give two modules and record some answers, once lessons are there."""
    if classroom.assignments.exists():
        return False
    modules = _modules()[:2]
    if not modules:
        return False
    today = timezone.localdate()
    for number, module in enumerate(modules):
        flows.assign_module(
            teacher=teacher,
            classroom=classroom,
            module=module,
            due=today + dt.timedelta(days=14 * (number + 1)),
            note="Nous ferons la première leçon ensemble mardi." if number == 0 else "",
        )
    learners = {one.learner.display_name: one.learner for one in classroom.enrolments.select_related("learner")}
    beginners = [learners[name].pk for name in BEGINNERS if name in learners]
    group = groups.save_group(classroom=classroom, name=SMALL_GROUP, learners=beginners)
    first = [modules[0].translation_key]
    giving.give(teacher=teacher, classroom=classroom, modules=first, small_group=group, note="Sur papier si vous voulez.")
    # A day that has passed: it was to come when it was given, three weeks ago.
    Assignment.objects.filter(small_group=group).update(due=today - dt.timedelta(days=2))
    Assignment.objects.filter(classroom=classroom).update(created_at=_days_ago(BEGAN_DAYS_AGO - 7))
    lessons = [[LessonPage.objects.get(pk=one.pk) for one in module_outline(module)] for module in modules]
    for name, story in LEARNERS.items():
        if name in learners:
            _live(learners[name], lessons, story)
    _notes(teacher, classroom, learners)
    return True


def _live(learner: Learner, lessons: list[list[LessonPage]], story: Story) -> None:
    """Record what somebody did, a lesson every few days, the last one as long ago as the story says."""
    plan: list[tuple[LessonPage, bool]] = []
    for outline, how_far in zip(lessons, (story.first, story.second), strict=False):
        number = len(outline) if how_far == "all" else 1 if how_far == "help" else int(how_far)
        plan += [(lesson, True) for lesson in outline[:number]]
        if how_far == "help":
            plan += [(lesson, False) for lesson in outline[1:] if lesson.activities()][:2]
    for place, (lesson, right) in enumerate(plan):
        when = _days_ago(story.days_ago + 4 * (len(plan) - 1 - place))
        _learn(learner, lesson, story, when, right=right)
    last = timezone.localdate(_days_ago(story.days_ago)) if plan else None
    Learner.objects.filter(pk=learner.pk).update(last_active_on=last)


def _learn(learner: Learner, lesson: LessonPage, story: Story, when: dt.datetime, *, right: bool) -> None:
    if not lesson.activities():
        finish_lesson(learner=learner, lesson=lesson, finished_at=when)
        return
    # Two questions shown are enough for the grid to ask for a person.
    for activity in lesson.activities() if right else lesson.activities()[:2]:
        together = story.support == Attempt.Support.TOGETHER
        record_attempt(
            learner=learner,
            lesson=lesson,
            activity_id=activity.id,
            revision=lesson.revision,
            response=right_response(activity.question) if right and not together else REVEAL,
            source=story.source,
            support=story.support,
            client_uuid=uuid.uuid5(NAMESPACE, f"{learner.pk}{activity.id}"),
            answered_at=when,
        )


def _notes(teacher: User, classroom: Classroom, learners: dict[str, Learner]) -> None:
    for name, text, shown in (
        ("Danièle", "Préfère travailler le matin, avec de grands caractères.", False),
        ("Fatou", "Bienvenue. Commencez par la première leçon, nous la relirons mardi.", True),
    ):
        if name in learners:
            groups.write_note(classroom=classroom, learner=learners[name], author=teacher, text=text, shown=shown)


def _other_classes(teacher: User) -> bool:
    """Make a class of a school, and one that is archived: their words and their pages differ."""
    if Classroom.objects.filter(owner=teacher, name=SCHOOL).exists():
        return False
    school = flows.create_classroom(teacher=teacher, name=SCHOOL, kind=Classroom.Kind.SCHOOL)
    flows.add_learners(classroom=school, names=PUPILS)
    archived = flows.create_classroom(teacher=teacher, name=LAST_YEAR, kind=Classroom.Kind.ADULT)
    team.archive(classroom=archived)
    return True
