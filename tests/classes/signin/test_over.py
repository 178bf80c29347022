"""A session that ends is said, and an answer sent after its end is nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client

from learning.classes.signin import flows, session
from learning.people.models import Learner
from learning.progress.models import Attempt
from tests.classes.signin.factories import cards_of, come_in, open_class
from tests.progress.factories import make_lesson, question

pytestmark = pytest.mark.django_db

SAME = {"HTTP_SEC_FETCH_SITE": "same-origin"}
MINE = "/fr/my-learning/"
OVER = "/fr/card/over/"


@pytest.fixture
def classroom():
    return open_class()


@pytest.fixture
def lesson():
    return make_lesson(question())


def answer_url(lesson) -> str:
    return f"/fr/answers/{lesson.translation_key}/{lesson.activities()[0].id}/"


def send(client, lesson, **more):
    return client.post(answer_url(lesson), {"answer": "a2"}, **{**SAME, **more})


def test_an_answer_after_the_end_is_kept_and_makes_no_guest(client, classroom, lesson):
    card = cards_of(classroom)[0]
    come_in(client, card)
    flows.sign_everybody_out(classroom=classroom)
    people = Learner.objects.count()
    for _turn in range(2):  # with a script the form is sent twice: first by fetch, then the ordinary way
        assert send(client, lesson).url == OVER
    assert Learner.objects.count() == people
    assert "passerelle_guest" not in client.cookies
    assert not Attempt.objects.exists()
    assert "est gardée ici" in client.get(OVER).content.decode()

    # The same card again: the answer waits, and one press sends it.
    assert come_in(client, type(card).objects.get(pk=card.pk)).url == OVER
    html = client.get(OVER).content.decode()
    assert f'action="{answer_url(lesson)}"' in html
    assert 'name="answer" value="a2"' in html
    send(client, lesson)
    assert Attempt.objects.get().learner == card.learner
    assert client.get(OVER).url == MINE


def test_another_pupil_on_the_device_is_not_offered_the_answer(client, classroom, lesson):
    first, second = cards_of(classroom)
    come_in(client, first)
    flows.sign_everybody_out(classroom=classroom)
    send(client, lesson)
    assert come_in(client, type(second).objects.get(pk=second.pk)).url == MINE
    assert session.PENDING not in client.session
    assert client.get(OVER).url == MINE


def test_my_learning_says_that_the_session_is_over(client, classroom):
    come_in(client, cards_of(classroom)[0])
    flows.sign_everybody_out(classroom=classroom)
    assert client.get(MINE).url == OVER
    assert "Votre session est terminée" in client.get(OVER).content.decode()


def test_who_has_finished_leaves_nothing_on_the_device(client, classroom, lesson):
    come_in(client, cards_of(classroom)[0])
    flows.sign_everybody_out(classroom=classroom)
    send(client, lesson)
    assert client.post(OVER).url == "/fr/finished/?done=card"
    assert session.PENDING not in client.session
    assert session.IN not in client.session
    assert client.get(MINE).status_code == 200


def test_another_site_cannot_leave_an_answer_in_the_session(client, classroom, lesson):
    come_in(client, cards_of(classroom)[0])
    flows.sign_everybody_out(classroom=classroom)
    assert send(client, lesson, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert session.PENDING not in client.session


def test_a_huge_answer_is_not_kept_but_the_end_is_said(client, classroom, lesson):
    come_in(client, cards_of(classroom)[0])
    flows.sign_everybody_out(classroom=classroom)
    response = client.post(answer_url(lesson), {"answer": "x" * (session.MOST_KEPT + 1)}, **SAME)
    assert response.url == OVER
    assert session.PENDING not in client.session


def test_the_page_without_a_card_leads_to_the_lessons(db):
    assert Client().get(OVER).url == MINE


def test_a_session_that_goes_on_is_left_alone(client, classroom, lesson):
    card = cards_of(classroom)[0]
    come_in(client, card)
    send(client, lesson)
    assert Attempt.objects.get().learner == card.learner
