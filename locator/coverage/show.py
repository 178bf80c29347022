"""Figures in words and rows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from django.utils import formats
from django.utils.translation import gettext as _

from locator.coverage.measure import LIMITS_KM, Bands, Communes, minutes
from locator.departments import DEPARTMENTS
from locator.show import distance

WORST = 20


@dataclass(frozen=True)
class Row:
    """One line of a table of bands."""

    code: str
    name: str
    bands: Bands
    cells: list[tuple[int, int, str]]  # for each limit: kilometres, people beyond, their part in words


@dataclass(frozen=True)
class Far:
    """A commune and how far its people live from a counter."""

    code: str
    name: str
    department: str
    population: int
    away: str
    minutes: str


def share(part: float) -> str:
    """Return a part of the people: « 6,4 % »; two decimals under one in a hundred; "0 %" for nobody."""
    hundredth = part * 100
    decimals = 0 if not part else 2 if hundredth < 1 else 1
    return f"{formats.number_format(round(hundredth, decimals), decimal_pos=decimals)}\u00a0%"


def row(found: Bands, name: str, code: str = "") -> Row:
    """Return a line of a table for the people of a scope; `code` is the scope's when it is not given."""
    cells = [(km, n, share(p)) for km, n, p in zip(LIMITS_KM, found.beyond, found.shares, strict=True)]
    return Row(code or found.scope, name, found, cells)


def departments(found: list[Bands], limit: int) -> list[Row]:
    """Return a line for each department, the worst served first."""
    place = LIMITS_KM.index(limit)
    rows = [row(one, DEPARTMENTS[one.scope]) for one in found]
    return sorted(rows, key=lambda one: (-one.bands.shares[place], one.code))


def farthest(there: Communes, km: np.ndarray, inside: np.ndarray, number: int | None = WORST) -> list[Far]:
    """Return the communes whose people live the farthest from a counter, the worst served first."""
    places = np.flatnonzero(inside & (there.population > 0))
    order = places[np.lexsort((-there.population[places], -np.minimum(km[places], 1e6)))]
    return [far(there, i, float(km[i])) for i in order[:number]]


def far(there: Communes, i: int, km: float) -> Far:
    """Return a commune's line. Over 200 km (another island, or no counter at all) says so and gives no minutes."""
    return Far(
        code=str(there.codes[i]),
        name=there.names[i],
        department=str(there.departments[i]),
        population=int(there.population[i]),
        away=away(km),
        minutes="" if km > 200 else _("about %(number)d min") % {"number": minutes(km)},
    )


def away(km: float) -> str:
    """Return a distance in words, also when there is no counter."""
    if math.isinf(km):
        return _("no counter")
    return distance(km)


def bars(found: Bands) -> list[tuple[int, int, float, str]]:
    """Return the parts of the bar of a scope: band, people, part from 0 to 1, and the part in words."""
    total = found.population or 1
    return [(band, people, people / total, share(people / total)) for band, people in enumerate(found.between)]
