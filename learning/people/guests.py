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
    learner = Learner.objects.select_related("merged_into").filter(pk=key, user__isnull=True).first()
    if learner and learner.merged_into:
        # Merged on another device: into a guest, who is opened; or into an account, which a cookie never opens.
        return learner.merged_into if learner.merged_into.user_id is None else None
    return learner


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


OTHER = "other_learner"  # in the session: who has answers on this device besides the person who has come in


def ask_about(request: HttpRequest, other: Learner | None) -> None:
    """Remember a learner of this device whose answers may be those of the person who comes in now."""
    if other and other.last_active_on:
        request.session[OTHER] = str(other.pk)


def other_learner(request: HttpRequest) -> Learner | None:
    """Return the learner of this device to ask about: without account, not merged, and not the one who is here."""
    key = request.session.get(OTHER)
    if not key:
        return None
    other = Learner.objects.filter(pk=key, user__isnull=True, merged_into=None).first()
    learner = request.learner  # type: ignore[attr-defined]
    return None if other is None or not learner or other.pk == learner.pk else other
