"""Find a place where a person helps: by a town or a position, with filters, as a list and as a map."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from locator import rules, show
from locator.asked import Asked
from locator.forms import SearchForm
from locator.geo import box
from locator.models import Place, ServicePoint
from locator.search.near import MAX_FOUND, PAGE, Nearby, nearest
from locator.search.where import Where, find_place
from locator.show.results import Start
from locator.views.tiles import allow_tiles, tiles

TOWNS = 60  # names on the map
FAR_KM = 300


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the form, the communes to choose from, or the nearest places."""
    if not rules.may_search(request.user):
        raise Http404
    asked = Asked.from_query(request.GET)
    chosen = chosen_place(asked)
    typed = request.GET.get("where", "")
    if typed.strip() and not (chosen and typed.strip() == str(chosen)):
        # What is written in the field wins over what an earlier search chose.
        chosen, asked = None, replace(asked, place="", at=None)
    form = SearchForm(request.GET or None, place=chosen, service=asked.service)
    context: dict[str, object] = {"form": form, "asked": asked, "show_map": request.GET.get("map") == "1"}
    if chosen:
        context.update(_results(chosen, asked, where=Where(chosen.name, place=chosen)))
    elif asked.at:
        context.update(_results(asked.at, asked))
    elif "where" in request.GET and form.is_valid():
        where = find_place(form.cleaned_data["where"])
        problem = _problem(where)
        if problem:
            form.add_error("where", problem)
        context["where"] = where
        context["choices"] = show.choices(where.choices, where.typed)
        context["suggestions"] = show.choices(where.suggestions, where.typed)
        if where.place:
            context.update(_results(where.place, replace(asked, place=where.place.code), where=where))
    response = render(request, "locator/search.html", context)
    if "results" in context:
        allow_tiles(response)
    return response


@require_safe
def marks(request: HttpRequest) -> HttpResponse:
    """Return the places of a search for the map, in the order of the list. Asked for when the map is shown."""
    if not rules.may_search(request.user):
        raise Http404
    asked = Asked.from_query(request.GET)
    start = chosen_place(asked) or asked.at
    if start is None:
        raise Http404
    nearby = _nearest(start, asked, timezone.now())
    towns = _towns(start, nearby)
    names = dict(ServicePoint.objects.filter(pk__in=[one[0] for one in nearby.every]).values_list("pk", "name"))
    return JsonResponse(
        {
            "centre": [start.latitude, start.longitude],
            "towns": [{"name": name, "at": [latitude, longitude]} for name, latitude, longitude in towns],
            "points": [
                {
                    **one,
                    "name": names.get(one["id"], ""),
                    "url": f"{reverse('locator:place', args=[one['id']])}?{asked.query}",
                }
                for one in show.marks(nearby, 1)
            ],
        }
    )


def _towns(start: Start, nearby: Nearby) -> list[tuple[str, float, float]]:
    """Return the towns to name on a map of the places shown, the largest first. One query."""
    reach = max(10.0, *(one[1] for one in nearby.every[:PAGE])) if nearby.every else 10.0
    south, north, west, east = box(start.latitude, start.longitude, min(reach * 1.5, FAR_KM))
    exact = Place.objects.filter(precision=Place.Precision.EXACT)  # a name in a wrong spot leads astray
    towns = exact.filter(latitude__range=(south, north), longitude__range=(west, east)).order_by("-population", "pk")
    return list(towns.values_list("name", "latitude", "longitude")[:TOWNS])


def chosen_place(asked: Asked) -> Place | None:
    """Return the commune that an address names by its code. One query at most."""
    return Place.objects.filter(code=asked.place).first() if asked.place else None


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


def _nearest(start: Start, asked: Asked, now: dt.datetime) -> Nearby:
    return nearest(
        latitude=start.latitude,
        longitude=start.longitude,
        moment=now,
        service=asked.service,
        options=asked.options,
        unknown=asked.unknown,
        start=min(asked.start, MAX_FOUND) // PAGE * PAGE,
    )


def _results(start: Start, asked: Asked, where: Where | None = None) -> dict[str, Any]:
    now = timezone.now()
    nearby = _nearest(start, asked, now)
    first = nearby.start
    return {
        "where": where,
        "place": start,
        "asked": asked,
        "heading": show.heading(nearby, asked),
        "far": show.far(nearby, start, asked),
        "others": show.others(nearby, asked.service) if not asked.options else [],
        "results": [show.card(one, number, start, now) for number, one in enumerate(nearby.found, first + 1)],
        "filters": show.filters(nearby, asked),
        "sifted": show.sifted(nearby, asked),
        "left_out": show.left_out(nearby, asked),
        "with_unknown": replace(asked, unknown=True).query,
        "start": first,
        "page_number": first // PAGE + 1,
        "pages": max(1, -(-nearby.total // PAGE)),
        "next_query": asked.with_start(first + PAGE),
        "next_count": max(0, min(PAGE, nearby.total - first - PAGE)),
        "previous_query": asked.with_start(max(0, first - PAGE)) if first else "",
        "this_query": asked.with_start(first),
        "tiles": tiles(),
        "nearby": nearby,
    }
