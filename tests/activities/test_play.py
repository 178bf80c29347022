"""Playing: the same actions always lead to the same screen, and from every screen a way leads to the goal."""

from __future__ import annotations

import contextlib
import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from learning.activities.practice.addresses import Thread
from learning.activities.practice.play import (
    BACK,
    LONGEST,
    NotAWay,
    begin,
    replay,
    typed_action,
    typed_otherwise,
    way_out,
    way_to,
)
from learning.activities.practice.private import looks_real
from learning.activities.practice.reader import read
from learning.activities.questions import BadAnswer, EmptyAnswer, explanation, judge, practice_question, right_answer
from tests.activities.scenarios import TEXT, scenario

FILES = sorted((settings.FIXTURES_DIR / "practice").glob("*.yaml"))
SCENARIOS = [read(path).scenario for path in FILES]
WAY = ["take-bag", "open-map", "type-name"]


def test_actions_lead_from_screen_to_screen():
    bridge = scenario()
    play = replay(bridge, ["swim", "climb-out", *WAY])
    assert play.ended
    assert play.slips == 1
    assert play.seen == {"bank", "water", "map", "over"}


def test_a_step_back_shows_the_screen_before():
    play = replay(scenario(), ["swim", BACK])
    assert play.screen.id == "bank"
    with pytest.raises(NotAWay):
        play.after(BACK)


def test_staying_on_a_screen_is_no_step_to_go_back_from():
    assert replay(scenario(), ["take-bag"]).stack == ("bank",)


def test_an_action_waits_for_what_it_needs():
    held = replay(scenario(), ["open-map"])
    assert held.screen.id == "bank"
    assert held.last.held
    assert replay(scenario(), ["open-map", "take-bag", "open-map"]).screen.id == "map"


@pytest.mark.parametrize("actions", [["fly"], ["climb-out"], ["take-bag", "close-map"], [*WAY, "swim"], [BACK]])
def test_actions_that_do_not_follow_each_other_are_no_way(actions):
    with pytest.raises(NotAWay):
        replay(scenario(), actions)


def test_the_way_that_is_shown_prefers_the_safe_gestures():
    bridge = scenario()
    assert way_to(bridge, "over") == WAY
    assert [action.id for _screen, action in way_out(replay(bridge, ["swim"]))] == ["climb-out", *WAY]
    assert way_to(bridge, "nowhere") is None
    assert way_to(bridge, "bank", "open-map") == ["take-bag"]


def test_what_is_typed_is_compared_as_it_is_then_without_case_accents_and_spaces():
    screen = scenario().screen("map")
    assert typed_action(screen, "Nom du pont", " Pont Neuf ").id == "type-name"
    assert typed_action(screen, "Nom du pont", "pont neuf").id == "type-old"
    assert typed_action(screen, "Nom du pont", "PONT-NEUF").id == "type-name"
    assert typed_action(screen, "Nom du pont", "") is None
    assert typed_action(screen, "Autre", "Pont Neuf") is None
    assert typed_otherwise(screen, "Nom du pont", "autre chose") is None


@pytest.mark.parametrize("text", ["6,10", "6.10 €", " 6,1", "€6.10"])
def test_a_sum_may_be_written_as_people_write_it(text):
    helper = next(one for one in SCENARIOS if one.key == "self-checkout" and one.lang == "fr").screen("helper")
    assert typed_action(helper, "Le bon total", text).id == "type-sum"
    assert typed_otherwise(helper, "Le bon total", "8,50").id == "type-other-sum"


@pytest.mark.parametrize(
    "text", ["odette@gmail.com", "4970 1012 3456 7895"[:0] + "4111 1111 1111 1111", "moi : a.b@c.fr", "Soleil-2026"]
)
def test_what_looks_real_is_seen(text):
    assert looks_real(text)


@pytest.mark.parametrize("text", ["karim@mairie.example", "pommes", "06 39 98 12 34", "6,10 €", "0000 0000 0000 0000", ""])
def test_what_is_invented_is_let_through(text):
    assert not looks_real(text)


def test_a_practice_is_judged_by_replaying_it():
    question = practice_question(scenario())
    assert judge(question, WAY).correct
    assert judge(question, ["swim", "climb-out", *WAY]).correct  # whatever the way
    for wrong in (["swim"], ["type-name"], WAY[1:], ["fly"]):
        assert not judge(question, wrong).correct
    with pytest.raises(EmptyAnswer):
        judge(question, [])
    for bad in ("type-name", [1], ["x" * 300], ["swim"] * 500, None):
        with pytest.raises(BadAnswer):
            judge(question, bad)


def test_the_boxes_of_the_paper_twin_are_judged_too():
    question = practice_question(scenario())
    assert judge(question, {"q1": "take-bag", "q2": "Pont Neuf"}).correct
    partly = judge(question, {"q1": ["swim"], "q2": "Pont Neuf"})
    assert (partly.correct, partly.parts_right, partly.parts) == (False, 1, 2)
    for bad in ({"q9": "swim"}, {"q1": ["fly"]}, {"q1": [1]}):
        with pytest.raises(BadAnswer):
            judge(question, bad)
    with pytest.raises(EmptyAnswer):
        judge(question, {"q1": []})


