"""Two learners become one: nothing is lost, nothing counts twice, whatever the order."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.classes.flows import add_learners, create_classroom
from learning.classes.models import Enrolment
from learning.people import guests
from learning.people.models import Learner, User
from learning.progress.flows import finish_lesson, merge, record_attempt
from learning.progress.models import Attempt, LessonProgress, ModuleProgress
from tests.people.test_guests import PASSWORD, cookie_of
from tests.progress.factories import make_learner, make_lesson, make_module, question

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
PROPERTY = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def send(learner, lesson, response, *, number=None, minute=0, activity=0):
    return record_attempt(
        learner=learner, lesson=lesson, activity_id=lesson.activities()[activity].id, revision=0, response=response,
        client_uuid=number or uuid.uuid4(), answered_at=NOON + dt.timedelta(minutes=minute),
    )  # fmt: skip


def progress_of(learner) -> tuple:
    """Return all that a learner's progress rows say."""
    lessons = LessonProgress.objects.filter(learner=learner).order_by("lesson_key")
    modules = ModuleProgress.objects.filter(learner=learner).order_by("module_key")
    return (
        [(p.lesson_key, p.state, p.completed_at, p.position, p.explained, p.last_activity) for p in lessons],
        [(p.module_key, p.lessons_done, p.needs_help, p.last_activity) for p in modules],
    )


def test_what_either_finished_is_finished():
    lessons = make_module([question()], [question()])
    one, other = make_learner(), make_learner()
    send(one, lessons[0], "a2")
    send(other, lessons[1], "a2")
    assert merge(source=other, target=one)
    assert ModuleProgress.objects.get(learner=one).lessons_done == 2
    assert not Attempt.objects.filter(learner=other).exists()
    assert not LessonProgress.objects.filter(learner=other).exists()


def test_the_same_answer_of_two_devices_counts_once_and_wrong_ones_add_up():
    lesson, number = make_lesson(question()), uuid.uuid4()
    one, other = make_learner(), make_learner()
    send(one, lesson, "a1", number=number)
    send(other, lesson, "a1", number=number)
    send(other, lesson, "a3", minute=1)
    merge(source=other, target=one)
    assert Attempt.objects.filter(learner=one).count() == 2
    assert LessonProgress.objects.get(learner=one).state == "started"


def test_a_lesson_without_questions_stays_finished_at_its_earliest_date():
    lesson = make_lesson()
    one, other = make_learner(), make_learner()
    finish_lesson(learner=one, lesson=lesson, finished_at=NOON + dt.timedelta(hours=1))
    finish_lesson(learner=other, lesson=lesson, finished_at=NOON)
    merge(source=other, target=one)
    assert LessonProgress.objects.get(learner=one).completed_at == NOON


def test_a_second_merge_changes_nothing():
    lesson = make_lesson(question())
    one, other = make_learner(), make_learner()
    send(other, lesson, "a2")
    assert merge(source=other, target=one)
    before = progress_of(one)
    assert not merge(source=other, target=one)
    assert progress_of(one) == before


def test_classes_come_with_the_learner_and_a_class_of_both_keeps_one():
    teacher = User.objects.create_user(username="claire", password=PASSWORD)
    one, other = make_learner(), make_learner()
    for name, people in (("Lundi", (one, other)), ("Mardi", (other,))):
        classroom = create_classroom(teacher=teacher, name=name, kind="adult")
        add_learners(classroom=classroom, names=["Zoé"])
        Enrolment.objects.bulk_create(Enrolment(classroom=classroom, learner=person) for person in people)
    merge(source=other, target=one)
    assert sorted(one.enrolments.values_list("classroom__name", flat=True)) == ["Lundi", "Mardi"]
    assert not other.enrolments.exists()


@pytest.mark.parametrize("kind", ["itself", "account"])
def test_an_account_is_never_merged_away_nor_a_learner_into_itself(kind):
    user = User.objects.create_user(username="odette", password=PASSWORD)
    one, other = make_learner(), make_learner(user=user)
    with pytest.raises(ValueError, match="merged into another"):
        merge(source=one if kind == "itself" else other, target=one)


ANSWERS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["a1", "a2", "a3"]), st.integers(0, 6), st.integers(0, 50)), max_size=12
)


@PROPERTY
@given(answers=ANSWERS, order=st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_the_same_answers_gives_the_same_progress(answers, order):
    lessons = make_module([question()], [question(anchor="q-2")], [question(anchor="q-3")])
    numbered = [(place, answer, uuid.UUID(int=number), minute) for place, answer, number, minute in answers]
    # A number is one answer: the device never gives it twice for two of them.
    unique = list({number: (place, answer, number, minute) for place, answer, number, minute in numbered}.values())
    found = []
    for _turn in range(2):
        learner = make_learner()
        again = unique + order.choices(unique, k=len(unique)) if unique else []
        order.shuffle(again)
        for place, answer, number, minute in again:
            send(learner, lessons[place], answer, number=number, minute=minute)
        found.append(progress_of(learner))
    assert found[0] == found[1]


@PROPERTY
@given(answers=ANSWERS, owners=st.lists(st.integers(0, 2), min_size=12, max_size=12), first=st.booleans())
def test_merging_in_any_order_gives_what_one_learner_alone_would_have(answers, owners, first):
    lessons = make_module([question()], [question(anchor="q-2")], [question(anchor="q-3")])
    unique = list(
        {number: (place, answer, uuid.UUID(int=number), minute) for place, answer, number, minute in answers}.values()
    )
    alone, parts = make_learner(), [make_learner() for _n in range(3)]
    for (place, answer, number, minute), owner in zip(unique, owners, strict=False):
        send(alone, lessons[place], answer, number=number, minute=minute)
        send(parts[owner], lessons[place], answer, number=number, minute=minute)
    if first:
        merge(source=parts[1], target=parts[0])
        merge(source=parts[2], target=parts[0])
    else:
        merge(source=parts[2], target=parts[1])
        merge(source=parts[1], target=parts[0])
    assert progress_of(parts[0]) == progress_of(alone)
    assert Attempt.objects.filter(learner=parts[0]).count() == len(unique)
    assert {part.merged_into_id for part in Learner.objects.filter(pk__in=[p.pk for p in parts[1:]])} == {parts[0].pk}


@pytest.fixture
def device(client):
    """A browser on which a guest has answered."""
    guest = make_learner(last_active_on=timezone.localdate())
    send(guest, make_lesson(question()), "a2")
    client.cookies[guests.COOKIE] = cookie_of(guest)
    return guest


def sign_in(client):
    return client.post(reverse("account_login"), {"login": "odette", "password": PASSWORD})


@pytest.mark.parametrize("mine", ["yes", "no"])
def test_signing_in_asks_whose_answers_these_are(client, device, mine):
    user = User.objects.create_user(username="odette", password=PASSWORD)
    learner = make_learner(user=user)
    assert sign_in(client)["Location"] == reverse("progress:merge")
    page = client.get(reverse("progress:merge"))
    assert "Ces réponses sont-elles les vôtres" in page.content.decode()
    assert Attempt.objects.filter(learner=learner).count() == 0
    client.post(reverse("progress:merge"), {"mine": mine})
    assert Attempt.objects.filter(learner=learner).count() == (1 if mine == "yes" else 0)
    assert client.get(reverse("progress:merge")).status_code == 302  # asked once


def test_signing_in_without_answers_on_the_device_asks_nothing(client):
    User.objects.create_user(username="odette", password=PASSWORD)
    assert sign_in(client)["Location"] != reverse("progress:merge")
