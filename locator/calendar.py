"""The next opening of a place as a calendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

CRLF = "\r\n"
OCTETS = 75  # RFC 5545, 3.1: a line is folded after 75 octets
SEASON = 245  # days: longer than summer time, so that the change before is always found


def event(
    *,
    uid: str,
    start: dt.datetime,
    end: dt.datetime,
    zone: str,
    made: dt.datetime,
    title: str,
    place: str,
    text: str,
    url: str,
) -> bytes:
    """Return a calendar with one event in the place's own zone, with the zone's definition beside it (3.6.5).

    A calendar elsewhere (a phone in Paris, a counter in La Réunion) shows the right hour on both sides.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Passerelle//Locator//FR",
        "CALSCALE:GREGORIAN",
        *_zone(zone, start),
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{made.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(text)}",
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return CRLF.join(_folded(line) for line in lines).encode() + CRLF.encode()


def _text(value: str) -> str:
    """Return a TEXT value (3.3.11): signs that end a value are escaped, control characters are left out."""
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(sign for sign in value if sign >= " ")


def _folded(line: str) -> str:
    """Return a line in pieces of 75 octets at most, never cut inside a letter."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    return CRLF.join([*pieces, piece])


def _zone(zone: str, start: dt.datetime) -> list[str]:
    """Return a VTIMEZONE that is right around a moment: the offset before it and, where clocks change, the next one."""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for change, before, after, name, is_summer in _changes(ZoneInfo(zone), start):
        kind = "DAYLIGHT" if is_summer else "STANDARD"
        lines += [
            f"BEGIN:{kind}",
            f"DTSTART:{change:%Y%m%dT%H%M%S}",
            f"TZOFFSETFROM:{_offset(before)}",
            f"TZOFFSETTO:{_offset(after)}",
            f"TZNAME:{name}",
            f"END:{kind}",
        ]
    return [*lines, "END:VTIMEZONE"]


def _changes(zone: ZoneInfo, start: dt.datetime) -> list[tuple[dt.datetime, dt.timedelta, dt.timedelta, str, bool]]:
    """Return the clock changes within a season of a moment: when (by the clock before), offsets, name, summer time."""
    found = []
    day = start.astimezone(dt.UTC) - dt.timedelta(days=SEASON)
    last = start.astimezone(dt.UTC) + dt.timedelta(days=SEASON)
    while day < last:
        low, high = day, day + dt.timedelta(days=1)
        if _at(low, zone) != _at(high, zone):
            while high - low > dt.timedelta(seconds=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if _at(middle, zone) == _at(low, zone) else (low, middle)
            moment = high.replace(microsecond=0)
            before, after = _at(low, zone), _at(high, zone)
            local = high.astimezone(zone)
            found.append(((moment + before).replace(tzinfo=None), before, after, local.tzname() or "", bool(local.dst())))
        day += dt.timedelta(days=1)
    if found:
        return found
    local = start.astimezone(zone)
    offset = _at(start, zone)
    return [(dt.datetime(1970, 1, 1), offset, offset, local.tzname() or "", False)]


def _at(moment: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()


def _offset(delta: dt.timedelta) -> str:
    minutes = round(delta.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
