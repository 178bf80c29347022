"""Answering on a lesson's page, and "My learning", as a browser without JavaScript does it."""

from __future__ import annotations

import html
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import translation

from kit import throttle
from learning.activities import questions as q
from learning.courses.models import LessonPage
from learning.people.guests import COOKIE
from learning.people.models import Learner, User
from learning.progress import views
from learning.progress.flows import REVEAL, finish_lesson, record_attempt
from learning.progress.models import Attempt, LessonProgress
from tests.progress.factories import make_learner, make_lesson, make_module, module_of, question

pytestmark = pytest.mark.django_db
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def answer_url(lesson, place=0):
    return reverse("progress:answer", args=[lesson.translation_key, lesson.activities()[place].id])


def post(client, lesson, data, *, place=0, **headers):
    return client.post(answer_url(lesson, place), data, **(headers or OURS))


def page_after(client, lesson, data, *, place=0):
    """Send an answer, follow the redirect, and return the text of the page with plain apostrophes and spaces."""
    response = post(client, lesson, data, place=place)
    assert response.status_code == 302
    return page(client, response["Location"].partition("#")[0])


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200
    text = html.unescape(response.content.decode())
    return text.replace("’", "'").replace("\u202f", " ").replace("\xa0", " ")


def title(text):
    return re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1]


def sign_in(client):
    user = User.objects.create_user(username="odette", password="bridge-over-brook")
    client.force_login(user)
    return user


@pytest.fixture
def lesson(db):
    return make_lesson(question(anchor="q-1"), question(anchor="q-2"))


def test_an_answer_leads_back_to_its_question(client, lesson):
    response = post(client, lesson, {"answer": "a1"})
    activity = lesson.activities()[0]
    assert response.status_code == 302
    assert response["Location"].startswith(lesson.path_url)
    assert response["Location"].endswith(f"#q-{activity.id}")
    assert Attempt.objects.get().response == "a1"


def test_wrong_wrong_wrong_leads_to_feedback_then_hint_and_person_then_the_explanation(client, lesson):
    offer = f"{reverse('locator:search')}?service=online-safety"
    section = re.compile(r'<section class="quiz".*?</section>', re.DOTALL)

    first = page_after(client, lesson, {"answer": "a1"})
    box = section.search(first)[0]
    assert title(first).strip().startswith("Pas encore.")
    assert "Pas encore. Essayez à nouveau." in box
    assert "Payer donne votre numéro." in box
    assert "Voir la bonne réponse" in box
    assert "hint=" in box
    assert "Qui écrit ?" not in box
    assert offer not in box
    assert "Vous avez regardé." not in first  # the right answer's words

    second = page_after(client, lesson, {"answer": "a3"})
    box = section.search(second)[0]
    assert "Répondre montre votre numéro." in box
    assert "<strong>Indice :</strong> Qui écrit ?" in box
    assert offer in box
    assert "Vous avez regardé." not in second

    third = page_after(client, lesson, {"answer": "a1"})
    box = section.search(third)[0]
    assert "Voici la bonne réponse" in title(third)
    assert "<strong>Je regarde qui écrit.</strong>" in box
    assert "Vous avez regardé." in box
    assert offer in box
    assert LessonProgress.objects.get().state == "started"  # the second question is still open
    assert "Aller à la question suivante" in box


def test_a_right_answer_says_so_and_leads_to_the_next_lesson(client):
    lesson, after = make_module([question()], [question()])
    text = page_after(client, lesson, {"answer": "a2"})
    assert title(text).strip().startswith("Exact.")
    assert "Vous avez regardé." in text
    assert f'<a class="act" href="{after.path_url}">' in text
    assert LessonProgress.objects.get().state == "done"


def test_the_page_keeps_and_names_the_answer_that_was_given(client, lesson):
    text = page_after(client, lesson, {"answer": "a3"})
    chosen = re.search(r'<label class="choice retry">.*?</label>', text, re.DOTALL)[0]
    assert 'value="a3"' in chosen
    assert "checked" in chosen
    assert "Votre réponse, à revoir" in chosen


def test_the_right_answer_is_shown_on_request_and_recorded(client, lesson):
    page_after(client, lesson, {"answer": "a1"})
    text = page_after(client, lesson, {"reveal": "1", "answer": "a1"})
    assert "Vous avez regardé." in text
    last = Attempt.objects.last()
    assert (last.response, last.explained) == (REVEAL, True)