def test_the_way_in_words_is_the_explained_answer():
    question = practice_question(scenario())
    assert right_answer(question) == ["Prendre le sac", "Ouvrir le plan", "Écrire le nom"]
    assert explanation(question) == ["Vous avez regardé le plan."]


def test_every_kind_of_device_and_each_language_is_there():
    assert {one.device for one in SCENARIOS} >= {"phone", "computer", "kiosk"}
    assert {screen.layout for one in SCENARIOS for screen in one.screens} >= {"counter", "kiosk", "web-page", "message"}
    assert {one.lang for one in SCENARIOS} == {"fr", "en"}


def ways_through_mistakes(one):
    """Play each risky action of each screen, then on to the goal; return the ways. A mistake that leads nowhere fails."""
    ways = []
    for screen in one.screens:
        for action in screen.actions:
            if action.verdict != "risky":
                continue
            name = f"{one.key}.{one.lang}: {screen.id}, {action.id}"
            before = way_to(one, screen.id, action.id)
            assert before is not None, f"{name} cannot be taken"
            play = replay(one, before).after(action.id)
            assert play.last.action is action, name
            assert not play.last.held, f"{name} was held back"
            assert play.last.action.feedback, f"{name} says nothing"
            assert not play.ended, f"{name} reaches the goal"
            out = way_out(play)
            assert out is not None, f"{name} leads nowhere"
            way = [*play.way, *(step.id for _screen, step in out)]
            assert judge(practice_question(one), way).correct, f"{name} is judged a failure"
            assert not judge(practice_question(one), way[:-1]).correct, f"{name} is judged a success too early"
            ways.append(way)
    return ways


def test_every_scenario_is_there_in_both_languages():
    keys = {language: {one.key for one in SCENARIOS if one.lang == language} for language in ("fr", "en")}
    assert keys["fr"] == keys["en"]
    assert len(keys["fr"]) >= 17


@pytest.mark.parametrize("one", SCENARIOS, ids=[path.stem for path in FILES])
def test_each_scenario_is_played_to_each_goal_from_each_action(one):
    for goal in one.goal.screens:
        assert judge(practice_question(one), way_to(one, goal)).correct
    for screen in one.screens:
        for action in screen.actions:
            play = replay(one, way_to(one, screen.id, action.id)).after(action.id)
            assert not play.last.held
            way = [*play.way, *(step.id for _screen, step in way_out(play))]
            assert judge(practice_question(one), way).correct


@pytest.mark.parametrize("one", SCENARIOS, ids=[path.stem for path in FILES])
def test_each_scenario_is_played_to_its_goal_through_each_listed_mistake(one):
    assert len(ways_through_mistakes(one)) >= 2


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("{id: climb-out, label: Sortir, to: bank}", "{id: climb-out, label: Sortir, to: water}", "leads nowhere"),
        (", feedback: L'eau est froide.", "", "says nothing"),
        ("label: Nager, to: water", "label: Nager, to: over", "reaches the goal"),
        ("id: swim, label: Nager,", "id: swim, label: Nager, needs: [fly], missing: Volez.,", "cannot be taken"),
    ],
)
def test_a_mistake_that_leads_nowhere_is_seen(old, new, why):
    assert old in TEXT
    assert ways_through_mistakes(scenario()) == [["swim", "climb-out", *WAY]]
    with pytest.raises(AssertionError, match=why):
        ways_through_mistakes(scenario(TEXT.replace(old, new)))


@given(one=st.sampled_from([*SCENARIOS, scenario()]), data=st.data())
def test_no_sequence_of_actions_reaches_a_dead_end(one, data):
    play = begin(one)
    for _ in range(data.draw(st.integers(0, 90))):
        if play.ended:
            break
        choices = [action.id for action in play.screen.actions] + [BACK] * (len(play.stack) > 1)
        play = play.after(data.draw(st.sampled_from(choices))).shortened()
        assert len(play.moves) <= LONGEST
        assert replay(one, play.way).screen == play.screen
        assert Thread.of(Thread(play.way).fields()).did == play.way
    if not play.ended:
        for _screen, action in way_out(play):
            play = play.after(action.id)
    assert play.ended
    assert judge(practice_question(one), list(play.way)).correct


@given(one=st.sampled_from(SCENARIOS), way=st.lists(st.text(max_size=12) | st.sampled_from(WAY), max_size=6))
def test_any_list_is_judged_or_refused(one, way):
    with contextlib.suppress(BadAnswer):
        judge(practice_question(one), way)


@pytest.mark.parametrize(("note", "shown", "said"), [("", "", "(vide)"), ("Pont Vieux", "Pont Vieux", "(rempli)")])
def test_a_field_shows_what_is_written_in_it(note, shown, said):
    element = {"text": "Nom du pont", "note": note}
    html = render_to_string("activities/inner.html", {"thing": {"kind": "field", "element": element}})
    assert said in html
    assert re.search(rf'class="box-field[^>]*>{shown}</span>', html)
