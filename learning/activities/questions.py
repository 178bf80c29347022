"""What an activity is (a question, a practice), and how an answer is judged. No page, no person, no database."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from learning.activities.practice.definition import PaperItem, Scenario
from learning.activities.practice.play import NotAWay, replay, typed_action, way_to
from learning.activities.text import fold, is_one_slip_away, read_number

SINGLE, MULTIPLE, ORDER, MATCH, SHORT, NUMBER = "single", "multiple", "order", "match", "short", "number"
KINDS = (SINGLE, MULTIPLE, ORDER, MATCH, SHORT, NUMBER)
PRACTICE = "practice"  # not a kind of question: a scenario, answered by the actions taken
MAX_TEXT = 200  # signs of a typed answer
LONGEST_WAY = 200  # actions of a practice


@dataclass(frozen=True)
class Option:
    """One answer to tick; its id is the same in every language."""

    id: str
    text: str
    correct: bool = False
    feedback: str = ""


@dataclass(frozen=True)
class Pair:
    """One line of a match question."""

    id: str
    left: str
    right: str


@dataclass(frozen=True)
class Question:
    """A question of any kind; the fields that a kind does not use stay empty."""

    kind: str
    prompt: str
    options: tuple[Option, ...] = ()
    items: tuple[Option, ...] = ()  # in the right order
    pairs: tuple[Pair, ...] = ()
    accepted: tuple[str, ...] = ()
    right: str = ""
    wrong: str = ""
    hint: str = ""
    scenario: Scenario | None = None

    @property
    def choose_count(self) -> int:
        """How many answers of a multiple choice are right ("choose 2" is said)."""
        return sum(option.correct for option in self.options)


@dataclass(frozen=True)
class Activity:
    """A question or a practice at its place in a lesson; the id is the block's."""

    id: uuid.UUID
    anchor: str
    question: Question


@dataclass(frozen=True)
class Judgement:
    """What the server says of an answer: right or not, a score from 0 to 1, words, parts that are right."""

    correct: bool
    score: float
    feedback: tuple[str, ...] = field(default=())
    parts_right: int = 0
    parts: int = 0


class BadAnswer(ValueError):
    """A response that is not of its question's form: never a wrong answer, nothing is recorded."""

    code = "unknown"


class EmptyAnswer(BadAnswer):
    """Nothing was chosen or typed."""

    code = "empty"


class TooLong(BadAnswer):
    """More was typed than any answer needs."""

    code = "long"


class NotANumber(BadAnswer):
    """A number was asked for and something else was typed."""

    code = "number"


def judge(question: Question, response: Any) -> Judgement:
    """Judge a response. Raises BadAnswer (a ValueError) when it is not of the kind's form, or is empty.

    Forms: single "a1"; multiple ["a1", "a3"]; order ["a2", "a1"]; match {"p1": "p2"}; short, number "text";
    practice ["open-unknown", "look-sender", …], the actions taken, or {"q1": ["look-sender"]}, the boxes of its cards.
    """
    return _JUDGES[question.kind](question, response)


def _single(question: Question, response: Any) -> Judgement:
    option = _one(question.options, _text(response))
    return Judgement(option.correct, float(option.correct), (option.feedback,) if option.feedback else ())


def _multiple(question: Question, response: Any) -> Judgement:
    chosen = {_one(question.options, _text(key)).id for key in _list(response, len(question.options))}
    right = {option.id for option in question.options if option.correct}
    correct = chosen == right
    # Of what was ticked, say only what needs another look; a missing answer is not named (curriculum 7.4).
    said = [o.feedback for o in question.options if o.id in chosen and o.correct == correct and o.feedback]
    kept = len(chosen & right)
    score = max(0.0, (kept - len(chosen - right)) / max(1, len(right)))
    return Judgement(correct, 1.0 if correct else min(score, 0.99), tuple(said), kept, len(right))


def _order(question: Question, response: Any) -> Judgement:
    right = [item.id for item in question.items]
    given = [_text(key) for key in _list(response, len(right))]
    if sorted(given) != sorted(right):
        raise BadAnswer("each item is expected once")
    kept = sum(a == b for a, b in zip(given, right, strict=True))
    return _whole(question, kept, len(right))


def _match(question: Question, response: Any) -> Judgement:
    known = {pair.id: pair for pair in question.pairs}
    if not isinstance(response, dict) or not set(response) <= set(known):
        raise BadAnswer("a pair for each item is expected")
    given = {key: _text(value) for key, value in response.items() if value}
    if len(given) < len(known):
        raise EmptyAnswer
    if not set(given.values()) <= set(known):
        raise BadAnswer("an item is not known")
    # Two lines may have the same right part: either is right.
    kept = sum(known[given[key]].right == pair.right for key, pair in known.items())
    return _whole(question, kept, len(known))


def _short(question: Question, response: Any) -> Judgement:
    text = fold(_text(response))
    if not text:
        raise EmptyAnswer
    accepted = [fold(one) for one in question.accepted]
    # One slip is forgiven in five letters or more (interface.md: one typing slip tolerated), never in a
    # number or an address: there the slip is the mistake.
    forgiving = [one for one in accepted if len(one) >= 5 and one.isalpha()]
    correct = text in accepted or any(is_one_slip_away(text, one) for one in forgiving)
    return _whole(question, int(correct), 1)


