"""The check of a module: passed with four right answers of one sitting, never undone, and what the pages say of it."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from learning.classes import flows as classes_flows
from learning.classes.grid import Filters, class_grid, monday
from learning.classes.sheets import grid_rows
from learning.classes.templatetags.classes_tags import given_modules
from learning.courses.models import CheckPage, LessonPage
from learning.people.guests import COOKIE
from learning.people.models import Learner
from learning.progress import overview
from learning.progress.checks import record_check
from learning.progress.flows import recompute, record_attempt
from learning.progress.models import Attempt, LessonProgress, ModuleProgress
from learning.progress.signals import module_completed
from learning.progress.sittings import passed_at, sittings
from tests.classes.factories import make_class, make_teacher
from tests.progress.factories import make_check, make_learner, make_module, module_of, question

pytestmark = pytest.mark.django_db
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
RIGHT, WRONG = "a2", "a1"


@pytest.fixture
def lessons(db):
    return make_module([question()], [question()])


@pytest.fixture
def check(lessons):
    return make_check(module_of(lessons[0]), ("lesson-1", "lesson-2"))


@pytest.fixture
def learner(db):
    return make_learner()


def answers(check, right: int) -> dict[uuid.UUID, str]:
    return {one.id: RIGHT if number < right else WRONG for number, one in enumerate(check.activities())}


def sit(learner, check, right: int) -> None:
    record_check(learner=learner, check=check, responses=answers(check, right))


def row(learner, check) -> ModuleProgress:
    return ModuleProgress.objects.get(learner=learner, module_key=module_of(check).translation_key)


def form(check, right: int, leave: int = 0) -> dict[str, str]:
    given = list(answers(check, right).items())
    return {f"answer-{key}": value for key, value in given[: len(given) - leave]}


def send(client, check, data, **headers):
    return client.post(reverse("progress:check", args=[check.translation_key]), data, **(headers or OURS))


def page(client, url) -> str:
    response = client.get(url.partition("#")[0])
    assert response.status_code == 200
    text = html.unescape(response.content.decode())
    return text.replace("’", "'").replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(("right", "passed"), [(5, True), (4, True), (3, False), (0, False)])
def test_four_right_answers_of_one_sitting_finish_the_module(learner, check, right, passed):
    sit(learner, check, right)
    assert (row(learner, check).check_passed_at is not None) is passed
    assert row(learner, check).lessons_done == 0
    assert Attempt.objects.filter(learner=learner).count() == 5


def test_right_answers_of_two_sittings_are_not_added_up(learner, check):
    first, *others = check.activities()
    for right in ([first.id], [one.id for one in others[:3]]):
        responses = {one.id: RIGHT if one.id in right else WRONG for one in check.activities()}
        record_check(learner=learner, check=check, responses=responses)
    assert row(learner, check).check_passed_at is None
    assert len(sittings(Attempt.objects.filter(learner=learner))) == 2


def test_a_later_failing_sitting_never_undoes_it(learner, check):
    sit(learner, check, 4)
    since = row(learner, check).check_passed_at
    sit(learner, check, 1)
    assert row(learner, check).check_passed_at == since


def test_it_stays_when_the_check_is_taken_away_or_a_lesson_is_added(learner, check, lessons):
    sit(learner, check, 4)
    check.delete()
    lesson = lessons[0]
    record_attempt(learner=learner, lesson=lesson, activity_id=lesson.activities()[0].id, revision=1, response=WRONG)
    assert row(learner, lesson).check_passed_at is not None


def test_pressed_twice_is_one_sitting_and_changed_answers_are_another(learner, check):
    sit(learner, check, 3)
    sit(learner, check, 3)
    assert Attempt.objects.filter(learner=learner).count() == 5
    sit(learner, check, 4)  # within the ten seconds: what did not change is sent again and counts
    assert Attempt.objects.filter(learner=learner).count() == 10
    assert row(learner, check).check_passed_at is not None


def test_the_answers_come_in_together_or_not_at_all(learner, check):
    responses = answers(check, 5)
    responses[check.activities()[4].id] = "nothing known"
    with pytest.raises(ValueError, match="not known"):
        record_check(learner=learner, check=check, responses=responses)
    assert not Attempt.objects.exists()
    assert not ModuleProgress.objects.exists()


def test_the_module_is_completed_once_whichever_way(learner, check, lessons, django_capture_on_commit_callbacks):
    told = []

    def receiver(sender, learner, module_key, **kwargs):
        told.append(module_key)

    module_completed.connect(receiver)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            sit(learner, check, 2)
        assert told == []
        with django_capture_on_commit_callbacks(execute=True):
            sit(learner, check, 5)
            sit(learner, check, 4)
            for lesson in lessons:
                activity = lesson.activities()[0]
                record_attempt(learner=learner, lesson=lesson, activity_id=activity.id, revision=1, response=RIGHT)
    finally:
        module_completed.disconnect(receiver)
    assert told == [module_of(check).translation_key]
    assert not mail.outbox


def test_the_check_is_not_one_of_the_lessons(learner, check, lessons):
    for lesson in lessons:
        activity = lesson.activities()[0]
        record_attempt(learner=learner, lesson=lesson, activity_id=activity.id, revision=1, response=RIGHT)
    assert row(learner, check).lessons_done == 2
    sit(learner, check, 5)
    assert row(learner, check).lessons_done == 2
    assert LessonPage.objects.live().child_of(module_of(check)).count() == 2


def test_whoever_passes_it_needs_no_help_any_more(learner, check, lessons):
    for lesson in lessons:
        for _n in range(3):
            record_attempt(
                learner=learner, lesson=lesson, activity_id=lesson.activities()[0].id, revision=1, response=WRONG,
                client_uuid=uuid.uuid4(),
            )  # fmt: skip
    assert row(learner, check).needs_help
    sit(learner, check, 4)
    assert not row(learner, check).needs_help


@given(data=st.data())
def test_the_order_and_the_repetition_of_attempts_change_nothing(data):
    keys = [uuid.UUID(int=number) for number in range(5)]
    asked = [type("Asked", (), {"id": key})() for key in keys]
    check = type("Check", (), {"pass_mark": 4, "activities": lambda self: asked})()
    start = timezone.now()
    rights = data.draw(st.lists(st.sets(st.sampled_from(keys)), min_size=1, max_size=4))
    attempts = [
        Attempt(activity_id=key, correct=key in right, answered_at=start + dt.timedelta(minutes=n), client_uuid=uuid.uuid4())
        for n, right in enumerate(rights)
        for key in keys
    ]  # fmt: skip
    expected = next((start + dt.timedelta(minutes=n) for n, right in enumerate(rights) if len(right) >= 4), None)
    mixed = data.draw(st.permutations(attempts + data.draw(st.lists(st.sampled_from(attempts), max_size=10))))
    assert passed_at(check, mixed) == expected
    # With fewer of them it is not passed earlier: an answer that comes late can only help.
    some = passed_at(check, mixed[: len(mixed) // 2])
    assert some is None or (expected is not None and some >= expected)


def test_two_learners_put_together_keep_what_one_of_them_passed(check):
    guest, person = make_learner(), make_learner()
    sit(person, check, 1)
    sit(guest, check, 4)
    Attempt.objects.filter(learner=guest).update(learner=person)
    LessonProgress.objects.filter(learner=guest).delete()
    for _turn in range(2):
        recompute(learner=person, lessons=[check])
        assert row(person, check).check_passed_at is not None


# On the page


def test_a_guest_passes_the_check_without_reading_a_lesson(client, check):
    module = module_of(check)
    text = page(client, module.path_url)
    assert "Je connais déjà" in text
    assert check.path_url in text
    text = page(client, check.path_url)
    assert text.count('class="quiz"') == 5
    assert "Vous avez regardé." not in text  # nothing of the answers before they are given
    assert COOKIE not in client.cookies
    response = send(client, check, form(check, 4))
    assert response.status_code == 302
    assert response["Location"].endswith("?checked=1#result")
    assert COOKIE in client.cookies
    text = page(client, response["Location"])
    assert "Vous connaissez ce module. Il est terminé." in text
    assert re.search(r"<title>Vous connaissez ce module\.", text)
    assert "Payer donne votre numéro." in text  # of the fifth, which is wrong
    text = page(client, module.path_url)
    assert "Vous avez réussi la vérification de ce module" in text
    assert 'class="btn"' not in text  # nothing is asked for any more
    text = page(client, reverse("progress:mine"))
    assert "Terminé par la vérification" in text
    assert "Continuer" not in text


def test_who_fails_is_led_to_the_lessons_that_cover_what_was_missed(client, check, lessons):
    text = page(client, send(client, check, form(check, 3))["Location"])
    assert "Pas encore. Voici ce qu'il faut revoir." in text
    assert "3 réponses sur 5 sont justes. Avec 4, le module est terminé." in text
    # Questions 4 and 5 were missed: numbers 3 and 4, which name lesson-2 and lesson-1.
    again = text.partition('class="flow again"')[2].partition("</ul></li></ul>")[0]
    assert [one in again for one in (lessons[0].path_url, lessons[1].path_url)] == [True, True]
    text = page(client, send(client, check, {**form(check, 5), f"answer-{check.activities()[3].id}": WRONG})["Location"])
    assert "Vous connaissez ce module" in text
    again = text.partition('class="flow again"')[2].partition("</ul></li></ul>")[0]
    assert [one in again for one in (lessons[0].path_url, lessons[1].path_url)] == [False, True]


def test_a_missing_answer_is_said_and_the_others_are_kept(client, check):
    response = send(client, check, form(check, 2, leave=2))
    assert not Attempt.objects.exists()
    assert not Learner.objects.exists()
    text = page(client, response["Location"])
    assert re.search(r"<title>Erreur : ", text)
    assert "Il y a 2 points à corriger" in text or "Il reste 2 points à corriger" in text
    for number, one in enumerate(check.activities()):
        checked = re.findall(rf'name="answer-{one.id}" value="(a\d)"[^>]* checked', text)
        assert checked == ([RIGHT] if number < 2 else [WRONG] if number == 2 else [])


@pytest.mark.parametrize("value", ["a9", "", "x" * 5000, "a2\x00"])
def test_a_strange_answer_is_a_missing_one(client, check, value):
    data = form(check, 5) | {f"answer-{check.activities()[0].id}": value}
    response = send(client, check, data)
    assert "missing=1" in response["Location"]
    assert page(client, response["Location"])


def test_from_another_site_or_with_another_key_nothing_is_taken(client, check):
    assert send(client, check, form(check, 5), HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    url = reverse("progress:check", args=[uuid.uuid4()])
    assert client.post(url, form(check, 5), **OURS).status_code == 404
    check.unpublish()
    assert send(client, check, form(check, 5)).status_code == 404
    assert not Attempt.objects.exists()


def test_too_many_answers_are_asked_to_wait(client, check, monkeypatch):
    monkeypatch.setattr("learning.progress.views.ANSWERS_AN_HOUR", 1)
    assert send(client, check, form(check, 1)).status_code == 302
    assert send(client, check, form(check, 2)).status_code in (302, 429)
    assert send(client, check, form(check, 3)).status_code == 429


def test_the_third_wrong_sitting_shows_the_right_answer(client, check):
    for right in (2, 1, 0):
        location = send(client, check, form(check, right))["Location"]
    text = page(client, location)
    assert text.count("Voici la bonne réponse") == 3  # the last three were wrong each time


def test_the_last_lesson_leads_to_the_check(client, check, lessons):
    assert check.path_url not in page(client, lessons[0].path_url)
    assert check.path_url in page(client, lessons[1].path_url)


def test_a_module_without_a_check_says_nothing_of_one(client, lessons):
    assert "vérification" not in page(client, module_of(lessons[0]).path_url)


@pytest.mark.parametrize("known", [False, True])
def test_the_check_costs_a_bounded_number_of_queries(client, check, django_assert_max_num_queries, known):
    if known:
        send(client, check, form(check, 3))
    client.get(check.path_url)
    with django_assert_max_num_queries(15 if known else 8):
        assert client.get(check.path_url).status_code == 200


def test_the_course_says_where_the_learner_is(client, check, lessons):
    course = module_of(check).get_parent().specific
    assert "Terminé par la vérification" not in page(client, course.path_url)
    send(client, check, form(check, 1))
    begun = page(client, course.path_url)
    assert ">Commencé</span>" in begun
    assert "0 leçon terminée" not in begun
    activity = lessons[0].activities()[0]
    client.post(reverse("progress:answer", args=[lessons[0].translation_key, activity.id]), {"answer": RIGHT}, **OURS)
    assert "1 leçon terminée sur 2" in page(client, course.path_url)
    send(client, check, form(check, 4))
    assert "Terminé par la vérification" in page(client, course.path_url)


def test_my_learning_the_grid_and_the_file_say_that_the_check_finished_it(check):
    teacher = make_teacher()
    classroom = make_class(teacher, names=["Amina", "Bao"])
    module = module_of(check)
    classes_flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    amina = Learner.objects.get(display_name="Amina")
    assert [one.module.key for one in given_modules(amina)] == [module.translation_key]
    sit(amina, check, 4)
    grid = class_grid(classroom=classroom, language="fr")
    assert [(row.cells[0].state, row.cells[0].text) for row in grid.rows] == [
        ("done", "Terminé par la vérification"), ("todo", "Pas commencé"),
    ]  # fmt: skip
    assert [row.finished for row in grid.rows] == [1, 0]
    assert ["Amina", "Terminé par la vérification", "1 sur 1"] in list(grid_rows(grid))
    assert given_modules(amina) == []
    mine = overview.modules_of(learner=amina, language="fr")
    assert [(one.done, one.total, one.passed_at is not None, one.resume) for one in mine] == [(0, 2, True, None)]


def test_a_week_and_an_archived_class_show_a_check_that_was_passed_then(check):
    teacher = make_teacher()
    classroom = make_class(teacher, names=["Amina"])
    classes_flows.assign_module(teacher=teacher, classroom=classroom, module=module_of(check))
    sit(Learner.objects.get(display_name="Amina"), check, 4)
    this_week = monday(timezone.localdate())

    def said(**filters) -> str:
        return class_grid(classroom=classroom, language="fr", filters=Filters(**filters)).rows[0].cells[0].text

    assert said(week=this_week) == "Terminé par la vérification"
    assert said(week=this_week - dt.timedelta(days=7)) != "Terminé par la vérification"
    classroom.archived_at = timezone.now() + dt.timedelta(minutes=1)
    assert said() == "Terminé par la vérification"
    classroom.archived_at = timezone.now() - dt.timedelta(days=1)
    assert said() == "Pas commencé"


def test_the_checks_of_the_repository_name_lessons_of_their_module(courses):
    checks = CheckPage.objects.live()
    assert checks.count() >= 4
    for one in checks:
        names = {lesson.key.rpartition("/")[2] for lesson in LessonPage.objects.live().child_of(module_of(one))}
        assert set(one.covered_by().values()) == names
        assert len(one.activities()) == CheckPage.QUESTIONS
