"""Which words of the glossary a page explains, and after which text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from wagtail.rich_text import RichText

from learning.courses.models.glossary import GlossaryWord

WORD_LINK = re.compile(r'<a href="#gloss-(?P<key>[a-z0-9-]+)">(?P<text>.*?)</a>', re.DOTALL)

# A change in this process is seen at once (receivers.forget_words), one of another process after a minute.
SECONDS = 60
WITH_TEXT = ("tip", "warning", "scam", "remember")


@dataclass(frozen=True)
class Glossary:
    """The words of one page: each is explained once, below the text that uses it first."""

    words: dict[str, GlossaryWord] = field(default_factory=dict)
    # By the text object: two texts of a page may hold the same words.
    first: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def below(self, text: Any) -> list[GlossaryWord]:
        """Return the words to explain below a text."""
        return [self.words[key] for key in self.first.get(id(text), ())]

    @property
    def listed(self) -> list[GlossaryWord]:
        """All the words of the page, by their letters, for the end of a sheet."""
        return sorted(self.words.values(), key=lambda word: word.word.casefold())

    @property
    def stamp(self) -> str:
        """Changes with the words: a kept fragment of the page is then made anew."""
        said = "\n".join(f"{word.word}\t{word.meaning}" for word in self.listed)
        return hashlib.sha256(said.encode()).hexdigest()[:12] if said else ""


def texts(blocks: Iterable[Any]) -> Iterator[RichText]:
    """Yield the rich texts of blocks in the order in which a page shows them; the helper's words are not the page's."""
    for block in blocks:
        value = block.value
        if block.block_type == "step":
            yield from texts(value["body"])
        elif isinstance(value, RichText):
            yield value
        elif block.block_type in WITH_TEXT:
            yield value["text"]


def glossary_of(blocks: Iterable[Any], language: str) -> Glossary:
    """Return the words that some blocks explain. One query when they name a word and none was read just now."""
    found: dict[int, tuple[str, ...]] = {}
    seen: set[str] = set()
    for text in texts(blocks):
        keys = [key for key in dict.fromkeys(match["key"] for match in WORD_LINK.finditer(text.source)) if key not in seen]
        seen.update(keys)
        if keys:
            found[id(text)] = tuple(keys)
    if not seen:
        return Glossary()
    known = _words(language)
    words = {key: known[key] for key in seen & known.keys()}
    return Glossary(words, {place: tuple(key for key in keys if key in words) for place, keys in found.items()})


def _words(language: str) -> dict[str, GlossaryWord]:
    """Return the whole glossary of one language: a few hundred short texts."""
    found: dict[str, GlossaryWord] | None = cache.get(_name(language))
    if found is None:
        found = {word.key: word for word in GlossaryWord.objects.filter(language=language)}
        cache.set(_name(language), found, SECONDS)
    return found


def _name(language: str) -> str:
    return f"glossary:{language}"


def forget_words(language: str) -> None:
    """Read the glossary of a language anew the next time."""
    cache.delete(_name(language))
