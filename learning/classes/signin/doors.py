"""What happens at the door: a code is read, a card is looked at, its pictures or its PIN are tried."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from learning.classes.models import Classroom
from learning.classes.signin import flows, keyed, limits
from learning.classes.signin.models import CardSecret, LoginCard


class Closed(Exception):
    """The card is right, but no class of its learner lets people in at the moment."""


class Unknown(Exception):
    """The code belongs to nothing that is open: never was, was replaced, or its class is closed."""


class TooMany(Exception):
    """Too many wrong codes: whoever tries has to wait."""


class Answer(Enum):
    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "wait"


@dataclass(frozen=True)
class Tried:
    """What became of three pictures or four figures; `until` says how long to wait, None: for the teacher."""

    answer: Answer
    until: dt.datetime | None = None


def card_by_square_code(code: str) -> LoginCard:
    """Return the card of a square code. Raises Unknown, or Closed for one that works when its class is open."""
    number, _hyphen, token = code.upper().partition("-")
    card = LoginCard.objects.with_open_class().select_related("learner").filter(number=number).first()
    if card is None or not keyed.same(token, keyed.card_token(card)):
        raise Unknown
    if not card.is_open:
        raise Closed
    return card


def card_by_id(pk: str, version: int) -> LoginCard:
    """Return a card that was looked at a moment ago. Raises Unknown once it was replaced, Closed."""
    card = LoginCard.objects.with_open_class().select_related("learner").filter(pk=pk, version=version).first()
    if card is None:
        raise Unknown
    if not card.is_open:
        raise Closed
    return card


def read(typed: str, *, address: str) -> LoginCard | Classroom | None:
    """Return what a typed code opens: a class (to join), or a card. None: six figures, which sign in at once.

    Raises Unknown, Closed, TooMany.
    """
    code = keyed.plain(typed)
    if is_six_figures(typed):
        return None
    if len(code) == keyed.CLASS_CODE_LENGTH:
        classroom = flows.find_open_class(code=code)
        if classroom is not None:
            return classroom
    elif len(code) >= keyed.NUMBER_LENGTH + keyed.TYPED_LENGTH:
        card = _card_by_hand(code)
        if card is not None:
            return card
    if not limits.may_guess(address):
        raise TooMany
    raise Unknown


def is_six_figures(typed: str) -> bool:
    """Say whether a typed code is a number that a helper gave."""
    code = keyed.plain(typed)
    return len(code) == keyed.SIX and code.isdigit()


def _card_by_hand(code: str) -> LoginCard | None:
    number, end = code[: -keyed.TYPED_LENGTH], code[-keyed.TYPED_LENGTH :]
    card = LoginCard.objects.with_open_class().select_related("learner").filter(number=number).first()
    if card is None:
        return None
    if not limits.take(limits.TYPED, card.pk, card.version):
        raise TooMany
    if not keyed.same(end, keyed.card_end(card)):
        raise Unknown
    limits.give_back(limits.TYPED, card.pk, card.version)
    if not card.is_open:
        raise Closed
    return card


def by_number(typed: str, *, address: str) -> LoginCard:
    """Return the card of the learner whom six figures sign in. Raises Unknown, TooMany."""
    here = limits.take_number(address)
    if here is None:
        raise TooMany
    card = flows.use_number(code=keyed.plain(typed))
    if card is None:
        raise Unknown
    limits.give_back(here, address)
    limits.give_back(limits.SIX_FIGURES)
    return card


def try_card(card: LoginCard, given: str) -> Tried:
    """Compare what was given ("boat,cup,sun" or "4821") with the card, and count it."""
    if not limits.take_for_card(card):
        return _wait(card)
    expected = keyed.card_pin(card) if card.secret == CardSecret.PIN else ",".join(keyed.card_pictures(card))
    if keyed.same(given, expected):
        limits.clear_card(card)
        return Tried(Answer.RIGHT)
    held = limits.waiting([card]).get(card.learner_id)
    return Tried(Answer.WAIT, held.until) if held else Tried(Answer.WRONG)


def _wait(card: LoginCard) -> Tried:
    held = limits.waiting([card]).get(card.learner_id)
    return Tried(Answer.WAIT, held.until if held else None)
