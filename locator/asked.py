"""What a search asks for, as its address says it: where from, what for, which filters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from kit.services import CATEGORIES
from locator.search.filters import CHECKS, LANGUAGE_KEYS, PUBLIC_KEYS

_AT = re.compile(r"(-?\d{1,2}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)", re.ASCII)
DIGITS = 3  # decimals of a position: about a hundred metres, enough to find the nearest counter
PAGES = 6  # digits of a page's start


@dataclass(frozen=True)
class Position:
    """Where a device is, rounded; it stands in the address alone and is stored nowhere."""

    latitude: float
    longitude: float
    name: str = ""
    code: str = ""
    is_approximate: bool = False

    @property
    def text(self) -> str:
        """As the address writes it."""
        return f"{self.latitude:.{DIGITS}f},{self.longitude:.{DIGITS}f}"


@dataclass(frozen=True)
class Asked:
    """The parameters of a search. What an address says wrongly counts as not asked."""

    place: str = ""  # the code of a commune that was chosen
    at: Position | None = None
    service: str = ""
    checks: frozenset[str] = frozenset()
    public: str = ""
    language: str = ""
    unknown: bool = False  # also the places of which the answer is not known
    start: int = 0

    @classmethod
    def from_query(cls, query: QueryDict) -> Asked:
        """Read an address."""
        code, start = query.get("place", ""), query.get("start", "")
        public, language, service = query.get("public", ""), query.get("language", ""), query.get("service", "")
        return cls(
            place=code if len(code) == 5 and code.isascii() and code.isalnum() else "",
            at=position(query.get("at", "")),
            service=service if service in CATEGORIES else "",
            checks=frozenset(query.getlist("with")[:50]) & CHECKS.keys(),
            public=public if public in PUBLIC_KEYS else "",
            language=language if language in LANGUAGE_KEYS else "",
            unknown=query.get("unknown") == "1",
            start=int(start) if start.isascii() and start.isdigit() and len(start) < PAGES else 0,
        )

    @property
    def options(self) -> frozenset[str]:
        """The keys of the filters that are on."""
        more = [f"public:{self.public}"] * bool(self.public) + [f"language:{self.language}"] * bool(self.language)
        return self.checks | frozenset(more)

    @property
    def query(self) -> str:
        """The same search from its first page, as the end of an address."""
        return self.with_start(0)

    def with_start(self, start: int) -> str:
        """The same search from another page."""
        pairs: list[tuple[str, Any]] = []
        if self.at:
            pairs.append(("at", self.at.text))
        elif self.place:
            pairs.append(("place", self.place))
        pairs += [("service", self.service)] * bool(self.service)
        pairs += [("with", key) for key in CHECKS if key in self.checks]
        pairs += [("public", self.public)] * bool(self.public) + [("language", self.language)] * bool(self.language)
        pairs += [("unknown", "1")] * self.unknown + [("start", start)] * bool(start)
        return urlencode(pairs, safe=",:")

    def without(self, option: str) -> Asked:
        """The same search without one filter."""
        if option.startswith("public:"):
            return replace(self, public="", start=0)
        if option.startswith("language:"):
            return replace(self, language="", start=0)
        return replace(self, checks=self.checks - {option}, start=0)


def position(text: str) -> Position | None:
    """Return a position written "45.899,6.129", rounded to about a hundred metres; None when it is none."""
    match = _AT.fullmatch(text) if len(text) < 40 else None
    if not match:
        return None
    latitude, longitude = round(float(match[1]), DIGITS), round(float(match[2]), DIGITS)
    return Position(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
