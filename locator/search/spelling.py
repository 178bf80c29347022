"""Names of communes that are spelled nearly like what a person typed, from an index in memory."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass

from django.core.cache import cache
from rapidfuzz import fuzz, process

from locator.departments import DEPARTMENTS
from locator.models import PlaceName
from locator.text import search_key

VERSION = "locator.names"
AN_HOUR = 3600
CLOSE = 76  # of 100: one slip in four letters, two in nine
SHORTEST = 3
MOST = 12
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Index:
    """Every search key that is a name: 45,000 for the whole of France, some 4 MB."""

    version: str
    keys: tuple[str, ...]


_kept = Index("", ())


def all_names() -> tuple[str, ...]:
    """Return every name of the gazetteer. One query an hour for each process, or after a gazetteer was loaded."""
    global _kept
    version = cache.get(VERSION)
    kept = _kept
    if version and kept.version == version:
        return kept.keys
    with _LOCK:
        if not version:
            version = uuid.uuid4().hex
            cache.set(VERSION, version, AN_HOUR)
        if _kept.version != version:
            names = PlaceName.objects.order_by("key").values_list("key", flat=True).distinct()
            _kept = Index(version, tuple(key for key in names if not key.isdigit()))
        return _kept.keys


def forget() -> None:
    """Read the names again at the next search: the gazetteer has changed."""
    cache.delete(VERSION)


def spelled_like(name: str) -> dict[str, float]:
    """Return the search keys nearest to a name and how near they are (of 100), the nearest first; a dozen at most.

    A key that holds the whole word comes too: "Chamond" leads to Saint-Chamond.
    """
    if len(name) < SHORTEST:
        return {}
    known = all_names()
    found = {
        key: score for key, score, _n in process.extract(name, known, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=MOST)
    }
    word = f" {name} "
    holding = (key for key in known if name in key and word in f" {key} ")
    for key in sorted(holding, key=len)[:MOST]:
        found.setdefault(key, CLOSE)
    return dict(sorted(found.items(), key=lambda one: -one[1])[:MOST])


def departments_like(name: str) -> list[tuple[str, str]]:
    """Return (code, name) of the departments spelled nearly like it, two at most."""
    if len(name) < SHORTEST:
        return []
    near = process.extract(name, _DEPARTMENT_KEYS, scorer=fuzz.ratio, score_cutoff=CLOSE + 6, limit=2)
    return [(code, DEPARTMENTS[code]) for _key, _score, code in near]


_DEPARTMENT_KEYS = {code: search_key(name) for code, name in DEPARTMENTS.items()}
