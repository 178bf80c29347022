"""Figures of the directory, for any page."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.cache import cache
from django.utils import timezone

from kit.services import CATEGORIES
from locator import drawing, rules, show
from locator.asked import Asked
from locator.models import ServicePoint
from locator.search.near import Nearby
from locator.show.results import Start
from locator.slip import slip

register = template.Library()
KEY = "locator.point_count"


@register.simple_tag
def point_count() -> int:
    """Return how many places the directory holds; counted at most every ten minutes."""
    count = cache.get(KEY)
    if count is None:
        count = ServicePoint.objects.count()
        cache.set(KEY, count, 600)
    return count


@register.filter
def elided(text: str) -> str:
    """Return a French sentence with "de" joined to the name of a town: d’Annecy, du Mans, des Abymes."""
    return show.elided(str(text))


@register.inclusion_tag("locator/results_map.html")
def results_map(start: Start, nearby: Nearby, asked: Asked) -> dict[str, Any]:
    """Draw the places of one page of results around where the person looks from: a map without a script."""
    here = (start.latitude, start.longitude)
    places = [(n, one.point, one.stopping.stop if one.stopping else one.point) for n, one in enumerate(nearby.found, 1)]
    where = [(spot.latitude, spot.longitude) for _n, _point, spot in places]
    frame = drawing.frame_around(here, where, width=560, height=620, least_km=2)
    pins = [
        {"x": x, "y": y, "number": nearby.start + n, "point": point}
        for n, point, spot in places
        for x, y in [frame.project(spot.latitude, spot.longitude)]
    ]
    km, bar = frame.bar
    return {
        "frame": frame,
        "land": drawing.land(frame),
        "pins": pins,
        "here": frame.project(*here),
        "place": start,
        "rings": [{"r": r, "top": frame.height // 2 - r, "words": show.distance(km)} for km, r in frame.rings],
        "bar": bar,
        "bar_words": show.distance(km),
        "asked": asked,
    }


@register.simple_tag(takes_context=True)
def slip_of(context: dict[str, Any], place: object, service: object = "") -> dict[str, Any] | None:
    """Return what a sheet shows of a place by its number (as an address says it), or None when there is none.

    Five queries at most. It is the door through which other rooms print a place: they know its number alone.
    """
    text = str(place)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    points = ServicePoint.objects.shown().select_related("source").prefetch_related("services", "stops")
    point = points.filter(pk=int(text)).first()
    request = context.get("request")
    if point is None or not rules.may_see(getattr(request, "user", None), point):
        return None
    key = str(service)
    return slip(point, timezone.now(), None, key if key in CATEGORIES else "")
