"""What looks like somebody's own data: an exercise never asks for it, and says so when it is typed."""

from __future__ import annotations

import re

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CARD = re.compile(r"(?:\d[ \u00a0\u202f-]?){13,19}")


def looks_real(text: str) -> bool:
    """Say whether a text looks like a real e-mail address, the number of a card, or a password."""
    return _is_mail(text) or _is_card(text) or _is_password(text)


def _is_mail(text: str) -> bool:
    # The ending .example is kept for examples (RFC 2606): nobody receives messages there.
    return any(not found.rstrip(".").endswith(".example") for found in _MAIL.findall(text))


def _is_card(text: str) -> bool:
    return any(_luhn([int(c) for c in found if c.isdigit()]) for found in _CARD.findall(text))


def _luhn(digits: list[int]) -> bool:
    """Say whether the control digit of a card's number is right (ISO/IEC 7812-1)."""
    doubled = [d if n % 2 == 0 else d * 2 - 9 if d > 4 else d * 2 for n, d in enumerate(reversed(digits))]
    return len(digits) >= 13 and len(set(digits)) > 1 and sum(doubled) % 10 == 0


def _is_password(text: str) -> bool:
    one = text.strip()
    kinds = (r"[a-zà-ÿ]", r"[A-ZÀ-Þ]", r"\d", r"[^\w\s]")
    return len(one) >= 8 and " " not in one and sum(bool(re.search(kind, one)) for kind in kinds) >= 3 and "@" not in one
