"""Places in words: open now, how far, how old the information is."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from kit.services import CATEGORIES
from locator import hours
from locator.departments import DEPARTMENTS
from locator.geo import distance_km
from locator.models import Known, Place, ServicePoint
from locator.search import NEAR_KM, PAGE, Found, Nearby

OLD = dt.timedelta(days=365)
SERVICES_ON_CARD = 3
FAR_KM = 20  # no place nearer than this: say so before the list
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
    "sight": gettext_lazy("People who see badly"),
}  # fmt: skip
WAYS = {
    "individual": gettext_lazy("A person helps you, alone with you"),
    "workshop": gettext_lazy("In a workshop, with other people"),
    "alone": gettext_lazy("On your own, with the equipment of the place"),
    "remote": gettext_lazy("From a distance"),
    "in-my-place": gettext_lazy("A person does it for you, with your agreement"),
}
LANGUAGES = {"en": gettext_lazy("English"), "und": gettext_lazy("Other languages: ask by phone")}
COSTS = {
    "free": gettext_lazy("Free"),
    "conditions": gettext_lazy("Free under conditions: ask by phone"),
    "paid": gettext_lazy("Paid: ask the price by phone"),
}


# Only the name of a town follows "de" with a capital letter in our sentences.
_ELISION = re.compile(r"\bde (Le |Les |(?=[AEIOUÀÂÉÈÊÎÔŒ]|Y[^aeiouéè]))")
_ELIDED = {"Le ": "du ", "Les ": "des ", "": "d’"}


@dataclass(frozen=True)
class Fact:
    """A fact about a place: icon and words."""

    icon: str
    text: str


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


def date_words(date: dt.date, pattern: str) -> str:
    """Return a date in words; in French the first of a month is « 1er »."""
    text = formats.date_format(date, pattern)
    return re.sub("^1 ", "1er ", text) if is_french() else text


def distance(km: float) -> str:
    """Return a distance: « 400 m », « 1,1 km », « 12 km »."""
    if km < 1:
        return f"{max(50, round(km * 1000, -1) // 50 * 50):.0f}{FIXED}m"
    if km < 10:
        return f"{formats.localize(round(km, 1))}{FIXED}km"
    return f"{formats.number_format(round(km), use_l10n=True, force_grouping=True)}{FIXED}km"


def opening(point: ServicePoint, moment: dt.datetime) -> Opening:
    """Return the open state of a point in words."""
    state = hours.state_at(
        point.opening_hours,
        zone=point.time_zone,
        department=hours.department_of(point.postcode),
        moment=moment,
    )
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
    """Return whether the information is recent (12 months), and its age in words."""
    if point.updated_on is None:
        return False, _("Date of the information not known, phone before you go")
    if today - point.updated_on > OLD:
        return False, _("Not verified since %(year)s, phone before you go") % {"year": point.updated_on.year}
    return True, _("Verified on %(date)s") % {"date": date_words(point.updated_on, "j F Y")}


# Field → icon, words when the answer is yes, words when it is no, name of what is not known.
ACCESS = {
    "step_free": (
        "wheelchair",
        gettext_lazy("Entrance without a step"),
        gettext_lazy("A step at the entrance"),
        gettext_lazy("steps at the entrance"),
    ),
    "toilets": (
        "wheelchair",
        gettext_lazy("Adapted toilets"),
        gettext_lazy("No adapted toilets"),
        gettext_lazy("adapted toilets"),
    ),
    "parking": (
        "wheelchair",
        gettext_lazy("Adapted parking space"),
        gettext_lazy("No adapted parking space"),
        gettext_lazy("adapted parking space"),
    ),
    "hearing_loop": (
        "people",
        gettext_lazy("Hearing loop"),
        gettext_lazy("No hearing loop"),
        gettext_lazy("hearing loop"),
    ),
    "sign_language": (
        "people",
        gettext_lazy("Somebody speaks French Sign Language"),
        gettext_lazy("Nobody speaks French Sign Language"),
        gettext_lazy("sign language"),
    ),
    "trained_staff": (
        "people",
        gettext_lazy("The staff is trained to welcome disabled people"),
        gettext_lazy("The staff is not trained to welcome disabled people"),
        gettext_lazy("trained staff"),
    ),
}


def access(point: ServicePoint) -> Fact:
    """Return what is known of the entrance; unknown is said."""
    icon, yes, no, _name = ACCESS["step_free"]
    if point.step_free == Known.YES:
        return Fact(icon, str(yes))
    if point.step_free == Known.NO:
        return Fact("triangle", str(no))
    return Fact(icon, _("Access not known"))


def access_facts(point: ServicePoint) -> tuple[list[Fact], list[str]]:
    """Return what is known of the access, and the names of what is not."""
    known: list[Fact] = []
    unknown: list[str] = []
    for name, (icon, yes, no, what) in ACCESS.items():
        value = getattr(point, name)
        if value == Known.UNKNOWN:
            unknown.append(str(what))
        else:
            known.append(Fact(icon, str(yes)) if value == Known.YES else Fact("triangle", str(no)))
    return known, unknown


def choices(places: list[Place], typed: str) -> list[dict[str, Any]]:
    """Return communes to choose from, each with its department in words and the old name that led to it."""
    return [
        {
            "code": place.code,
            "name": place.name,
            "department": DEPARTMENTS.get(place.department, place.department),
            "number": place.department,
            "former": getattr(place, "former", "") if typed else "",
        }
        for place in places
    ]


def heading(nearby: Nearby) -> str:
    """Return how many places there are, in words."""
    if not nearby.total:
        return _("No place is known for this need")
    if nearby.near < min(PAGE, nearby.total):
        return ngettext("The nearest place", "The %(count)s nearest places, the nearest first", nearby.total) % {
            "count": nearby.total
        }
    words = {"count": nearby.near, "km": NEAR_KM}
    if nearby.is_cut:
        return _("More than %(count)s places within %(km)s km, the nearest first") % words
    return (
        ngettext(
            "%(count)s place within %(km)s km",
            "%(count)s places within %(km)s km, the nearest first",
            nearby.near,
        )
        % words
    )


def far(nearby: Nearby, place: Place, service: str) -> str:
    """Return a sentence when nothing is near: what is not there, and how far the nearest is. Else ""."""
    if nearby.first_km is None or nearby.first_km <= FAR_KM:
        return ""
    words = {"km": FAR_KM, "name": place.name, "distance": distance(nearby.first_km)}
    if service:
        words["need"] = str(CATEGORIES[service].label)
        text = _("No place for “%(need)s” is known within %(km)s km of %(name)s. The nearest is %(distance)s away.")
    else:
        text = _("No place is known within %(km)s km of %(name)s. The nearest is %(distance)s away.")
    return elided(text % words)


def others(nearby: Nearby, service: str) -> list[dict[str, Any]]:
    """Return the needs to try instead when nothing is near for this one (kit.services: fallbacks)."""
    if not service or (nearby.first_km is not None and nearby.first_km <= FAR_KM):
        return []
    return [{"key": key, "label": CATEGORIES[key].label} for key in CATEGORIES[service].fallbacks]


def away(point: ServicePoint, km: float, place: Place) -> str:
    """Return how far a point is, "about" when either end is known only roughly."""
    words = distance(km)
    return _("about %(km)s") % {"km": words} if place.is_approximate or point.is_located_by_commune else words


def card(one: Found, number: int, place: Place, moment: dt.datetime) -> dict[str, Any]:
    """Return one result of a search as its card shows it."""
    point = one.point
    recent, age = freshness(point, moment.date())
    return {
        "number": number,
        "point": point,
        "distance": away(point, one.km, place),
        "opening": opening(point, moment),
        "services": _some([service.label for service in point.services.all()]),
        "access": access(point),
        "is_recent": recent,
        "age": age,
    }


def page(point: ServicePoint, moment: dt.datetime, start: Place | None) -> dict[str, Any]:
    """Return a place as its page shows it; `start` is the commune that the person looks from."""
    recent, age = freshness(point, moment.date())
    department = hours.department_of(point.postcode)
    today = moment.astimezone(ZoneInfo(point.time_zone)).date()
    week = hours.week_of(point.opening_hours, zone=point.time_zone, department=department, moment=moment)
    known, unknown = access_facts(point)
    from_start = ""
    if start is not None:
        km = distance_km(start.latitude, start.longitude, point.latitude, point.longitude)
        from_start = elided(
            _("%(distance)s from the centre of %(name)s, in a straight line.")
            % {"distance": away(point, km, start), "name": start.name}
        )
    return {
        "point": point,
        "opening": opening(point, moment),
        "is_recent": recent,
        "age": age,
        "from_start": from_start[:1].upper() + from_start[1:],
        "access": known,
        "access_unknown": ", ".join(unknown) if known else "",
        "services": [service.label for service in point.services.all()],
        "publics": in_a_row([str(PUBLICS[key]) for key in point.publics if key in PUBLICS]),
        "languages": in_a_row([str(LANGUAGES[key]) for key in point.languages if key in LANGUAGES]),
        "ways": [WAYS[key] for key in point.ways if key in WAYS],
        "cost": COSTS.get(point.cost, ""),
        "week": [
            {
                "name": DAYS[day.weekday()],
                "is_today": day == today,
                "spans": [f"{clock(start)} – {clock(end)}" for start, end in spans],
            }
            for day, spans in week
        ],
    }


def _some(labels: list[str]) -> str:
    """Return the first services of a place in a row, and how many more there are."""
    if len(labels) <= SERVICES_ON_CARD + 1:
        return in_a_row(labels)
    more = _("and %(count)s other services") % {"count": len(labels) - SERVICES_ON_CARD}
    return f"{in_a_row(labels[:SERVICES_ON_CARD])} {more}"


def in_a_row(labels: list[str]) -> str:
    """Return labels as one enumeration: the first keeps its capital, the others lose it ("Impôts, santé")."""
    return ", ".join(label if not n else label[:1].lower() + label[1:] for n, label in enumerate(labels))


def elided(text: str) -> str:
    """Return a French sentence with "de" joined to the name of a town: d’Annecy, du Mans, des Abymes."""
    if not is_french():
        return text
    return _ELISION.sub(lambda m: _ELIDED[m.group(1)], text)
