"""Presses that arrive at the same moment, on connections of their own."""

from __future__ import annotations

import pytest

from learning.classes.models import Enrolment
from learning.classes.signin import flows, limits
from learning.classes.signin.models import JoinRequest, LoginCard, TryCount
from learning.people.models import Learner
from tests.classes.factories import make_class, make_teacher
from tests.classes.signin.factories import open_class
from tests.progress.test_concurrency import _shared_database, in_threads  # noqa: F401 (a fixture of the module)

pytestmark = pytest.mark.django_db(transaction=True)


def test_six_figures_typed_on_four_devices_together_sign_in_one():
    classroom = open_class()
    learner = classroom.enrolments.select_related("learner").first().learner
    code, _until = flows.give_number(teacher=classroom.owner, classroom=classroom, learner=learner)
    found: list[LoginCard] = []

    def use():
        card = flows.use_number(code=code)
        if card is not None:
            found.append(card)

    assert in_threads(*[use] * 4) == []
    assert [card.learner_id for card in found] == [learner.pk]


def test_cards_printed_twice_together_are_made_once():
    classroom = make_class(make_teacher(), names=[f"P{n}" for n in range(10)])
    learners = [one.learner for one in classroom.enrolments.select_related("learner")]
    made: list[set] = []
    job = lambda: made.append({one.pk for one in flows.cards_of(learners=learners, secret="pictures")})  # noqa: E731
    assert in_threads(*[job] * 3) == []
    assert LoginCard.objects.count() == 10
    assert made[0] == made[1] == made[2]


def test_two_teachers_who_accept_together_make_one_person():
    classroom = open_class([])
    request = flows.ask_to_join(classroom=classroom, name="Zoé", learner=None)
    assert in_threads(*[lambda: flows.accept(request=request)] * 3) == []
    assert Learner.objects.filter(display_name="Zoé").count() == 1
    assert Enrolment.objects.filter(classroom=classroom).count() == 1


def test_not_more_wait_than_allowed_when_all_ask_together(monkeypatch):
    monkeypatch.setattr(flows, "WAITING_AT_MOST", 2)
    classroom = open_class([])
    errors = in_threads(*[lambda n=n: flows.ask_to_join(classroom=classroom, name=f"P{n}", learner=None) for n in range(5)])
    assert [type(one) for one in errors] == [flows.TooManyWait] * 3
    assert JoinRequest.objects.count() == 2


def test_tries_taken_together_are_all_counted():
    limit = limits.Limit("test", 5, 60)
    allowed: list[bool] = []
    assert in_threads(*[lambda: allowed.append(limits.take(limit, "x"))] * 12) == []
    assert sum(allowed) == 5
    assert TryCount.objects.get().count == 5
