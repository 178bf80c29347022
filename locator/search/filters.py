"""Which of the places around answer what a person needs. Each answer is yes, no, or not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from locator import hours
from locator.models import Known

LATE = dt.time(17)
PUBLIC_KEYS = (
    "young", "students", "families", "seniors", "women", "deaf", "motor", "mental", "reading", "sight",
)  # fmt: skip
LANGUAGE_KEYS = ("en", "und")


class Row(NamedTuple):
    """What a filter reads of a place; the names are those of ServicePoint."""

    pk: int
    latitude: float
    longitude: float
    postcode: str
    time_zone: str
    opening_hours: str
    open_days: str
    latest_closing: dt.time | None
    appointment: str
    step_free: str
    hearing_loop: str
    sign_language: str
    languages: list[str]
    cost: str
    publics: list[str]
    ways: list[str]


def _now(row: Row, moment: dt.datetime) -> bool | None:
    return hours.is_open_at(
        row.opening_hours, zone=row.time_zone, department=hours.department_of(row.postcode), moment=moment
    )


def _saturday(row: Row, moment: dt.datetime) -> bool | None:
    return "Sa" in row.open_days.split() if row.open_days else None


def _evening(row: Row, moment: dt.datetime) -> bool | None:
    return row.latest_closing > LATE if row.latest_closing else None


def _known(value: str) -> bool | None:
    return None if value == Known.UNKNOWN else value == Known.YES


def _fact(name: str) -> Callable[[Row, dt.datetime], bool | None]:
    return lambda row, moment: _known(getattr(row, name))


def _in_list(name: str, key: str) -> Callable[[Row, dt.datetime], bool | None]:
    def test(row: Row, moment: dt.datetime) -> bool | None:
        values = getattr(row, name)
        # An empty list says nothing; one that names others says no.
        return key in values if values else None

    return test


def _home(row: Row, moment: dt.datetime) -> bool | None:
    # No published list says "no home visits": only a yes is known.
    return True if "home" in row.ways else None


def _free(row: Row, moment: dt.datetime) -> bool | None:
    return row.cost == "free" if row.cost else None


def _no_appointment(row: Row, moment: dt.datetime) -> bool | None:
    known = _known(row.appointment)
    return None if known is None else not known


Test = Callable[[Row, dt.datetime], bool | None]
CHECKS: dict[str, Test] = {
    "now": _now,
    "saturday": _saturday,
    "evening": _evening,
    "no-appointment": _no_appointment,
    "free": _free,
    "step-free": _fact("step_free"),
    "hearing-loop": _fact("hearing_loop"),
    "sign-language": _fact("sign_language"),
    "home": _home,
    "remote": _in_list("ways", "remote"),
}
"""Filters that are ticked, each by itself."""
TESTS: dict[str, Test] = {
    **CHECKS,
    **{f"public:{key}": _in_list("publics", key) for key in PUBLIC_KEYS},
    **{f"language:{key}": _in_list("languages", key) for key in LANGUAGE_KEYS},
}
"""Every filter; of the publics, and of the languages, one alone is asked for."""


@dataclass
class Left:
    """How many places a filter leaves, together with those that are on, and of how many the answer is not known."""

    yes: int = 0
    unknown: int = 0


@dataclass
class Sifted:
    """What the filters leave of the rows, in their order, and what each of them would leave."""

    kept: list[int] = field(default_factory=list)  # positions in the rows
    left: dict[str, Left] = field(default_factory=dict)
    unknown: int = 0  # rows that are left out only because an answer is not known


def _group(option: str) -> str:
    return option.partition(":")[0] if ":" in option else option


def sift(rows: Iterable[Row], *, options: frozenset[str], unknown: bool, moment: dt.datetime) -> Sifted:
    """Apply filters to rows; `unknown` keeps those of which an answer is not known. Pure: no query."""
    sifted = Sifted(left={option: Left() for option in TESTS})
    for number, row in enumerate(rows):
        answers = {option: test(row, moment) for option, test in TESTS.items()}
        failed = {option for option in options if not _passes(answers[option], unknown)}
        if not failed:
            sifted.kept.append(number)
        elif not unknown and all(answers[option] is None for option in failed):
            sifted.unknown += 1
        for option, answer in answers.items():
            # Another choice of the same group takes the place of the one that is on.
            if failed and any(_group(other) != _group(option) for other in failed):
                continue
            if answer is None:
                sifted.left[option].unknown += 1
            elif answer:
                sifted.left[option].yes += 1
    return sifted


def _passes(answer: bool | None, unknown: bool) -> bool:
    return unknown if answer is None else answer


def row_of(values: Iterable[Any]) -> Row:
    """Return a row from the values of Row._fields."""
    return Row._make(values)
