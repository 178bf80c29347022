"""What a teacher may do with the record of somebody who has no account."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from learning.classes import flows
from learning.people.models import ErasureRequest, Learner
from tests.classes.factories import make_class, make_teacher, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return make_teacher("claire")


@pytest.fixture
def classroom(teacher):
    return make_class(teacher, names=["Amina", "Bernard"])


@pytest.fixture
def amina(classroom):
    return Learner.objects.get(display_name="Amina")


@pytest.fixture
def hers(teacher):
    client = Client()
    client.force_login(teacher)
    return client


def page(name: str, classroom, learner, *more) -> str:
    return reverse(f"classes:{name}", args=[classroom.pk, learner.pk, *more])


def test_a_teacher_shows_and_prints_what_is_held(hers, classroom, amina):
    assert page("learner_data", classroom, amina) in hers.get(page("learner", classroom, amina)).content.decode()
    html = hers.get(page("learner_data", classroom, amina)).content.decode()
    assert "Amina" in html
    assert "Bernard" not in html
    assert hers.get(page("learner_file", classroom, amina, "pdf")).content.startswith(b"%PDF-")
    content = json.loads(hers.get(page("learner_file", classroom, amina, "json")).content)
    assert content["name"] == "Amina"
    assert content["groups"][0]["group"] == "Mardi"
    assert hers.get(page("learner_file", classroom, amina, "exe")).status_code == 404


def test_whoever_has_an_account_does_it_alone(hers, classroom):
    learner = Learner.objects.create(user=make_user("odette"), display_name="Odette")
    flows.enrol(classroom=classroom, learner=learner)
    for name in ("learner_data", "erase_learner"):
        assert hers.get(page(name, classroom, learner)).status_code == 404
    assert page("learner_data", classroom, learner) not in hers.get(page("learner", classroom, learner)).content.decode()


def test_another_teacher_sees_nothing(classroom, amina):
    client = Client()
    client.force_login(make_teacher("other"))
    assert client.get(page("learner_data", classroom, amina)).status_code == 404
    assert client.get(page("learner_file", classroom, amina, "json")).status_code == 404
    assert client.post(page("erase_learner", classroom, amina)).status_code == 404
    assert not ErasureRequest.objects.exists()


def test_a_person_who_left_the_class_is_no_longer_the_teachers(hers, classroom, amina):
    flows.end_enrolment(classroom=classroom, learner=amina)
    assert hers.get(page("learner_data", classroom, amina)).status_code == 404


def test_a_teacher_has_somebody_erased_after_a_delay_and_may_stop_it(hers, classroom, amina):
    url = page("erase_learner", classroom, amina)
    assert hers.get(url).status_code == 200
    hers.post(url)
    waiting = ErasureRequest.objects.get(learner=amina)
    assert waiting.reason == "helper"
    assert waiting.due_at > waiting.asked_at
    assert Learner.objects.filter(pk=amina.pk).exists()
    hers.post(url, {"keep": "1"})
    assert not ErasureRequest.objects.exists()


def test_somebody_in_the_group_of_another_too_is_not_erased_by_one_teacher(hers, classroom, amina):
    other = make_class(make_teacher("other"), names=[])
    flows.enrol(classroom=other, learner=amina)
    assert page("erase_learner", classroom, amina) not in hers.get(page("learner_data", classroom, amina)).content.decode()
    assert hers.post(page("erase_learner", classroom, amina)).status_code == 404
    assert not ErasureRequest.objects.exists()
