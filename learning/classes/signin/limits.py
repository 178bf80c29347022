"""How often a door may be tried. Counted in the database: the same for one process or several.

A try is taken before the answer is looked at and given back when it was right: a hundred guesses sent at the same
moment are a hundred tries, whichever process reads them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from learning.classes.signin.keyed import digest
from learning.classes.signin.models import LoginCard, TryCount


@dataclass(frozen=True)
class Limit:
    """So many tries of a kind within so many seconds."""

    kind: str
    tries: int
    seconds: int

    def key(self, *what: object) -> str:
        """Return the name of the counter: what was typed and where from never stands in the database in clear."""
        return digest("try", self.kind, *what).hex()


MINUTES = 60
# A card: five wrong answers, then ten minutes' wait; twenty in all, then its teacher has to let it in again.
CARD = Limit("card", 5, 10 * MINUTES)
CARD_IN_ALL = Limit("card in all", 20, 365 * 24 * 60 * MINUTES)
# The end of a code typed by hand, for each card: apart from the pictures, so that who has no card stops nobody's.
TYPED = Limit("typed", 10, 10 * MINUTES)
# Codes that belong to nothing have no card or class to be counted for. An address where somebody of an open class
# came in is a class's: thirty people make many slips.
UNKNOWN = Limit("unknown", 100, 60 * MINUTES)
UNKNOWN_IN_CLASS = Limit("unknown in class", 2000, 60 * MINUTES)
# Six figures: all addresses together, since a wrong number belongs to nobody. 500 tries find one of five living
# numbers once in 400 times; above it the numbers wait, cards go on. One address alone cannot use them up.
SIX_FIGURES = Limit("six", 500, 10 * MINUTES)
SIX_HERE = Limit("six here", 60, 10 * MINUTES)
SIX_IN_CLASS = Limit("six in class", 300, 10 * MINUTES)
GOOD_ADDRESS = Limit("good", 1, 12 * 60 * MINUTES)


def take(limit: Limit, *what: object) -> bool:
    """Take one try; return False when there is none left."""
    key = limit.key(*what)
    for _turn in range(3):
        now = timezone.now()
        mine = TryCount.objects.filter(key=key)
        if mine.filter(until__gt=now, count__lt=limit.tries).update(count=F("count") + 1):
            return True
        until = now + dt.timedelta(seconds=limit.seconds)
        if mine.filter(until__lte=now).update(count=1, until=until):
            return limit.tries >= 1
        try:
            with transaction.atomic():
                TryCount.objects.create(key=key, count=1, until=until)
        except IntegrityError:
            # Another process made it just now, or the tries are used up: the next turn tells which.
            if mine.filter(until__gt=timezone.now(), count__gte=limit.tries).exists():
                return False
            continue
        _sweep(now)
        return limit.tries >= 1
    return False


def give_back(limit: Limit, *what: object) -> None:
    """Give back a try that was right."""
    TryCount.objects.filter(key=limit.key(*what)).update(count=Greatest(F("count") - 1, 0))


def is_used_up(limit: Limit, *what: object) -> bool:
    """Say whether no try is left, without taking one."""
    rows = TryCount.objects.filter(key=limit.key(*what), until__gt=timezone.now(), count__gte=limit.tries)
    return rows.exists()


def note(limit: Limit, *what: object) -> None:
    """Remember that something happened, until the limit's time is over."""
    until = timezone.now() + dt.timedelta(seconds=limit.seconds)
    TryCount.objects.update_or_create(key=limit.key(*what), defaults={"count": limit.tries, "until": until})


def _sweep(now: dt.datetime) -> None:
    """Remove counters that are over: an address stays no longer than its limit and a day."""
    TryCount.objects.filter(until__lt=now - dt.timedelta(days=1)).delete()


# Cards


def _card_keys(card: LoginCard) -> list[str]:
    return [limit.key(card.pk, card.version) for limit in (CARD, CARD_IN_ALL)]


def take_for_card(card: LoginCard) -> bool:
    """Take one try of the pictures or the PIN of a card."""
    # The long one second: a card that has to wait uses up nothing.
    return take(CARD, card.pk, card.version) and take(CARD_IN_ALL, card.pk, card.version)


def clear_card(card: LoginCard) -> None:
    """Forget the tries of a card: it was right, or its teacher lets it in again."""
    TryCount.objects.filter(key__in=[*_card_keys(card), TYPED.key(card.pk, card.version)]).delete()


@dataclass(frozen=True)
class Wait:
    """Why a card has to wait: until a time, or for its teacher."""

    until: dt.datetime | None


def waiting(cards: Iterable[LoginCard]) -> dict[object, Wait]:
    """Return, by the id of their learners, the cards that have to wait. One query for any number."""
    cards = list(cards)
    short = {CARD.key(card.pk, card.version): card for card in cards}
    long = {CARD_IN_ALL.key(card.pk, card.version): card for card in cards}
    found: dict[object, Wait] = {}
    rows = TryCount.objects.filter(key__in=[*short, *long], until__gt=timezone.now())
    for row in rows:
        if row.key in long and row.count >= CARD_IN_ALL.tries:
            found[long[row.key].learner_id] = Wait(None)
        elif row.key in short and row.count >= CARD.tries:
            found.setdefault(short[row.key].learner_id, Wait(row.until))
    return found


# Addresses


def may_guess(address: str) -> bool:
    """Say whether one more code that belongs to nothing is looked at from this address, and count it."""
    return take(UNKNOWN_IN_CLASS if is_used_up(GOOD_ADDRESS, address) else UNKNOWN, address)


def take_number(address: str) -> Limit | None:
    """Take one try of six figures; return the address's limit, to be given back when it was right, else None."""
    here = SIX_IN_CLASS if is_used_up(GOOD_ADDRESS, address) else SIX_HERE
    # The address first: one that has to wait uses up nothing of everybody's.
    return here if take(here, address) and take(SIX_FIGURES) else None
