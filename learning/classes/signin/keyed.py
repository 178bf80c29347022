"""Everything that opens a door, computed from CARD_KEY at the moment it is needed and stored nowhere.

A copy of the database without the key signs nobody in. Another key makes every printed card useless.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from typing import TYPE_CHECKING

from django.conf import settings

from learning.classes.signin.pictures import KEYS

if TYPE_CHECKING:
    from learning.classes.models import Classroom
    from learning.classes.signin.models import LoginCard

# Without 0 O, 1 I L, 2 Z, 5 S, 8 B, U V: what a hand writes alike. Without A and E: no code is a word.
SIGNS = "34679CDFGHJKMNPQRTWXY"
LETTERS = "CDFGHJKMNPQRTWXY"  # a class code is never taken for six figures
TOKEN_LENGTH = 18  # of 21 signs: 79 bits, in the square code only
NUMBER_LENGTH = 4
TYPED_LENGTH = 4  # the end of a code that is typed by hand; a limit for each card stands before it
CLASS_CODE_LENGTH = 6
PICTURES_ASKED = 3
PIN_LENGTH = 4
SIX = 6


def digest(purpose: str, *parts: object) -> bytes:
    """Return HMAC-SHA-256 of the parts under CARD_KEY, of its own for each purpose."""
    message = "\0".join((purpose, *map(str, parts))).encode()
    return hmac.new(settings.CARD_KEY.encode(), message, hashlib.sha256).digest()


def same(given: str, expected: str) -> bool:
    """Compare in a time that says nothing about where the two differ."""
    return hmac.compare_digest(given.encode(), expected.encode())


def _signs(seed: bytes, alphabet: str, length: int) -> str:
    number = int.from_bytes(seed, "big")
    found = []
    for _place in range(length):
        number, rest = divmod(number, len(alphabet))
        found.append(alphabet[rest])
    return "".join(found)


def plain(typed: str) -> str:
    """Return a code as it was meant: capital letters, without spaces, hyphens or other signs."""
    return "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())


# Cards


def card_token(card: LoginCard) -> str:
    """Return the secret of the square code."""
    return _signs(digest("card", card.pk, card.version), SIGNS, TOKEN_LENGTH)


def card_path(card: LoginCard) -> str:
    """Return what the square code says after the address of the service: number and secret."""
    return f"{card.number}-{card_token(card)}"


def card_end(card: LoginCard) -> str:
    """Return the end of the code that is typed by hand."""
    return _signs(digest("typed", card.pk, card.version), SIGNS, TYPED_LENGTH)


def typed_code(card: LoginCard) -> str:
    """Return the code that is printed for hands: 7KQ4-M2PX."""
    return f"{card.number}-{card_end(card)}"


def card_pictures(card: LoginCard) -> list[str]:
    """Return the keys of the three pictures of a card, in order; they are all different."""
    number = int.from_bytes(digest("pictures", card.pk, card.version), "big")
    left = list(KEYS)
    found = []
    for _place in range(PICTURES_ASKED):
        number, rest = divmod(number, len(left))
        found.append(left.pop(rest))
    return found


def card_pin(card: LoginCard) -> str:
    """Return the four figures of a card."""
    return f"{int.from_bytes(digest('pin', card.pk, card.version), 'big') % 10**PIN_LENGTH:0{PIN_LENGTH}}"


# Class codes and six figures


def class_code(classroom: Classroom) -> str:
    """Return the code that is shown to the class."""
    return _signs(digest("class", classroom.pk, classroom.code_version), LETTERS, CLASS_CODE_LENGTH)


def class_code_hash(code: str) -> str:
    """Return what a class is found by."""
    return digest("class-hash", code).hex()


def six_figures(number_id: uuid.UUID) -> str:
    """Return the six figures of a SignInNumber."""
    return f"{int.from_bytes(digest('six', number_id), 'big') % 10**SIX:0{SIX}}"


def six_figures_hash(code: str) -> str:
    """Return what a SignInNumber is found by."""
    return digest("six-hash", code).hex()
