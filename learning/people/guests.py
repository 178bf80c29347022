"""A guest: a learner named by a signed cookie, set with the first answer and never by reading."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.signing import BadSignature, get_cookie_signer
from django.http import HttpRequest, HttpResponse

from learning.people.models import Learner

COOKIE = "passerelle_guest"
SALT = "passerelle.guest"


def learner_from_cookie(request: HttpRequest) -> Learner | None:
    """Return the guest that the cookie names; None without one, or when an account has the guest.

    A learner who has an account is never opened by a cookie alone.
    """
    value = request.COOKIES.get(COOKIE)
    if not value:
        return None
    try:
        key = uuid.UUID(get_cookie_signer(SALT).unsign(value))
    except (BadSignature, ValueError):
        return None
    return Learner.objects.filter(pk=key, user__isnull=True).first()


def remember(*, request: HttpRequest, response: HttpResponse, learner: Learner) -> None:
    """Name the learner in the cookie of the answer."""
    response.set_cookie(
        COOKIE,
        get_cookie_signer(SALT).sign(str(learner.pk)),
        max_age=settings.GUEST_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse) -> None:
    """Remove the cookie from the device."""
    response.delete_cookie(COOKIE, samesite="Lax")


def ensure_learner(request: HttpRequest) -> Learner:
    """Return the request's learner, made now for a first answer; the middleware then sets the cookie."""
    learner = request.learner  # type: ignore[attr-defined]
    if learner:
        return learner
    if request.user.is_authenticated:
        learner, _created = Learner.objects.get_or_create(user=request.user)
    else:
        learner = Learner.objects.create()
        request.new_guest = learner  # type: ignore[attr-defined]
    request.learner = learner  # type: ignore[attr-defined]
    return learner
