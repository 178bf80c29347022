"""What would change for how many people if a counter closed, or opened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from locator.coverage.measure import LIMITS_KM, Bands, Communes, Counters, bands, distances

NAMED = 20  # communes named in the answer, those with the most people first


@dataclass(frozen=True)
class Moved:
    """A commune whose people change band: kilometres before and after (infinite when there is no counter)."""

    code: str
    name: str
    population: int
    before: float
    after: float


@dataclass(frozen=True)
class Change:
    """The bands of a scope before and after; how many people anywhere get farther or nearer by a band, and where."""

    before: Bands
    after: Bands
    farther: int
    nearer: int
    moved: list[Moved]
    communes: int


def what_if(*, scope: str, there: Communes, counted: Counters, closed: Collection[int], opened: np.ndarray) -> Change:
    """Return what changes when the counters `closed` (their ids) go and those at `opened` (n × 3) come.

    The people who change band are counted on both sides of the scope's border; the bands are those of the scope.
    """
    before = distances(there.points, counted.points)
    kept = counted.points[~np.isin(counted.ids, list(closed))]
    after = distances(there.points, np.concatenate((kept, opened.reshape(-1, 3))))
    was, now = np.searchsorted(LIMITS_KM, before), np.searchsorted(LIMITS_KM, after)
    farther, nearer = now > was, now < was
    changed = np.flatnonzero(farther | nearer)
    order = changed[np.argsort(-there.population[changed], kind="stable")]
    return Change(
        before=bands(scope, there, before),
        after=bands(scope, there, after),
        farther=int(there.population[farther].sum()),
        nearer=int(there.population[nearer].sum()),
        moved=[
            Moved(str(there.codes[i]), there.names[i], int(there.population[i]), float(before[i]), float(after[i]))
            for i in order[:NAMED]
        ],
        communes=len(changed),
    )
