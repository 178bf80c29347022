"""Where do I start? Short questions, asked one after the other; no mark, and it stops early.

The answers stand in the address: nothing is stored, the way can be left, taken up again, printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

import yaml
from django.conf import settings

YES, HELP, NO, UNSURE, SKIP = "yes", "help", "no", "unsure", "skip"
SELF, TASK = "self", "task"
FIRST_GESTURES = ("p01", "p02", "p03", "p04")  # two "not yet" among these: stop, and offer First steps
FIRST_COURSE = "first-steps"
MODULES = 3  # the path at most


@dataclass(frozen=True)
class Item:
    """One question: what one can do (self), or a small task whose first answer is the right one."""

    id: str
    kind: str
    text: str
    leads: str  # key of the module
    school: str = ""
    answers: tuple[str, ...] = ()
    drawings: tuple[str, ...] = ()

    def token(self, answer: int) -> str:
        """Return the sign of an answer in pages and addresses: it does not tell which one is right."""
        return hashlib.sha256(f"{self.id}:{answer}:{self.leads}".encode()).hexdigest()[:6]

    def mixed(self) -> list[int]:
        """Return the numbers of the answers in the order in which they are shown, always the same."""
        return sorted(range(len(self.answers)), key=self.token)

    def judged(self, answer: str) -> str:
        """Return YES, HELP, NO or SKIP for what was answered; "" for what is no answer of this item."""
        if answer == SKIP:
            return SKIP
        if self.kind == SELF:
            return answer if answer in (YES, HELP, NO) else ""
        tokens = [self.token(number) for number in range(len(self.answers))]
        if answer == UNSURE:
            return NO
        return "" if answer not in tokens else YES if answer == tokens[0] else NO


@dataclass
class Result:
    """What the answers say: one strength, and the modules to begin with, each with its item and whether help is wished."""

    strength: Item | None = None
    path: list[tuple[Item, str]] = field(default_factory=list)  # item, HELP or NO
    stopped: bool = False  # two of the first gestures are still to learn


@cache
def items(language: str) -> tuple[Item, ...]:
    """Return the items of a language (fixtures/placement.*.yaml)."""
    path = settings.FIXTURES_DIR / f"placement.{language if language in ('fr', 'en') else 'fr'}.yaml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Item(**{**row, "answers": tuple(row.get("answers", ())), "drawings": tuple(row.get("drawings", ()))}) for row in rows
    )


def asked(*, language: str, published: Collection[str]) -> list[Item]:
    """Return the items whose module is published (by its key)."""
    return [item for item in items(language) if item.leads in published]


def read(text: str, found: list[Item]) -> dict[str, str]:
    """Return item → answer from an address ("p01-yes.p03-1a2b3c"); what is none is left out."""
    given = dict(part.split("-", 1) for part in text[:400].split(".") if part.count("-") == 1)
    return {item.id: given[item.id] for item in found if item.id in given and item.judged(given[item.id])}


def write(answers: dict[str, str]) -> str:
    """Return answers as they stand in an address."""
    return ".".join(f"{key}-{value}" for key, value in answers.items())


def next_item(found: list[Item], answers: dict[str, str]) -> Item | None:
    """Return the next question; None when all are answered, or two of the first gestures are still to learn."""
    if _stops(found, answers):
        return None
    return next((item for item in found if item.id not in answers), None)


def result(found: list[Item], answers: dict[str, str]) -> Result:
    """Return the strength and the path. "With help" comes after what is not yet known: it starts at the practice."""
    said = [(item, item.judged(answers[item.id])) for item in found if item.id in answers]
    wanted = [(item, what) for item, what in said if what in (NO, HELP)]
    if _stops(found, answers):
        first = [pair for pair in wanted if pair[0].leads.startswith(f"{FIRST_COURSE}/")]
        return Result(next((item for item, what in said if what == YES), None), first[:MODULES], stopped=True)
    # The last thing that one can do says the most: the items go from the first gesture to the counter.
    strength = next((item for item, what in reversed(said) if what == YES), None)
    return Result(strength, wanted[:MODULES])


def _stops(found: list[Item], answers: dict[str, str]) -> bool:
    first = [item for item in found if item.id in FIRST_GESTURES and item.id in answers]
    return sum(item.judged(answers[item.id]) == NO for item in first) >= 2
