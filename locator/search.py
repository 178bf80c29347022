"""From what a person typed to a commune, and from a commune to the nearest places."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

from django.db.models import Case, Q, QuerySet, When

from locator.geo import BOXES_KM, box, distance_km
from locator.models import Place, PlaceName, ServicePoint
from locator.text import query_key

MAX_TYPED = 120
MAX_CHOICES = 20
MAX_CANDIDATES = 4000
PAGE = 10


@dataclass
class Where:
    """What a search text means: one commune, several to choose from, or none with the nearest spellings."""

    typed: str
    place: Place | None = None
    choices: list[Place] = field(default_factory=list)
    suggestions: list[Place] = field(default_factory=list)
    problem: str = ""  # "", "empty", "long", "unknown", "department"


@dataclass
class Found:
    """A place of help and how far it is, in kilometres."""

    point: ServicePoint
    km: float


def find_place(typed: str) -> Where:
    """Return the communes that a text may mean. Never guesses between several. Three queries at most."""
    typed = typed.replace("\x00", " ").strip()
    where = Where(typed[:MAX_TYPED])
    if not typed:
        where.problem = "empty"
        return where
    if len(typed) > MAX_TYPED:
        where.problem = "long"
        return where
    key = query_key(typed)
    if re.fullmatch(r"\d{1,3}|2[ab]", key):
        where.problem = "department"
        where.choices = list(_by_department(key.upper().zfill(2))[:MAX_CHOICES])
    elif key:
        words = key.split()
        code = next((word for word in words if re.fullmatch(r"\d{5}", word)), "")
        name = " ".join(word for word in words if word != code)
        where.choices = _named(name or code, code if name else "")
    if len(where.choices) == 1:
        where.place = where.choices[0]
    elif not where.choices:
        where.problem = "unknown"
        where.suggestions = _spelled_like(key)
    return where


def _by_department(code: str) -> QuerySet[Place]:
    return Place.objects.filter(department=code).order_by("-population")


def _named(key: str, postcode: str) -> list[Place]:
    """Return the communes with this name, else those whose name begins with it. One query."""
    words = Q(names__key=key)
    if len(key) >= 3 and not key.isdigit():
        words |= Q(names__key__startswith=key)
    places = Place.objects.filter(words).annotate(rank=Case(When(names__key=key, then=0), default=1))
    if postcode:
        places = places.filter(postcodes__contains=postcode)
    found: dict[str, Place] = {}
    for place in places.order_by("rank", "-population")[: 3 * MAX_CHOICES]:
        found.setdefault(place.code, place)
    exact = [place for place in found.values() if place.rank == 0]  # type: ignore[attr-defined]
    return (exact or list(found.values()))[:MAX_CHOICES]


def _spelled_like(key: str) -> list[Place]:
    """Return up to five communes spelled nearly like it: same two first letters, then by similarity."""
    if len(key) < 3 or key.isdigit():
        return []
    names = PlaceName.objects.filter(key__startswith=key[:2]).values_list("key", flat=True)[:MAX_CANDIDATES]
    near = difflib.get_close_matches(key, set(names), n=5, cutoff=0.75)
    return list(Place.objects.filter(names__key__in=near).distinct().order_by("-population")[:5]) if near else []


def nearest(
    *, latitude: float, longitude: float, service: str = "", start: int = 0, count: int = PAGE
) -> tuple[list[Found], bool]:
    """Return places by distance, from number `start`, and whether there are more. The nearest, however far.

    A box widens until it holds enough points that are nearer than its edge; the rest is the great circle. One query for
    each box, one for the points, one for their services.
    """
    wanted = start + count + 1
    found: list[tuple[float, int]] = []
    for km in (*BOXES_KM, None):
        found = _within(latitude, longitude, km, service)
        if km is None or sum(distance <= km for distance, _pk in found) >= wanted:
            break
    chosen = found[start : start + count]
    points = ServicePoint.objects.select_related("source").prefetch_related("services")
    by_pk = points.in_bulk([pk for _distance, pk in chosen])
    return [Found(by_pk[pk], distance) for distance, pk in chosen], len(found) > start + count


def _within(latitude: float, longitude: float, km: float | None, service: str) -> list[tuple[float, int]]:
    points = ServicePoint.objects.all()
    if km is not None:
        south, north, west, east = box(latitude, longitude, km)
        points = points.filter(latitude__range=(south, north), longitude__range=(west, east))
    if service:
        points = points.filter(services__category=service)
    rows = points.values_list("pk", "latitude", "longitude")
    return sorted((distance_km(latitude, longitude, a, b), pk) for pk, a, b in rows)
