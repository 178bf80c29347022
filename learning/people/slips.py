"""The resume slip: four words on paper that open somebody's learning on any device. Only an HMAC is stored."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from learning.people import rules, words
from learning.people.models import Learner, ResumeSlip

# Decided: valid for 24 months from its last use; five tries, then ten minutes' wait.
VALID = dt.timedelta(days=730)
TRIES = 5
WAIT = dt.timedelta(minutes=10)


class NoSuchSlip(LookupError):
    """No slip has these words, or it is too old."""


class Wait(Exception):
    """Too many tries: try again after a while."""


class NotForStaff(PermissionError):
    """People who look after lessons, places or accounts sign in with two steps: no slip opens their account."""


def _digest(parts: Sequence[str]) -> str:
    text = " ".join(words.plain(part) for part in parts)
    return hmac.new(settings.SLIP_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def make_slip(*, learner: Learner, language: str) -> tuple[str, ...]:
    """Return four new words for a learner; those of before no longer open anything. Raises NotForStaff."""
    if learner.user and rules.works_in_the_office(learner.user):
        raise NotForStaff
    chosen = words.new_words(language)
    ResumeSlip.objects.update_or_create(
        learner=learner,
        defaults={
            "selector": _digest(chosen[:2]),
            "digest": _digest(chosen),
            "made_at": timezone.now(),
            "used_at": timezone.now(),
            "tries": 0,
            "wait_until": None,
        },
    )
    return chosen


def opens(*, learner: Learner, chosen: Sequence[str]) -> bool:
    """Say whether these words are the learner's own: what is printed is what was shown."""
    slip = ResumeSlip.objects.filter(learner=learner).first()
    return bool(slip) and hmac.compare_digest(slip.digest, _digest(chosen))  # type: ignore[union-attr]


def use_slip(*, chosen: Sequence[str]) -> Learner:
    """Return the learner whom four words open, and begin their 24 months anew.

    The first two words find the slip, so that tries at the others are counted on it, in the database, whatever the
    address or the browser they come from. Raises NoSuchSlip, Wait.
    """
    now = timezone.now()
    slip = _slip(chosen, now)
    if slip.learner.user and rules.works_in_the_office(slip.learner.user):
        raise NoSuchSlip
    ResumeSlip.objects.filter(pk=slip.pk).update(used_at=now, tries=0, wait_until=None)
    return slip.learner


def _slip(chosen: Sequence[str], now: dt.datetime) -> ResumeSlip:
    digest = _digest(chosen)
    # IMMEDIATE on SQLite, row locks on PostgreSQL: two tries at once are two tries.
    with transaction.atomic():
        near = ResumeSlip.objects.select_for_update(of=("self",)).filter(
            selector=_digest(chosen[:2]), used_at__gt=now - VALID
        )
        slips = list(near.select_related("learner__user"))
        if any(slip.wait_until and slip.wait_until > now for slip in slips):
            raise Wait
        right = next((slip for slip in slips if hmac.compare_digest(slip.digest, digest)), None)
        if right is None:
            for slip in slips:
                again = slip.wait_until is not None  # the wait is over: five new tries
                tries = 1 if again else slip.tries + 1
                waits = now + WAIT if tries >= TRIES else None
                ResumeSlip.objects.filter(pk=slip.pk).update(
                    tries=0 if waits else tries if again else F("tries") + 1, wait_until=waits
                )
    if right is None:
        raise NoSuchSlip
    return right
