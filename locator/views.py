"""Find a place where a person helps."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kit.services import CATEGORIES
from locator import rules, show
from locator.forms import SearchForm
from locator.models import Place, ServicePoint
from locator.search import MAX_FOUND, PAGE, Where, find_place, nearest


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the form, the communes to choose from, or the nearest places."""
    if not rules.may_search(request.user):
        raise Http404
    chosen = _chosen(request)
    form = SearchForm(request.GET or None, place=chosen)
    context: dict[str, object] = {"form": form}
    if ("where" in request.GET or chosen) and form.is_valid():
        where = Where(chosen.name, place=chosen) if chosen else find_place(form.cleaned_data["where"])
        problem = _problem(where)
        if problem:
            form.add_error("where", problem)
        context["where"] = where
        context["choices"] = show.choices(where.choices, where.typed)
        context["suggestions"] = show.choices(where.suggestions, "")
        if where.place:
            context.update(_results(request, where.place, form.cleaned_data["service"]))
    return render(request, "locator/search.html", context)


def _chosen(request: HttpRequest) -> Place | None:
    """Return the commune that the address names by its code."""
    code = request.GET.get("place", "")
    return Place.objects.filter(code=code).first() if len(code) == 5 and code.isalnum() else None


def _problem(where: Where) -> str:
    if where.problem == "empty":
        return _("Write the name of your town or its postcode.")
    if where.problem == "long":
        return _("This is too long for the name of a town. Write only its name or its postcode.")
    if where.problem == "unknown":
        return _("We know no town with this name. Look at the spelling, or write the postcode.")
    if where.problem == "postcode":
        return _("We know no town with this postcode. Look at the five figures, or write the name of the town.")
    return ""


def _results(request: HttpRequest, place: Place, service: str) -> dict[str, object]:
    text = request.GET.get("start", "")
    start = int(text) if text.isdigit() and text.isascii() and len(text) < 6 else 0
    start = min(start, MAX_FOUND) // PAGE * PAGE
    nearby = nearest(latitude=place.latitude, longitude=place.longitude, service=service, start=start)
    start = nearby.start
    now = timezone.now()
    return {
        "place": place,
        "service": service,
        "heading": show.heading(nearby),
        "far": show.far(nearby, place, service),
        "others": show.others(nearby, service),
        "results": [show.card(one, number, place, now) for number, one in enumerate(nearby.found, start + 1)],
        "start": start,
        "page_number": start // PAGE + 1,
        "pages": max(1, -(-nearby.total // PAGE)),
        "next_start": start + PAGE,
        "next_count": max(0, min(PAGE, nearby.total - start - PAGE)),
        "previous_start": max(0, start - PAGE) if start else None,
    }


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one place: open now, phone first, hours, what one can do."""
    if pk > 2**62:
        raise Http404
    point = ServicePoint.objects.select_related("source").prefetch_related("services").filter(pk=pk).first()
    if point is None or not rules.may_see(request.user, point):
        raise Http404
    start = _chosen(request)
    service = request.GET.get("service", "")
    context = {
        "page": show.page(point, timezone.now(), start),
        "start": start,
        "service": service if service in CATEGORIES else "",
    }
    return render(request, "locator/place.html", context)
