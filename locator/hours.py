"""Opening hours in OpenStreetMap syntax, read in the point's own zone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import gettext_noop as _
from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

from locator.sentences import SaidError

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
# Public holidays that only a part of the country has: the grammar's PH knows the national ones alone.
REGIONS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    **{code: code for code in ("971", "972", "973", "974", "976")},
    "975": "PM", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
ZONES = {
    "971": "America/Guadeloupe", "972": "America/Martinique", "973": "America/Cayenne", "974": "Indian/Reunion",
    "975": "America/Miquelon", "976": "Indian/Mayotte", "977": "America/St_Barthelemy", "978": "America/Marigot",
    "986": "Pacific/Wallis", "987": "Pacific/Tahiti", "988": "Pacific/Noumea",
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# A weekday, or a date of a year ("2026 Nov 24"): hours of a bus are often dates.
_DAY = re.compile(rf"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b|\b20\d\d (?:{'|'.join(_MONTHS)}) \d")
# A rule about dates or holidays, not about an ordinary week.
_DATED = re.compile(rf"(?:PH|SH|20\d\d|{'|'.join(_MONTHS)})\b")
_PAIR = re.compile(r"^(\d{1,2})[:h](\d{2})\s*-\s*(\d{1,2})[:h](\d{2})$")
# OpeningHours.next_change() takes up to three seconds for hours that never open again: only spans within
# this horizon are looked at, in microseconds.
HORIZON = dt.timedelta(days=60)
YEAR = dt.timedelta(days=400)


class HoursError(SaidError):
    """Hours that cannot be used; the message says why, for the import report."""


@dataclass(frozen=True)
class OpenState:
    """Whether a point is open at a moment: known, open, and when that changes (in the point's zone)."""

    known: bool
    is_open: bool = False
    change: dt.datetime | None = None
    now: dt.datetime | None = None


def zone_of(department: str) -> str:
    """Return the time zone of a French department."""
    return ZONES.get(department, "Europe/Paris")


def department_of(postcode: str) -> str:
    """Return the department of a postcode: two digits, three overseas (97x, 98x); Corsica stays "20"."""
    return postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]


def check(text: str) -> str:
    """Return opening hours that may be stored; raises HoursError for every form that is known to lie.

    The traps were each met in real lists: 00:00-00:00 reads as open day and night, prose such as "sur rendez-vous"
    as open for ever, a second rule for the same days cancels the first, and hours that never open take a second to read.
    """
    text = " ".join(text.split())
    if not text:
        raise HoursError(_("no hours"))
    if len(text) > 400:
        raise HoursError(_("too long to be opening hours"))
    if "00:00-00:00" in text or "00:00-24:00" in text:
        raise HoursError(_("00:00-00:00 means open day and night"))
    if '"' in text:
        raise HoursError(_("a comment alone reads as always open"))
    if not _DAY.search(text) or not re.search(r"\d\d:\d\d", text):
        raise HoursError(_("no day or no hour"))
    for start, end in re.findall(r"(\d\d:\d\d)-(\d\d:\d\d)", text):
        if end <= start:
            raise HoursError(_("%(start)s-%(end)s ends before it starts"), start=start, end=end)
    seen: set[str] = set()
    for rule in filter(None, (rule.strip() for rule in text.split(";"))):
        days, _sep, hours = rule.partition(" ")
        if re.match(r"\d", hours):
            if days in seen:
                raise HoursError(_("two rules for %(days)s: the second cancels the first"), days=days)
            seen.add(days)
    try:
        parsed = OpeningHours(text, timezone=ZoneInfo("Europe/Paris"), country="FR")
    except ParserError as error:
        raise HoursError(_("these are not OpenStreetMap opening hours")) from error
    now = dt.datetime.now(ZoneInfo("Europe/Paris"))
    if not any(state == State.OPEN for _a, _b, state, _note in parsed.intervals(now, now + YEAR)):
        raise HoursError(_("these hours never open"))
    return text


