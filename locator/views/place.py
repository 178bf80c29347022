"""One place: its page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from locator import rules, show
from locator.asked import Asked
from locator.models import ServicePoint
from locator.views.search import chosen_place


def point_or_404(request: HttpRequest, pk: int) -> ServicePoint:
    """Return a place with all that its pages show; raises Http404 for one that is not there. Three queries."""
    if pk > 2**62:
        raise Http404
    points = ServicePoint.objects.select_related("source").prefetch_related("services", "stops")
    point = points.filter(pk=pk).first()
    if point is None or not rules.may_see(request.user, point):
        raise Http404
    return point


def context_of(request: HttpRequest, point: ServicePoint) -> dict[str, Any]:
    """Return what every page of a place shows. One query at most."""
    asked = Asked.from_query(request.GET)
    start = chosen_place(asked) or asked.at
    return {
        "page": show.page(point, timezone.now(), start, asked.service),
        "start": start,
        "asked": asked,
        "service": asked.service,
    }


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one place: open now, phone first, hours, what one can do."""
    point = point_or_404(request, pk)
    return render(request, "locator/place.html", context_of(request, point))
