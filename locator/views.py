"""Find a place where a person helps."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from locator import rules, show
from locator.forms import SearchForm
from locator.models import Place, ServicePoint
from locator.search import PAGE, Where, find_place, nearest

MAX_START = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the form, the communes to choose from, or the nearest places."""
    form = SearchForm(request.GET or None)
    where: Where | None = None
    context: dict[str, object] = {"form": form}
    code = request.GET.get("place", "")[:5]
    asked = "where" in request.GET or bool(code)
    if asked and form.is_valid():
        chosen = Place.objects.filter(code=code).first() if code else None
        where = Where(chosen.name, place=chosen) if chosen else find_place(form.cleaned_data["where"])
        problem = _problem(where)
        if problem:
            form.add_error("where", problem)
        context["where"] = where
        if where.place:
            context.update(_results(request, where.place, form.cleaned_data["service"]))
    return render(request, "locator/search.html", context)


def _problem(where: Where) -> str:
    if where.problem == "empty":
        return _("Write the name of your town or its postcode.")
    if where.problem == "long":
        return _("This is too long for the name of a town. Write only its name or its postcode.")
    if where.problem == "unknown":
        return _("We know no town with this name. Look at the spelling, or write the postcode.")
    return ""


def _results(request: HttpRequest, place: Place, service: str) -> dict[str, object]:
    text = request.GET.get("start", "")
    start = min(int(text), MAX_START) if text.isdigit() and text.isascii() and len(text) < 6 else 0
    found, more = nearest(latitude=place.latitude, longitude=place.longitude, service=service, start=start)
    now = timezone.now()
    return {
        "place": place,
        "results": [show.card(one, number, place, now) for number, one in enumerate(found, start + 1)],
        "service": service,
        "start": start,
        "page_number": start // PAGE + 1,
        "next_start": start + PAGE if more and start + PAGE <= MAX_START else None,
        "previous_start": max(0, start - PAGE) if start else None,
        "page_size": PAGE,
    }


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one place: open now, phone first, hours, what one can do."""
    if pk > 2**62:
        raise Http404
    point = ServicePoint.objects.select_related("source").prefetch_related("services").filter(pk=pk).first()
    if point is None or not rules.may_see(point):
        raise Http404
    return render(request, "locator/place.html", {"page": show.page(point, timezone.now())})