def join_rules(text: str) -> str:
    """Return hours whose rules for the same days are joined by commas: "Mo 09:00-12:00; Mo 14:00-17:00" has one rule.

    In OSM syntax the second rule cancels the first; who writes two means both (médiation numérique, France services).
    """
    joined: dict[str, list[str]] = {}
    for rule in filter(None, (rule.strip() for rule in text.split(";"))):
        days, _sep, hours = rule.partition(" ")
        if re.fullmatch(r"(?:\d\d:\d\d-\d\d:\d\d,?)+", hours.replace(" ", "")):
            spans = joined.setdefault(days, [])
            spans += [span for span in hours.replace(" ", "").split(",") if span and span not in spans]
        else:
            joined.setdefault(rule, [])
    return "; ".join(f"{days} {','.join(sorted(spans))}" if spans else days for days, spans in joined.items())


def from_week(week: list[str]) -> str:
    """Return OSM hours for a week of cells such as "09:00 - 12:00 / 14:00 - 17:00" (Monday first, "" when closed).

    Raises HoursError for the first cell that is no list of hours or ends before it starts. Holidays are closed.
    """
    rules: list[tuple[str, str]] = []
    for day, cell in zip(DAYS, week, strict=False):
        if not cell.strip():
            continue
        spans = []
        for piece in cell.split("/"):
            match = _PAIR.match(piece.strip())
            if not match:
                raise HoursError(_("“%(found)s” is not like 09:00 - 12:00"), found=piece.strip()[:40])
            start, end = f"{int(match[1]):02d}:{match[2]}", f"{int(match[3]):02d}:{match[4]}"
            if end <= start:
                raise HoursError(_("%(start)s-%(end)s ends before it starts"), start=start, end=end)
            spans.append(f"{start}-{end}")
        hours = ",".join(sorted(set(spans)))  # a list may write the same span twice, or the afternoon first
        if rules and rules[-1][1] == hours and DAYS.index(rules[-1][0][-2:]) == DAYS.index(day) - 1:
            rules[-1] = (f"{rules[-1][0][:2]}-{day}", hours)
        else:
            rules.append((day, hours))
    if not rules:
        raise HoursError(_("no hours"))
    return with_holidays(check("; ".join(f"{days} {hours}" for days, hours in rules)))


def with_holidays(text: str) -> str:
    """Return hours that are closed on public holidays unless they say something of them."""
    return text if "PH" in text else f"{text}; PH off"


@lru_cache(maxsize=64)
def _regional_rules(department: str, year: int) -> str:
    region = REGIONS.get(department)
    if not region:
        return ""
    only = set(holidays.country_holidays("FR", subdiv=region, years=(year, year + 1)))
    only -= set(holidays.country_holidays("FR", years=(year, year + 1)))
    return "".join(f"; {day.year} {_MONTHS[day.month - 1]} {day.day:02d} off" for day in sorted(only))


@lru_cache(maxsize=4096)
def _parsed(text: str, zone: str, department: str, year: int) -> OpeningHours | None:
    full = text + (_regional_rules(department, year) if "PH off" in text else "")
    try:
        return OpeningHours(full, timezone=ZoneInfo(zone), country="FR")
    except ParserError:
        return None


def state_at(text: str, *, zone: str, department: str, moment: dt.datetime) -> OpenState:
    """Return whether hours are open at a moment, and the next change. Unknown without hours that can be read."""
    local = moment.astimezone(ZoneInfo(zone))
    hours = _parsed(text, zone, department, local.year) if text else None
    if hours is None:
        return OpenState(known=False)
    spans = hours.intervals(local, local + HORIZON)
    is_open = hours.is_open(local)
    # Spans of one state follow each other where a comment changes: only a change of state counts.
    change = next((start for start, _end, state, _note in spans if (state == State.OPEN) != is_open), None)
    return OpenState(known=True, is_open=is_open, change=change, now=local)


def is_open_at(text: str, *, zone: str, department: str, moment: dt.datetime) -> bool | None:
    """Return whether hours are open at a moment, None when they are not known. For many places at once."""
    local = moment.astimezone(ZoneInfo(zone))
    hours = _parsed(text, zone, department, local.year) if text else None
    return None if hours is None else hours.is_open(local)


