"""What other people's events make us do."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in, user_signed_up
from django.contrib import messages
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accessibility.preferences import Preferences
from accessibility.signals import display_chosen
from learning.people import erasing, flows, guests
from learning.people.holdings import day
from learning.people.models import ErasureRequest, Learner, User
from learning.people.privacy import Person


@receiver(user_signed_up)
def keep_what_was_learnt(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A guest who signs up keeps the same learner; the cookie has done its work."""
    flows.adopt_guest(user=user, guest=guests.learner_from_cookie(request))
    request.forget_guest = True  # type: ignore[attr-defined]


@receiver(display_chosen)
def keep_display_with_the_account(request: HttpRequest, preferences: Preferences, **kwargs: Any) -> None:
    """Display options go with the account, to every device."""
    if isinstance(user := request.user, User) and user.display != preferences.to_cookie():
        User.objects.filter(pk=user.pk).update(display=preferences.to_cookie())


@receiver(user_logged_in)
def bring_the_display(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Signed in on another device, a person finds their display options; an account without any changes nothing."""
    if request is not None and isinstance(user, User) and user.display:
        request.display_to_keep = Preferences.from_cookie(user.display)  # type: ignore[attr-defined]


@receiver(user_logged_in)
def speak_of_erasing(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Whoever was to be erased for not coming has come, and stays; whoever asked for it is told the day."""
    if request is None or not isinstance(user, User):
        return
    waiting = erasing.request_of(Person(user=user, learner=Learner.objects.filter(user=user).first()))
    if waiting is None:
        return
    if waiting.reason == ErasureRequest.Reason.INACTIVE:
        waiting.delete()
        said = _("Your account was to be erased, because nobody had used it for a long time. It stays.")
    else:
        said = _("Everything is erased on %s. You can still change your mind: open “My data” in “My account”.") % day(
            waiting.due_at
        )
    messages.warning(request, said)


@receiver(user_logged_in)
def remember_the_guest(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Answers were given here without an account: the person is asked whether they are theirs."""
    guests.ask_about(request, guests.learner_from_cookie(request))


def make_roles(**kwargs: Any) -> None:
    flows.ensure_roles()


def connect(app: Any) -> None:
    """Make the roles after every migration: they are there even when the database was emptied."""
    post_migrate.connect(make_roles, sender=app, dispatch_uid="people.make_roles")
