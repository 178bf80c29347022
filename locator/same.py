"""The same place listed twice: merged when it is sure, proposed to a person when it is not."""

from __future__ import annotations

import numpy as np
from django.db import transaction
from django.utils import timezone
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

from locator.geo import EARTH_KM, on_sphere
from locator.models import ImportRun, SamePlace, ServicePoint
from locator.text import search_key

NEAR_KM = 0.3  # farther apart, two places are two
SURE_METRES = 100
SURE_LIKENESS = 95
LIKELY_LIKENESS = 80
BATCH = 500
PLACE = [("pk", "i8"), ("latitude", "f8"), ("longitude", "f8"), ("source", "i8"), ("run", "i8")]


@transaction.atomic
def find_same_places(*, run: ImportRun) -> int:
    """Look for pairs between the places of an import and those of the other lists; return how many were merged.

    Sure: within 100 m, names alike to 95 of 100 (rapidfuzz's token set), and no other phone. Likely: within 300 m, names
    alike to 80, or the same phone. What a person has decided (merged, or two places) is never asked again.
    """
    shown = ServicePoint.objects.shown().filter(is_located_by_commune=False).order_by("pk")
    if shown.order_by().values("source").distinct().count() < 2:
        return 0
    # Numbers alone of every place: names are read of those that lie side by side.
    rows = shown.values_list("pk", "latitude", "longitude", "source_id", "last_import_id").iterator()
    places = np.fromiter(((*row[:4], row[4] or 0) for row in rows), dtype=PLACE)
    spots = on_sphere(places["latitude"], places["longitude"])
    pairs = cKDTree(spots).query_pairs(NEAR_KM / EARTH_KM, output_type="ndarray")
    one, two = places[pairs[:, 0]], places[pairs[:, 1]]
    pairs = pairs[(one["source"] != two["source"]) & ((one["run"] == run.pk) | (two["run"] == run.pk))]
    points = ServicePoint.objects.only("pk", "name", "phone").in_bulk(places["pk"][np.unique(pairs)].tolist())
    decided = set(SamePlace.objects.values_list("kept_id", "other_id"))
    found: list[SamePlace] = []
    for i, j in pairs:
        kept, other = sorted((points[places["pk"][i]], points[places["pk"][j]]), key=lambda point: point.pk)
        if (kept.pk, other.pk) not in decided:
            pair = _pair(kept, other, float(np.linalg.norm(spots[i] - spots[j])) * EARTH_KM * 1000)
            if pair:
                found.append(pair)
    # The likeliest first: a place is merged once, into the one that it resembles most.
    gone: set[int] = set()
    for pair in sorted(found, key=lambda pair: (-pair.likeness, pair.metres)):
        if pair.state == SamePlace.State.MERGED and gone & {pair.kept_id, pair.other_id}:
            pair.state = SamePlace.State.PROPOSED
        elif pair.state == SamePlace.State.MERGED:
            gone.add(pair.other_id)
            ServicePoint.objects.filter(pk=pair.other_id).update(merged_into_id=pair.kept_id, changed_at=timezone.now())
    SamePlace.objects.bulk_create(found, batch_size=BATCH, ignore_conflicts=True)
    return len(gone)


def _pair(kept: ServicePoint, other: ServicePoint, metres: float) -> SamePlace | None:
    likeness = round(fuzz.token_set_ratio(search_key(kept.name), search_key(other.name)))
    same_phone = bool(kept.phone) and kept.phone == other.phone
    other_phone = bool(kept.phone and other.phone) and not same_phone
    if metres <= SURE_METRES and likeness >= SURE_LIKENESS and not other_phone:
        state = SamePlace.State.MERGED
    elif likeness >= LIKELY_LIKENESS or same_phone:
        state = SamePlace.State.PROPOSED
    else:
        return None
    return SamePlace(kept=kept, other=other, state=state, metres=round(metres), likeness=likeness, same_phone=same_phone)


@transaction.atomic
def decide(*, pair: SamePlace, same: bool) -> None:
    """Say of a pair that it is one place (the second then shows nowhere) or two (both show again)."""
    pair.state = SamePlace.State.MERGED if same else SamePlace.State.APART
    pair.save(update_fields=["state"])
    ServicePoint.objects.filter(pk=pair.other_id).update(
        merged_into=pair.kept_id if same else None, changed_at=timezone.now()
    )
