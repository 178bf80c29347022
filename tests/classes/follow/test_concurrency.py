"""The grid while thirty learners answer at once, on connections of their own."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from learning.classes import flows
from learning.classes.follow.flows import giving
from learning.classes.follow.models import AccessLog
from learning.classes.grid import class_grid
from learning.classes.models import Assignment
from learning.people.models import Learner
from learning.progress.flows import record_attempt
from tests.classes.factories import make_class, make_teacher
from tests.progress.factories import make_module, module_of, question
from tests.progress.test_concurrency import _shared_database, in_threads  # noqa: F401 - the first is a fixture

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_grid_is_right_while_thirty_learners_answer_at_once():
    teacher = make_teacher("claire")
    classroom = make_class(teacher, names=[f"Person {n:02}" for n in range(30)])
    lessons = make_module([question()], [question()])
    flows.assign_module(teacher=teacher, classroom=classroom, module=module_of(lessons[0]))
    learners = [one.learner for one in classroom.enrolments.select_related("learner").order_by("id")]
    seen: list[int] = []

    def answer(place: int) -> None:
        # Ten finish both lessons, ten finish one, ten try twice in vain.
        learner = Learner.objects.get(pk=learners[place].pk)
        wanted = [(lessons[0], "a2"), (lessons[1], "a2")] if place < 10 else [(lessons[0], "a2")]
        for lesson, response in wanted if place < 20 else [(lessons[0], "a1"), (lessons[1], "a3")]:
            record_attempt(
                learner=learner, lesson=lesson, activity_id=lesson.activities()[0].id, revision=0, response=response,
                client_uuid=uuid.uuid4(),
            )  # fmt: skip

    def look() -> None:
        client = Client()
        client.force_login(teacher)
        for _ in range(3):
            response = client.get(reverse("classes:detail", args=[classroom.pk]))
            assert response.status_code == 200
            seen.append(sum(row["row"].lessons_done for row in response.context["rows"]))

    jobs = [lambda place=place: answer(place) for place in range(30)]
    assert in_threads(*jobs, look) == []
    assert seen == sorted(seen)  # what was counted once never disappears
    grid = class_grid(classroom=classroom, language="fr", sort="name")
    states = [row.cells[0].state for row in grid.rows]
    assert states == ["done"] * 10 + ["started"] * 20
    assert [row.cells[0].done for row in grid.rows] == [2] * 10 + [1] * 10 + [0] * 10
    assert AccessLog.objects.count() == 30


def test_two_tabs_that_look_at_once_note_it_once():
    teacher = make_teacher("claire")
    classroom = make_class(teacher)
    ids = list(classroom.enrolments.values_list("learner_id", flat=True))
    from django.core.cache import cache

    from learning.classes.follow.flows import access

    def look() -> None:
        cache.clear()
        access.note_class_view(viewer=teacher, classroom=classroom, learner_ids=ids, page="grid")

    assert in_threads(*[look] * 4) == []
    assert AccessLog.objects.count() == 3


def test_a_module_given_twice_at_once_is_given_once():
    teacher = make_teacher("claire")
    classroom = make_class(teacher)
    key = module_of(make_module([question()])[0]).translation_key
    ids = list(classroom.enrolments.values_list("learner_id", flat=True))[:2]

    def to_all() -> None:
        giving.give(teacher=teacher, classroom=classroom, modules=[key])

    def to_some() -> None:
        giving.give(teacher=teacher, classroom=classroom, modules=[key], learners=ids)

    assert in_threads(to_all, to_all, to_some, to_some) == []
    assert sorted(Assignment.objects.values_list("audience", flat=True)) == ["class", "learners"]
