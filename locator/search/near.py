"""From a point to the nearest places, whatever the distance."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, F, FloatField, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable

from locator import hours
from locator.geo import EARTH_KM, box, distance_km
from locator.models import Service, ServicePoint, VisitStop
from locator.search.filters import Left, Row, row_of, sift

MAX_FOUND = 500  # architecture.md: the nearest 500 are looked at, and the page says so
NEAR_KM = 50
RARE = 5000  # a service offered by fewer points is looked for in all of them at once
PAGE = 10
FIRST_KM, FARTHEST_KM = 1.5, 150  # the circles that grow around the person; beyond, all points are looked at
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
    keeps the places of which an answer is not known. Five queries whatever the number of points: which circle
    holds enough of them, their facts, the stops, the page, its services.
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
    """Return the nearest MAX_FOUND points by distance, and whether there are more. Three queries.

    Which of them are the nearest is told from indexes alone (point_shown_where, service_offered_once); those are then read.
    """
    wanted: QuerySet[ServicePoint] = ServicePoint.objects.shown().order_by()
    km = _reach(latitude, longitude, service)
    if km:
        wanted = _around(wanted, latitude, longitude, km, service)
    elif service:
        wanted = wanted.filter(pk__in=Service.objects.filter(category=service).values("point"))
    first = wanted.order_by(_apart(latitude, longitude), "pk").values("pk")[: MAX_FOUND + 1]
    rows = [row_of(values) for values in ServicePoint.objects.filter(pk__in=first).values_list(*Row._fields)]
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


# Circles that grow by a quarter until they hold enough points: each ring is counted once, and none beyond. SQL by hand,
# since the ORM has no recursion; the distance is that of _apart(), here in degrees.
REACH = """
WITH RECURSIVE circle (inside, outside, held) AS (
    SELECT CAST(0 AS double precision), CAST(%(first)s AS double precision), CAST(0 AS bigint) {unless_rare}
    UNION ALL
    SELECT outside, outside * 1.25, held + (
        SELECT COUNT(*) FROM locator_servicepoint point
        WHERE NOT is_closed AND merged_into_id IS NULL
        AND latitude BETWEEN %(latitude)s - outside AND %(latitude)s + outside
        AND longitude BETWEEN %(longitude)s - outside * %(wide)s AND %(longitude)s + outside * %(wide)s
        AND {apart} >= inside * inside AND {apart} < outside * outside
        {offering}
    )
    FROM circle WHERE held <= %(enough)s AND inside < %(farthest)s
)
SELECT inside, held FROM circle ORDER BY inside DESC LIMIT 1
"""
APART = """(
    (latitude - %(latitude)s) * (latitude - %(latitude)s)
    + %(cosine)s * (longitude - %(longitude)s) * (longitude - %(longitude)s)
    * (%(cosine)s - %(slope)s * (latitude - %(latitude)s) - %(bend)s * (latitude - %(latitude)s) * (latitude - %(latitude)s))
)"""
OFFERING = """
AND EXISTS (SELECT 1 FROM locator_service offer WHERE offer.point_id = point.id AND offer.category = %(service)s)
"""
UNLESS_RARE = """
WHERE (SELECT COUNT(*) FROM (SELECT 1 FROM locator_service WHERE category = %(service)s LIMIT %(rare)s) AS offers) = %(rare)s
"""


def _reach(latitude: float, longitude: float, service: str) -> float | None:
    """Return the radius in kilometres of a circle that holds more than MAX_FOUND points, the nearest ones among them.

    None when FARTHEST_KM holds no more, or when the service is so rare that all who offer it are looked at. One query.
    """
    sine, cosine, degree = math.sin(math.radians(latitude)), math.cos(math.radians(latitude)), math.radians(1)
    farthest = math.degrees(FARTHEST_KM / EARTH_KM)
    statement = REACH.format(apart=APART, offering=OFFERING if service else "", unless_rare=UNLESS_RARE if service else "")
    values: dict[str, str | int | float] = {
        "latitude": latitude, "longitude": longitude, "service": service, "rare": RARE, "enough": MAX_FOUND,
        "first": math.degrees(FIRST_KM / EARTH_KM), "farthest": farthest,
        "cosine": cosine, "slope": sine * degree, "bend": cosine / 2 * degree * degree,
        # How many degrees of longitude make one of latitude, where they are the most: at the edge of the last circle.
        "wide": 1 / max(0.01, math.cos(math.radians(min(89.0, abs(latitude) + farthest * 1.25)))),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
    return math.radians(found[0]) * EARTH_KM if found and found[1] > MAX_FOUND else None


def _around(
    points: QuerySet[ServicePoint], latitude: float, longitude: float, km: float, service: str
) -> QuerySet[ServicePoint]:
    """Return the points within `km`, as _apart() measures, that offer the service when one is asked for."""
    south, north, west, east = box(latitude, longitude, km * 1.01)  # the circle of _apart() is not quite the great one
    found = points.filter(latitude__range=(south, north), longitude__range=(west, east))
    found = found.alias(apart=_apart(latitude, longitude)).filter(apart__lt=(km / EARTH_KM) ** 2)
    # Correlated, so that only the points around are looked up, not all that offer a common service.
    return found.filter(Exists(Service.objects.filter(category=service, point=OuterRef("pk")))) if service else found


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
