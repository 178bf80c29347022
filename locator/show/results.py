"""The results of a search in words: headings, cards, filters with what each of them leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kit.services import CATEGORIES
from locator.asked import Asked, Position
from locator.departments import DEPARTMENTS
from locator.models import Place, ServicePoint
from locator.search.filters import CHECKS, LANGUAGE_KEYS, PUBLIC_KEYS
from locator.search.near import NEAR_KM, PAGE, Found, Nearby, Stopping
from locator.show.facts import PUBLICS, access
from locator.show.opening import freshness, opening, stopping
from locator.show.words import distance, elided, in_a_row, walking

Start = Place | Position
SERVICES_ON_CARD = 3
FAR_KM = 20  # no place nearer than this: say so before the list
LABELS = {
    "now": gettext_lazy("Open now"),
    "saturday": gettext_lazy("Open on Saturday"),
    "evening": gettext_lazy("Open after 17:00"),
    "no-appointment": gettext_lazy("Without an appointment"),
    "free": gettext_lazy("Free"),
    "step-free": gettext_lazy("Entrance without a step"),
    "hearing-loop": gettext_lazy("Hearing loop"),
    "sign-language": gettext_lazy("French Sign Language"),
    "home": gettext_lazy("Somebody comes to your home"),
    "remote": gettext_lazy("Help from a distance"),
    **{f"public:{key}": PUBLICS[key] for key in PUBLIC_KEYS},
    "language:en": gettext_lazy("In English"),
    "language:und": gettext_lazy("In another language"),
}
GROUPS = (
    (gettext_lazy("When"), ("now", "saturday", "evening", "no-appointment")),
    (gettext_lazy("To come in and be understood"), ("step-free", "hearing-loop", "sign-language")),
    (gettext_lazy("How"), ("free", "home", "remote")),
)


@dataclass(frozen=True)
class Option:
    """One filter as the page shows it: whether it is on, and what it leaves, in words."""

    key: str
    label: str
    is_on: bool
    leaves: str
    count: int


def choices(places: list[Place], typed: str) -> list[dict[str, Any]]:
    """Return communes to choose from, each with its department in words and the old name that led to it."""
    return [
        {
            "code": place.code,
            "name": place.name,
            "department": DEPARTMENTS.get(place.department, place.department),
            "number": place.department,
            "former": getattr(place, "former", "") if typed else "",
        }
        for place in places
    ]


def heading(nearby: Nearby, asked: Asked | None = None) -> str:
    """Return how many places there are, in words."""
    if asked and asked.options:
        if not nearby.matching:
            return _("No place that we know answers all this")
        return ngettext(
            "%(count)s place answers all this, the nearest first",
            "%(count)s places answer all this, the nearest first",
            nearby.total,
        ) % {"count": nearby.total}
    if not nearby.total:
        return _("No place is known for this need")
    if nearby.near < min(PAGE, nearby.total):
        return ngettext("The nearest place", "The %(count)s nearest places, the nearest first", nearby.total) % {
            "count": nearby.total
        }
    words = {"count": nearby.near, "km": NEAR_KM}
    if nearby.is_cut:
        return _("More than %(count)s places within %(km)s km, the nearest first") % words
    return (
        ngettext(
            "%(count)s place within %(km)s km",
            "%(count)s places within %(km)s km, the nearest first",
            nearby.near,
        )
        % words
    )


def far(nearby: Nearby, start: Start, asked: Asked) -> str:
    """Return a sentence when nothing is near: what is not there, and how far the nearest is. Else ""."""
    if nearby.first_km is None or nearby.first_km <= FAR_KM:
        return ""
    words = {"km": FAR_KM, "name": start.name, "distance": distance(nearby.first_km)}
    if isinstance(start, Position):
        text = _("No place is known within %(km)s km of your position. The nearest is %(distance)s away.")
    elif asked.service and not asked.options:
        words["need"] = str(CATEGORIES[asked.service].label)
        text = _("No place for “%(need)s” is known within %(km)s km of %(name)s. The nearest is %(distance)s away.")
    else:
        text = _("No place is known within %(km)s km of %(name)s. The nearest is %(distance)s away.")
    return elided(text % words)


def others(nearby: Nearby, service: str) -> list[dict[str, Any]]:
    """Return the needs to try instead when nothing is near for this one (kit.services: fallbacks)."""
    if not service or (nearby.first_km is not None and nearby.first_km <= FAR_KM):
        return []
    return [{"key": key, "label": CATEGORIES[key].label} for key in CATEGORIES[service].fallbacks]


def away(point: ServicePoint, km: float, start: Start, stop: Stopping | None = None) -> str:
    """Return how far a point is, "about" when either end is known only roughly, with the time on foot when it is near.

    The time on foot is said from a position alone: the centre of a town is nobody's door.
    """
    words = distance(km)
    if start.is_approximate or (point.is_located_by_commune and stop is None):
        return _("about %(km)s") % {"km": words}
    foot = walking(km) if isinstance(start, Position) else ""
    return f"{words}, {foot}" if foot else words


def card(one: Found, number: int, start: Start, moment: dt.datetime) -> dict[str, Any]:
    """Return one result of a search as its card shows it."""
    point = one.point
    recent, age = freshness(point, moment.date())
    return {
        "number": number,
        "point": point,
        "stop": one.stopping.stop if one.stopping else None,
        "distance": away(point, one.km, start, one.stopping),
        "opening": stopping(one.stopping, moment) if one.stopping else opening(point, moment),
        "services": _some([service.label for service in point.services.all()]),
        "access": access(point),
        "is_recent": recent,
        "age": age,
    }


def filters(nearby: Nearby, asked: Asked) -> dict[str, Any]:
    """Return the filters for the form, each with what it leaves; `nearby.left` holds the figures."""

    def option(key: str) -> Option:
        left = nearby.left[key]
        count = left.yes + (left.unknown if asked.unknown else 0)
        leaves = ngettext("%(count)s place", "%(count)s places", count) % {"count": count}
        if left.unknown and not asked.unknown:
            leaves = _("%(places)s, not known for %(count)s") % {"places": leaves, "count": left.unknown}
        return Option(key.partition(":")[2] or key, str(LABELS[key]), key in asked.options, leaves, count)

    return {
        "groups": [{"title": title, "options": [option(key) for key in keys]} for title, keys in GROUPS],
        "publics": [option(f"public:{key}") for key in PUBLIC_KEYS],
        "languages": [option(f"language:{key}") for key in LANGUAGE_KEYS],
        "unknown": asked.unknown,
        "active": [
            {"label": LABELS[key], "query": asked.without(key).query}
            for key in (*CHECKS, f"public:{asked.public}", f"language:{asked.language}")
            if key in asked.options
        ],
    }


def sifted(nearby: Nearby, asked: Asked) -> str:
    """Return how many places the filters looked at, in a sentence; "" without filters."""
    if not asked.options:
        return ""
    text = ngettext(
        "The filters looked at the nearest place.",
        "The filters looked at the %(count)s nearest places.",
        nearby.looked,
    )
    return text % {"count": nearby.looked}


def left_out(nearby: Nearby, asked: Asked) -> str:
    """Return of how many places the answer is not known, in words; "" when there are none or they are shown."""
    if not asked.options or asked.unknown or not nearby.unknown:
        return ""
    return ngettext(
        "See also %(count)s place of which this is not known",
        "See also %(count)s places of which this is not known",
        nearby.unknown,
    ) % {"count": nearby.unknown}


def marks(nearby: Nearby, first: int) -> list[dict[str, Any]]:
    """Return every place of a search for the map: number in the list, where it is."""
    return [
        {"n": number, "id": pk, "at": [round(latitude, 5), round(longitude, 5)]}
        for number, (pk, _km, latitude, longitude) in enumerate(nearby.every, first)
    ]


def _some(labels: list[str]) -> str:
    """Return the first services of a place in a row, and how many more there are."""
    if len(labels) <= SERVICES_ON_CARD + 1:
        return in_a_row(labels)
    more = _("and %(count)s other services") % {"count": len(labels) - SERVICES_ON_CARD}
    return f"{in_a_row(labels[:SERVICES_ON_CARD])} {more}"
