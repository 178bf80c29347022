"""What may be kept by caches: public pages for a minute, a person's pages never."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "passerelle_guest")


class CacheHeadersMiddleware:
    """Mark every answer that does not say otherwise itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.has_header("Cache-Control"):
            return response
        personal = any(name in request.COOKIES for name in PERSONAL_COOKIES) or bool(response.cookies)
        if personal or request.method not in ("GET", "HEAD") or response.status_code >= 400:
            response.headers["Cache-Control"] = "private, no-store"
        else:
            response.headers["Cache-Control"] = "public, max-age=60"
            patch_vary_headers(response, ["Cookie"])
        return response
