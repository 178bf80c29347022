"""From what a person typed to a commune, and from a commune to the nearest places."""

from __future__ import annotations

import difflib
import math
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Case, Exists, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Length

from locator.departments import DEPARTMENTS, code_of
from locator.geo import BOXES_KM, box, distance_km
from locator.models import Place, PlaceName, Service, ServicePoint
from locator.text import Query, parse

MAX_TYPED = 120
MAX_CHOICES = 20
MAX_CANDIDATES = 6000
MAX_FOUND = 500  # architecture.md: the nearest 500 are looked at, and the page says so
NEAR_KM = 50
RARE = 5000  # a service offered by fewer points is looked for in all of them at once
PAGE = 10
PREFIX = 2  # rank of a commune found by the beginning of its name alone


@dataclass
class Where:
    """What a search text means: one commune, several to choose from, or none with the nearest spellings."""

    typed: str
    place: Place | None = None
    choices: list[Place] = field(default_factory=list)
    suggestions: list[Place] = field(default_factory=list)
    department: str = ""  # the name of the department, when the choice is among its communes
    problem: str = ""  # "", "empty", "long", "unknown", "postcode"


@dataclass
class Found:
    """A place of help and how far it is, in kilometres."""

    point: ServicePoint
    km: float


@dataclass
class Nearby:
    """The places around a point, the nearest first: one page of them, and how many there are."""

    found: list[Found]
    start: int  # number of the first one of this page, from 0
    total: int  # those that the pages show
    near: int  # those within NEAR_KM
    first_km: float | None  # how far the nearest is
    is_cut: bool  # there are more than MAX_FOUND within NEAR_KM


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
    query = parse(typed)
    if query.name or query.postcode:
        where.choices = _named(query)
    department = _department(query)
    if department:
        # "Vienne" is a town and a department: both are offered.
        towns = list(_by_department(department))
        where.department = DEPARTMENTS.get(department, department) if towns else ""
        exact = [place for place in where.choices if place.rank < PREFIX]  # type: ignore[attr-defined]
        where.choices = list({place.code: place for place in (*exact, *towns)}.values())[:MAX_CHOICES]
    if len(where.choices) == 1:
        where.place = where.choices[0]
    elif not where.choices:
        where.problem = "postcode" if query.postcode and not query.name else "unknown"
        where.suggestions = _spelled_like(query.name)
    return where


def _department(query: Query) -> str:
    """Return the code of the department that a query names alone, by number or by name. Paris is its own town."""
    if query.postcode:
        return ""
    code = query.department if not query.name else "" if query.department else code_of(query.name)
    return "" if code == "75" and query.name else code


def _by_department(code: str) -> QuerySet[Place]:
    return Place.objects.filter(department=code).order_by("-population", "name")[:MAX_CHOICES]


def _named(query: Query) -> list[Place]:
    """Return the communes with this name, else those whose name begins with it. One query.

    Each carries `former`, the old name by which it was found ("" for its own), as an attribute.
    """
    key = query.name or query.postcode
    words = Q(names__key=key)
    if len(key) >= 3 and query.name:
        words |= Q(names__key__startswith=key)
    places = Place.objects.filter(words)
    if query.name and query.postcode:
        places = places.filter(postcodes__contains=query.postcode)
    if query.name and query.department:
        places = places.filter(department=query.department)
    rank = Case(
        When(names__key=key, names__former="", then=0),
        When(names__key=key, then=1),
        default=PREFIX,
        output_field=IntegerField(),
    )
    found: dict[str, Place] = {}
    ordered = places.annotate(rank=rank, former=F("names__former")).order_by("rank", "-population", "code")
    for place in ordered[: 3 * MAX_CHOICES]:
        found.setdefault(place.code, place)
    exact = [place for place in found.values() if place.rank < PREFIX]  # type: ignore[attr-defined]
    if exact:
        # "Aix" is a village of Corrèze: who types it may well mean the town of Provence, so that both are offered.
        largest = max(place.population for place in exact)
        exact += [place for place in found.values() if place not in exact and place.population > largest]
    return (exact or list(found.values()))[:MAX_CHOICES]


