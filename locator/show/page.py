"""A place as its page, its slip and the phone page show it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from locator.asked import Position
from locator.geo import distance_km
from locator.models import ServicePoint, VisitStop
from locator.search.near import Stopping
from locator.show.bring import to_bring
from locator.show.facts import COSTS, LANGUAGES, PUBLICS, WAYS, access_facts
from locator.show.opening import (
    announcements,
    next_openings,
    next_stops,
    opening,
    opening_words,
    stopping,
    today_at,
    verified,
    week,
)
from locator.show.results import Start, away
from locator.show.words import elided, in_a_row

STOPS_ON_PAGE = 12
ONLY_STOP = 3


def page(point: ServicePoint, moment: dt.datetime, start: Start | None, service: str = "") -> dict[str, Any]:
    """Return a place as its page shows it; `start` is the commune or the position that the person looks from.

    `point` has its services and its stops prefetched, its source selected: no query.
    """
    recent, age = verified(point, today_at(point, moment))
    known, unknown = access_facts(point)
    # Each stop once, so that no stop hides another; the only one a few times.
    several = len(point.stops.all()) > 1
    stops = next_stops(point, moment, STOPS_ON_PAGE, each=1 if several else ONLY_STOP)
    categories = [one.category for one in point.services.all()]
    state = opening(point, moment)
    if stops:
        state = stopping(Stopping(stops[0][0], 0, stops[0][1], stops[0][2]), moment)
    return {
        "point": point,
        "opening": state,
        "is_recent": recent,
        "age": age,
        "from_start": _from(point, start),
        "access": known,
        "access_unknown": ", ".join(unknown) if known else "",
        "services": [one.label for one in point.services.all()],
        "publics": in_a_row([str(PUBLICS[key]) for key in point.publics if key in PUBLICS]),
        "languages": in_a_row([str(LANGUAGES[key]) for key in point.languages if key in LANGUAGES]),
        "ways": [WAYS[key] for key in point.ways if key in WAYS],
        "cost": COSTS.get(point.cost, ""),
        "week": week(point, moment),
        "announcements": announcements(point, moment),
        "openings": [opening_words(begin, end, moment) for begin, end in next_openings(point, moment)],
        "stops": [_stop(stop, opening_words(begin, end, moment)) for stop, begin, end in stops],
        "bring": to_bring(categories, service),
        "categories": [service, *(one for one in categories if one != service)] if service else categories,
    }


def _stop(stop: VisitStop, when: str) -> dict[str, Any]:
    return {"stop": stop, "when": when, "words": _("%(when)s: %(where)s") % {"when": when, "where": stop}}


def _from(point: ServicePoint, start: Start | None) -> str:
    """Return how far a place is from where the person looks, as a sentence; "" when that is not known."""
    if start is None:
        return ""
    km = distance_km(start.latitude, start.longitude, point.latitude, point.longitude)
    words = {"distance": away(point, km, start), "name": start.name}
    if isinstance(start, Position):
        text = _("%(distance)s from your position.") % words
    else:
        text = elided(_("%(distance)s from the centre of %(name)s, in a straight line.") % words)
    return text[:1].upper() + text[1:]
