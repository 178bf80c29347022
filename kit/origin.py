"""A POST only from our own pages, without a token, so that public pages stay cacheable."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt


def is_same_origin(request: HttpRequest) -> bool:
    """Say whether a request comes from one of our own pages.

    Every current browser sends Sec-Fetch-Site, which a page cannot forge; older ones send Origin with a POST.
    A request with neither is refused: no browser sends such a form. Source: docs/decisions/0003-answers-without-token.md.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if not origin or origin == "null":
        return False
    parts = urlsplit(origin)
    return parts.netloc == request.get_host() and parts.scheme == request.scheme


def same_origin_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse with 403 what does not come from our own pages; the view needs no CSRF token then."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD") and not is_same_origin(request):
            return HttpResponseForbidden(
                _("This form was sent from another site. Go back to the page and send it again."),
                content_type="text/plain; charset=utf-8",
            )
        return view(request, *args, **kwargs)

    return csrf_exempt(wrapped)
