"""Names as people type them."""

from __future__ import annotations

import re
import unicodedata

_SAINT = re.compile(r"\b(st|ste)\b")
_NEAR = re.compile(r"^(?:pres|proche|autour|a cote|aux environs)(?: de la| de l| de| du| des| d)? ")


def search_key(name: str) -> str:
    """Return a name without case, accents and signs, "st" written out: "St-Étienne" → "saint etienne"."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    words = " ".join(letters.split())
    return _SAINT.sub(lambda m: "saint" if m.group(1) == "st" else "sainte", words)


def query_key(typed: str) -> str:
    """Return the search key of what a person typed, without "près de" in front."""
    return _NEAR.sub("", search_key(typed))
