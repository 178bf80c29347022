"""One place: its page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from locator import rules, show
from locator.asked import Asked
from locator.models import ServicePoint
from locator.show import share
from locator.views.search import chosen_place


def point_or_404(request: HttpRequest, pk: int, *, shown: bool = True) -> ServicePoint:
    """Return a place with all that its pages show; raises Http404 for one that is not there. Three queries.

    Without `shown`, places that are closed for good or merged into another are found too.
    """
    if pk > 2**62:
        raise Http404
    points = ServicePoint.objects.shown() if shown else ServicePoint.objects.all()
    point = points.select_related("source").prefetch_related("services", "stops").filter(pk=pk).first()
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
    """Show one place: open now, phone first, hours, what one can do.

    A printed slip may lead to a place that is gone: one that was merged leads to the other, a closed one says so.
    """
    point = point_or_404(request, pk, shown=False)
    if point.merged_into_id:
        asked = request.GET.urlencode()
        address = reverse("locator:place", args=[point.merged_into_id])
        return HttpResponsePermanentRedirect(f"{address}?{asked}" if asked else address)
    if point.is_closed:
        return render(request, "locator/closed.html", {"point": point}, status=410)
    now = timezone.now()
    context = {**context_of(request, point), "share": share.links(point, now), "schema": share.schema(point, now)}
    return render(request, "locator/place.html", context)
