"""Answers given without a connection: they come back in batches, late, twice, in any order, from two devices."""

from __future__ import annotations

import datetime as dt
import json
import time
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit import throttle
from learning.activities import questions as q
from learning.courses.models import LessonPage
from learning.people.guests import COOKIE
from learning.people.models import Learner, User
from learning.progress import offline_views
from learning.progress.flows import record_attempt
from learning.progress.models import Attempt, LessonProgress, ModuleProgress
from learning.progress.offline import owner_of
from learning.progress.replay import MOST_ITEMS, OLDEST, hour_of
from tests.progress.factories import make_lesson, make_module, module_of, question

pytestmark = pytest.mark.django_db
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
RIGHT, WRONG = "a2", "a1"


def milliseconds(moment=None):
    return int((moment or timezone.now()).timestamp() * 1000)


def item(lesson, answer=RIGHT, /, *, place=0, seconds=60, **changes):
    """Return what the device keeps of one answer, given some seconds ago."""
    return {
        "number": str(uuid.uuid4()),
        "at": milliseconds() - 1000 * seconds,
        "lesson": str(lesson.translation_key),
        "activity": str(lesson.activities()[place].id),
        "revision": lesson.revision,
        "form": {"answer": [answer]},
    } | changes


def send(client, items, *, headers=None, **data):
    body = {"sent": milliseconds(), "owner": "", "items": items} | data
    url = reverse("progress:replay")
    return client.post(url, json.dumps(body), content_type="application/json", **(headers or OURS))


def sign_in(client, name="odette"):
    user, _made = User.objects.get_or_create(username=name)
    client.force_login(user)
    learner, _made = Learner.objects.get_or_create(user=user)
    return learner


def snapshot(learner):
    lessons = LessonProgress.objects.filter(learner=learner).order_by("lesson_key")
    modules = ModuleProgress.objects.filter(learner=learner).order_by("module_key")
    return (
        list(lessons.values_list("lesson_key", "state", "position", "explained", "completed_at", "last_activity")),
        list(modules.values_list("module_key", "lessons_done", "needs_help", "last_activity")),
        set(Attempt.objects.filter(learner=learner).values_list("client_uuid", "correct", "judged_live", "answered_at")),
    )


def publish(lesson, *questions):
    """Publish the lesson with these questions, as the import and the office do; return it as it is then."""
    from learning.courses.identity import block_uuid

    page = LessonPage.objects.get(pk=lesson.pk)
    body = [{"type": "question", "value": v, "id": str(block_uuid(page.key, v["anchor"]))} for v in questions]
    page.body = page.body.stream_block.to_python(body)
    page.save_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


@pytest.fixture
def lesson(db):
    return make_lesson(question(anchor="q-1"), question(anchor="q-2"))


def test_answers_come_back_and_are_judged(client, lesson):
    items = [item(lesson, WRONG, seconds=90), item(lesson, RIGHT), item(lesson, RIGHT, place=1)]
    answer = send(client, items).json()
    assert sorted(answer["saved"]) == sorted(one["number"] for one in items)
    assert answer["refused"] == answer["later"] == []
    attempts = Attempt.objects.order_by("answered_at")
    assert [(one.correct, one.source, one.judged_live) for one in attempts[:2]] == [
        (False, "offline", False),
        (True, "offline", False),
    ]
    assert abs(attempts[0].answered_at - timezone.now() + dt.timedelta(seconds=90)) < dt.timedelta(seconds=10)
    assert LessonProgress.objects.get().state == "done"
    assert not any(word in str(answer) for word in ("correct", "feedback", "regardé"))


def test_the_first_answers_make_a_guest_and_what_cannot_be_taken_makes_none(client, lesson):
    send(client, [item(lesson, "zz"), item(lesson, place=1, activity=str(uuid.uuid4()))])
    assert not Learner.objects.exists()
    assert COOKIE not in client.cookies
    answer = send(client, [item(lesson)]).json()
    learner = Learner.objects.get()
    assert COOKIE in client.cookies
    assert answer["owner"] == owner_of(learner)
    send(client, [item(lesson)])
    assert Learner.objects.count() == 1


def test_a_bad_item_is_refused_by_itself_with_its_reason(client, lesson):
    good, strange, gone = item(lesson), item(lesson, "zz"), item(lesson, activity=str(uuid.uuid4()))
    elsewhere = item(lesson, lesson=str(uuid.uuid4()))
    unreadable = [
        item(lesson, at="yesterday"),
        item(lesson, at=10**18),
        item(lesson, form={"answer": "a2"}),
        item(lesson, form={"answer": [2]}),
        item(lesson, form={"answer": ["x" * 5000]}),
        item(lesson, form={"answer": ["\ud800"]}),
        item(lesson, form=["answer"]),
        item(lesson, form={str(n): [] for n in range(99)}),
        item(lesson, lesson=7),
        {"number": "twelve"},
        "nothing",
        None,
    ]
    answer = send(client, [strange, *unreadable, gone, elsewhere, good]).json()
    assert answer["saved"] == [good["number"]]
    codes = {one["number"]: one["code"] for one in answer["refused"]}
    assert (codes[strange["number"]], codes[gone["number"]], codes[elsewhere["number"]]) == ("answer", "activity", "lesson")
    assert sum(one["code"] == "unreadable" for one in answer["refused"]) == len(unreadable)
    assert all(one["reason"].endswith(".") for one in answer["refused"])
    assert Attempt.objects.count() == 1


