"""What other people's events make us do."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in, user_signed_up
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.http import HttpRequest

from learning.people import flows, guests


@receiver(user_signed_up)
def keep_what_was_learnt(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A guest who signs up keeps the same learner; the cookie has done its work."""
    flows.adopt_guest(user=user, guest=guests.learner_from_cookie(request))
    request.forget_guest = True  # type: ignore[attr-defined]


@receiver(user_logged_in)
def remember_the_guest(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Answers were given here without an account: the person is asked whether they are theirs."""
    guests.ask_about(request, guests.learner_from_cookie(request))


def make_roles(**kwargs: Any) -> None:
    flows.ensure_roles()


def connect(app: Any) -> None:
    """Make the roles after every migration: they are there even when the database was emptied."""
    post_migrate.connect(make_roles, sender=app, dispatch_uid="people.make_roles")
