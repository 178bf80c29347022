"""The session that a card opens: a learner without any account, for twelve hours at most."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone

from learning.classes.signin.models import LoginCard
from learning.people import devices
from learning.people.models import Learner

IN = "class_card"  # who is in
HELLO = "class_hello"  # whose card was shown, and the pictures chosen so far
JOIN = "class_join"  # which class was asked for, which request waits
PENDING = "class_pending"  # an answer that came after the end of a session, and whose it is
LASTS = dt.timedelta(hours=12)
# The device knows for longer that a session ended here: an answer of the next morning must not become a stranger's.
KNOWN = dt.timedelta(days=3)
MOST_KEPT = 20_000  # signs of an answer


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


def is_over(request: HttpRequest) -> bool:
    """Say whether a card's session ended on this device and nobody has signed in since."""
    return IN in request.session and not request.user.is_authenticated and devices.find(request) is None


def keep_pending(request: HttpRequest) -> None:
    """Keep an answer for the person whose session is over, to be sent after the card was used again."""
    fields = [[name, value] for name, values in request.POST.lists() for value in values]
    if sum(len(name) + len(value) for name, value in fields) <= MOST_KEPT:
        request.session[PENDING] = {"card": request.session[IN]["card"], "path": request.path, "fields": fields}


def pending(request: HttpRequest) -> dict[str, Any] | None:
    """Return the answer that was kept for whoever is (or was) signed in here, or None."""
    kept = request.session.get(PENDING)
    held = request.session.get(IN)
    return kept if kept and held and kept["card"] == held["card"] else None


def forget_pending(request: HttpRequest) -> None:
    """Forget the answer that was kept."""
    request.session.pop(PENDING, None)


def sign_in(request: HttpRequest, card: LoginCard) -> None:
    """Begin a session of the card's learner: a new one, which knows nothing of who was here before.

    Except one thing: an answer that the same person sent when the last session was over.
    """
    kept = request.session.get(PENDING)
    logout(request)
    if kept and kept["card"] == str(card.pk):
        request.session[PENDING] = kept
    request.session[IN] = {"card": str(card.pk), "version": card.version, "at": timezone.now().timestamp()}
    request.session.set_expiry(int(KNOWN.total_seconds()))
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
