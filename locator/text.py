"""Names as people type them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SAINT = re.compile(r"\b(st|ste)\b")
_NEAR = re.compile(
    r"^(?:(?:je suis|j habite|habite|dans|en|vers|pres|proche|autour|a cote|aux environs|near|close to|around) )"
    r"(?:(?:de la|de l|de|du|des|d|a|to) )?(?=\S)"
)
_OF_DEPARTMENT = re.compile(r"^(?:le )?departement (?:(?:de la|de l|de|du|des|d) )?(?=\S)")
_ARTICLE = re.compile(r"^(?:les|le|la|l) (?=\S)")
_CEDEX = re.compile(r" cedex(?: \d{1,2})?\b")
_DEPARTMENT = re.compile(r"(?:^| )(\d{1,3}|2[ab])$")
_POSTCODE = re.compile(r"(?:^|(?<= ))(\d{5}|\d\d \d{3})(?= |$)")
# "Paris 15", "Lyon 3e", "Marseille 13 e arrondissement"
_PART = re.compile(r"^(paris|lyon|marseille) (\d{1,2}) ?(?:er|e|eme|nd|nde)?(?: arrondissement| arr)?$")


@dataclass(frozen=True)
class Query:
    """What was typed, taken apart: a name (search key), a postcode, a department's code; each may be empty."""

    name: str = ""
    postcode: str = ""
    department: str = ""


def search_key(name: str) -> str:
    """Return a name without case, accents and signs, "st" written out: "St-Étienne" → "saint etienne"."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    words = " ".join(letters.split())
    return _SAINT.sub(lambda m: "saint" if m.group(1) == "st" else "sainte", words)


def keys_of(name: str) -> list[str]:
    """Return the search keys of a name: whole, and without its article ("Le Mans" is also looked for as "mans")."""
    key = search_key(name)
    return list(dict.fromkeys((key, _ARTICLE.sub("", key))))


def query_key(typed: str) -> str:
    """Return the search key of what a person typed, without "près de" in front and "cedex" behind."""
    return _CEDEX.sub("", _OF_DEPARTMENT.sub("", _NEAR.sub("", search_key(typed))))


def parse(typed: str) -> Query:
    """Return what a person typed, taken apart: "près de St-Denis (974)" → name "saint denis", department "974"."""
    key = query_key(typed)
    part = _PART.match(key)
    if part:
        ordinal = "1er" if part[2] in ("1", "01") else f"{int(part[2])}e"
        # Paris has no points for its parts: its own is taken.
        name = part[1] if part[1] == "paris" else f"{part[1]} {ordinal} arrondissement"
        return Query(name=name)
    postcode = _POSTCODE.search(key)
    if postcode:
        key = " ".join((key[: postcode.start()] + " " + key[postcode.end() :]).split())
        return Query(name=key, postcode=postcode[1].replace(" ", ""))
    department = _DEPARTMENT.search(key)
    if department:
        return Query(name=key[: department.start()], department=department[1].upper().zfill(2))
    return Query(name=key)