def test_a_zero_byte_is_refused_and_not_an_error(client):
    lesson = make_lesson(question("short"))
    assert send(client, [item(lesson, "a\x00b")]).json()["refused"][0]["code"] == "answer"


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"items": []}', '{"sent": true, "items": []}', "[" * 5000, '{"sent": 1, "items": 3}', "\xff"]
)
def test_what_is_no_batch_is_refused_with_a_sentence(client, body):
    answer = client.post(reverse("progress:replay"), body, content_type="application/json", **OURS)
    assert answer.status_code == 400
    assert "restent sur l’appareil" in answer.json()["error"]


def test_too_many_at_once_are_refused_whole(client, lesson):
    assert send(client, [item(lesson) for _ in range(MOST_ITEMS + 1)]).status_code == 400
    large = item(lesson, form={"answer": ["x" * 3999] * 60})
    assert send(client, [large, large]).status_code == 413
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_A": ""}]
)
def test_a_batch_from_another_origin_is_refused(client, lesson, headers):
    assert send(client, [item(lesson)], headers=headers).status_code == 403
    assert not Attempt.objects.exists()


def test_the_queue_of_one_learner_waits_while_another_is_signed_in(client, lesson):
    first = sign_in(client, "odette")
    sign_in(client, "marcel")
    refused = send(client, [item(lesson)], owner=owner_of(first))
    assert (refused.status_code, refused.json()["code"]) == (409, "another")
    client.logout()
    assert send(client, [item(lesson)], owner=owner_of(first)).status_code == 409
    assert not Attempt.objects.exists()
    sign_in(client, "odette")
    assert send(client, [item(lesson)], owner=owner_of(first)).status_code == 200
    assert Attempt.objects.get().learner == first


@pytest.mark.parametrize("owner", [7, ["x"], {"a": 1}, "é"])
def test_an_owner_that_is_no_mark_is_nobody_that_we_know(client, lesson, owner):
    sign_in(client)
    assert send(client, [item(lesson)], owner=owner).status_code == 409


def test_answers_of_nobody_are_asked_about_before_a_person_who_is_signed_in_gets_them(client, lesson):
    learner = sign_in(client)
    asked = send(client, [item(lesson)])
    assert (asked.status_code, asked.json()["code"]) == (409, "ask")
    assert send(client, [item(lesson)], mine="yes").status_code == 409
    assert send(client, [item(lesson)], mine=True).status_code == 200
    assert Attempt.objects.get().learner == learner


def test_answers_of_nobody_belong_to_the_guest_of_the_device(client, lesson):
    client.post(
        reverse("progress:answer", args=[lesson.translation_key, lesson.activities()[0].id]), {"answer": RIGHT}, **OURS
    )
    assert send(client, [item(lesson, place=1)]).status_code == 200
    assert Learner.objects.count() == 1
    assert LessonProgress.objects.get().state == "done"


def test_too_many_batches_are_asked_to_wait(client, lesson, monkeypatch):
    monkeypatch.setattr(offline_views, "hit", lambda key, limit, seconds: throttle.hit(key, 1, seconds))
    sign_in(client)
    assert send(client, [item(lesson)], mine=True).status_code == 200
    waiting = send(client, [item(lesson)], mine=True)
    assert waiting.status_code == 429
    assert Attempt.objects.count() == 1


def test_sent_twice_it_counts_once(client, lesson):
    learner = sign_in(client)
    items = [item(lesson, WRONG, seconds=90), item(lesson), item(lesson, place=1)]
    first = send(client, items, mine=True).json()
    before = snapshot(learner)
    again = send(client, [*items, items[0]], mine=True).json()
    assert set(again["saved"]) == set(first["saved"])
    assert snapshot(learner) == before


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_division_and_repetition_gives_the_same_progress(client, lesson, data):
    choices = st.tuples(st.sampled_from([RIGHT, WRONG, "a3"]), st.integers(0, 1), st.integers(1, 6000))
    answers = data.draw(st.lists(choices, min_size=1, max_size=8))
    sent = milliseconds()
    items = [item(lesson, answer, place=place, at=sent - 1000 * ago) for answer, place, ago in answers]
    other = data.draw(st.permutations(items)) + data.draw(st.lists(st.sampled_from(items), max_size=4))
    cut = data.draw(st.integers(0, len(other)))
    found = []
    for batches in ([items], [other[:cut], other[cut:]]):
        learner = sign_in(client, uuid.uuid4().hex)
        for batch in batches:
            assert send(client, batch, mine=True, sent=sent).status_code == 200
        found.append(snapshot(learner))
    assert found[0][0] == found[1][0]
    assert found[0][1] == found[1][1]
    assert {one[:3] for one in found[0][2]} == {one[:3] for one in found[1][2]}