@pytest.mark.parametrize("kind", ["single", "multiple", "order", "match", "short", "number"])
def test_the_page_does_not_say_which_answer_is_right_before_it_is_given(client, kind):
    marked = {"right": "Bravo pour ceci.", "wrong": "Regardez cela."}
    lesson = make_lesson(question(kind, **marked))
    activity = lesson.activities()[0]
    text = page(client, lesson.path_url)
    assert "Bravo pour ceci." not in text
    assert "Vous avez regardé." not in text
    form = re.search(r"<form[^>]*data-answer.*?</form>", text, re.DOTALL)[0]
    assert "correct" not in form
    assert "arnaque" not in form
    assert "17,8" not in form
    if kind == "order":
        shown = re.findall(r'name="order" value="(\w+)"', form)
        assert shown == [q.token(activity, key) for key in q.shuffled(activity)]
        assert not re.search(r'value="a\d"', form)
    if kind == "match":
        assert len(re.findall("<select", form)) == 3
        assert not re.search(r'<option value="p\d"', form)
    if kind in ("single", "multiple"):
        options = re.findall(r'<label class="choice">.*?</label>', form, re.DOTALL)
        shapes = {re.sub(r'value="a\d"|id="[^"]*"|<span>.*?</span>', "", option) for option in options}
        assert len(shapes) == 1  # nothing but number and words tells them apart


def test_every_kind_is_answered_right_through_its_form(client):
    kinds = ["single", "multiple", "order", "match", "short", "number"]
    lesson = make_lesson(*[question(kind, anchor=f"q-{kind}") for kind in kinds])
    order, match = lesson.activities()[2], lesson.activities()[3]
    answers = [
        {"answer": "a2"},
        {"answer": ["a2", "a4"]},
        {"order": [q.token(order, f"a{n}") for n in (1, 2, 3, 4)]},
        {f"match-p{n}": q.token(match, f"p{n}") for n in (1, 2, 3)},
        {"answer": "ARNAQUES"},
        {"answer": "17.80"},
    ]
    for place, data in enumerate(answers):
        assert title(page_after(client, lesson, data, place=place)).strip().startswith("Exact.")
    assert LessonProgress.objects.get().state == "done"
    # What is kept is the lesson's own, not the page's.
    assert Attempt.objects.get(activity_id=match.id).response == {f"p{n}": f"p{n}" for n in (1, 2, 3)}


def test_several_right_parts_are_counted_in_words(client):
    lesson = make_lesson(question("match"))
    one = lesson.activities()[0]
    given = {"match-p1": "p1", "match-p2": "p3", "match-p3": "p2"}
    text = page_after(client, lesson, {name: q.token(one, key) for name, key in given.items()})
    assert "Vous avez 1 bonne réponse sur 3." in text
    assert text.count(" selected") == 3


@pytest.mark.parametrize("kind", ["single", "multiple", "match", "short", "number"])
def test_nothing_chosen_is_a_form_error_and_is_not_recorded(client, kind):
    lesson = make_lesson(question(kind))
    text = page_after(client, lesson, {})
    assert title(text).strip().startswith("Erreur :")
    assert 'role="alert"' in text
    assert 'aria-invalid="true"' in text
    target = re.search(r'class="call err summary".*?href="#([^"]+)"', text, re.DOTALL)[1]
    assert f'id="{target}"' in text
    assert not Attempt.objects.exists()
    assert COOKIE not in client.cookies
    assert not Learner.objects.exists()


def test_the_lines_that_were_chosen_stay_when_one_is_missing(client):
    lesson = make_lesson(question("match"))
    one = lesson.activities()[0]
    text = page_after(client, lesson, {"match-p1": q.token(one, "p2"), "match-p3": q.token(one, "p1")})
    selects = re.findall(r"<select.*?</select>", text, re.DOTALL)
    chosen = [re.findall(r'value="(\w+)" selected', select) for select in selects]
    assert chosen == [[q.token(one, "p2")], [], [q.token(one, "p1")]]


def test_boxes_that_were_emptied_stay_empty(client):
    lesson = make_lesson(question("multiple"))
    page_after(client, lesson, {"answer": ["a1", "a3"]})
    text = page_after(client, lesson, {})
    assert title(text).strip().startswith("Erreur :")
    assert " checked" not in text


