"""Opening hours as people write them in French, turned into OpenStreetMap syntax when nothing is left over."""

from __future__ import annotations

import re
import unicodedata

from locator.hours import DAYS, HoursError, check

_NAMES = (
    ("lundi", "lun", "lu"), ("mardi", "mar", "ma"), ("mercredi", "mer", "me"), ("jeudi", "jeu", "je"),
    ("vendredi", "ven", "ve"), ("samedi", "sam", "sa"), ("dimanche", "dim", "di"),
)  # fmt: skip
_DAY = {name + plural: n for n, names in enumerate(_NAMES) for name in names for plural in ("", "s")}
_TOKEN = re.compile(r"(\d{1,2})\s*(?:heures?|h|:|\.)\s*(\d{2})?(?!\d)|([a-z]+)|([-–—/,;&:.+])|(\S)")
_UNTIL = frozenset({"-", "–", "—", "a", "au", "jusqu"})
_AND = frozenset({",", "/", ";", "&", "+", "et", "puis"})
_SILENT = frozenset({"du", "de", "des", "le", "les", "la", ":", ".", "ouvert", "ouverture", "horaires"})


def from_prose(text: str) -> str | None:
    """Return OSM hours for the usual forms ("Lu-Ve 9h-12h", "du lundi au vendredi de 9h à 12h"), else None.

    A word that is not understood ("sauf", "sur rendez-vous") makes the whole None: half a truth about hours sends people
    to a closed door.
    """
    rules: list[tuple[list[int], list[str]]] = []
    start: str | None = None
    until = False
    previous_is_day = False
    for hour, minute, word, sign, other in _TOKEN.findall(_plain(text)):
        token = word or sign
        if other:
            return None
        if hour:
            clock = f"{int(hour):02d}:{minute or '00'}"
            if not rules:
                return None
            if start is None:
                start = clock
            elif until:
                rules[-1][1].append(f"{start}-{clock}")
                start = None
            else:
                return None
            until = previous_is_day = False
        elif token in _DAY:
            if start is not None:
                return None
            day = _DAY[token]
            if not rules or rules[-1][1]:
                rules.append(([day], []))
            elif until and previous_is_day:
                rules[-1][0].extend(range(rules[-1][0][-1] + 1, day + 1))
            else:
                rules[-1][0].append(day)
            until, previous_is_day = False, True
        elif token in _UNTIL:
            until = True
        elif token in _AND:
            until = False
        elif token not in _SILENT:
            return None
    if start is not None or not rules or not all(spans for _days, spans in rules):
        return None
    week: dict[int, list[str]] = {}
    for days, spans in rules:
        for day in days:
            week.setdefault(day, []).extend(spans)
    try:
        return check("; ".join(f"{DAYS[day]} {','.join(sorted(spans))}" for day, spans in sorted(week.items())))
    except HoursError:
        return None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("'", " ").replace("’", " ")
