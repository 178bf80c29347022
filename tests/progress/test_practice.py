"""A practice in a lesson: an activity like a question, done when its goal is reached or its way was shown."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit import throttle
from learning.activities.models import PracticeScenario
from learning.activities.practice.addresses import screen_urls
from learning.activities.practice.play import way_to
from learning.activities.questions import judge
from learning.courses.identity import block_uuid
from learning.courses.models import LessonPage
from learning.people.guests import COOKIE
from learning.people.models import Learner
from learning.progress import views
from learning.progress.flows import REVEAL, record_attempt
from learning.progress.models import Attempt, LessonProgress, ModuleProgress
from tests.progress.factories import make_learner, make_module, module_of, question

pytestmark = pytest.mark.django_db
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
KEY = "inbox-parcel-scam"
WAY = ["open-unknown", "look-sender", "open-official", "forward-33700"]


def with_practice(*questions, languages=("fr",), key: str = KEY) -> list[LessonPage]:
    """Return one lesson with questions and a practice, in each language."""
    pages = make_module(list(questions), languages=languages)
    for page in pages:
        page.body.append(("practice", {"scenario": key}))
        page._name_questions()
        page.save()
    return [LessonPage.objects.get(pk=page.pk) for page in pages]


@pytest.fixture
def lesson(practice) -> LessonPage:
    return with_practice(question())[0]


def drill(lesson: LessonPage):
    return lesson.activities()[-1]


def answer_url(lesson: LessonPage) -> str:
    return reverse("progress:answer", args=[lesson.translation_key, drill(lesson).id])


def finish(client, lesson, did=WAY, **more):
    return client.post(answer_url(lesson), {"did": ".".join(did), **more}, **OURS)


def page(client, url: str) -> str:
    response = client.get(url.partition("#")[0])
    assert response.status_code == 200
    return html.unescape(response.content.decode()).replace("’", "'").replace("\u202f", " ").replace("\xa0", " ")


def test_a_practice_is_an_activity_once_its_scenario_is_there():
    lesson = with_practice(question())[0]
    assert [one.question.kind for one in lesson.activities()] == ["single"]


def test_a_practice_is_the_same_activity_in_both_languages(practice):
    french, english = with_practice(languages=("fr", "en"))
    assert drill(french).id == drill(english).id == block_uuid(french.key, f"practice-{KEY}")
    assert drill(french).question.prompt == "Un colis vous attend\u00a0?"
    assert drill(english).question.prompt == "A parcel for you?"


def test_a_scenario_of_another_language_does_not_count(practice):
    PracticeScenario.objects.filter(language="en").delete()
    french, english = with_practice(question(), languages=("fr", "en"))
    assert len(french.activities()) == 2
    assert len(english.activities()) == 1


def test_the_lesson_shows_the_practice_not_started_with_one_link(client, lesson):
    text = page(client, lesson.path_url)
    card = re.search(r'<section class="quiz"[^>]*data-practice-card.*?</section>', text, re.DOTALL)[0]
    assert "Un colis vous attend ?" in card
    assert "Sur un téléphone" in card
    assert card.count("<a ") == 1
    assert f"/fr/practice/{KEY}/inbox/?lesson={lesson.translation_key}" in card
    assert "Question 1 sur 1" in text  # a practice is no question
    assert "practice.css" not in text.replace(card, "")  # nothing of it is loaded before it starts


def test_reaching_the_goal_makes_the_attempt_and_the_lesson_is_done_with_the_rest(client, lesson):
    response = finish(client, lesson)
    assert response.status_code == 302
    attempt = Attempt.objects.get()
    assert (attempt.response, attempt.correct, attempt.score, attempt.support) == (WAY, True, 1.0, "alone")
    assert LessonProgress.objects.get().state == "started"
    text = page(client, response["Location"])
    assert "Vous avez atteint le but." in text
    assert "C'est gardé dans « Mon parcours »." in text
    assert f"{lesson.path_url}#q-{drill(lesson).id}" in text
    client.post(
        reverse("progress:answer", args=[lesson.translation_key, lesson.activities()[0].id]), {"answer": "a2"}, **OURS
    )
    assert LessonProgress.objects.get().state == "done"
    assert "Refaire l'exercice" in page(client, lesson.path_url)


def test_the_last_action_of_the_exercise_is_a_form_and_every_other_one_a_link(client, lesson):
    query = f"?lesson={lesson.translation_key}&did={'.'.join(WAY[:-1])}"
    text = page(client, f"/fr/practice/{KEY}/official/{query}")
    form = re.search(r"<form[^>]*data-finish.*?</form>", text, re.DOTALL)[0]
    assert answer_url(lesson) in form
    assert f'value="{".".join(WAY)}"' in form
    assert 'data-action="forward-33700"' in form
    assert re.search(r'<a [^>]*data-action="delete-only"', text)
    assert "<form" not in page(client, f"/fr/practice/{KEY}/sms/?lesson={lesson.translation_key}")


def test_risky_actions_on_the_way_do_not_count_against_the_learner(client, lesson):
    finish(client, lesson, ["open-unknown", "tap-link", "close-page", "reply-stop", *WAY[1:]])
    attempt = Attempt.objects.get()
    assert (attempt.correct, attempt.support) == (True, "hint")  # two slips opened the hint
    did = "open-unknown.reply-stop.look-sender.open-official"
    assert "Essayer encore une fois" in page(client, f"/fr/practice/{KEY}/official/forward-33700/?did={did}")


def test_a_hint_that_was_opened_is_kept_with_the_attempt(client, lesson):
    finish(client, lesson, hint="1")
    assert Attempt.objects.get().support == "hint"


def test_the_way_is_shown_on_request_and_the_exercise_is_explained(client, lesson):
    url = f"/fr/practice/{KEY}/sms/?lesson={lesson.translation_key}&did=open-unknown"
    assert "Montrer le chemin" not in page(client, url)
    assert "Montrer le chemin" in page(client, f"{url}&hint=1")
    response = finish(client, lesson, ["open-unknown"], reveal="1")
    text = page(client, response["Location"])
    assert "Le chemin jusqu'au bout" in text
    assert "Ouvrir vous-même le site du transporteur" in text
    attempt = Attempt.objects.get()
    assert (attempt.response, attempt.explained, attempt.correct) == (REVEAL, True, False)
    client.post(
        reverse("progress:answer", args=[lesson.translation_key, lesson.activities()[0].id]), {"answer": "a2"}, **OURS
    )
    assert LessonProgress.objects.get().state == "done"
    finish(client, lesson)  # the goal can still be reached
    assert Attempt.objects.filter(correct=True).count() == 2


def test_three_risky_actions_open_the_hint_a_person_and_the_way(client):
    PracticeScenario.objects.all().delete()
    from django.core.management import call_command

    call_command("import_practice", verbosity=0)
    did = ["open-unknown", "reply-stop", "reply-stop"]
    one = page(client, f"/fr/practice/{KEY}/sms/?did={'.'.join(did[:2])}")
    two = page(client, f"/fr/practice/{KEY}/sms/?did={'.'.join(did)}")
    assert "Regardez d'abord qui écrit." not in one
    assert "Regardez d'abord qui écrit." in two
    assert "Une personne peut vous aider près d'ici." in two
    assert "Montrer le chemin" in two


@pytest.mark.parametrize("did", [[], ["open-unknown"], ["fly"], ["forward-33700"], [*WAY, "more"], ["x" * 5000]])
def test_what_does_not_reach_the_goal_is_not_recorded_and_one_starts_again(client, lesson, did):
    response = finish(client, lesson, did)
    assert response["Location"].startswith(f"/fr/practice/{KEY}/")
    assert page(client, response["Location"])
    assert not Attempt.objects.exists()
    assert COOKIE not in client.cookies


def test_the_flow_judges_by_replaying(lesson):
    learner = make_learner()
    shared = {"learner": learner, "lesson": lesson, "activity_id": drill(lesson).id, "revision": 0}
    assert not record_attempt(**shared, response=["forward-33700"]).correct
    assert record_attempt(**shared, response=WAY).correct
    boxes = {"q1": "look-sender", "q2": ["open-official"], "q3": "forward-33700"}
    assert record_attempt(**shared, response=boxes, source="paper").correct


def test_the_same_goal_reached_twice_at_once_is_one_attempt(client, lesson):
    finish(client, lesson)
    finish(client, lesson)
    assert Attempt.objects.count() == 1


def test_the_guest_comes_with_the_goal_and_never_by_playing(client, lesson):
    with translation.override("fr"):
        for url in screen_urls(drill(lesson).question.scenario, str(lesson.translation_key)):
            assert client.get(url).status_code == 200
    assert COOKIE not in client.cookies
    assert not Learner.objects.exists()
    finish(client, lesson)
    assert COOKIE in client.cookies


@pytest.mark.parametrize("key", [KEY, "cookie-banner", "prepare-the-visit", "self-checkout"])
def test_pages_that_were_kept_on_a_device_lead_to_the_goal_without_their_query(client, practice, key):
    """Each page is asked for by its path alone, as a device that kept it shows it; the last one sends a whole way."""
    lesson = with_practice(key=key)[0]
    scenario = drill(lesson).question.scenario
    kept = {url.partition("?")[0]: url for url in screen_urls(scenario, str(lesson.translation_key))}
    *way, last = way_to(scenario, scenario.goal.screens[0])
    path = f"/fr/practice/{key}/{scenario.start}/"
    for action in way:
        text = html.unescape(client.get(kept[path]).content.decode())
        link = re.search(rf'<a [^>]*href="([^"?]+)[^"]*"[^>]*data-action="{action}"', text)
        if link is None:  # it is typed
            link = [None, next(one for one in kept if one.endswith(f"/{action}/"))]
        path = link[1]
    text = html.unescape(client.get(kept[path]).content.decode())
    sent = re.search(rf'name="did" value="([^"]+\.{last})"', text)[1]
    assert judge(drill(lesson).question, sent.split(".")).correct


def test_a_goal_sent_from_another_origin_is_refused(client, lesson):
    response = client.post(answer_url(lesson), {"did": ".".join(WAY)}, HTTP_SEC_FETCH_SITE="cross-site")
    assert response.status_code == 403
    assert not Attempt.objects.exists()
    typed = reverse("activities:type", args=["self-checkout", "helper"])
    data = {"label": "Le bon total", "text": "6,10"}
    assert client.post(typed, data, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert Client(enforce_csrf_checks=True).post(typed, data, **OURS).status_code == 302


def test_too_many_goals_are_asked_to_wait(client, lesson, monkeypatch):
    monkeypatch.setattr(views, "hit", lambda key, limit, seconds: throttle.hit(key, 0, seconds))
    assert finish(client, lesson).status_code == 429
    assert not Attempt.objects.exists()


def test_a_lesson_that_was_done_before_its_practice_came_stays_done(practice):
    lesson = with_practice(question(), key="not-there-yet")[0]
    learner = make_learner()
    record_attempt(
        learner=learner, lesson=lesson, activity_id=lesson.activities()[0].id, revision=0, response="a2"
    )  # fmt: skip
    done = LessonProgress.objects.get()
    assert done.state == "done"
    scenario = PracticeScenario.objects.get(key=KEY, language="fr")
    PracticeScenario.objects.create(
        key="not-there-yet", language="fr", device="phone", title="Plus tard", minutes=5,
        definition={**scenario.definition, "key": "not-there-yet"},
    )  # fmt: skip
    from django.core.cache import cache

    cache.clear()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    assert len(lesson.activities()) == 2
    record_attempt(
        learner=learner, lesson=lesson, activity_id=lesson.activities()[0].id, revision=0, response="a1"
    )  # fmt: skip
    after = LessonProgress.objects.get()
    assert (after.state, after.completed_at) == ("done", done.completed_at)
    module = ModuleProgress.objects.get(module_key=module_of(lesson).translation_key)
    assert module.lessons_done == 1


def test_from_the_practice_corner_nothing_is_recorded_and_one_is_congratulated(client, practice):
    assert f"/fr/practice/{KEY}/" in page(client, reverse("activities:index"))
    query = f"?did={'.'.join(WAY[:-1])}"
    assert "<form" not in page(client, f"/fr/practice/{KEY}/official/{query}")
    text = page(client, f"/fr/practice/{KEY}/official/forward-33700/{query}")
    assert "Vous avez regardé qui écrit, vérifié par un autre moyen" in text
    assert "Choisir un autre exercice" in text
    assert not Attempt.objects.exists()


def test_a_lesson_that_does_not_use_the_scenario_is_no_place_for_it(client, practice):
    other = with_practice(question(), key="cookie-banner")[0]
    text = page(client, f"/fr/practice/{KEY}/official/?lesson={other.translation_key}&did={'.'.join(WAY[:-1])}")
    assert "<form" not in text
    assert other.title not in text


def test_what_is_typed_leads_on_and_lands_in_no_address(client, practice):
    typed = reverse("activities:type", args=["self-checkout", "helper"])
    response = client.post(typed, {"label": "Le bon total", "text": "6,10 €"}, **OURS)
    assert "type-sum" in response["Location"]
    assert "6" not in response["Location"].partition("?")[0]
    assert "6,10 €" not in response["Location"]
    wrong = client.post(typed, {"label": "Le bon total", "text": "8,50"}, **OURS)
    assert "type-other-sum" in wrong["Location"]
    empty = client.post(typed, {"label": "Le bon total", "text": " "}, **OURS)
    assert empty.status_code == 422
    assert 'aria-invalid="true"' in empty.content.decode()
    card = client.post(typed, {"label": "Le bon total", "text": "4111 1111 1111 1111"}, **OURS)
    assert card.status_code == 422
    assert "4111" not in card.content.decode()
    assert client.post(typed, {"label": "Autre", "text": "x"}, **OURS).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["nothing/", f"{KEY}/nowhere/", f"{KEY}/sms/fly/", f"{KEY}/inbox/tap-link/", f"{KEY}/reported/back/"],
)
def test_what_is_not_there_is_not_found(client, practice, path):
    assert client.get(f"/fr/practice/{path}").status_code == 404


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_address_and_no_sequence_of_links_is_a_500_or_a_dead_end(practice, data):
    """Follow any links of the pages themselves; then go to the goal by the way that the page shows."""
    client = Client()
    key = data.draw(st.sampled_from([KEY, "cookie-banner", "prepare-the-visit", "self-checkout"]))
    url = f"/fr/practice/{key}/{PracticeScenario.objects.get(key=key, language='fr').scenario.start}/"
    if data.draw(st.booleans()):
        junk = data.draw(st.text(alphabet="abc.-_%&=é \u0000", max_size=20))
        assert client.get(url, {"did": junk, "lesson": junk, "hint": junk, "way": "1"}).status_code == 200
    for _ in range(data.draw(st.integers(0, 8))):
        text = html.unescape(client.get(url).content.decode())
        links = re.findall(r'<a [^>]*href="([^"#]+)[^"]*" data-go', text)
        assert links or "data-ended" in text
        if not links:
            return
        url = data.draw(st.sampled_from(links))
        assert client.get(url).status_code == 200
    scenario = PracticeScenario.objects.get(key=key, language="fr").scenario
    assert all(way_to(scenario, goal) for goal in scenario.goal.screens)
    text = html.unescape(client.get(url).content.decode())
    if "data-ended" not in text:
        shown = html.unescape(client.get(f"{url}{'&' if '?' in url else '?'}way=1").content.decode())
        assert 'class="way"' in shown


def test_a_practice_costs_a_bounded_number_of_queries(client, lesson, django_assert_max_num_queries):
    learner_url = f"/fr/practice/{KEY}/sms/?lesson={lesson.translation_key}&did=open-unknown"
    client.get(learner_url)
    with django_assert_max_num_queries(4):
        client.get(learner_url)
    with django_assert_max_num_queries(1):
        client.get(f"/fr/practice/{KEY}/sms/")
    with django_assert_max_num_queries(1):
        client.get("/fr/practice/")


def test_an_answer_given_with_the_hint_of_a_question_says_so(client, lesson):
    one = lesson.activities()[0]
    text = page(client, lesson.path_url)
    assert "Qui écrit ?" not in text
    shown = page(client, f"{lesson.path_url}?hint={one.id}")
    assert "Indice : Qui écrit ?" in re.sub(r"</?strong>", "", shown)
    assert 'name="hint" value="1"' in shown
    url = reverse("progress:answer", args=[lesson.translation_key, one.id])
    client.post(url, {"answer": "a1", "hint": "1"}, **OURS)
    client.post(url, {"answer": "a3"}, **OURS)
    assert list(Attempt.objects.values_list("support", flat=True)) == ["hint", "alone"]
    # The second wrong answer opens the hint: the next answer is given with it.
    assert 'name="hint" value="1"' in page(client, lesson.path_url)