def _number(question: Question, response: Any) -> Judgement:
    text = _text(response)
    if not text.strip():
        raise EmptyAnswer
    value = read_number(text)
    if value is None:
        raise NotANumber
    correct = value in [read_number(one) for one in question.accepted]
    return _whole(question, int(correct), 1)


def _practice(question: Question, response: Any) -> Judgement:
    """Right when the actions lead to the goal, whatever the way; what leads nowhere is a try like another."""
    scenario = question.scenario
    if scenario is None:
        raise BadAnswer("the scenario is gone")
    if isinstance(response, dict):
        return _cards(scenario, response)
    actions = [_text(one) for one in _list(response, LONGEST_WAY)]
    try:
        reached = replay(scenario, actions).ended
    except NotAWay:
        # The scenario may have changed since the actions were taken: the try is kept, and is not the goal.
        reached = False
    return Judgement(reached, float(reached), (scenario.goal.text,) if reached else ())


def _cards(scenario: Scenario, response: dict[str, Any]) -> Judgement:
    items = {item.id: item for item in scenario.paper}
    if not set(response) <= set(items):
        raise BadAnswer("a card is not known")
    given = {key: value for key, value in response.items() if value}
    if not given:
        raise EmptyAnswer
    kept = sum(_card(scenario, items[key], value) for key, value in given.items())
    return Judgement(kept == len(items), kept / len(items), (), kept, len(items))


def _card(scenario: Scenario, item: PaperItem, given: Any) -> bool:
    screen = scenario.screen(item.card)
    actions = [action for key in item.answers if screen and (action := screen.action(key))]
    if item.type in (SHORT, NUMBER):
        written = actions[0].input if actions else None
        return bool(screen and written and typed_action(screen, written.label, _text(given)) == actions[0])
    ticked = {_text(key) for key in (given if isinstance(given, list) else [given])}
    if not ticked <= set(item.answers):
        raise BadAnswer("a box is not known")
    return ticked == {action.id for action in actions if action.verdict == "good"}


def _whole(question: Question, kept: int, parts: int) -> Judgement:
    correct = kept == parts
    said = question.right if correct else question.wrong
    return Judgement(correct, kept / parts, (said,) if said else (), kept, parts)


_JUDGES = {
    SINGLE: _single,
    MULTIPLE: _multiple,
    ORDER: _order,
    MATCH: _match,
    SHORT: _short,
    NUMBER: _number,
    PRACTICE: _practice,
}


def _text(value: Any) -> str:
    if value is None:
        raise EmptyAnswer
    if not isinstance(value, str) or "\x00" in value:  # PostgreSQL keeps no zero byte
        raise BadAnswer("text is expected")
    if len(value) > MAX_TEXT:
        raise TooLong
    return value


def _list(value: Any, longest: int) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise BadAnswer("a list is expected")
    if not any(value):
        raise EmptyAnswer
    if len(value) > longest:
        raise BadAnswer("the list is too long")
    return list(value)


def _one(options: tuple[Option, ...], key: str) -> Option:
    if not key:
        raise EmptyAnswer
    for option in options:
        if option.id == key:
            return option
    raise BadAnswer("an answer is not known")


def shuffled(activity: Activity) -> list[str]:
    """Return the ids of an order or match question, mixed alike for everybody, never in the right order."""
    parts = activity.question.items or activity.question.pairs
    right = [part.id for part in parts]
    mixed = sorted(right, key=lambda key: hashlib.sha256(f"{activity.id}{key}".encode()).digest())
    return mixed if mixed != right or len(right) < 2 else mixed[1:] + mixed[:1]


def token(activity: Activity, key: str) -> str:
    """Return what stands for a part in the page before the answer.

    Items and pairs are numbered in the right order ("a1", "a2"; "p1"): their ids would give the answer away.
    """
    return hashlib.sha256(f"{activity.id}:{key}".encode()).hexdigest()[:8]


def key_of(activity: Activity, text: str) -> str:
    """Return the id of the part that a token stands for; the text itself when it stands for none."""
    parts = activity.question.items or activity.question.pairs
    return next((part.id for part in parts if token(activity, part.id) == text), text)


def right_answer(question: Question) -> list[str]:
    """Return the right answer in words, one line a part, for the explanation and for paper."""
    if question.kind in (SINGLE, MULTIPLE):
        return [option.text for option in question.options if option.correct]
    if question.kind == ORDER:
        return [item.text for item in question.items]
    if question.kind == MATCH:
        return [f"{pair.left} : {pair.right}" for pair in question.pairs]
    if question.scenario:
        return _way_in_words(question.scenario)
    return [question.accepted[0]] if question.accepted else []


def _way_in_words(scenario: Scenario) -> list[str]:
    goal = scenario.goal.screens[0]
    labels, screen = [], scenario.screen(scenario.start)
    for key in way_to(scenario, goal) or []:
        action = screen.action(key) if screen else None
        if action:
            labels.append(action.label)
            screen = scenario.screen(action.to)
    return labels


def explanation(question: Question) -> list[str]:
    """Return why the right answer is right, in the words of the lesson."""
    if question.kind in (SINGLE, MULTIPLE):
        return [option.feedback for option in question.options if option.correct and option.feedback]
    if question.scenario:
        return [question.scenario.goal.text]
    return [question.right] if question.right else []


def practice_question(scenario: Scenario) -> Question:
    """Return a scenario as the lesson, the judge and the paper meet it."""
    return Question(PRACTICE, scenario.title, hint=scenario.hint, scenario=scenario)