def test_what_is_no_number_stays_in_its_box_and_is_not_recorded(client):
    lesson = make_lesson(question("number"))
    text = page_after(client, lesson, {"answer": 'dix "sept" <b>'})
    assert title(text).strip().startswith("Erreur :")
    assert 'value="dix "sept" <b>"' in text  # unescaped by page()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("answer", ["a" * 201, "a\x00b"])
def test_a_text_that_no_answer_needs_is_refused_kindly(client, answer):
    lesson = make_lesson(question("short"))
    assert title(page_after(client, lesson, {"answer": answer})).strip().startswith("Erreur :")
    assert not Attempt.objects.exists()


def test_many_values_of_one_name_are_refused(client):
    lesson = make_lesson(question("multiple"), question("order", anchor="q-2"))
    page_after(client, lesson, {"answer": ["a2"] * 500})
    page_after(client, lesson, {"order": ["x"] * 500}, place=1)
    assert not Attempt.objects.exists()


def test_items_are_moved_with_buttons_and_nothing_is_recorded(client):
    lesson = make_lesson(question("order"))
    one = lesson.activities()[0]
    start = [q.token(one, key) for key in q.shuffled(one)]
    response = post(client, lesson, {"order": start, "move": f"{start[0]}:down"})
    url, _sep, fragment = response["Location"].partition("#")
    assert fragment == f"i-{one.id}-{start[0]}"
    text = page(client, url)
    assert f'id="{fragment}"' in text
    moved = re.findall(r'name="order" value="(\w+)"', text)
    assert moved == [start[1], start[0], *start[2:]]
    words = {item.id: item.text for item in one.question.items}[q.key_of(one, start[0])]
    assert f"« {words} » déplacé en position 2." in text
    assert f"« {words} » déplacé en position 2." in title(text)
    # The button that was pressed gets the focus back, and each button names its item.
    button = re.search(r"<button[^>]*data-moved[^>]*>.*?</button>", text, re.DOTALL)[0]
    assert f'value="{start[0]}:down"' in button
    assert words in button
    assert not Attempt.objects.exists()
    assert COOKIE not in client.cookies


def test_the_first_item_cannot_go_up_nor_the_last_one_down(client):
    lesson = make_lesson(question("order"))
    one = lesson.activities()[0]
    start = [q.token(one, key) for key in q.shuffled(one)]
    text = page(client, lesson.path_url)
    assert f'value="{start[0]}:up"' not in text
    assert f'value="{start[-1]}:down"' not in text
    for move in (f"{start[0]}:up", f"{start[-1]}:down", "x:up", ""):
        response = post(client, lesson, {"order": start, "move": move})
        shown = page(client, response["Location"].partition("#")[0])
        assert re.findall(r'name="order" value="(\w+)"', shown) == start


def test_an_order_of_another_question_is_not_believed(client):
    lesson = make_lesson(question("order"))
    one = lesson.activities()[0]
    text = page(client, f"{lesson.path_url}?ordering={one.id}&order=x,y,z&moved=x:up")
    assert re.findall(r'name="order" value="(\w+)"', text) == [q.token(one, key) for key in q.shuffled(one)]


def test_the_simple_version_stays_simple_after_an_answer(client, lesson):
    assert "version=simple" in post(client, lesson, {"answer": "a1", "simple": "1"})["Location"]


def test_the_guest_cookie_comes_with_the_first_answer_and_never_by_reading(client, lesson):
    client.get(lesson.path_url)
    client.get(reverse("progress:mine"))
    assert COOKIE not in client.cookies
    assert not Learner.objects.exists()
    post(client, lesson, {"answer": "a1"})
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    post(client, lesson, {"answer": "a3"})
    assert Learner.objects.count() == 1
    assert Attempt.objects.filter(learner=Learner.objects.get()).count() == 2


def test_a_learners_page_is_never_kept_by_a_cache(client, lesson):
    assert "public" in client.get(lesson.path_url)["Cache-Control"]
    post(client, lesson, {"answer": "a1"})
    assert client.get(lesson.path_url)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_USER_AGENT": "no origin at all"},
    ],
)
def test_an_answer_from_another_origin_is_refused(client, lesson, headers):
    assert post(client, lesson, {"answer": "a2"}, **headers).status_code == 403
    url = reverse("progress:finish", args=[lesson.translation_key])
    assert client.post(url, **headers).status_code == 403
    assert not Learner.objects.exists()