def _spelled_like(name: str) -> list[Place]:
    """Return up to five communes spelled nearly like it, the nearest spelling first. Two queries."""
    if len(name) < 3:
        return []
    # Most slips leave the first letter or the end of the word as it is; the length changes little.
    alike = Q(key__startswith=name[0]) | Q(key__endswith=name[-4:])
    names = (
        PlaceName.objects.annotate(size=Length("key"))
        .filter(alike, size__gte=len(name) - 2, size__lte=len(name) + 2)
        .order_by("key")
        .values_list("key", flat=True)
        .distinct()[:MAX_CANDIDATES]
    )
    near = difflib.get_close_matches(name, names, n=5, cutoff=0.75)
    if not near:
        return []
    rows = Place.objects.filter(names__key__in=near).annotate(key=F("names__key")).order_by("-population")
    by_key: dict[str, list[Place]] = defaultdict(list)
    for place in rows:
        by_key[place.key].append(place)  # type: ignore[attr-defined]
    # Two of each name at most: the four Sainte-Anne would hide the other spellings.
    places = {place.code: place for key in near for place in by_key[key][:2]}
    return list(places.values())[:5]


def nearest(*, latitude: float, longitude: float, service: str = "", start: int = 0, count: int = PAGE) -> Nearby:
    """Return places by distance, from number `start`: those within 50 km, else the ten nearest, however far.

    Four queries whatever the number of points: which box holds enough of them, their coordinates, the page, its services.
    """
    measured, is_cut = _measure(latitude, longitude, service)
    near = sum(km <= NEAR_KM for km, _pk in measured)
    shown = measured[: max(near, PAGE)]
    start = min(start, max(0, len(shown) - 1) // PAGE * PAGE)  # an old address beyond the end shows the last page
    chosen = shown[start : start + count]
    points = ServicePoint.objects.select_related("source").prefetch_related("services")
    by_pk = points.in_bulk([pk for _km, pk in chosen])
    return Nearby(
        found=[Found(by_pk[pk], km) for km, pk in chosen],
        start=start,
        total=len(shown),
        near=near,
        first_km=measured[0][0] if measured else None,
        is_cut=is_cut and near == len(measured),
    )


def _measure(latitude: float, longitude: float, service: str) -> tuple[list[tuple[float, int]], bool]:
    """Return (distance, pk) of the nearest MAX_FOUND points, and whether there are more. Two queries."""
    offers = Service.objects.filter(category=service)
    points: QuerySet[ServicePoint] = ServicePoint.objects.shown().order_by()
    # Correlated, so that only the points of a box are looked up, not all that offer a common service.
    wanted = points.filter(Exists(offers.filter(point=OuterRef("pk")))) if service else points
    # The first box that holds MAX_FOUND points: CASE stops at it, and each look stops at that number of points.
    looks = [
        When(Exists(_in_box(wanted, latitude, longitude, km)[MAX_FOUND - 1 : MAX_FOUND]), then=Value(km)) for km in BOXES_KM
    ]
    if service:
        looks.insert(0, When(~Exists(offers.order_by()[RARE - 1 : RARE]), then=Value(0)))
    side = Case(*looks, default=None, output_field=IntegerField())
    km = points.annotate(side=side).values_list("side", flat=True).first()
    if km:
        # A corner of the box is √2 times as far as its side: a nearer point may lie outside it.
        wanted = _in_box(wanted, latitude, longitude, math.ceil(km * 1.42))
    elif service:
        wanted = points.filter(pk__in=offers.values("point"))
    nearly = wanted.annotate(apart=_apart(latitude, longitude)).order_by("apart", "pk")
    rows = nearly.values_list("pk", "latitude", "longitude")[: MAX_FOUND + 1]
    measured = sorted((distance_km(latitude, longitude, a, b), pk) for pk, a, b in rows)
    return measured[:MAX_FOUND], len(measured) > MAX_FOUND


def _in_box(points: QuerySet[ServicePoint], latitude: float, longitude: float, km: float) -> QuerySet[ServicePoint]:
    south, north, west, east = box(latitude, longitude, km)
    return points.order_by().filter(latitude__range=(south, north), longitude__range=(west, east))


def _apart(latitude: float, longitude: float) -> Combinable:
    """Return an expression that grows with the great-circle distance, in arithmetic that every database does quickly.

    The square of the small-angle haversine, where cos(latitude of the row) is its Taylor series around the centre: the
    order is right to one in ten thousand within 150 km; the exact distance is measured afterwards.
    """
    sine, cosine = math.sin(math.radians(latitude)), math.cos(math.radians(latitude))
    up = (F("latitude") - latitude) * math.radians(1)
    aside = (F("longitude") - longitude) * math.radians(1)
    # Farther than some 30° the series may turn negative: a floor of 0 would only change the order of the antipodes.
    shrink = cosine - sine * up - cosine / 2 * up * up
    return up * up + Value(cosine, output_field=FloatField()) * shrink * aside * aside
