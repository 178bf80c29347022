"""Sitting beside somebody: one tap for an activity, also for a person without account or name."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from learning.classes.follow.flows import beside
from learning.classes.follow.models import AccessLog
from learning.classes.models import Enrolment
from learning.people.models import Learner
from learning.progress.flows import record_attempt
from learning.progress.models import Attempt, LessonProgress, ModuleProgress
from tests.classes.factories import make_class, make_teacher, make_user
from tests.progress.factories import make_lesson, make_module, question

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(client):
    user = make_teacher("claire")
    client.force_login(user)
    return user


@pytest.fixture
def classroom(teacher):
    return make_class(teacher)


@pytest.fixture
def amina(classroom):
    return Learner.objects.get(display_name="Amina")


def address(classroom, learner, lesson) -> str:
    return reverse("classes:beside_lesson", args=[classroom.pk, learner.pk, lesson.translation_key])


def stranger(lesson) -> str:
    return reverse("classes:beside_stranger_lesson", args=[lesson.translation_key])


def tap(client, url: str, lesson, support: str, number: uuid.UUID | None = None, place: int = 0):
    activity = lesson.activities()[place]
    data = {"activity": activity.id, "support": support, "number": number or uuid.uuid4()}
    return client.post(url, data)


@pytest.mark.parametrize("kind", ["single", "multiple", "order", "match", "short", "number"])
@pytest.mark.parametrize(("support", "correct"), [("alone", True), ("hint", True), ("together", False)])
def test_one_tap_notes_an_activity_of_each_kind(client, classroom, amina, kind, support, correct):
    lesson = make_lesson(question(kind))
    url = address(classroom, amina, lesson)
    response = tap(client, url, lesson, support)
    assert response.url == f"{url}#q-{lesson.activities()[0].id}"
    one = Attempt.objects.get()
    assert (one.learner, one.source, one.support, one.correct, one.explained) == (
        amina, "helper", support, correct, not correct,
    )  # fmt: skip
    assert LessonProgress.objects.get(learner=amina).state == "done"


def test_the_same_tap_sent_twice_is_one_and_another_tap_is_another(client, classroom, amina):
    lesson, number = make_lesson(question()), uuid.uuid4()
    url = address(classroom, amina, lesson)
    for _ in range(2):
        tap(client, url, lesson, "alone", number)
    assert Attempt.objects.count() == 1
    tap(client, url, lesson, "hint")  # the helper pressed the wrong one first
    assert Attempt.objects.count() == 2
    assert "avec un indice" in client.get(url).content.decode()


def test_two_done_together_say_that_help_is_needed(client, classroom, amina):
    lesson = make_lesson(question(anchor="q-1"), question(anchor="q-2"))
    for place in (0, 1):
        tap(client, address(classroom, amina, lesson), lesson, "together", place=place)
    assert ModuleProgress.objects.get(learner=amina).needs_help


def test_a_lesson_without_activity_is_read_together(client, classroom, amina):
    lesson = make_lesson()
    url = address(classroom, amina, lesson)
    assert client.post(url, {"read": "1"}).url == f"{url}#end"
    assert LessonProgress.objects.get(learner=amina).state == "done"


@pytest.mark.parametrize(
    "data",
    [{}, {"activity": "x"}, {"activity": str(uuid.uuid4()), "support": "alone"}, {"support": "alone"}, {"read": "1"}],
)
def test_what_no_button_sends_is_not_found_and_writes_nothing(client, classroom, amina, data):
    lesson = make_lesson(question())
    for url in (address(classroom, amina, lesson), stranger(lesson)):
        assert client.post(url, data).status_code == 404
        activity = lesson.activities()[0].id
        assert client.post(url, {"activity": activity, "support": "magic"}).status_code == 404
        assert client.post(url, {"activity": activity, "support": "alone", "number": "x"}).status_code == 404
    assert not Attempt.objects.exists()
    assert not Learner.objects.filter(display_name="").exclude(attempts=None).exists()


def test_the_flow_refuses_an_unknown_support(amina):
    lesson = make_lesson(question())
    with pytest.raises(beside.UnknownSupport):
        beside.mark(learner=amina, lesson=lesson, activity_id=lesson.activities()[0].id, support="magic")


def test_the_page_has_the_question_the_answer_for_the_helper_and_three_buttons(client, classroom, amina):
    lesson = make_lesson(question(anchor="q-1"), question(anchor="q-2"))
    html = client.get(address(classroom, amina, lesson)).content.decode()
    assert html.count('name="support"') == 6
    assert "Je regarde qui écrit." in html
    assert "Amina" in html
    assert AccessLog.objects.filter(learner_id=amina.pk, page="beside").count() == 1


def test_lessons_that_were_given_come_first(client, classroom, amina, teacher):
    from learning.classes import flows
    from learning.courses.models import ModulePage

    make_module([question()])
    wanted = ModulePage.objects.parent_of(make_module([question()], [question()])[0]).get()
    flows.assign_module(teacher=teacher, classroom=classroom, module=wanted)
    context = client.get(reverse("classes:beside", args=[classroom.pk, amina.pk])).context
    assert [one["module"].key for one in context["given"]] == [wanted.translation_key]
    assert len(context["given"][0]["lessons"]) == 2
    assert len(context["others"]) == 1


def test_of_who_does_not_share_only_what_was_noted_beside_is_shown(client, classroom, amina):
    lesson = make_lesson(question(anchor="q-1"), question(anchor="q-2"))
    first, second = lesson.activities()
    record_attempt(learner=amina, lesson=lesson, activity_id=first.id, revision=0, response="a2")
    Enrolment.objects.update(shares_progress=False)
    url = address(classroom, amina, lesson)
    tap(client, url, lesson, "hint", place=1)
    marks = client.get(url).context["marks"]
    assert [bool(mark.noted) for mark in marks] == [False, True]
    assert not AccessLog.objects.filter(page="beside").exists()


def test_who_is_in_no_class_of_mine_is_not_found(client, teacher):
    theirs = make_class(make_teacher(), names=["Zoé"])
    zoe, lesson = Learner.objects.get(display_name="Zoé"), make_lesson(question())
    mine = make_class(teacher, names=["Léa"])
    for classroom in (theirs, mine):
        assert client.get(address(classroom, zoe, lesson)).status_code == 404
        assert tap(client, address(classroom, zoe, lesson), lesson, "alone").status_code == 404
        assert client.get(reverse("classes:beside", args=[classroom.pk, zoe.pk])).status_code == 404
    assert not Attempt.objects.exists()


# A person without account or name


def test_a_person_without_name_is_made_with_the_first_mark_only(client, teacher):
    lesson = make_lesson(question(anchor="q-1"), question(anchor="q-2"))
    client.get(reverse("classes:beside_stranger"))
    client.get(stranger(lesson))
    assert not Learner.objects.exists()
    tap(client, stranger(lesson), lesson, "hint")
    tap(client, stranger(lesson), lesson, "alone", place=1)
    person = Learner.objects.get()
    assert (person.display_name, person.user) == ("", None)
    assert Attempt.objects.filter(learner=person, source="helper").count() == 2


def test_two_first_taps_at_once_make_one_person():
    key = uuid.uuid4()
    assert beside.person_beside(key=key) == beside.person_beside(key=key)
    assert Learner.objects.count() == 1


def test_after_the_end_the_next_person_is_another_one(client, teacher):
    lesson = make_lesson(question())
    tap(client, stranger(lesson), lesson, "alone")
    assert client.get(reverse("classes:beside_end")).context["person"]
    assert client.post(reverse("classes:beside_end")).url == reverse("classes:list")
    assert client.get(reverse("classes:beside_end")).context["person"] is None
    assert not client.get(stranger(lesson)).context["marks"][0].noted
    tap(client, stranger(lesson), lesson, "alone")
    assert Learner.objects.count() == 2


def test_a_learner_has_no_such_pages(client):
    client.force_login(make_user())
    lesson = make_lesson(question())
    for url in (reverse("classes:beside_stranger"), reverse("classes:beside_end"), stranger(lesson)):
        assert client.get(url).status_code == 404
        assert client.post(url).status_code in (404, 405)


def test_an_unknown_or_unpublished_lesson_is_not_found(client, classroom, amina):
    lesson = make_lesson(question())
    lesson.unpublish()
    for url in (address(classroom, amina, lesson), stranger(lesson)):
        assert client.get(url).status_code == 404
