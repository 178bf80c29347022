"""Open data: the places as JSON, GeoJSON and CSV, for everybody, from any site."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any, Literal

from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, NinjaAPI, Query, Schema

from kit.services import CATEGORIES
from locator import exporting, rules
from locator.departments import DEPARTMENTS
from locator.models import ServicePoint

MAX_PAGE = 500
FILE_BATCH = 500

# docs_url is off: the page that comes with the library loads its scripts from another origin.
api = NinjaAPI(title="Passerelle: places of help", version="1.0.0", docs_url=None, urls_namespace="api-1")


class Filters(Schema):
    """Which places: every filter is optional, and they add up."""

    service: str = Field("", description="A service category: taxes, health-insurance…")
    department: str = Field("", description="A department's code: 48, 2A, 974…")
    source: str = Field("", description="The key of a list: france-services, mednum…")
    step_free: Literal["", "yes", "no", "unknown"] = ""
    bbox: str = Field("", description="west,south,east,north in degrees")

    def apply(self) -> QuerySet[ServicePoint]:
        """Return the places; raises BadFilter with what to write instead."""
        points: QuerySet[ServicePoint] = ServicePoint.objects.shown()
        if self.service:
            if self.service not in CATEGORIES:
                raise BadFilter(f"service: one of {', '.join(CATEGORIES)}")
            points = points.filter(services__category=self.service)
        if self.department:
            if self.department not in DEPARTMENTS:
                raise BadFilter("department: a code such as 48, 2A or 974")
            points = points.filter(postcode__startswith="20" if self.department in ("2A", "2B") else self.department)
        if self.source:
            points = points.filter(source__key=self.source)
        if self.step_free:
            points = points.filter(step_free=self.step_free)
        if self.bbox:
            west, south, east, north = _box(self.bbox)
            points = points.filter(latitude__range=(south, north), longitude__range=(west, east))
        return points.select_related("source", "last_import").prefetch_related("services").order_by("pk")


class BadFilter(ValueError):
    """A filter that cannot be read; the message says what to write."""


class Point(Schema):
    """A place where a person helps. What is not known is null or "unknown"."""

    id: int
    name: str
    address: str
    postcode: str
    commune: str
    latitude: float
    longitude: float
    phone: str
    email: str
    website: str
    opening_hours: str = Field(description="OpenStreetMap syntax, in the place's time zone; empty when not known")
    time_zone: str
    services: list[str]
    step_free: str
    appointment: str
    cost: str
    itinerant: bool
    updated_on: str | None
    not_confirmed_since: str | None
    source: str
    licence: str


class Page(Schema):
    """A page of places; `next` is the address of the following one, or null."""

    count: int
    next: str | None
    previous: str | None
    results: list[Point]


class Problem(Schema):
    """What to write instead."""

    detail: str


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadFilter("bbox: four numbers, west,south,east,north") from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadFilter("bbox: west,south,east,north in degrees, the smaller number first")
    return west, south, east, north


def _point(point: ServicePoint) -> dict[str, Any]:
    return {
        "id": point.pk,
        "name": point.name,
        "address": ", ".join(filter(None, (point.address, point.address_more))),
        "postcode": point.postcode,
        "commune": point.commune,
        "latitude": point.latitude,
        "longitude": point.longitude,
        "phone": point.phone,
        "email": point.email,
        "website": point.website,
        "opening_hours": point.opening_hours,
        "time_zone": point.time_zone,
        "services": [service.category for service in point.services.all()],
        "step_free": point.step_free,
        "appointment": point.appointment,
        "cost": point.cost or "unknown",
        "itinerant": point.is_itinerant,
        "updated_on": point.updated_on.isoformat() if point.updated_on else None,
        "not_confirmed_since": point.not_confirmed_since.isoformat() if point.not_confirmed_since else None,
        "source": point.source.name,
        "licence": point.source.licence,
    }


@api.exception_handler(BadFilter)
def _bad_filter(request: HttpRequest, error: BadFilter) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=422)


def _checked(request: HttpRequest) -> str:
    """Return the mark of the data (ETag) for this address; the same mark means the same answer."""
    if not rules.may_search(getattr(request, "user", None)):
        raise Http404
    state = ServicePoint.objects.aggregate(Count("pk"), Max("pk"), Max("changed_at"))
    return '"' + hashlib.sha256(f"{request.get_full_path()} {sorted(state.items())}".encode()).hexdigest()[:32] + '"'


def _open(response: HttpResponse | StreamingHttpResponse, mark: str) -> Any:
    """Let every site read an answer, and let caches ask whether it has changed."""
    response["Access-Control-Allow-Origin"] = "*"
    response["ETag"] = mark
    response["Cache-Control"] = "public, max-age=300"
    return response


def _unchanged(request: HttpRequest, mark: str) -> HttpResponse | None:
    return _open(HttpResponse(status=304), mark) if request.headers.get("If-None-Match") == mark else None


@api.get("/points", response={200: Page, 422: Problem}, summary="Places, a page at a time")
def points(
    request: HttpRequest,
    filters: Query[Filters],
    limit: int = Query(100, ge=1, le=MAX_PAGE),
    offset: int = Query(0, ge=0, le=10**7),
) -> Any:
    """Return places in the order of their ids."""
    mark = _checked(request)
    found = filters.apply()
    if unchanged := _unchanged(request, mark):
        return unchanged
    count = found.count()
    body = {
        "count": count,
        "next": _at(request, offset + limit) if offset + limit < count else None,
        "previous": _at(request, max(0, offset - limit)) if offset else None,
        "results": [_point(point) for point in found[offset : offset + limit]],
    }
    return _open(api.create_response(request, body, status=200), mark)


@api.get("/points.geojson", response={200: dict, 422: Problem}, summary="Places as GeoJSON")
def points_geojson(request: HttpRequest, filters: Query[Filters]) -> Any:
    """Return every place that the filters leave as a FeatureCollection (RFC 7946)."""
    mark = _checked(request)
    found = filters.apply()
    if unchanged := _unchanged(request, mark):
        return unchanged
    return _open(StreamingHttpResponse(_features(found), content_type="application/geo+json"), mark)


@api.get("/points.csv", response={200: str, 422: Problem}, summary="Places in the médiation numérique schema")
def points_csv(request: HttpRequest, filters: Query[Filters]) -> Any:
    """Return every place that the filters leave and that the schema (v1.0.2) can hold, as CSV in UTF-8."""
    mark = _checked(request)
    found = filters.apply()
    if unchanged := _unchanged(request, mark):
        return unchanged
    response = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="passerelle-points.csv"'
    return _open(response, mark)


@api.get("/points/{point_id}", response={200: Point, 404: Problem}, summary="One place")
def point(request: HttpRequest, point_id: int) -> Any:
    """Return one place."""
    mark = _checked(request)
    if point_id > 2**62:
        raise Http404
    shown = ServicePoint.objects.shown().select_related("source").prefetch_related("services")
    body = _point(get_object_or_404(shown, pk=point_id))
    return _unchanged(request, mark) or _open(api.create_response(request, body, status=200), mark)


def _at(request: HttpRequest, offset: int) -> str:
    values = request.GET.copy()
    values["offset"] = str(offset)
    return request.build_absolute_uri(f"{request.path}?{values.urlencode()}")


def _features(found: QuerySet[ServicePoint]) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    for number, one in enumerate(found.iterator(chunk_size=FILE_BATCH)):
        values = _point(one)
        spot = {"type": "Point", "coordinates": [values.pop("longitude"), values.pop("latitude")]}
        feature = {"type": "Feature", "id": values["id"], "geometry": spot, "properties": values}
        yield ("," if number else "") + json.dumps(feature, ensure_ascii=False)
    yield "]}"


def _lines(found: QuerySet[ServicePoint]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, exporting.COLUMNS)
    writer.writeheader()
    for row in exporting.rows(found.iterator(chunk_size=FILE_BATCH)):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