def next_spans(
    text: str, *, zone: str, department: str, moment: dt.datetime, count: int, days: int = HORIZON.days
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return the next spans when hours are open, in the point's zone: the one under way begins in the past.

    At most `count`, beginning within `days`; a span that goes on past midnight is one. Empty for unknown hours.
    """
    local = moment.astimezone(ZoneInfo(zone))
    hours = _parsed(text, zone, department, local.year) if text else None
    if hours is None:
        return []
    found: list[tuple[dt.datetime, dt.datetime]] = []
    # Midnight of today, so that a span under way keeps its true beginning. Read by wall clock: a day of 23 hours counts.
    begin = dt.datetime.combine(local.date(), dt.time(), tzinfo=ZoneInfo(zone))
    for start, end, state, _note in hours.intervals(begin, begin + dt.timedelta(days=days)):
        if state != State.OPEN or end <= local:
            continue
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
            continue
        if len(found) == count:
            break
        found.append((start, end))
    return found


def usual(text: str) -> str:
    """Return hours without their rules on holidays and dates: those of an ordinary week."""
    return "; ".join(rule for rule in map(str.strip, text.split(";")) if rule and not _DATED.match(rule))


@dataclass(frozen=True)
class Special:
    """A day that is not like its weekday: a holiday or an exceptional closing, or other hours."""

    date: dt.date
    spans: list[tuple[dt.datetime, dt.datetime]]
    holiday: str


def specials(text: str, *, zone: str, department: str, moment: dt.datetime, days: int, french: bool = True) -> list[Special]:
    """Return the days ahead whose hours differ from those of an ordinary week, with the name of the holiday if it is one.

    Compared with the same hours without their rules on holidays and dates.
    """
    week = usual(text)
    local = moment.astimezone(ZoneInfo(zone))
    actual, ordinary = _parsed(text, zone, department, local.year), _parsed(week, zone, "", local.year)
    if not week or week == text or actual is None or ordinary is None:
        return []
    found = []
    for offset in range(days):
        day = local.date() + dt.timedelta(days=offset)
        spans = _spans_on(actual, day, zone)
        if spans != _spans_on(ordinary, day, zone):
            found.append(Special(day, spans, holiday_name(day, department, french=french)))
    return found


def holiday_name(day: dt.date, department: str, *, french: bool = True) -> str:
    """Return the name of a public holiday, national or of the region of a department; "" for another day."""
    return _holidays(department, day.year, french).get(day, "")


@lru_cache(maxsize=256)
def _holidays(department: str, year: int, french: bool) -> dict[dt.date, str]:
    region = REGIONS.get(department)
    language = "fr" if french else "en_US"
    return dict(holidays.country_holidays("FR", subdiv=region, years=year, language=language))


def _spans_on(hours: OpeningHours, day: dt.date, zone: str) -> list[tuple[dt.datetime, dt.datetime]]:
    start = dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(zone))
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=ZoneInfo(zone))
    return [(a, b) for a, b, state, _note in hours.intervals(start, end) if state == State.OPEN]


def days_of(text: str, *, zone: str, department: str, monday: dt.date) -> tuple[str, dt.time | None, float | None]:
    """Return of an ordinary week: the days that hours open ("Mo We Fr"), the latest closing, the hours in all.

    The hours in all are None when the opening hours are not known.
    """
    noon = dt.datetime.combine(monday, dt.time(12), tzinfo=ZoneInfo(zone))
    week = week_of(text.removesuffix("; PH off"), zone=zone, department=department, moment=noon)
    open_days = [DAYS[day.weekday()] for day, spans in week if spans]
    ends = [dt.time(23, 59) if end == dt.time() else end for _day, spans in week for _start, end in spans]
    minutes = sum(_minutes(start, end) for _day, spans in week for start, end in spans)
    return " ".join(open_days), max(ends, default=None), minutes / 60 if week else None


def _minutes(start: dt.time, end: dt.time) -> int:
    """Return the minutes of a span of one day; midnight at its end is the next day's."""
    return (end.hour * 60 + end.minute or 24 * 60) - start.hour * 60 - start.minute


def week_of(
    text: str, *, zone: str, department: str, moment: dt.datetime
) -> list[tuple[dt.date, list[tuple[dt.time, dt.time]]]]:
    """Return the seven days from the Monday of this week, each with its open spans; empty when the hours are unknown."""
    local = moment.astimezone(ZoneInfo(zone))
    hours = _parsed(text, zone, department, local.year) if text else None
    if hours is None:
        return []
    monday = local.date() - dt.timedelta(days=local.weekday())
    days = []
    for offset in range(7):
        day = monday + dt.timedelta(days=offset)
        days.append((day, [(start.time(), end.time()) for start, end in _spans_on(hours, day, zone)]))
    return days
