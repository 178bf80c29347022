"""The question as an editor sees it in Wagtail."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, ChoiceBlock, ListBlock, StructBlock, TextBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from learning.activities import questions as q


class AnswerBlock(StructBlock):
    text = CharBlock(label=_("Answer"), max_length=300)
    correct = BooleanBlock(label=_("Right answer"), required=False)
    feedback = TextBlock(label=_("What the learner reads after it"), required=False, max_length=600)

    class Meta:
        icon = "tick"
        label = _("Answer")


class PairBlock(StructBlock):
    left = CharBlock(label=_("Left"), max_length=200)
    right = CharBlock(label=_("Right"), max_length=200)

    class Meta:
        icon = "arrows-up-down"
        label = _("Pair")


class QuestionBlock(StructBlock):
    """One question. Which fields are used depends on the kind; clean() says what is missing."""

    anchor = CharBlock(
        label=_("Name"),
        max_length=60,
        help_text=_("Short and without spaces, for example q-first-move. Never change it."),
    )
    kind = ChoiceBlock(
        label=_("Kind"),
        default=q.SINGLE,
        choices=[
            (q.SINGLE, _("One answer to choose")),
            (q.MULTIPLE, _("Several answers to choose")),
            (q.ORDER, _("Put in order")),
            (q.MATCH, _("Match")),
            (q.SHORT, _("Write a short answer")),
            (q.NUMBER, _("Write a number")),
        ],
    )
    prompt = TextBlock(label=_("Question"), max_length=600)
    answers = ListBlock(AnswerBlock(), label=_("Answers (to choose, or in the right order)"), default=[], required=False)
    pairs = ListBlock(PairBlock(), label=_("Pairs to match"), default=[], required=False)
    accepted = ListBlock(CharBlock(max_length=120), label=_("Accepted answers"), default=[], required=False)
    right = TextBlock(label=_("After a right answer"), required=False, max_length=600)
    wrong = TextBlock(label=_("After a wrong answer"), required=False, max_length=600)
    hint = TextBlock(label=_("Hint"), required=False, max_length=600)

    class Meta:
        icon = "help"
        label = _("Question")
        description = _("A question that the learner answers and may try again.")
        preview_value = {
            "anchor": "q-preview",
            "kind": q.SINGLE,
            "prompt": "Que faites-vous en premier ?",
            "answers": [
                {"text": "Je regarde qui écrit.", "correct": True, "feedback": "Oui, c'est le bon geste."},
                {"text": "Je paie.", "correct": False, "feedback": "Regardez d'abord qui écrit."},
            ],
            "pairs": [],
            "accepted": [],
            "right": "",
            "wrong": "",
            "hint": "",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {name: ValidationError(message) for name, message in problems(cleaned).items()}
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


def problems(value: Any) -> dict[str, str]:
    """Return what is wrong with a question, as field → plain sentence; empty when nothing is."""
    kind = value["kind"]
    answers, pairs, accepted = list(value["answers"]), list(value["pairs"]), list(value["accepted"])
    found: dict[str, Any] = {}
    right = sum(bool(answer["correct"]) for answer in answers)
    if kind in (q.SINGLE, q.MULTIPLE) and len(answers) < 2:
        found["answers"] = _("Write at least two answers.")
    elif kind == q.SINGLE and right != 1:
        found["answers"] = _("Mark exactly one answer as right.")
    elif kind == q.MULTIPLE and not 1 <= right < len(answers):
        found["answers"] = _("Mark at least one answer as right, and leave at least one that is not.")
    elif kind == q.ORDER and len(answers) < 2:
        found["answers"] = _("Write at least two items, in the right order.")
    elif kind in (q.SINGLE, q.MULTIPLE, q.ORDER) and len({answer["text"].strip() for answer in answers}) < len(answers):
        found["answers"] = _("Two answers are the same. Change one of them.")
    elif kind == q.MATCH and (len(pairs) < 2 or len({pair["right"].strip() for pair in pairs}) < 2):
        found["pairs"] = _("Write at least two pairs that differ.")
    elif kind in (q.SHORT, q.NUMBER) and not accepted:
        found["accepted"] = _("Write at least one accepted answer.")
    elif kind == q.NUMBER and any(q.read_number(one) is None for one in accepted):
        found["accepted"] = _("Write a number, for example 17,80.")
    elif kind == q.SHORT and not all(q.fold(one) for one in accepted):
        found["accepted"] = _("Write letters or digits.")
    return found


def question_from_block(value: Any) -> q.Question:
    """Return the question of a block's value."""
    answers = tuple(
        q.Option(f"a{n}", answer["text"], bool(answer["correct"]), answer["feedback"] or "")
        for n, answer in enumerate(value["answers"], 1)
    )
    kind = value["kind"]
    return q.Question(
        kind=kind,
        prompt=value["prompt"],
        options=answers if kind in (q.SINGLE, q.MULTIPLE) else (),
        items=answers if kind == q.ORDER else (),
        pairs=tuple(q.Pair(f"p{n}", p["left"], p["right"]) for n, p in enumerate(value["pairs"], 1)),
        accepted=tuple(value["accepted"]),
        right=value["right"] or "",
        wrong=value["wrong"] or "",
        hint=value["hint"] or "",
    )
