"""The session that a card opens: a learner without any account, for twelve hours at most."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone

from learning.classes.signin.models import LoginCard
from learning.people.models import Learner

IN = "class_card"  # who is in
HELLO = "class_hello"  # whose card was shown, and the pictures chosen so far
JOIN = "class_join"  # which class was asked for, which request waits
LASTS = dt.timedelta(hours=12)


def learner_of(request: HttpRequest) -> Learner | None:
    """Return the learner whom a card signed in on this device; None once the session is over.

    It is over after twelve hours, when the card is replaced, and when everybody of the class is signed out.
    """
    held = request.session.get(IN) if hasattr(request, "session") else None
    if not isinstance(held, dict):
        return None
    began = dt.datetime.fromtimestamp(held["at"], dt.UTC)
    if timezone.now() >= began + LASTS:
        return None
    cards = LoginCard.objects.filter(pk=held["card"], version=held["version"]).select_related("learner")
    card = cards.first()
    if card is None or (card.signed_out_at is not None and card.signed_out_at >= began):
        return None
    return card.learner


def sign_in(request: HttpRequest, card: LoginCard) -> None:
    """Begin a session of the card's learner: a new one, which knows nothing of who was here before."""
    logout(request)
    request.session[IN] = {"card": str(card.pk), "version": card.version, "at": timezone.now().timestamp()}
    request.session.set_expiry(int(LASTS.total_seconds()))
    rotate_token(request)
    request.__dict__.pop("_device", None)


def say_hello(request: HttpRequest, card: LoginCard) -> None:
    """Remember whose card was shown. Nobody is signed in by that."""
    request.session[HELLO] = {"card": str(card.pk), "version": card.version, "chosen": []}


def hello(request: HttpRequest) -> dict[str, Any] | None:
    """Return whose card was shown and what was chosen, or None."""
    held = request.session.get(HELLO)
    return held if isinstance(held, dict) else None


def forget_hello(request: HttpRequest) -> None:
    """Forget whose card was shown."""
    request.session.pop(HELLO, None)
