"""Hours, dates, distances and names as people write them."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import formats
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

FIXED = "\u00a0"
WALKABLE_KM = 2
DAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip
# Only the name of a town follows "de" with a capital letter in our sentences.
_ELISION = re.compile(r"\bde (Le |Les |(?=[AEIOUÀÂÉÈÊÎÔŒ]|Y[^aeiouéè]))")
_ELIDED = {"Le ": "du ", "Les ": "des ", "": "d’"}


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


def in_a_row(labels: list[str]) -> str:
    """Return labels as one enumeration: the first keeps its capital, the others lose it ("Impôts, santé")."""
    return ", ".join(label if not n else label[:1].lower() + label[1:] for n, label in enumerate(labels))


def elided(text: str) -> str:
    """Return a French sentence with "de" joined to the name of a town: d’Annecy, du Mans, des Abymes."""
    if not is_french():
        return text
    return _ELISION.sub(lambda m: _ELIDED[m.group(1)], text)


def day_words(date: dt.date, today: dt.date) -> str:
    """Return a day near or far: "today", "tomorrow", « mardi 24 novembre »; the year when it is another."""
    if date == today:
        return _("today")
    if date == today + dt.timedelta(days=1):
        return _("tomorrow")
    weekday = str(DAYS[date.weekday()])
    pattern = "j F" if date.year == today.year else "j F Y"
    return f"{weekday.lower() if is_french() else weekday} {date_words(date, pattern)}"


def span_words(start: dt.datetime, end: dt.datetime) -> str:
    """Return from when to when: « de 9 h à 12 h »."""
    return _("from %(start)s to %(end)s") % {"start": clock(start), "end": clock(end)}


def walking(km: float) -> str:
    """Return how long the way takes on foot, for less than two kilometres: « 6 min à pied ». Else "".

    The way is taken as 1.3 times the straight line, at 4.5 km an hour: an older person's pace.
    """
    if km >= WALKABLE_KM:
        return ""
    return _("%(minutes)s min on foot") % {"minutes": max(1, round(km * 1.3 / 4.5 * 60))}


def age(date: dt.date, today: dt.date) -> str:
    """Return how long ago a date is: "today", "5 days ago", "8 months ago", "3 years ago"."""
    days = (today - date).days
    if days <= 0:
        return _("today")
    if days < 31:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    months = (today.year - date.year) * 12 + today.month - date.month - (today.day < date.day)
    if months < 24:
        return ngettext("%(count)s month ago", "%(count)s months ago", max(1, months)) % {"count": max(1, months)}
    return ngettext("%(count)s year ago", "%(count)s years ago", months // 12) % {"count": months // 12}
