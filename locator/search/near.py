"""From a point to the nearest places, whatever the distance."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Exists, F, FloatField, IntegerField, OuterRef, QuerySet, Value, When
from django.db.models.expressions import Combinable

from locator import hours
from locator.geo import BOXES_KM, box, distance_km
from locator.models import Service, ServicePoint, VisitStop
from locator.search.filters import Left, Row, row_of, sift

MAX_FOUND = 500  # architecture.md: the nearest 500 are looked at, and the page says so
NEAR_KM = 50
RARE = 5000  # a service offered by fewer points is looked for in all of them at once
PAGE = 10
STOPS = 200  # stops of buses and duties that are looked at
STOPS_KM = 150
STOP_DAYS = 14  # a stop counts when the bus is there within these days


@dataclass
class Stopping:
    """Where a bus or a duty is next, near the person: the stop, how far, from when to when."""

    stop: VisitStop
    km: float
    start: dt.datetime
    end: dt.datetime


@dataclass
class Found:
    """A place of help and how far it is, in kilometres."""

    point: ServicePoint
    km: float
    stopping: Stopping | None = None


@dataclass
class Nearby:
    """The places around a point, the nearest first: one page of them, and how many there are."""

    found: list[Found]
    start: int  # number of the first one of this page, from 0
    total: int  # those that the pages show
    near: int  # those within NEAR_KM
    first_km: float | None  # how far the nearest is
    is_cut: bool  # there are more than MAX_FOUND within NEAR_KM
    looked: int = 0  # places that the filters looked at
    matching: int = 0  # places that they leave
    unknown: int = 0  # left out only because an answer is not known
    left: dict[str, Left] = field(default_factory=dict)
    every: list[tuple[int, float, float, float]] = field(default_factory=list)  # (pk, km, latitude, longitude) shown


@dataclass
class _Measured:
    km: float
    row: Row
    stopping: Stopping | None = None

    @property
    def here(self) -> tuple[float, float]:
        """The point that the distance leads to: the bus is looked for at its stop."""
        one = self.stopping.stop if self.stopping else self.row
        return one.latitude, one.longitude


def nearest(
    *,
    latitude: float,
    longitude: float,
    moment: dt.datetime,
    service: str = "",
    options: frozenset[str] = frozenset(),
    unknown: bool = False,
    start: int = 0,
    count: int = PAGE,
) -> Nearby:
    """Return places by distance, from number `start`: those within 50 km, else the ten nearest, however far.

    `options` are keys of filters.TESTS, applied to the nearest MAX_FOUND; all that they leave is returned. `unknown`
    keeps the places of which an answer is not known. Five queries whatever the number of points: which box holds
    enough of them, their facts, the stops, the page, its services.
    """
    measured, is_cut = _measure(latitude, longitude, service, moment)
    sifted = sift((one.row for one in measured), options=options, unknown=unknown, moment=moment)
    matching = [measured[number] for number in sifted.kept]
    near = sum(one.km <= NEAR_KM for one in matching)
    # Who filters wants to see every place that answers, however far; who does not, the surroundings.
    shown = matching if options else matching[: max(near, PAGE)]
    start = min(start, max(0, len(shown) - 1) // PAGE * PAGE)  # an old address beyond the end shows the last page
    chosen = shown[start : start + count]
    points = ServicePoint.objects.select_related("source").prefetch_related("services")
    by_pk = points.in_bulk([one.row.pk for one in chosen])
    return Nearby(
        found=[Found(by_pk[one.row.pk], one.km, one.stopping) for one in chosen if one.row.pk in by_pk],
        start=start,
        total=len(shown),
        near=near,
        first_km=matching[0].km if matching else None,
        is_cut=is_cut and not options and near == len(measured),
        looked=len(measured),
        matching=len(matching),
        unknown=sifted.unknown,
        left=sifted.left,
        every=[(one.row.pk, one.km, *one.here) for one in shown],
    )


def _measure(latitude: float, longitude: float, service: str, moment: dt.datetime) -> tuple[list[_Measured], bool]:
    """Return the nearest MAX_FOUND points by distance, and whether there are more. Three queries."""
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
    rows = [row_of(values) for values in nearly.values_list(*Row._fields)[: MAX_FOUND + 1]]
    measured = {row.pk: _Measured(distance_km(latitude, longitude, row.latitude, row.longitude), row) for row in rows}
    is_cut = len(measured) > MAX_FOUND
    for stopping, row in _stops(latitude, longitude, service, moment):
        known = measured.get(row.pk)
        if known is None or known.stopping is None or stopping.km < known.stopping.km:
            measured[row.pk] = _Measured(stopping.km, row, stopping)
    ordered = sorted(measured.values(), key=lambda one: (one.km, one.row.pk))
    return ordered[:MAX_FOUND], is_cut


def _stops(latitude: float, longitude: float, service: str, moment: dt.datetime) -> Iterable[tuple[Stopping, Row]]:
    """Return the stops around that a bus or a duty makes in the coming days, with the facts of its point. One query."""
    south, north, west, east = box(latitude, longitude, STOPS_KM)
    shown = VisitStop.objects.filter(point__is_closed=False, point__merged_into=None)
    stops = shown.filter(latitude__range=(south, north), longitude__range=(west, east))
    if service:
        stops = stops.filter(Exists(Service.objects.filter(category=service, point=OuterRef("point"))))
    ordered = stops.select_related("point").annotate(apart=_apart(latitude, longitude)).order_by("apart", "pk")
    for stop in ordered[:STOPS]:
        point = stop.point
        found = hours.next_spans(
            stop.opening_hours,
            zone=point.time_zone,
            department=hours.department_of(stop.postcode or point.postcode),
            moment=moment,
            count=1,
            days=STOP_DAYS,
        )
        if found:
            km = distance_km(latitude, longitude, stop.latitude, stop.longitude)
            # Open now, on Saturday…: a filter on hours asks about the stop, not about the garage.
            facts = {**{name: getattr(point, name) for name in Row._fields}, "opening_hours": stop.opening_hours}
            facts["open_days"], facts["latest_closing"] = stop.open_days, stop.latest_closing
            yield Stopping(stop, km, *found[0]), Row(**facts)


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
