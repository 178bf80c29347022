"""How an answer is judged."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.activities.questions import (
    Activity,
    BadAnswer,
    EmptyAnswer,
    NotANumber,
    Option,
    Pair,
    Question,
    TooLong,
    explanation,
    judge,
    key_of,
    read_number,
    right_answer,
    shuffled,
    token,
)

SINGLE = Question(
    "single", "?",
    options=(Option("a1", "no", False, "not this"), Option("a2", "yes", True, "well seen"), Option("a3", "no", False)),
)  # fmt: skip
MULTIPLE = Question(
    "multiple", "?",
    options=(
        Option("a1", "yes", True, "one"), Option("a2", "no", False, "not two"), Option("a3", "yes", True, "three"),
    ),
)  # fmt: skip
ORDER = Question("order", "?", items=tuple(Option(f"a{n}", f"item {n}") for n in (1, 2, 3)), right="r", wrong="w")
MATCH = Question("match", "?", pairs=tuple(Pair(f"p{n}", f"l{n}", f"r{n}") for n in (1, 2, 3)), right="r", wrong="w")
SHORT = Question("short", "?", accepted=("Arnaque", "33700"), right="r", wrong="w")
NUMBER = Question("number", "?", accepted=("17,80",), right="r", wrong="w")
KINDS = [SINGLE, MULTIPLE, ORDER, MATCH, SHORT, NUMBER]


def activity(question: Question) -> Activity:
    return Activity(uuid.UUID(int=7), "q-1", question)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        (SINGLE, "a2", "a1"),
        (MULTIPLE, ["a3", "a1"], ["a1"]),
        (MULTIPLE, ["a1", "a3"], ["a1", "a2", "a3"]),
        (ORDER, ["a1", "a2", "a3"], ["a2", "a1", "a3"]),
        (MATCH, {"p1": "p1", "p2": "p2", "p3": "p3"}, {"p1": "p2", "p2": "p1", "p3": "p3"}),
        (SHORT, "arnaque", "virus"),
        (NUMBER, "17.8", "17,81"),
    ],
)
def test_right_and_wrong_answers_of_each_kind(question, right, wrong):
    assert judge(question, right).correct
    assert judge(question, right).score == 1
    judgement = judge(question, wrong)
    assert not judgement.correct
    assert 0 <= judgement.score < 1


def test_a_chosen_answer_is_given_its_own_feedback_and_never_another_one():
    assert judge(SINGLE, "a1").feedback == ("not this",)
    assert judge(SINGLE, "a2").feedback == ("well seen",)
    # Ticked and wrong is explained; what was forgotten is not named.
    assert judge(MULTIPLE, ["a1", "a2"]).feedback == ("not two",)
    assert judge(ORDER, ["a3", "a1", "a2"]).feedback == ("w",)


def test_parts_that_are_right_are_counted():
    judgement = judge(MATCH, {"p1": "p1", "p2": "p3", "p3": "p2"})
    assert (judgement.parts_right, judgement.parts) == (1, 3)


def test_two_lines_with_the_same_answer_may_be_exchanged():
    twins = replace(MATCH, pairs=(Pair("p1", "a", "same"), Pair("p2", "b", "same"), Pair("p3", "c", "other")))
    assert judge(twins, {"p1": "p2", "p2": "p1", "p3": "p3"}).correct


@pytest.mark.parametrize(
    "text", [" ARNAQUE ", "arnaqué", "une"[:0] + "arnaque.", "arnaqe", "arnaquee", "arnauqe", "arnaqwe"]
)
def test_capitals_accents_and_one_slip_do_not_matter(text):
    assert judge(SHORT, text).correct


@pytest.mark.parametrize("text", ["arnqe", "33701", "3370", "xx"])
def test_two_slips_or_a_slip_in_a_number_do_matter(text):
    assert not judge(SHORT, text).correct


@pytest.mark.parametrize("text", ["17,80", "17.8", " 17,80 €", "+17,8", "17,80."])
def test_a_number_may_be_written_as_people_write_it(text):
    assert judge(NUMBER, text).correct


@pytest.mark.parametrize("text", ["dix-sept", "1_7", "NaN", "Infinity", "9e99999999999999", "1,7,80", "--1"])
def test_what_is_no_number_is_said_and_not_judged(text):
    with pytest.raises(NotANumber):
        judge(NUMBER, text)


@pytest.mark.parametrize(
    ("question", "empty"),
    [(SINGLE, ""), (SINGLE, None), (MULTIPLE, []), (MULTIPLE, [""]), (ORDER, []), (MATCH, {}),
     (MATCH, {"p1": "p1", "p2": "", "p3": "p3"}), (SHORT, "  "), (SHORT, "'-'"), (NUMBER, " ")],
)  # fmt: skip
def test_nothing_chosen_is_not_a_wrong_answer(question, empty):
    with pytest.raises(EmptyAnswer):
        judge(question, empty)


@pytest.mark.parametrize(
    ("question", "bad"),
    [(SINGLE, "a9"), (SINGLE, ["a1"]), (MULTIPLE, "a1"), (MULTIPLE, ["a1"] * 4), (MULTIPLE, ["a9"]),
     (ORDER, ["a1", "a2"]), (ORDER, ["a1", "a1", "a2"]), (ORDER, ["a1", "a2", "a3", "a3"]),
     (MATCH, {"p1": "p1", "p2": "p9", "p3": "p3"}), (MATCH, {"p9": "p1"}), (MATCH, []), (SHORT, 3), (SHORT, "a\x00")],
)  # fmt: skip
def test_what_no_form_sends_is_refused(question, bad):
    with pytest.raises(BadAnswer):
        judge(question, bad)


def test_a_text_longer_than_any_answer_is_refused():
    with pytest.raises(TooLong):
        judge(SHORT, "a" * 201)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)


@given(question=st.sampled_from(KINDS), response=JSON)
def test_any_response_is_judged_or_refused(question, response):
    try:
        judgement = judge(question, response)
    except BadAnswer:
        return
    assert 0 <= judgement.score <= 1
    assert judgement.correct == (judgement.score == 1)


@given(number=st.uuids(), count=st.integers(2, 8))
def test_items_are_never_shown_in_the_right_order(number, count):
    items = tuple(Option(f"a{n}", str(n)) for n in range(1, count + 1))
    one = Activity(number, "q", Question("order", "?", items=items))
    mixed = shuffled(one)
    assert sorted(mixed) == sorted(item.id for item in items)
    assert mixed != [item.id for item in items]
    assert mixed == shuffled(one)


@pytest.mark.parametrize("question", [ORDER, MATCH])
def test_tokens_do_not_tell_the_place_and_lead_back_to_the_part(question):
    one = activity(question)
    for part in (*question.items, *question.pairs):
        assert part.id not in token(one, part.id)
        assert key_of(one, token(one, part.id)) == part.id
    assert key_of(one, "unknown") == "unknown"


def test_the_right_answer_in_words():
    assert right_answer(SINGLE) == ["yes"]
    assert right_answer(ORDER) == ["item 1", "item 2", "item 3"]
    assert right_answer(MATCH)[0] == "l1 : r1"
    assert right_answer(NUMBER) == ["17,80"]
    assert explanation(SINGLE) == ["well seen"]
    assert explanation(SHORT) == ["r"]


def test_numbers_read_from_files():
    assert read_number("1 200,50") == read_number("1200.5")
    assert read_number("") is None