def test_two_devices_of_one_person_add_up(client, lesson):
    from django.test import Client

    learner = sign_in(client)
    other = Client()
    other.force_login(learner.user)
    mark = owner_of(learner)
    send(client, [item(lesson)], owner=mark)
    send(other, [item(lesson, WRONG, place=1), item(lesson, place=1)], owner=mark)
    assert Attempt.objects.filter(learner=learner).count() == 3
    assert LessonProgress.objects.get().state == "done"


def test_an_answer_that_reached_the_server_before_the_line_broke_is_not_doubled(client, lesson):
    number = str(uuid.uuid4())
    url = reverse("progress:answer", args=[lesson.translation_key, lesson.activities()[0].id])
    client.post(url, {"answer": RIGHT, "client_uuid": number}, **OURS)
    assert send(client, [item(lesson, number=number)]).json()["saved"] == [number]
    assert Attempt.objects.count() == 1


def test_an_answer_is_judged_against_the_text_that_asked_it(client, lesson):
    before = publish(lesson, question(anchor="q-1"))
    changed = question(anchor="q-1")
    changed["answers"][0]["correct"], changed["answers"][1]["correct"] = True, False
    after = publish(before, changed)
    assert after.revision > before.revision
    send(client, [item(before, RIGHT)])
    attempt = Attempt.objects.get()
    assert (attempt.correct, attempt.judged_live, attempt.revision) == (True, False, before.revision)


def test_without_its_own_text_an_answer_is_judged_against_the_live_one_and_marked_so(client, lesson):
    lesson = publish(lesson, question(anchor="q-1"))
    sent = item(lesson, RIGHT, revision=0)
    assert send(client, [sent]).json()["later"] == [sent["number"]]
    attempt = Attempt.objects.get()
    assert (attempt.correct, attempt.judged_live, attempt.revision) == (True, True, lesson.revision)


def test_a_draft_or_another_lessons_text_is_not_what_the_learner_saw(client, lesson):
    lesson = publish(lesson, question(anchor="q-1"))
    page = LessonPage.objects.get(pk=lesson.pk)
    page.body = page.body.stream_block.to_python([])
    draft = page.save_revision().pk
    other = publish(make_lesson(question(anchor="q-9")), question(anchor="q-9"))
    send(client, [item(lesson, revision=draft), item(lesson, revision=other.revision), item(lesson, revision=2**40)])
    assert [one.judged_live for one in Attempt.objects.all()] == [True, True, True]


def test_a_lesson_that_was_answered_whole_is_done_although_it_asks_more_today(client, lesson):
    """Sent the day before, the same answers would have finished it: the day they arrive changes nothing."""
    before = publish(lesson, question(anchor="q-1"), question(anchor="q-2"))
    publish(before, question(anchor="q-1"), question(anchor="q-2"), question(anchor="q-3"))
    items = [item(before), item(before, place=1)]
    found = []
    for order in (items, items[::-1]):
        learner = sign_in(client, uuid.uuid4().hex)
        for one in order:
            send(client, [one], mine=True)
        found.append(LessonProgress.objects.get(learner=learner))
        record_attempt(
            learner=learner, lesson=LessonPage.objects.get(pk=lesson.pk), activity_id=before.activities()[0].id,
            revision=1, response=WRONG,
        )  # fmt: skip
        assert LessonProgress.objects.get(learner=learner).state == "done"
    assert [one.state for one in found] == ["done", "done"]
    assert found[0].completed_at == found[1].completed_at


def test_an_answer_to_a_question_that_was_removed_is_kept_and_no_longer_counts(client, lesson):
    before = publish(lesson, question(anchor="q-1"), question(anchor="q-2"))
    publish(before, question(anchor="q-1"))
    answer = send(client, [item(before, place=1), item(before, place=1, revision=0)]).json()
    assert len(answer["saved"]) == 1
    assert [one["code"] for one in answer["refused"]] == ["activity"]
    assert LessonProgress.objects.get().state == "started"


def test_a_lesson_withdrawn_since_keeps_its_answers(client, lesson):
    before = publish(lesson, question(anchor="q-1"))
    LessonPage.objects.get(pk=lesson.pk).unpublish()
    assert len(send(client, [item(before)]).json()["saved"]) == 1
    assert Attempt.objects.get().correct
    assert ModuleProgress.objects.get().lessons_done == 0


