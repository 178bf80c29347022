"""`request.display`: how this person likes pages to look."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accessibility.preferences import COOKIE, Preferences


class DisplayMiddleware:
    """Read the display cookie, so that the first byte already has the chosen colours and sizes.

    A room that knows the person (an account has its own options) sets `request.display_to_keep`: the device keeps these.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.display = Preferences.from_cookie(request.COOKIES.get(COOKIE, ""))  # type: ignore[attr-defined]
        response = self.get_response(request)
        chosen = getattr(request, "display_to_keep", None)
        if chosen is not None:
            keep(response, chosen)
        return response


def keep(response: HttpResponse, preferences: Preferences) -> None:
    """Write the options into the device's cookie; nothing chosen needs none."""
    if preferences.is_default:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        preferences.to_cookie(),
        max_age=settings.GUEST_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
