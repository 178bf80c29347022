"""Year by year: the figures that each import left, so that a promise can be followed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
from django.db import transaction

from kit.services import CATEGORIES
from locator.coverage.measure import (
    FRANCE_SERVICES,
    METROPOLITAN,
    OVERSEAS,
    Bands,
    Communes,
    Counting,
    bands,
    by_department,
    communes,
    counters,
    distances,
)
from locator.geo import on_sphere
from locator.importers.draft import REFUSED, Draft
from locator.models import AccessFigure

SERVICES = ("", FRANCE_SERVICES, *CATEGORIES)


@transaction.atomic
def record(*, on: dt.date) -> int:
    """Keep the figures of the places that are there now, for every service; return how many rows were written.

    The same day's figures are written over: importing a file twice leaves one row. A service without any place has none.
    """
    there = communes()
    rows: list[AccessFigure] = []
    for service in SERVICES:
        points = counters(Counting(service=service)).points
        rows += _rows(on, service, there, points)
    return _write(rows)


@transaction.atomic
def record_list(*, drafts: Iterable[Draft], source_key: str, on: dt.date) -> int:
    """Keep the figures of a dated list that is not imported (an older year's); return how many rows were written.

    Rows that the list's reader refuses, or that have no coordinates, do not count.
    """
    there = communes()
    spots: dict[str, list[tuple[float, float]]] = {}
    for draft in drafts:
        latitude, longitude = draft.values.get("latitude"), draft.values.get("longitude")
        if latitude is None or longitude is None or any(note.kind == REFUSED for note in draft.notes):
            continue
        services = ["", *draft.categories, *([FRANCE_SERVICES] if source_key == FRANCE_SERVICES else [])]
        for service in services:
            spots.setdefault(service, []).append((latitude, longitude))
    rows: list[AccessFigure] = []
    for service, found in spots.items():
        rows += _rows(on, service, there, on_sphere(*zip(*found, strict=True)))
    return _write(rows)


def _rows(on: dt.date, service: str, there: Communes, points: np.ndarray) -> list[AccessFigure]:
    if not len(points) or not len(there.codes):
        return []
    km = distances(there.points, points)
    found: list[Bands] = [bands(scope, there, km) for scope in (METROPOLITAN, OVERSEAS)]
    found += by_department(there, km)
    return [
        AccessFigure(
            measured_on=on,
            service=service,
            scope=one.scope,
            places=len(points),
            population=one.population,
            beyond_5=one.beyond[0],
            beyond_10=one.beyond[1],
            beyond_15=one.beyond[2],
            beyond_20=one.beyond[3],
        )
        for one in found
    ]


def _write(rows: list[AccessFigure]) -> int:
    AccessFigure.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["measured_on", "service", "scope"],
        update_fields=["places", "population", "beyond_5", "beyond_10", "beyond_15", "beyond_20"],
    )
    return len(rows)