def test_a_lesson_never_published_is_not_answered(client, lesson):
    LessonPage.objects.filter(pk=lesson.pk).update(live=False, first_published_at=None)
    assert send(client, [item(lesson)]).json()["refused"][0]["code"] == "lesson"


def test_a_finished_mark_comes_back_and_twice_is_once(client):
    lesson = make_lesson()
    mark = item(make_lesson(question()), lesson=str(lesson.translation_key), activity=None, form={})
    learner = sign_in(client)
    assert send(client, [mark], mine=True).json()["saved"] == [mark["number"]]
    before = LessonProgress.objects.get(learner=learner)
    assert (before.state, before.module_key) == ("done", module_of(lesson).translation_key)
    send(client, [mark, mark], mine=True)
    assert LessonProgress.objects.get(learner=learner).completed_at == before.completed_at


def test_a_finished_mark_counts_when_the_lesson_asks_something_since(client):
    lesson = publish(make_lesson())
    mark = {
        "number": str(uuid.uuid4()),
        "at": milliseconds(),
        "lesson": str(lesson.translation_key),
        "revision": lesson.revision,
    }
    publish(lesson, question())
    send(client, [mark])
    assert LessonProgress.objects.get().state == "done"


def test_a_mark_for_a_lesson_that_asks_only_starts_it(client, lesson):
    mark = {
        "number": str(uuid.uuid4()),
        "at": milliseconds(),
        "lesson": str(lesson.translation_key),
        "revision": lesson.revision,
    }
    send(client, [mark])
    assert LessonProgress.objects.get().state == "started"


@pytest.mark.parametrize("kind", ["multiple", "order", "match", "short", "number"])
def test_each_kind_of_form_is_read_as_on_the_page(client, kind):
    lesson = make_lesson(question(kind))
    one = lesson.activities()[0]
    form = {
        "multiple": {"answer": ["a2", "a4"]},
        "order": {"order": [q.token(one, f"a{n}") for n in (1, 2, 3, 4)]},
        "match": {f"match-p{n}": [q.token(one, f"p{n}")] for n in (1, 2, 3)},
        "short": {"answer": ["ARNAQUES"]},
        "number": {"answer": ["17.80"]},
    }[kind]
    assert send(client, [item(lesson, form=form)]).json()["refused"] == []
    assert Attempt.objects.get().correct


NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "sent", "expected"),
    [
        (NOW - HOUR, NOW, NOW - HOUR),
        (NOW - HOUR, NOW + dt.timedelta(seconds=90), NOW - HOUR),  # near enough
        (NOW - 3 * HOUR, NOW - 2 * HOUR, NOW - HOUR),  # a clock two hours late
        (NOW + 23 * HOUR, NOW + 24 * HOUR, NOW - HOUR),  # a clock one day ahead
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.datetime(1970, 1, 1, 1, tzinfo=dt.UTC), NOW - HOUR),  # never set
        (NOW + HOUR, NOW, NOW),  # in the future, although the clock is right now
        (NOW - OLDEST - HOUR, NOW, NOW),  # older than anything can be
        (NOW - OLDEST, NOW, NOW - OLDEST),
    ],
)
def test_the_clock_of_a_device_is_put_right(at, sent, expected):
    assert hour_of(at=at, sent=sent, now=NOW) == expected


@pytest.mark.parametrize("size", [10, MOST_ITEMS])
def test_a_batch_costs_the_same_queries_whatever_its_answers(client, size, django_assert_max_num_queries):
    lessons = make_module(*[[question(anchor=f"q-{n}") for n in range(4)] for _ in range(5)])
    sign_in(client)
    items = [item(lessons[n % 5], place=n // 5 % 4, seconds=n + 1) for n in range(size)]
    send(client, items[:5], mine=True)
    # Of each lesson what moves; the rest once, whatever the number of answers.
    with django_assert_max_num_queries(15 + 16 * 5):
        assert len(send(client, items, mine=True).json()["saved"]) == size


def test_a_thousand_answers_are_back_in_a_few_seconds(client):
    lessons = make_module(*[[question(anchor=f"q-{n}") for n in range(5)] for _ in range(8)])
    learner = sign_in(client)
    items = [item(lessons[n % 8], [RIGHT, WRONG][n % 2], place=n // 8 % 5, seconds=2000 - n) for n in range(1000)]
    start = time.process_time()  # of this process: other tests run beside it
    for place in range(0, 1000, MOST_ITEMS):
        send(client, items[place : place + MOST_ITEMS], mine=True)
    took = time.process_time() - start
    assert Attempt.objects.filter(learner=learner, source="offline").count() == 1000
    assert took < 6, f"{took:.1f} s"
