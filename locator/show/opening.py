"""Open now, the next openings, the week, and how old the information is, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from locator import hours
from locator.models import Known, ServicePoint, VisitStop
from locator.search.near import Stopping
from locator.show.words import DAYS, age, clock, date_words, day_words, is_french, span_words

OLD = dt.timedelta(days=365)
SOON = 30  # days ahead in which holidays and exceptional hours are announced
NEXT = 3  # openings that the slip and the phone page name


@dataclass(frozen=True)
class Opening:
    """The open state in words: css class, icon, text."""

    css: str
    icon: str
    text: str


def reading(point: ServicePoint) -> dict[str, Any]:
    """Return what `locator.hours` needs to read the hours of a point, besides their text."""
    return {"zone": point.time_zone, "department": hours.department_of(point.postcode)}


def today_at(point: ServicePoint, moment: dt.datetime) -> dt.date:
    """Return the date at the point: in La Réunion tomorrow begins three hours before Paris."""
    return moment.astimezone(ZoneInfo(point.time_zone)).date()


def opening(point: ServicePoint, moment: dt.datetime) -> Opening:
    """Return the open state of a point in words."""
    state = hours.state_at(point.opening_hours, **reading(point), moment=moment)
    if not state.known or state.now is None:
        if point.appointment == Known.YES:
            return Opening("no", "calendar", _("Open by appointment, phone before you go"))
        if point.hours_note:
            return Opening("no", "clock", _("Hours not verified: phone before you go"))
        return Opening("no", "clock", _("Hours not known, phone before you go"))
    if state.is_open:
        if state.change is None:
            return Opening("yes", "clock", _("Open"))
        return Opening("yes", "clock", _("Open, closes at %(time)s") % {"time": clock(state.change)})
    if state.change is None:
        return Opening("no", "clock", _("Closed"))
    away = (state.change.date() - state.now.date()).days
    time = clock(state.change)
    if away == 0:
        return Opening("no", "clock", _("Closed, opens at %(time)s") % {"time": time})
    if away < 7:
        day = str(DAYS[state.change.weekday()])
        words = {"day": day.lower() if is_french() else day, "time": time}
        return Opening("no", "clock", _("Closed, opens on %(day)s at %(time)s") % words)
    words = {"date": date_words(state.change.date(), "j F"), "time": time}
    return Opening("no", "clock", _("Closed, opens on %(date)s at %(time)s") % words)


def freshness(point: ServicePoint, today: dt.date) -> tuple[bool, str]:
    """Return whether the information is recent (12 months), and its age in words.

    A place that the last list no longer held comes first: it may be gone.
    """
    if point.not_confirmed_since is not None:
        words = {"date": date_words(point.not_confirmed_since, "j F Y")}
        return False, _("No longer in its list since %(date)s, phone before you go") % words
    if point.updated_on is None:
        return False, _("Date of the information not known, phone before you go")
    if today - point.updated_on > OLD:
        return False, _("Not verified since %(year)s, phone before you go") % {"year": point.updated_on.year}
    return True, _("Verified on %(date)s") % {"date": date_words(point.updated_on, "j F Y")}


def stopping(one: Stopping, moment: dt.datetime) -> Opening:
    """Return when a bus or a duty is at its stop, in words."""
    now = moment.astimezone(one.start.tzinfo)
    if one.start <= now:
        text = _("Here now, until %(time)s") % {"time": clock(one.end)}
        return Opening("yes", "clock", text)
    words = {"day": day_words(one.start.date(), now.date()), "span": span_words(one.start, one.end)}
    return Opening("no", "bus" if one.stop.kind == VisitStop.Kind.BUS else "clock", _("Here %(day)s %(span)s") % words)


def next_openings(point: ServicePoint, moment: dt.datetime, count: int = NEXT) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return the next times when a point is open, in its own zone; a bus is open where it stops."""
    stops = list(point.stops.all())
    if stops:
        found = [(start, end) for _stop, start, end in next_stops(point, moment, count)]
        return found[:count]
    return hours.next_spans(point.opening_hours, **reading(point), moment=moment, count=count)


def next_stops(
    point: ServicePoint, moment: dt.datetime, count: int, each: int = 0
) -> list[tuple[VisitStop, dt.datetime, dt.datetime]]:
    """Return where and when a bus or a duty is next, in order of time; `each` times at each stop at most (0: any).

    The stops are read already (prefetch).
    """
    found = []
    for stop in point.stops.all():
        zone, department = point.time_zone, hours.department_of(stop.postcode or point.postcode)
        spans = hours.next_spans(stop.opening_hours, zone=zone, department=department, moment=moment, count=each or count)
        found += [(stop, start, end) for start, end in spans]
    return sorted(found, key=lambda one: (one[1], one[0].pk))[:count]


def opening_words(start: dt.datetime, end: dt.datetime, moment: dt.datetime) -> str:
    """Return one opening: « Mardi 24 novembre, de 9 h à 12 h »; "Now, until 12:00" for the one under way."""
    now = moment.astimezone(start.tzinfo)
    if start <= now:
        return _("Now, until %(time)s") % {"time": clock(end)}
    day = day_words(start.date(), now.date())
    return f"{day[:1].upper()}{day[1:]}, {span_words(start, end)}"


def week(point: ServicePoint, moment: dt.datetime) -> list[dict[str, Any]]:
    """Return the seven days of this week for the table of hours; empty when the hours are not known."""
    today = today_at(point, moment)
    days = hours.week_of(point.opening_hours, **reading(point), moment=moment)
    monday = today - dt.timedelta(days=today.weekday())
    midnight = dt.datetime.combine(monday, dt.time(), tzinfo=ZoneInfo(point.time_zone))
    special = {one.date: one.holiday for one in _specials(point, midnight, 7)}
    return [
        {
            "name": DAYS[day.weekday()],
            "is_today": day == today,
            "spans": [f"{clock(start)} – {clock(end)}" for start, end in spans],
            "why": special.get(day, ""),
        }
        for day, spans in days
    ]


def announcements(point: ServicePoint, moment: dt.datetime) -> list[str]:
    """Return the holidays and exceptional hours of the coming days, one sentence each."""
    today = today_at(point, moment)
    sentences = []
    for one in _specials(point, moment, SOON):
        day = day_words(one.date, today)
        words = {"day": day, "holiday": one.holiday, "spans": ", ".join(span_words(*span) for span in one.spans)}
        if one.spans:
            sentences.append(_("Open %(day)s only %(spans)s") % words)
        elif one.holiday:
            sentences.append(_("Closed %(day)s (%(holiday)s)") % words)
        else:
            sentences.append(_("Closed %(day)s") % words)
    return sentences


def _specials(point: ServicePoint, moment: dt.datetime, days: int) -> list[hours.Special]:
    return hours.specials(point.opening_hours, **reading(point), moment=moment, days=days, french=is_french())


def verified(point: ServicePoint, today: dt.date) -> tuple[bool, str]:
    """Return whether the information is recent, and its date with its age in words, for the page of a place."""
    recent, text = freshness(point, today)
    if point.updated_on is None or point.not_confirmed_since is not None:
        return recent, text
    words = {"text": _("Verified on %(date)s") % {"date": date_words(point.updated_on, "j F Y")}}
    words["age"] = age(point.updated_on, today)
    return recent, (_("%(text)s, %(age)s") if recent else _("%(text)s, %(age)s: phone before you go")) % words
