"""One door for every answer: recorded once, judged here, never lost."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.activities.questions import EmptyAnswer
from learning.courses.models import LessonPage
from learning.progress.flows import REVEAL, UnknownActivity, finish_lesson, recompute, record_attempt
from learning.progress.models import Attempt, LessonProgress, ModuleProgress
from learning.progress.signals import module_completed
from tests.progress.factories import make_learner, make_lesson, make_module, module_of, question

pytestmark = pytest.mark.django_db
RIGHT, WRONG, OTHER = "a2", "a1", "a3"


@pytest.fixture
def learner(db):
    return make_learner()


@pytest.fixture
def lesson(db):
    return make_lesson(question(anchor="q-1"), question(anchor="q-2"))


def send(learner, lesson, response, *, place=0, **options):
    activity = lesson.activities()[place]
    return record_attempt(learner=learner, lesson=lesson, activity_id=activity.id, revision=3, response=response, **options)


def send_new(learner, lesson, response, **options):
    return send(learner, lesson, response, client_uuid=uuid.uuid4(), **options)


def state(learner, lesson):
    return LessonProgress.objects.get(learner=learner, lesson_key=lesson.translation_key)


def module_state(learner, lesson):
    return ModuleProgress.objects.get(learner=learner, module_key=module_of(lesson).translation_key)


def test_an_answer_is_judged_and_kept(learner, lesson):
    attempt = send(learner, lesson, WRONG, source=Attempt.Source.PAPER, support=Attempt.Support.TOGETHER)
    attempt.refresh_from_db()
    assert (attempt.correct, attempt.score, attempt.revision) == (False, 0.0, 3)
    assert (attempt.source, attempt.support) == ("paper", "together")
    assert attempt.response == WRONG
    assert attempt.lesson_key == lesson.translation_key
    assert state(learner, lesson).state == "started"
    assert state(learner, lesson).position == lesson.activities()[0].id
    learner.refresh_from_db()
    assert learner.last_active_on == timezone.localdate()


def test_a_lesson_is_done_when_each_question_is_right(learner, lesson):
    send_new(learner, lesson, RIGHT)
    assert state(learner, lesson).state == "started"
    send_new(learner, lesson, RIGHT, place=1)
    assert state(learner, lesson).state == "done"
    assert state(learner, lesson).completed_at is not None
    assert module_state(learner, lesson).lessons_done == 1


def test_three_wrong_answers_end_with_the_explanation_and_count_as_done(learner):
    lesson = make_lesson(question())
    attempts = [send_new(learner, lesson, response) for response in (WRONG, OTHER, WRONG)]
    assert [attempt.explained for attempt in attempts] == [False, False, True]
    assert state(learner, lesson).state == "done"
    assert not module_state(learner, lesson).needs_help


def test_asking_for_the_answer_counts_as_explained_and_two_of_them_need_help(learner, lesson):
    send_new(learner, lesson, REVEAL)
    assert not module_state(learner, lesson).needs_help
    send_new(learner, lesson, REVEAL, place=1)
    assert state(learner, lesson).state == "done"
    assert module_state(learner, lesson).needs_help


def test_explained_questions_of_two_lessons_add_up_in_their_module(learner):
    one, two = make_module([question()], [question()])
    send_new(learner, one, REVEAL)
    send_new(learner, two, REVEAL)
    assert module_state(learner, one).needs_help


def test_going_over_it_again_with_a_right_answer_ends_the_need_for_help(learner, lesson):
    send_new(learner, lesson, REVEAL)
    send_new(learner, lesson, REVEAL, place=1)
    send_new(learner, lesson, RIGHT)
    assert not module_state(learner, lesson).needs_help


def test_a_finished_lesson_never_reopens(learner):
    lesson = make_lesson(question())
    send_new(learner, lesson, RIGHT)
    finished = state(learner, lesson).completed_at
    for response in (WRONG, OTHER, WRONG, REVEAL):
        send_new(learner, lesson, response)
        assert state(learner, lesson).state == "done"
        assert state(learner, lesson).completed_at == finished
    lesson.body.append(("question", question(anchor="q-late")))
    lesson.save()
    lesson = type(lesson).objects.get(pk=lesson.pk)
    recompute(learner=learner, lessons=[lesson])
    assert state(learner, lesson).state == "done"
    assert state(learner, lesson).completed_at == finished
    send_new(learner, lesson, RIGHT, place=1)  # the question that came later does not move the date
    assert state(learner, lesson).completed_at == finished


def test_the_same_answer_sent_twice_is_one_attempt(learner, lesson):
    number = uuid.uuid4()
    first = send(learner, lesson, WRONG, client_uuid=number)
    assert send(learner, lesson, WRONG, client_uuid=number) == first
    assert Attempt.objects.count() == 1


def test_the_database_refuses_the_same_number_twice(learner, lesson):
    attempt = send_new(learner, lesson, WRONG)
    attempt.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save(force_insert=True)


def test_a_number_that_arrives_while_the_first_is_written_returns_the_first(learner, lesson, monkeypatch):
    first = send_new(learner, lesson, WRONG)
    # The look-up of the second request came before the first request's row.
    monkeypatch.setattr("learning.progress.flows._already", lambda *args: None)
    assert send(learner, lesson, WRONG, client_uuid=first.client_uuid) == first
    assert Attempt.objects.count() == 1


def test_two_learners_may_have_the_same_number(lesson):
    number = uuid.uuid4()
    for _ in range(2):
        send(make_learner(), lesson, WRONG, client_uuid=number)
    assert Attempt.objects.count() == 2


def test_without_a_number_the_same_answer_within_ten_seconds_is_one(learner, lesson):
    first = send(learner, lesson, WRONG)
    assert send(learner, lesson, WRONG) == first
    assert send(learner, lesson, OTHER) != first  # another answer is another attempt
    assert send(learner, lesson, WRONG) != first  # so is going back to the first one
    assert send(learner, lesson, WRONG, place=1) != first
    assert Attempt.objects.count() == 4


def test_without_a_number_the_same_answer_after_ten_seconds_is_another(learner, lesson):
    first = send(learner, lesson, WRONG)
    Attempt.objects.update(recorded_at=timezone.now() - dt.timedelta(seconds=11))
    assert send(learner, lesson, WRONG) != first


def test_an_hour_that_has_not_come_yet_is_taken_for_now(learner, lesson):
    attempt = send(learner, lesson, RIGHT, answered_at=timezone.now() + dt.timedelta(days=400))
    assert attempt.answered_at <= timezone.now()


def test_an_answer_that_cannot_be_taken_writes_nothing(learner, lesson):
    with pytest.raises(EmptyAnswer):
        send(learner, lesson, "")
    with pytest.raises(UnknownActivity):
        record_attempt(learner=learner, lesson=lesson, activity_id=uuid.uuid4(), revision=0, response=RIGHT)
    assert not Attempt.objects.exists()
    assert not LessonProgress.objects.exists()


def test_progress_and_attempt_are_written_together_or_not_at_all(learner, lesson, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("learning.progress.flows._move_module", fail)
    with pytest.raises(RuntimeError):
        send(learner, lesson, RIGHT)
    assert not Attempt.objects.exists()


def test_an_answer_in_one_language_counts_in_the_other(learner):
    french, english = make_module([question()], languages=("fr", "en"))
    assert french.activities()[0].id == english.activities()[0].id
    send_new(learner, french, RIGHT)
    assert state(learner, english).state == "done"


def test_a_lesson_that_asks_nothing_is_finished_by_saying_so_once(learner):
    lesson = make_lesson()
    first = finish_lesson(learner=learner, lesson=lesson)
    assert first.state == "done"
    assert finish_lesson(learner=learner, lesson=lesson).completed_at == first.completed_at
    assert module_state(learner, lesson).lessons_done == 1


def test_a_lesson_with_questions_is_not_finished_by_saying_so(learner, lesson):
    assert finish_lesson(learner=learner, lesson=lesson).state == "started"


def test_the_end_of_a_module_is_said_once(learner, django_capture_on_commit_callbacks):
    one, two = make_module([question()], [])
    heard = []

    def listen(sender, learner, module_key, **kwargs):
        heard.append((learner, module_key))

    module_completed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            send_new(learner, one, RIGHT)
        assert heard == []
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                finish_lesson(learner=learner, lesson=two)
    finally:
        module_completed.disconnect(listen)
    assert heard == [(learner, module_of(one).translation_key)]


def test_an_unpublished_lesson_leaves_the_count_and_keeps_its_attempts(learner):
    one, two = make_module([question()], [question()])
    send_new(learner, one, RIGHT)
    one.unpublish()
    send_new(learner, two, RIGHT)
    assert module_state(learner, two).lessons_done == 1
    assert Attempt.objects.count() == 2


def test_progress_is_found_again_from_the_attempts(learner, lesson):
    send_new(learner, lesson, REVEAL)
    send_new(learner, lesson, RIGHT, place=1)
    before = snapshot(learner)
    LessonProgress.objects.all().delete()
    ModuleProgress.objects.all().delete()
    recompute(learner=learner, lessons=[lesson])
    assert snapshot(learner) == before


def test_recompute_makes_nothing_out_of_nothing(learner, lesson):
    recompute(learner=learner, lessons=[lesson])
    assert not LessonProgress.objects.exists()


def snapshot(learner):
    """Return everything that progress says of a learner."""
    lessons = LessonProgress.objects.filter(learner=learner).order_by("lesson_key")
    modules = ModuleProgress.objects.filter(learner=learner).order_by("module_key")
    return (
        list(lessons.values_list("lesson_key", "state", "position", "explained", "completed_at", "last_activity")),
        list(modules.values_list("module_key", "lessons_done", "needs_help", "last_activity")),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_and_repetition_of_the_same_answers_gives_the_same_progress(lesson, data):
    choices = st.tuples(st.sampled_from([RIGHT, WRONG, OTHER, "reveal"]), st.integers(0, 1), st.integers(0, 600))
    answers = data.draw(st.lists(choices, min_size=1, max_size=6))
    now = timezone.now()
    sent = [
        {
            "response": REVEAL if response == "reveal" else response,
            "place": place,
            "client_uuid": uuid.uuid4(),
            "answered_at": now - dt.timedelta(seconds=seconds),
        }
        for response, place, seconds in answers
    ]
    other_order = data.draw(st.permutations(sent)) + data.draw(st.lists(st.sampled_from(sent), max_size=3))
    found = []
    for order in (sent, other_order):
        learner = make_learner()
        for one in order:
            one = dict(one)
            send(learner, lesson, one.pop("response"), **one)
        assert Attempt.objects.filter(learner=learner).count() == len(sent)
        found.append(snapshot(learner))
    assert found[0] == found[1]


def test_a_removed_activity_no_longer_counts(learner, lesson):
    """Whoever has answered all that is still asked has finished, without coming back for it."""
    other = make_learner()
    send(learner, lesson, RIGHT)
    send(other, lesson, WRONG)
    assert state(learner, lesson).state == "started"
    page = LessonPage.objects.get(pk=lesson.pk)
    del page.body[1]
    page.save_revision().publish()
    assert state(learner, lesson).state == "done"
    assert module_state(learner, lesson).lessons_done == 1
    assert state(other, lesson).state == "started"


def test_an_activity_that_is_added_reopens_nothing(learner, lesson):
    send(learner, lesson, RIGHT)
    send(learner, lesson, RIGHT, place=1)
    page = LessonPage.objects.get(pk=lesson.pk)
    page.body.append(("question", page.body[0].block.to_python(question(anchor="q-3"))))
    page.save_revision().publish()
    assert len(LessonPage.objects.get(pk=lesson.pk).activities()) == 3
    assert state(learner, lesson).state == "done"
    assert module_state(learner, lesson).lessons_done == 1