def test_an_older_browser_that_sends_its_origin_is_answered(client, lesson):
    assert post(client, lesson, {"answer": "a2"}, HTTP_ORIGIN="http://testserver").status_code == 302


def test_our_own_form_needs_no_token(lesson):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert post(strict, lesson, {"answer": "a2"}).status_code == 302


def test_unknown_lessons_and_activities_are_not_found(client, lesson):
    url = reverse("progress:answer", args=[lesson.translation_key, uuid.uuid4()])
    assert client.post(url, {"answer": "a1"}, **OURS).status_code == 404
    url = reverse("progress:answer", args=[uuid.uuid4(), lesson.activities()[0].id])
    assert client.post(url, {"answer": "a1"}, **OURS).status_code == 404
    lesson.unpublish()
    assert post(client, lesson, {"answer": "a1"}).status_code == 404


def test_answering_is_posting(client, lesson):
    assert client.get(answer_url(lesson)).status_code == 405


def test_too_many_answers_are_asked_to_wait_and_are_not_recorded(client, lesson, monkeypatch):
    monkeypatch.setattr(views, "hit", lambda key, limit, seconds: throttle.hit(key, 2, seconds))
    post(client, lesson, {"answer": "a1"})  # a newcomer, counted by address
    for answer in ("a3", "a1"):  # then by learner
        assert post(client, lesson, {"answer": answer}).status_code == 302
    refused = post(client, lesson, {"answer": "a3"})
    assert refused.status_code == 429
    assert lesson.path_url in refused.content.decode()
    assert Attempt.objects.count() == 3


def test_the_number_of_the_device_makes_one_attempt(client, lesson):
    for _ in range(2):
        post(client, lesson, {"answer": "a1", "client_uuid": str(uuid.UUID(int=5))})
    post(client, lesson, {"answer": "a3", "client_uuid": "not a number"})
    assert Attempt.objects.count() == 2


def test_a_lesson_without_question_is_finished_with_its_button(client):
    lesson = make_lesson()
    url = reverse("progress:finish", args=[lesson.translation_key])
    assert url in page(client, lesson.path_url)
    response = client.post(url, **OURS)
    assert response["Location"] == f"{lesson.path_url}#end"
    assert LessonProgress.objects.get().state == "done"
    assert url not in page(client, lesson.path_url)


def test_a_lesson_with_questions_has_no_such_button_and_no_such_way(client, lesson):
    url = reverse("progress:finish", args=[lesson.translation_key])
    assert url not in page(client, lesson.path_url)
    assert client.post(url, **OURS).status_code == 404
    assert not LessonProgress.objects.exists()


def test_an_edited_question_keeps_the_answer_and_the_page(client, lesson):
    post(client, lesson, {"answer": "a3"})
    value = question(anchor="q-1")
    value["answers"] = value["answers"][:2]
    lesson.body[0].value = lesson.body[0].block.to_python(value)
    lesson.save()
    text = page(client, lesson.path_url)
    assert "Pas encore" in text
    assert "Répondre montre" not in text


def test_another_learners_answers_are_not_shown(client, lesson):
    other = make_learner()
    record_attempt(learner=other, lesson=lesson, activity_id=lesson.activities()[0].id, revision=0, response="a1")
    sign_in(client)
    assert "Pas encore" not in page(client, lesson.path_url)


@pytest.mark.parametrize("size", [2, 8])
def test_a_signed_in_lesson_costs_the_same_queries_whatever_its_questions(client, size, django_assert_max_num_queries):
    lessons = make_module(*[[question(anchor=f"q-{n}") for n in range(size)] for _ in range(size)])
    user = sign_in(client)
    learner = Learner.objects.create(user=user)
    for place in range(size):
        for response in ("a1", "a3", "a1"):
            record_attempt(
                learner=learner, lesson=lessons[0], activity_id=lessons[0].activities()[place].id,
                revision=0, response=response,
            )  # fmt: skip
    client.get(lessons[0].path_url)  # fills the caches of the site and of the body
    with django_assert_max_num_queries(14) as captured:
        client.get(lessons[0].path_url)
    tables = [query["sql"] for query in captured.captured_queries]
    assert sum('FROM "progress_attempt"' in sql for sql in tables) == 1
    assert sum('FROM "progress_lessonprogress"' in sql for sql in tables) == 1


