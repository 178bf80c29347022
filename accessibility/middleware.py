"""`request.display`: how this person likes pages to look."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accessibility.preferences import COOKIE, Preferences


class DisplayMiddleware:
    """Read the display cookie, so that the first byte already has the chosen colours and sizes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.display = Preferences.from_cookie(request.COOKIES.get(COOKIE, ""))  # type: ignore[attr-defined]
        return self.get_response(request)
