"""The check of a module taken without a connection: its answers are one item, and come back as one sitting."""

from __future__ import annotations

import uuid

import pytest

from learning.courses.models import CheckPage, LessonPage
from learning.people.guests import COOKIE
from learning.progress.models import Attempt, LessonProgress, ModuleProgress
from learning.progress.sittings import sittings
from tests.progress.factories import make_check, make_module, module_of, question
from tests.progress.test_check import answers, form
from tests.progress.test_check import send as send_check
from tests.progress.test_offline import listed
from tests.progress.test_replay import RIGHT, WRONG, item, milliseconds, send, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(db):
    return make_check(module_of(make_module([question()])[0]))


def sitting(check, right: int, /, *, leave: int = 0, seconds: int = 60, **changes):
    """Return what the device keeps of a whole check, answered some seconds ago."""
    return {
        "number": str(uuid.uuid4()),
        "at": milliseconds() - 1000 * seconds,
        "lesson": str(check.translation_key),
        "activity": None,
        "revision": check.revision,
        "form": {name: [value] for name, value in form(check, right, leave).items()},
    } | changes


def publish(check, *, right: str):
    """Publish the check with another right answer to each question; return it as it is then."""
    page = CheckPage.objects.get(pk=check.pk)
    body = [{"type": "question", "value": dict(block.value), "id": block.id} for block in page.body]
    for block in body:
        block["value"]["answers"] = [
            {"text": one["text"], "correct": f"a{place}" == right, "feedback": one["feedback"]}
            for place, one in enumerate(block["value"]["answers"], 1)
        ]
    page.body = page.body.stream_block.to_python(body)
    page.save_revision().publish()
    return CheckPage.objects.get(pk=check.pk)


@pytest.mark.parametrize(("right", "passed"), [(4, True), (3, False)])
def test_a_whole_check_comes_back_as_one_sitting(client, check, right, passed):
    learner = sign_in(client)
    sent = sitting(check, right)
    assert send(client, [sent], mine=True).json()["saved"] == [sent["number"]]
    [one] = sittings(Attempt.objects.filter(learner=learner))
    assert len(one.answers) == CheckPage.QUESTIONS
    assert abs(milliseconds(one.at) - sent["at"]) < 2000
    assert {attempt.source for attempt in one.answers.values()} == {"offline"}
    assert (ModuleProgress.objects.get().check_passed_at is not None) is passed


def test_a_check_and_the_answers_to_lessons_come_in_one_batch(client, check):
    lesson = LessonPage.objects.get()
    learner = sign_in(client)
    items = [item(lesson, RIGHT), sitting(check, 4), item(lesson, WRONG, seconds=90)]
    assert len(send(client, items, mine=True).json()["saved"]) == 3
    assert LessonProgress.objects.filter(learner=learner, state="done").count() == 2


def test_sent_twice_or_after_it_had_reached_the_server_it_is_one_sitting(client, check):
    sent = sitting(check, 4)
    send_check(client, check, {**form(check, 4), "client_uuid": sent["number"]})
    for _time in range(2):
        assert send(client, [sent]).json()["saved"] == [sent["number"]]
    assert Attempt.objects.count() == CheckPage.QUESTIONS
    send(client, [sitting(check, 4)])
    assert Attempt.objects.count() == 2 * CheckPage.QUESTIONS


@pytest.mark.parametrize("first", [4, 2])
def test_sittings_of_a_device_with_a_wrong_clock_stay_apart(client, check, first):
    """Both come from the future, so both count as answered at their arrival: the one that passes is not overwritten."""
    learner = sign_in(client)
    late = milliseconds() + 86_400_000
    numbers = [str(uuid.UUID(int=number)) for number in (1, 2)]
    items = [sitting(check, right, number=n, at=late) for n, right in zip(numbers, (first, 6 - first), strict=True)]
    for _time in range(2):
        assert sorted(send(client, items, mine=True).json()["saved"]) == numbers
    found = sittings(Attempt.objects.filter(learner=learner))
    assert sorted(len(one.right) for one in found) == [2, 4]
    assert ModuleProgress.objects.get().check_passed_at is not None


@pytest.mark.parametrize("size", [2, 40])
def test_sittings_cost_the_same_queries_whatever_their_number(client, check, size, django_assert_max_num_queries):
    sign_in(client)
    items = [sitting(check, 4, seconds=60 + place) for place in range(size)]
    with django_assert_max_num_queries(28):
        assert len(send(client, items, mine=True).json()["saved"]) == size
    assert Attempt.objects.count() == size * CheckPage.QUESTIONS


@pytest.mark.parametrize(
    "changes",
    [{"leave": 1}, {"form": {}}, {"form": {"answer": ["a2"]}}, {"activity": str(uuid.uuid4())}],
    ids=["one missing", "empty", "another form", "one question alone"],
)
def test_a_check_that_is_not_whole_is_refused_and_makes_no_guest(client, check, changes):
    report = send(client, [sitting(check, 4, **changes)]).json()
    assert [one["code"] for one in report["refused"]] == ["answer"]
    assert not Attempt.objects.exists()
    assert COOKIE not in client.cookies


def test_a_check_is_judged_against_the_text_that_asked_it(client, check):
    before = publish(check, right="a2")
    after = publish(before, right="a1")
    assert after.revision > before.revision
    report = send(client, [sitting(before, 4)]).json()
    assert report["later"] == []
    assert ModuleProgress.objects.get().check_passed_at is not None
    late = sitting(after, 4, revision=0)
    assert send(client, [late]).json()["later"] == [late["number"]], "its text is not known: the live one judges"
    assert Attempt.objects.filter(correct=True).count() == 4 + 1


def test_a_check_that_was_never_published_is_not_answered(client, check):
    check.unpublish()
    CheckPage.objects.update(first_published_at=None)
    assert [one["code"] for one in send(client, [sitting(check, 4)]).json()["refused"]] == ["lesson"]


def test_a_kept_module_has_its_check_and_another_check_is_another_version(client, check):
    module = module_of(check)
    before = listed(client, module).json()
    assert check.path_url in before["pages"]
    publish(check, right="a1")
    assert listed(client, module).json()["version"] != before["version"]


def test_the_page_of_a_check_says_which_text_it_asks_and_whose_answers_they_are(client, check):
    check = publish(check, right="a2")
    sign_in(client)
    html = client.get(check.path_url).content.decode()
    assert f'data-revision="{check.revision}"' in html
    assert 'data-owner="' in html
    assert 'data-owner=""' not in html
    assert len(answers(check, 4)) == html.count('class="quiz"')