def test_my_learning_welcomes_a_newcomer(client):
    text = page(client, reverse("progress:mine"))
    assert "Vous n'avez pas encore commencé de leçon" in text
    assert reverse("progress:start") in text
    assert reverse("account_login") in text
    assert reverse("people:leave") not in text


def test_my_learning_resumes_with_one_filled_button_at_the_next_lesson(client):
    one, two, three = make_module([question()], [question()], [])
    post(client, one, {"answer": "a2"})
    text = page(client, reverse("progress:mine"))
    filled = re.findall(r'<a class="btn" href="([^"]+)"', text)
    assert filled == [two.path_url]
    assert "1 leçon terminée sur 3" in text
    assert module_of(one).path_url in text
    assert f'La suite : <a href="{two.path_url}">' in text
    # A guest is told that only this device knows, and may make an account or leave.
    assert reverse("account_signup") in text
    assert reverse("people:leave") in text


def test_my_learning_says_when_all_is_finished(client):
    lesson = make_lesson(question())
    post(client, lesson, {"answer": "a2"})
    text = page(client, reverse("progress:mine"))
    assert "Vous avez terminé tout ce que vous aviez commencé" in text
    assert "1 leçon terminée sur 1" in text
    assert "Choisir un autre module" in text


def test_my_learning_of_a_signed_in_learner_offers_no_second_account(client):
    user = sign_in(client)
    finish_lesson(learner=Learner.objects.create(user=user), lesson=make_lesson())
    text = page(client, reverse("progress:mine"))
    assert reverse("account_signup") not in text
    assert reverse("people:leave") in text


def test_my_learning_speaks_the_language_of_the_address(client):
    french, english = make_module([question()], languages=("fr", "en"))
    post(client, french, {"answer": "a1"})
    with translation.override("en"):
        url = reverse("progress:mine")
        english_url = english.path_url
    assert english_url in page(client, url)


def test_my_learning_shows_nobody_elses(client):
    lesson = make_lesson(question())
    finish_lesson(learner=make_learner(), lesson=lesson)
    sign_in(client)
    assert module_of(lesson).path_url not in page(client, reverse("progress:mine"))


@pytest.mark.parametrize("size", [2, 8])
def test_my_learning_costs_the_same_queries_whatever_the_modules(client, size, django_assert_max_num_queries):
    user = sign_in(client)
    learner = Learner.objects.create(user=user)
    for _ in range(size):
        for lesson in make_module([question()], [question()]):
            record_attempt(
                learner=learner,
                lesson=lesson,
                activity_id=lesson.activities()[0].id,
                revision=0,
                response="a1",
            )
    url = reverse("progress:mine")
    client.get(url)
    with django_assert_max_num_queries(17):
        client.get(url)


CHANGED = "Cette leçon a changé. Votre progression est gardée."


def publish_again(lesson):
    page_ = LessonPage.objects.get(pk=lesson.pk)
    page_.title = "Une leçon relue"
    page_.save_revision().publish()


def test_a_changed_lesson_says_once_that_the_progress_is_kept(client, lesson):
    lesson.save_revision().publish()
    post(client, lesson, {"answer": "a2"})
    assert CHANGED not in page(client, lesson.path_url)
    publish_again(lesson)
    text = page(client, lesson.path_url)
    assert text.index("<h1") < text.index(CHANGED) < text.index('class="quiz"')
    assert CHANGED not in page(client, lesson.path_url)
    publish_again(lesson)
    assert CHANGED in page(client, lesson.path_url)
    assert Attempt.objects.count() == 1


def test_a_changed_lesson_says_nothing_to_whoever_has_not_answered_it(client, lesson):
    lesson.save_revision().publish()
    publish_again(lesson)
    assert CHANGED not in page(client, lesson.path_url)


def test_an_answer_to_the_new_text_needs_no_such_words(client, lesson):
    lesson.save_revision().publish()
    post(client, lesson, {"answer": "a1"})
    publish_again(lesson)
    text = page_after(client, LessonPage.objects.get(pk=lesson.pk), {"answer": "a2"})
    assert CHANGED not in text
    assert CHANGED not in page(client, lesson.path_url)


def test_the_other_language_is_not_a_change(client, db):
    french, english = make_module([question()], languages=("fr", "en"))
    for one in (french, english):
        one.save_revision().publish()
    post(client, french, {"answer": "a2"})
    with translation.override("en"):
        assert "This lesson has changed" not in page(client, english.path_url)
