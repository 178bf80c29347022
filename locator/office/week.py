"""A week of opening hours as somebody writes it, a line a day, and the OpenStreetMap syntax that it stands for."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from locator import hours

FIELDS = tuple(f"day_{day.lower()}" for day in hours.DAYS)
_SPAN = re.compile(r"(\d{1,2})\s*(?:[:h.]\s*(\d{2})?)?\s*(?:-|–|à|to)\s*(\d{1,2})\s*(?:[:h.]\s*(\d{2})?)?", re.IGNORECASE)
_JOIN = re.compile(r"\s*(?:,|;|/|\bet\b|\band\b)\s*", re.IGNORECASE)
_RULE = re.compile(r"((?:[A-Z][a-z](?:-[A-Z][a-z])?,?)+) (\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)")


class DayError(ValueError):
    """A day that cannot be read: `field` says which, the message what to write."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def day_of(text: str) -> str:
    """Return a day as from_week() takes it: "9h-12h30, 14:00-17:00" → "09:00 - 12:30 / 14:00 - 17:00".

    Raises ValueError with a sentence when a span is not one, or ends before it begins.
    """
    spans: list[tuple[str, str]] = []
    for piece in filter(None, _JOIN.split(text.strip())):
        match = _SPAN.fullmatch(piece.strip())
        if not match:
            raise ValueError(_("“%s” is not like 9:00-12:00. Leave the day empty when it is closed.") % piece[:40])
        start, end = (f"{int(match[n]):02d}:{match[n + 1] or '00'}" for n in (1, 3))
        if not ("00:00" <= start < end <= "24:00") or start[3:] > "59" or end[3:] > "59":
            raise ValueError(_("“%s” ends before it begins, or is no time of the day.") % piece[:40])
        spans.append((start, end))
    spans.sort()
    for (_start, before), (after, _end) in zip(spans, spans[1:], strict=False):
        if after < before:
            raise ValueError(_("Two times of this day overlap."))
    return " / ".join(f"{start} - {end}" for start, end in spans)


def to_osm(days: list[str]) -> str:
    """Return the hours of seven lines, Monday first; empty when every day is. Raises DayError."""
    cells = []
    for field, text in zip(FIELDS, days, strict=True):
        try:
            cells.append(day_of(text))
        except ValueError as error:
            raise DayError(field, str(error)) from error
    if not any(cells):
        return ""
    try:
        return hours.from_week(cells)
    except hours.HoursError as error:
        raise DayError(FIELDS[0], str(error)) from error


def from_osm(text: str) -> list[str] | None:
    """Return the seven lines that stand for the hours; None when they are more than a week (dates, seasons)."""
    if not text:
        return [""] * 7
    days: list[str] = [""] * 7
    week = hours.usual(text)
    if any(rule.strip() not in ("", "PH off") for rule in text.split(";") if rule.strip() not in week):
        return None
    for rule in week.split(";"):
        match = re.fullmatch(
            r"\s*((?:[A-Z][a-z](?:-[A-Z][a-z])?,?)+) (\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)\s*", rule
        )
        if not match:
            return None
        for part in match[1].split(","):
            first, _hyphen, last = part.partition("-")
            if first not in hours.DAYS or (last or first) not in hours.DAYS:
                return None
            for number in range(hours.DAYS.index(first), hours.DAYS.index(last or first) + 1):
                days[number] = match[2].replace(",", ", ")
    return days
