"""What people type, made comparable."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal


def fold(text: str) -> str:
    """Return the text without case, accents, spaces, quotes and final full stop."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[\s'’\"«»“”\-]+", "", letters).rstrip(".")


def is_one_slip_away(given: str, wanted: str) -> bool:
    """Say whether one letter is missing, added, changed, or swapped with its neighbour."""
    if abs(len(given) - len(wanted)) > 1:
        return False
    start = 0
    while start < min(len(given), len(wanted)) and given[start] == wanted[start]:
        start += 1
    a, b = given[start:], wanted[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (len(a) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]


def read_number(text: str) -> Decimal | None:
    """Read « 17,80 », "17.80", "1 200", "€17.80"; None when it is no number."""
    plain = re.sub(r"[\s€]", "", text).replace(",", ".")
    # No exponent, no "NaN", no "1_000": Decimal reads them, people do not write them.
    if len(plain) > 20 or not re.fullmatch(r"[+-]?\d+(\.\d+)?\.?", plain):
        return None
    return Decimal(plain.rstrip(".")).normalize()
