"""Short codes: five signs that cannot be taken for one another."""

from __future__ import annotations

import hashlib
import re
import uuid

from django.db import IntegrityError, transaction

from learning.classes.signin import keyed
from learning.paper.models import LENGTH, ShortCode

# Without 0 O, 1 I L, 2 Z, 5 S, 8 B, U V: what a hand writes alike. Without A and E: no code is a word.
ALPHABET = "34679CDFGHJKMNPQRTWXY"
DOOR = re.compile(rf"\d{{6}}|[{keyed.LETTERS}]{{6}}|[{keyed.SIGNS}]{{8,12}}")


def candidate(page_key: uuid.UUID, turn: int) -> str:
    """Return the code of a page; another one for each turn, for the rare case that two pages meet."""
    number = int.from_bytes(hashlib.sha256(f"{page_key}:{turn}".encode()).digest()[:8])
    signs = []
    for _place in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return "".join(signs)


def code_of(page_key: uuid.UUID) -> str:
    """Return the short code of a page, kept for ever from its first print on."""
    known = ShortCode.objects.filter(page_key=page_key).first()
    turn = 0
    while known is None:
        try:
            with transaction.atomic():
                known = ShortCode.objects.create(code=candidate(page_key, turn), page_key=page_key)
        except IntegrityError:
            # Another page has this code, or another print of this page wrote it just now.
            known = ShortCode.objects.filter(page_key=page_key).first()
            turn += 1
    return known.code


def codes_of(page_keys: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the short codes of several pages. One query when all were printed before."""
    known = dict(ShortCode.objects.filter(page_key__in=page_keys).values_list("page_key", "code"))
    return {key: known.get(key) or code_of(key) for key in page_keys}


def opens_a_door(typed: str) -> bool:
    """Say whether a code has the form of a card's, a class's or a helper's, and not of a sheet's."""
    return bool(DOOR.fullmatch(keyed.plain(typed)))


def find_page(typed: str) -> uuid.UUID | None:
    """Return the page of a code as a person typed it: any case, with spaces or hyphens; None when unknown."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(plain) != LENGTH:
        return None
    found = ShortCode.objects.filter(code=plain).first()
    return found.page_key if found else None
