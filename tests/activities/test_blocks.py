"""The question as editors fill it in."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from learning.activities.blocks import QuestionBlock, question_from_block


def value(kind: str, **fields: Any) -> Any:
    empty = {"anchor": "q-1", "kind": kind, "prompt": "?", "answers": [], "pairs": [], "accepted": []}
    said = {"right": "", "wrong": "", "hint": ""}
    return QuestionBlock().to_python({**empty, **said, **fields})


def answers(*marks: bool) -> list[dict[str, Any]]:
    return [{"text": f"answer {n}", "correct": mark, "feedback": ""} for n, mark in enumerate(marks)]


GOOD = [
    ("single", {"answers": answers(True, False)}),
    ("multiple", {"answers": answers(True, True, False)}),
    ("order", {"answers": answers(False, False)}),
    ("match", {"pairs": [{"left": "a", "right": "b"}, {"left": "c", "right": "d"}]}),
    ("short", {"accepted": ["arnaque"]}),
    ("number", {"accepted": ["17,80"]}),
]
TWINS = [{"text": "same", "correct": mark, "feedback": ""} for mark in (True, False)]
BAD = [
    ("single", {"answers": answers(True)}, "answers"),
    ("single", {"answers": answers(False, False)}, "answers"),
    ("single", {"answers": answers(True, True)}, "answers"),
    ("single", {"answers": TWINS}, "answers"),
    ("multiple", {"answers": answers(False, False)}, "answers"),
    ("multiple", {"answers": answers(True, True)}, "answers"),
    ("order", {"answers": answers(False)}, "answers"),
    ("match", {"pairs": [{"left": "a", "right": "b"}]}, "pairs"),
    ("match", {"pairs": [{"left": "a", "right": "b"}, {"left": "c", "right": "b"}]}, "pairs"),
    ("short", {}, "accepted"),
    ("short", {"accepted": ["-"]}, "accepted"),
    ("number", {"accepted": ["dix"]}, "accepted"),
]


@pytest.mark.parametrize(("kind", "fields"), GOOD)
def test_a_whole_question_is_accepted_and_becomes_a_question(kind, fields):
    cleaned = QuestionBlock().clean(value(kind, **fields))
    question = question_from_block(cleaned)
    assert question.kind == kind
    assert question.options or question.items or question.pairs or question.accepted


@pytest.mark.parametrize(("kind", "fields", "field"), BAD)
def test_what_is_missing_is_said_at_its_field_in_a_sentence(kind, fields, field):
    with pytest.raises(StructBlockValidationError) as caught:
        QuestionBlock().clean(value(kind, **fields))
    assert list(caught.value.block_errors) == [field]
    sentence = str(caught.value.block_errors[field].messages[0])
    assert sentence.endswith(".")


def test_answers_have_the_same_ids_in_every_language():
    french = question_from_block(value("single", answers=answers(True, False, False)))
    english = question_from_block(value("single", answers=answers(True, False, False)))
    assert [option.id for option in french.options] == ["a1", "a2", "a3"] == [o.id for o in english.options]


def test_the_preview_is_a_whole_question():
    block = QuestionBlock()
    assert block.clean(block.get_preview_value())["kind"] == "single"
