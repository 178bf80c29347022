"""The words of a resume slip: chosen from a list, read back from a hand."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache

from django.conf import settings
from rapidfuzz.distance import Levenshtein

NUMBER = 4  # four words of 2,048: 44 bits
LANGUAGES = ("fr", "en")
LONGEST = 200  # signs looked at of what was typed


class NotFourWords(ValueError):
    """What was typed is not four words."""


class UnknownWord(ValueError):
    """A word that is in no list; `word` is what was typed."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@cache
def word_list(language: str) -> tuple[str, ...]:
    """Return the words of a language with their accents (fixtures/words)."""
    path = settings.FIXTURES_DIR / "words" / f"{language if language in LANGUAGES else 'fr'}.txt"
    return tuple(path.read_text(encoding="utf-8").split())


@cache
def _known() -> frozenset[str]:
    return frozenset(plain(word) for language in LANGUAGES for word in word_list(language))


def plain(word: str) -> str:
    """Return a word in small letters without accents: how a slip is compared."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def new_words(language: str) -> tuple[str, ...]:
    """Return four words at random, all different."""
    found: list[str] = []
    while len(found) < NUMBER:
        word = secrets.choice(word_list(language))
        if word not in found:
            found.append(word)
    return tuple(found)


def read_words(typed: str) -> tuple[str, ...]:
    """Return the four plain words that were typed, with any case, accents and signs between them.

    A word with one wrong letter is read as the one word of the lists that it can be. Raises NotFourWords, UnknownWord.
    """
    found = re.findall(r"[^\W\d_]+", typed[:LONGEST])
    if len(found) != NUMBER:
        raise NotFourWords
    return tuple(_nearest(word) for word in found)


def _nearest(word: str) -> str:
    typed = plain(word)
    if typed in _known():
        return typed
    near = [known for known in _known() if Levenshtein.distance(typed, known, score_cutoff=1) <= 1]
    if len(near) == 1:
        return near[0]
    raise UnknownWord(word)
