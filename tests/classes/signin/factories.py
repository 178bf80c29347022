"""An open class and its cards."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from learning.classes.models import Classroom, Enrolment
from learning.classes.signin import flows, keyed
from learning.classes.signin.models import LoginCard
from tests.classes.factories import make_class, make_teacher


def open_class(names=("Amina", "Bernard"), *, kind: str = "school", minutes: int = 60, teacher=None) -> Classroom:
    classroom = make_class(teacher or make_teacher(), names=names, kind=kind)
    flows.open_window(classroom=classroom, until=timezone.now() + dt.timedelta(minutes=minutes))
    return classroom


def cards_of(classroom: Classroom) -> list[LoginCard]:
    present = Enrolment.objects.present().filter(classroom=classroom).select_related("learner")
    learners = sorted((one.learner for one in present), key=lambda one: one.display_name)
    return flows.cards_of(learners=learners, secret=classroom.card_secret)


def card_url(card: LoginCard) -> str:
    return reverse("cards:card", args=[keyed.card_path(card)])


def wrong_pictures(card: LoginCard) -> list[str]:
    """Return the right pictures in the wrong order."""
    return list(reversed(keyed.card_pictures(card)))


def press(client, keys):
    """Press pictures one after the other; return the last answer."""
    response = None
    for key in keys:
        response = client.post(reverse("cards:hello"), {"picture": key})
    return response


def come_in(client, card: LoginCard):
    """Scan a card and press its pictures."""
    client.get(card_url(card))
    return press(client, keyed.card_pictures(card))
