"""Places in words: open now, how far, how old the information is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from locator import hours
from locator.models import Known, Place, ServicePoint
from locator.search import Found

OLD = dt.timedelta(days=365)
FIXED = "\u00a0"
DAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip
PUBLICS = {
    "young": gettext_lazy("Young people"), "students": gettext_lazy("Students"), "families": gettext_lazy("Families"),
    "seniors": gettext_lazy("Older people"), "women": gettext_lazy("Women"), "adults": gettext_lazy("Adults"),
    "deaf": gettext_lazy("Deaf people"), "motor": gettext_lazy("People who move with difficulty"),
    "mental": gettext_lazy("People with a learning disability"), "reading": gettext_lazy("People who read with difficulty"),
    "english": gettext_lazy("People who speak English"), "languages": gettext_lazy("People who speak another language"),
    "sight": gettext_lazy("People who see badly"),
}  # fmt: skip
WAYS = {
    "individual": gettext_lazy("A person helps you, alone with you"),
    "workshop": gettext_lazy("In a workshop, with other people"),
    "alone": gettext_lazy("On your own, with the equipment of the place"),
    "remote": gettext_lazy("From a distance"),
    "in-my-place": gettext_lazy("A person does it for you, with your agreement"),
}
COSTS = {
    "free": gettext_lazy("Free"),
    "conditions": gettext_lazy("Free under conditions: ask by phone"),
    "paid": gettext_lazy("Paid: ask the price by phone"),
}


@dataclass(frozen=True)
class Opening:
    """The open state in words: css class, icon, text."""

    css: str
    icon: str
    text: str


def is_french() -> bool:
    """Say whether the page is in French."""
    return (get_language() or "fr").startswith("fr")


def clock(time: dt.time | dt.datetime) -> str:
    """Return an hour as people write it: « 9 h », « 17 h 30 » in French, "9:00", "17:30" in English."""
    if not is_french():
        return f"{time.hour}:{time.minute:02d}"
    return f"{time.hour}{FIXED}h" + (f"{FIXED}{time.minute:02d}" if time.minute else "")


def distance(km: float) -> str:
    """Return a distance: « 400 m », « 1,1 km », « 12 km »."""
    if km < 1:
        return f"{max(50, round(km * 1000, -1) // 50 * 50):.0f}{FIXED}m"
    return f"{formats.localize(round(km, 1)) if km < 10 else round(km)}{FIXED}km"


def opening(point: ServicePoint, moment: dt.datetime) -> Opening:
    """Return the open state of a point in words."""
    state = hours.state_at(
        point.opening_hours,
        zone=point.time_zone,
        department=hours.department_of(point.postcode),
        moment=moment,
    )
    if not state.known or state.now is None:
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
    date = formats.date_format(state.change.date(), "j F" if is_french() else "j F")
    return Opening("no", "clock", _("Closed, opens on %(day)s at %(time)s") % {"day": date, "time": time})


def freshness(point: ServicePoint, today: dt.date) -> tuple[bool, str]:
    """Return whether the information is recent (12 months), and its age in words."""
    if point.updated_on is None:
        return False, _("Date of the information not known, phone before you go")
    if today - point.updated_on > OLD:
        return False, _("Not verified since %(year)s, phone before you go") % {"year": point.updated_on.year}
    date = formats.date_format(point.updated_on, "j F Y")
    return True, _("Verified on %(date)s") % {"date": date}


def access(point: ServicePoint) -> str:
    """Return what is known of the entrance; unknown is said."""
    words = {
        Known.YES: _("Entrance without a step"),
        Known.NO: _("A step at the entrance"),
        Known.UNKNOWN: _("Access not known"),
    }
    return words[Known(point.step_free)]


def card(one: Found, number: int, place: Place, moment: dt.datetime) -> dict[str, Any]:
    """Return one result of a search as its card shows it."""
    point = one.point
    recent, age = freshness(point, moment.date())
    about = place.is_approximate or point.is_located_by_commune
    km = distance(one.km)
    return {
        "number": number,
        "point": point,
        "distance": _("about %(km)s") % {"km": km} if about else km,
        "opening": opening(point, moment),
        "services": [service.label for service in point.services.all()],
        "access": access(point),
        "is_recent": recent,
        "age": age,
    }


def page(point: ServicePoint, moment: dt.datetime) -> dict[str, Any]:
    """Return a place as its page shows it."""
    recent, age = freshness(point, moment.date())
    department = hours.department_of(point.postcode)
    today = moment.astimezone(ZoneInfo(point.time_zone)).date()
    week = hours.week_of(point.opening_hours, zone=point.time_zone, department=department, moment=moment)
    return {
        "point": point,
        "opening": opening(point, moment),
        "is_recent": recent,
        "age": age,
        "access": access(point),
        "services": [service.label for service in point.services.all()],
        "publics": [PUBLICS[key] for key in point.publics if key in PUBLICS],
        "ways": [WAYS[key] for key in point.ways if key in WAYS],
        "cost": COSTS.get(point.cost, ""),
        "week": [
            {
                "name": DAYS[day.weekday()],
                "is_today": day == today,
                "spans": [
                    _("from %(start)s to %(end)s") % {"start": clock(start), "end": clock(end)} for start, end in spans
                ],
            }
            for day, spans in week
        ],
    }
