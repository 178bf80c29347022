"""How far people live from the nearest counter: from the middle of their commune, in a straight line."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone
from scipy.spatial import cKDTree

from kit.services import CATEGORIES
from locator.departments import DEPARTMENTS
from locator.geo import EARTH_KM, on_sphere
from locator.hours import days_of, department_of
from locator.models import Known, Place, Service, ServicePoint, VisitStop

LIMITS_KM = (5, 10, 15, 20)
METROPOLITAN, OVERSEAS = "metropolitan", "overseas"
# The five overseas departments; the list of France services does not reach the overseas collectivities.
OVERSEAS_DEPARTMENTS = ("971", "972", "973", "974", "976")
COVERED = tuple(code for code in DEPARTMENTS if not code.startswith(("97", "98")) or code in OVERSEAS_DEPARTMENTS)
FRANCE_SERVICES = "france-services"  # the key of the list in importers/france_services.py
# Straight line × 1.3 for the detour of roads, at 60 km/h: so many minutes for one kilometre (the
# 20 minutes that France services promises are 15.4 km as the crow flies).
DETOUR, KM_AN_HOUR = 1.3, 60
HOURS_CHOICES = (0, 12, 24, 35)  # a France services counter promises at least 24 hours a week


@dataclass(frozen=True)
class Counting:
    """Which counters count: for which need, and how really they are open."""

    service: str = ""  # a category key, FRANCE_SERVICES for that list alone, "" for every place
    hours: int = 0  # at least so many hours a week
    no_appointment: bool = False  # only those known to receive without appointment
    step_free: bool = False  # only those known to have a step-free entrance


@dataclass(frozen=True)
class Communes:
    """The communes of the departments, as arrays of one length, sorted by code."""

    codes: np.ndarray
    names: list[str]
    departments: np.ndarray
    population: np.ndarray
    points: np.ndarray  # n × 3, on the unit sphere

    def within(self, scope: str) -> np.ndarray:
        """Return which communes lie in a scope: METROPOLITAN, OVERSEAS or a department's code."""
        if scope in (METROPOLITAN, OVERSEAS):
            overseas = np.isin(self.departments, OVERSEAS_DEPARTMENTS)
            return overseas if scope == OVERSEAS else ~overseas
        return self.departments == scope


@dataclass(frozen=True)
class Counters:
    """The counters that count, as arrays of one length; a bus stands once for each of its stops."""

    ids: np.ndarray
    points: np.ndarray  # n × 3, on the unit sphere


@dataclass(frozen=True)
class Bands:
    """People of a scope by how far they live: `beyond` has one number for each of LIMITS_KM."""

    scope: str
    population: int
    beyond: tuple[int, ...]

    @property
    def shares(self) -> tuple[float, ...]:
        """Return the part of the people beyond each limit, from 0 to 1."""
        return tuple(number / self.population if self.population else 0.0 for number in self.beyond)

    @property
    def between(self) -> tuple[int, ...]:
        """Return the people nearer than the first limit, between two limits, and beyond the last: they add up to all."""
        edges = (self.population, *self.beyond, 0)
        return tuple(edges[i] - edges[i + 1] for i in range(len(edges) - 1))


def minutes(km: float) -> int:
    """Return the minutes of a drive: straight line × 1.3 at 60 km/h (the method that the page tells)."""
    return round(km * DETOUR / KM_AN_HOUR * 60)


def communes() -> Communes:
    """Return the gazetteer as arrays; kept in the process until it changes. One query, two when it has changed."""
    # Read anew as soon as anything that is used here has changed: the sums change with every row.
    sums = [Sum(name) for name in ("population", "latitude", "longitude")]
    return _communes(tuple(Place.objects.aggregate(Count("code"), Max("code"), *sums).items()))


@lru_cache(maxsize=2)
def _communes(_version: tuple[object, ...]) -> Communes:
    rows = list(
        Place.objects.filter(department__in=COVERED)
        .order_by("code")
        .values_list("code", "name", "department", "population", "latitude", "longitude")
    )
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    return Communes(
        codes=np.array(columns[0], dtype="U5"),
        names=list(columns[1]),
        departments=np.array(columns[2], dtype="U3"),
        population=np.array(columns[3], dtype=np.int64),
        points=on_sphere(columns[4], columns[5]).reshape(-1, 3),
    )


