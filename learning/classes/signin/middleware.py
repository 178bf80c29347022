"""Nobody is signed out silently: an answer sent after a card's session ended is kept, and the person is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from kit.origin import is_same_origin
from learning.classes.signin import session


class CardSessionMiddleware:
    """Stop a pupil whose session is over before an answer would become a stranger's.

    Without it the answer would make a guest of the device: lost for the pupil, and there for the next one.
    """

    ROOM = "progress"  # answers, the end of a lesson, "My learning"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead to the page that says the session is over; keep what was sent from our own pages."""
        match = request.resolver_match
        if match is None or self.ROOM not in match.namespaces or session.IN not in request.session:
            return None
        if not session.is_over(request):
            if request.method == "POST":
                session.forget_pending(request)  # it is being sent now, or something newer is
            return None
        if request.method == "POST" and is_same_origin(request):
            session.keep_pending(request)
        elif request.method not in ("GET", "HEAD"):
            return None
        return HttpResponseRedirect(reverse("cards:over"))
