"""Who is learning here, and the second factor of the people who work in the office."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from learning.people import devices, guests, rules
from learning.people.models import Learner


class LearnerMiddleware:
    """Give the request its learner, read on first use: the user's, else that of a card or other device
    session (devices), else the guest's, else None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.learner = SimpleLazyObject(lambda: find_learner(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        learner = getattr(request, "new_guest", None)
        if learner is not None:
            guests.remember(request=request, response=response, learner=learner)
        elif getattr(request, "forget_guest", False) and guests.COOKIE in request.COOKIES:
            guests.forget(response)
        return response


def find_learner(request: HttpRequest) -> Learner | None:
    """Return the learner of a request: the user's, else the one of a card's session, else the guest's, else None."""
    if request.user.is_authenticated:
        return Learner.objects.filter(user=request.user).first()
    return devices.find(request) or guests.learner_from_cookie(request)


class SecondFactorMiddleware:
    """Send the people of the office to set up a second factor before they reach it.

    In demonstration mode it is only offered: the demonstration accounts are shared by whoever tries them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path.startswith("/cms/")
            and not settings.PASSERELLE_DEMO
            and request.user.is_authenticated
            and rules.needs_second_factor(request.user)
        ):
            messages.warning(request, _("Set up a second step first: it protects everybody’s lessons and data."))
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)