def counters(counting: Counting) -> Counters:
    """Return the counters that count. Two queries. An access fact that is not known does not count as yes.

    A bus counts where it stops, for the hours that it is there, and not at its garage.
    """
    found = _open_as(counting)
    if counting.service == FRANCE_SERVICES:
        found = found.filter(source__key=FRANCE_SERVICES)
    elif counting.service:
        found = found.filter(pk__in=Service.objects.filter(category=counting.service).values("point"))
    return _standing(found, counting.hours)


def counters_of_each(counting: Counting) -> dict[str, Counters]:
    """Return the counters of the France services list and of each category that has some. Four queries for all."""
    everything = _standing(_open_as(counting), counting.hours)
    members: dict[str, list[int]] = defaultdict(list)
    members[FRANCE_SERVICES] = list(ServicePoint.objects.filter(source__key=FRANCE_SERVICES).values_list("pk", flat=True))
    for category, pk in Service.objects.values_list("category", "point_id").iterator():
        members[category].append(pk)
    found = {}
    for service in (FRANCE_SERVICES, *CATEGORIES):
        inside = np.isin(everything.ids, np.array(members[service], dtype=np.int64))
        if inside.any():
            found[service] = Counters(everything.ids[inside], everything.points[inside])
    return found


def _open_as(counting: Counting) -> QuerySet[ServicePoint]:
    """Return the places that are open as asked, whatever they offer."""
    found = ServicePoint.objects.shown()
    if counting.no_appointment:
        found = found.filter(appointment=Known.NO)
    if counting.step_free:
        found = found.filter(step_free=Known.YES)
    return found


def _standing(found: QuerySet[ServicePoint], least_hours: int) -> Counters:
    """Return where places stand, a bus at each of its stops, when they open so many hours a week. Two queries."""
    stops = VisitStop.objects.filter(point__in=found.values("pk"))
    fixed = found.exclude(pk__in=VisitStop.objects.values("point"))
    if least_hours:
        fixed = fixed.filter(weekly_hours__gte=least_hours)
    rows = chain(
        fixed.order_by("pk").values_list("pk", "latitude", "longitude").iterator(),
        (
            (stop.point_id, stop.latitude, stop.longitude)
            for stop in stops.select_related("point").order_by("pk")
            if not least_hours or _weekly_hours(stop) >= least_hours
        ),
    )
    found_at = np.fromiter(rows, dtype=[("pk", np.int64), ("latitude", float), ("longitude", float)])
    return Counters(found_at["pk"], on_sphere(found_at["latitude"], found_at["longitude"]).reshape(-1, 3))


def _weekly_hours(stop: VisitStop) -> float:
    """Return the hours of a stop in this week, from Monday."""
    today = timezone.localdate()
    _days, _closing, weekly = days_of(
        stop.opening_hours,
        zone=stop.point.time_zone,
        department=department_of(stop.postcode or stop.point.postcode),
        monday=today - dt.timedelta(days=today.weekday()),
    )
    return weekly or 0.0


def distances(where: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Return for each of n points the kilometres to the nearest of m others; infinite when there is none.

    Both are arrays n × 3 and m × 3 on the unit sphere. The chord c of the tree becomes the great circle
    2 R asin(c / 2).
    """
    if not len(counted) or not len(where):
        return np.full(len(where), np.inf)
    chords, _which = cKDTree(counted).query(where, workers=1)
    return 2 * EARTH_KM * np.arcsin(np.clip(chords / 2, 0, 1))


def bands(scope: str, there: Communes, km: np.ndarray) -> Bands:
    """Return how many people of a scope live beyond each limit."""
    inside = there.within(scope)
    people, away = there.population[inside], km[inside]
    return Bands(scope, int(people.sum()), tuple(int(people[away > limit].sum()) for limit in LIMITS_KM))


def by_department(there: Communes, km: np.ndarray) -> list[Bands]:
    """Return the bands of each department that has people, in the order of the codes."""
    found, place_of = np.unique(there.departments, return_inverse=True)
    totals = np.bincount(place_of, weights=there.population, minlength=len(found))
    beyond = [
        np.bincount(place_of, weights=np.where(km > limit, there.population, 0), minlength=len(found)) for limit in LIMITS_KM
    ]
    return [
        Bands(str(code), int(totals[i]), tuple(int(column[i]) for column in beyond))
        for i, code in enumerate(found)
        if totals[i]
    ]
