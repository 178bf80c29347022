"""A question as paper shows it: boxes to tick, numbers to write, letters to match, and its explained answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from learning.activities.practice.definition import PaperItem, Scenario, Screen
from learning.activities.questions import MATCH, ORDER, Activity, Option, Question, shuffled

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Line:
    """One line to tick or to fill in; `feedback` is for the page of answers."""

    letter: str
    text: str
    correct: bool = False
    feedback: str = ""


@dataclass
class PaperQuestion:
    """One question of a sheet."""

    number: int
    total: int
    question: Question
    lines: list[Line] = field(default_factory=list)  # with a box each
    letters: list[Line] = field(default_factory=list)  # what the boxes of a match question take
    answers: list[str] = field(default_factory=list)  # of an order, match, short or number question
    exercise: str = ""  # the title of the practice that it is a part of

    @property
    def right(self) -> list[Line]:
        """The lines to tick."""
        return [line for line in self.lines if line.correct]

    @property
    def others(self) -> list[Line]:
        """The lines that look right and are not, with what there is to say of each."""
        return [line for line in self.lines if not line.correct and line.feedback]


def paper_question(activity: Activity, number: int, total: int) -> PaperQuestion:
    """Return a question ready for its template; what is mixed is mixed as on the screen."""
    question = activity.question
    paper = PaperQuestion(number, total, question)
    if question.options:
        paper.lines = [
            Line(LETTERS[n], option.text, option.correct, option.feedback) for n, option in enumerate(question.options)
        ]
    elif question.kind == ORDER:
        texts = {item.id: item.text for item in question.items}
        paper.lines = [Line("", texts[key]) for key in shuffled(activity)]
        paper.answers = [f"{n}. {item.text}" for n, item in enumerate(question.items, 1)]
    elif question.kind == MATCH:
        rights = {pair.id: pair.right for pair in question.pairs}
        # Two lines may have the same right part: it gets one letter.
        mixed = dict.fromkeys(rights[key] for key in shuffled(activity))
        letter_of = {text: LETTERS[n] for n, text in enumerate(mixed)}
        paper.lines = [Line("", pair.left) for pair in question.pairs]
        paper.letters = [Line(letter, text) for text, letter in letter_of.items()]
        paper.answers = [f"{pair.left} – {letter_of[pair.right]}. {pair.right}" for pair in question.pairs]
    else:
        paper.answers = list(question.accepted[:1])
    return paper


@dataclass(frozen=True)
class Card:
    """One screen of a practice as paper shows it, with the questions that it asks."""

    screen: Screen
    questions: list[PaperQuestion]


def paper_cards(scenario: Scenario) -> list[Card]:
    """Return the printed twin of a practice: its cards in order, each with its boxes."""
    cards: list[Card] = []
    for number, item in enumerate(scenario.paper, 1):
        screen = scenario.screen(item.card)
        if screen is None:
            continue
        one = _asked(scenario, screen, item, number)
        if cards and cards[-1].screen.id == screen.id:
            cards[-1].questions.append(one)
        else:
            cards.append(Card(screen, [one]))
    return cards


def _asked(scenario: Scenario, screen: Screen, item: PaperItem, number: int) -> PaperQuestion:
    actions = [action for key in item.answers if (action := screen.action(key))]
    options = tuple(Option(one.id, one.label, one.verdict == "good", one.feedback) for one in actions)
    question = Question(item.type, item.ask, options=options)
    paper = PaperQuestion(number, len(scenario.paper), question, exercise=scenario.title)
    if item.type in ("single", "multiple"):
        paper.lines = [Line(LETTERS[n], one.text, one.correct, one.feedback) for n, one in enumerate(options)]
    else:
        accepted = [text for action in actions if action.input for text in action.input.accept[:1]]
        paper.answers = [*accepted, *(one.feedback for one in options if one.feedback)]
    return paper
