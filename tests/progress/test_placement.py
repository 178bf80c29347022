"""Where do I start: short, without a mark, stopped early, in the address alone."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from learning.people.models import Learner
from learning.progress import placement
from learning.progress.models import Placement
from tests.progress.factories import make_module, module_of, question

ALL = {item.leads for item in placement.items("fr")}


def items(published=ALL):
    return placement.asked(language="fr", published=published)


def right(key):
    return next(item for item in items() if item.id == key).token(0)


def test_both_languages_ask_the_same_fifteen_items():
    french, english = placement.items("fr"), placement.items("en")
    assert [(i.id, i.kind, i.leads, len(i.answers)) for i in french] == [
        (i.id, i.kind, i.leads, len(i.answers)) for i in english
    ]
    assert [item.id for item in french] == [f"p{n:02d}" for n in range(1, 16)]
    assert {item.id for item in french if item.school} == {"p05", "p06", "p11"}


def test_items_whose_module_is_not_published_are_skipped():
    assert [item.id for item in items({"stay-safe/scams", "first-steps/turn-it-on"})] == ["p01", "p11"]


def test_two_first_gestures_still_to_learn_stop_the_questions():
    answers = {"p01": "no", "p02": "no"}
    assert placement.next_item(items(), answers) is None
    found = placement.result(items(), answers)
    assert found.stopped
    assert [item.leads for item, _what in found.path] == ["first-steps/turn-it-on", "first-steps/mouse-keyboard-touch"]


def test_with_help_and_yes_do_not_stop():
    assert placement.next_item(items(), {"p01": "no", "p02": "help"}).id == "p03"


def test_the_result_names_one_strength_and_three_modules_at_most():
    answers = {item.id: "no" if item.kind == "self" else "unsure" for item in items()} | {
        "p01": "yes",
        "p02": "yes",
        "p04": "help",
    }
    answers |= {"p03": right("p03"), "p12": right("p12")}
    found = placement.result(items(), answers)
    assert found.strength.id == "p12"
    assert [(item.id, what) for item, what in found.path] == [("p04", "help"), ("p05", "no"), ("p06", "no")]


@given(
    st.dictionaries(st.sampled_from([i.id for i in items()]), st.sampled_from(["yes", "help", "no", "unsure", "skip", "x"]))
)
def test_any_answers_lead_to_an_end(said):
    answers = placement.read(placement.write(said), items())
    for _turn in range(16):
        item = placement.next_item(items(), answers)
        if item is None:
            break
        answers[item.id] = "skip"
    assert placement.next_item(items(), answers) is None
    assert len(placement.result(items(), answers).path) <= 3


@given(st.text(max_size=600))
def test_no_address_breaks_it(text):
    placement.read(text, items())


@pytest.fixture
def modules(db):
    """The modules of two items: p01 and p11."""
    found = []
    for key in ("first-steps/turn-it-on", "stay-safe/scams"):
        page = module_of(make_module([question()], languages=("fr", "en"))[0])
        for one in type(page).objects.filter(translation_key=page.translation_key):
            one.key = key
            one.save()
        found.append(page)
    return found


@pytest.fixture(autouse=True)
def _french_addresses():
    with translation.override("fr"):
        yield


def follow(client, data):
    return client.get(reverse("progress:start"), data, follow=True)


@pytest.mark.django_db
def test_a_person_goes_through_by_links_and_forms_and_nothing_is_stored(client, modules):
    first = client.get(reverse("progress:start") + "?go=1")
    assert "déverrouille" in first.content.decode()
    second = follow(client, {"said": "", "item": "p01", "answer": "yes"})
    html = second.content.decode()
    assert "Colis" in html
    values = re.findall(r'name="answer" id="a-\d" value="(\w+)"', html)
    assert right("p11") in values
    end = follow(client, {"said": "p01-yes", "item": "p11", "answer": "unsure"}).content.decode()
    assert modules[1].path_url in end
    assert "allume mon appareil" in end  # the strength
    assert not client.cookies
    assert not Learner.objects.exists()


@pytest.mark.django_db
def test_the_right_answer_cannot_be_told_from_the_page(client, modules):
    html = client.get(reverse("progress:start") + "?said=p01-yes").content.decode()
    item = items()[10]
    assert item.mixed() != [0, 1, 2] or items()[11].mixed() != [0, 1, 2]
    assert "right" not in html


@pytest.mark.django_db
def test_no_answer_gets_its_sentence_and_a_question_can_be_skipped(client, modules):
    html = client.get(reverse("progress:start"), {"said": "", "item": "p01", "sent": "1"}).content.decode()
    assert 'aria-invalid="true"' in html
    assert "Choisissez une réponse" in html
    end = follow(client, {"said": "p01-skip", "item": "p11", "answer": "skip"}).content.decode()
    assert "aucune question" in end


@pytest.mark.django_db
def test_pupils_are_asked_in_their_own_words(client, modules):
    assert "Que fais-tu" in client.get(reverse("progress:start") + "?said=p01-yes&track=school").content.decode()


@pytest.mark.django_db
def test_the_way_is_kept_only_when_it_is_asked_for(client, modules):
    response = client.post(
        reverse("progress:keep_path"), {"said": "p01-yes.p11-unsure"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert response.status_code == 302
    assert Placement.objects.get().modules == [str(modules[1].translation_key)]
    assert modules[1].title in client.get(reverse("progress:mine")).content.decode()
    nothing = client.post(reverse("progress:keep_path"), {"said": ""}, headers={"Sec-Fetch-Site": "same-origin"})
    assert nothing.status_code == 404
    foreign = client.post(reverse("progress:keep_path"), {"said": "p11-unsure"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


@pytest.mark.django_db
def test_without_any_module_it_still_offers_a_person(client, db):
    assert "/fr/near-me/" in client.get(reverse("progress:start")).content.decode()
