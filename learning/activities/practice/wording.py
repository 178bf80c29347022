"""The writing rules that a machine can judge in a scenario: short sentences, signs, no shame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from learning.activities.practice.definition import Scenario

LONGEST_SENTENCE = 20
LONGEST_FEEDBACK = 3
# No-break spaces in what files hold (curriculum 7.2, rule 11); the screen makes them typographic.
_LOOSE = re.compile(r" [;:!?»€]|« ")
_SIGNS = re.compile("[\u2190-\u21ff\u2713\u2714\u202f\U0001f300-\U0001faff]")
_SHAME = {
    "fr": re.compile(r"\b(?:erreur de votre part|vous auriez dû|raté|attention !|simplement|il suffit d|évidemment)", re.I),
    "en": re.compile(r"\b(?:your mistake|you should have|you failed|simply|obviously)\b", re.I),
}
_SAID = ("feedback", "missing", "hint", "story", "task", "retry", "ask", "text", "label", "title")

Found = Iterator[tuple[tuple[str | int, ...], str, str]]


def check(scenario: Scenario) -> Found:
    """Yield (where, what is wrong, what to write instead) for each text of a scenario."""
    for spot, text in _texts(scenario, ()):
        if spot[-1] not in _SAID:
            continue
        long = [one for one in sentences(text) if len(words(one)) > LONGEST_SENTENCE]
        if long:
            yield spot, f"A sentence has {len(words(long[0]))} words.", f"Write {LONGEST_SENTENCE} words at most."
        if spot[-1] in ("feedback", "missing") and len(sentences(text)) > LONGEST_FEEDBACK:
            yield spot, f"The feedback has {len(sentences(text))} sentences.", f"Write {LONGEST_FEEDBACK} at most."
        if scenario.lang == "fr" and (loose := _LOOSE.search(text)):
            yield spot, f"A line may break at “{loose[0]}”.", "Write a no-break space (U+00A0) there."
        if sign := _SIGNS.search(text):
            yield (
                spot,
                f"The sign “{sign[0]}” (U+{ord(sign[0]):04X}) is not read aloud well.",
                "Write words, or U+00A0 for the narrow space.",
            )
        if shame := _SHAME[scenario.lang].search(text):
            yield spot, f"“{shame[0]}” shames or hurries.", "Say what is true and give a lead."


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [one for one in re.split(r"(?<=[.!?…])[\s\u00a0»\"]+", text) if re.search(r"\w", one)]


def words(text: str) -> list[str]:
    """Return the words of a text; l', d' and qu' count as words."""
    return [one for one in re.split(r"[\s\u00a0'’]+", text) if re.search(r"\w", one)]


def _texts(value: Any, spot: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), (*spot, name))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _texts(one, (*spot, number))
    elif isinstance(value, str) and spot:
        yield spot, value
