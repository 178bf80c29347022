"""What is held about a person: every room registers its part here, so that "My data" is complete.

A room writes a Holding for each kind of thing that it keeps and registers it when its app is ready. From these come
the page, the file to take away, and erasing. A test walks every model that points to a
learner or an account and fails when none of the holdings names it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from learning.people.models import Learner, User

SHOWN = 20
"""How many rows of one kind the page shows; the file has them all."""


@dataclass(frozen=True)
class Person:
    """Somebody about whom something is held: an account, a learner, or both."""

    user: User | None = None
    learner: Learner | None = None

    def __bool__(self) -> bool:
        return bool(self.user or self.learner)

    @property
    def name(self) -> str:
        """What the person is called here; empty for a guest without a name."""
        if self.learner and self.learner.display_name:
            return self.learner.display_name
        return self.user.get_username() if self.user else ""

    @property
    def is_guest(self) -> bool:
        """Whether there is no account."""
        return self.user is None


@dataclass(frozen=True)
class Row:
    """One line of the page, in plain words, with what may be done about it."""

    text: str
    action: str = ""
    action_url: str = ""


@dataclass
class Section:
    """What the page says about one kind of thing."""

    key: str
    label: str
    purpose: str
    seen_by: str
    rows: list[Row] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        """How many rows are in the file only."""
        return max(0, self.count - len(self.rows))


class Holding:
    """One kind of thing that a room holds. Subclasses say what; `person` has an account, a learner, or both."""

    key = ""
    """Its name in the file that a person takes away."""
    label: Any = ""
    purpose: Any = ""
    """Why it is held, in one sentence."""
    models: frozenset[str] = frozenset()
    """The models that it speaks for, as "app.Model"."""

    def seen_by(self, person: Person) -> str:
        """Return who can see it, in one sentence."""
        raise NotImplementedError

    def count(self, person: Person) -> int:
        """Return how many lines there are in all; 0 when `rows` never leaves one out."""
        return 0

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        """Return at most `limit` lines, the newest first. No line: nothing is held."""
        raise NotImplementedError

    def export(self, person: Person) -> Any:
        """Return all of it, for the file: lists, dictionaries and values that JSON knows, dates and ids."""
        raise NotImplementedError

    def erase(self, person: Person, ghost: Learner) -> None:
        """Remove it, or leave it with `ghost`, a learner without a name and with a random id.

        Files go after the transaction (transaction.on_commit).
        """
        raise NotImplementedError

    def deciders(self, person: Person) -> list[str]:
        """Return a sentence for each reason why somebody else decides about erasing and correcting, and whom to ask."""
        return []

    def obstacles(self, person: Person) -> list[Row]:
        """Return what has to be done before this person can be erased."""
        return []


_holdings: dict[str, Holding] = {}


def register(*holdings: Holding) -> None:
    """Make holdings part of "My data". Registered again under the same key, the later one counts."""
    for holding in holdings:
        _holdings[holding.key] = holding


def holdings() -> Iterator[Holding]:
    """Return every holding, in the order of the rooms: people first."""
    return iter(tuple(_holdings.values()))


def covered() -> set[str]:
    """Return the models that some holding speaks for, as "app.model" in small letters."""
    return {name.lower() for holding in holdings() for name in holding.models}


def sections(person: Person, limit: int = SHOWN) -> list[Section]:
    """Return what a page shows about a person: kinds of which there is nothing are left out."""
    found = []
    for holding in holdings():
        rows = holding.rows(person, limit)
        if rows:
            found.append(
                Section(
                    holding.key,
                    str(holding.label),
                    str(holding.purpose),
                    holding.seen_by(person),
                    rows,
                    max(holding.count(person), len(rows)),
                )
            )
    return found


def export(person: Person) -> dict[str, Any]:
    """Return everything that is held about a person, by kind."""
    return {holding.key: holding.export(person) for holding in holdings()}


def deciders(person: Person) -> list[str]:
    """Return why somebody else decides about this person's record; empty when the person does."""
    return [sentence for holding in holdings() for sentence in holding.deciders(person)]


def obstacles(person: Person) -> list[Row]:
    """Return what has to be done before this person can be erased; empty when nothing has."""
    return [row for holding in holdings() for row in holding.obstacles(person)]


def dump(rows: models.QuerySet[Any], *, leave_out: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Return every column of some rows, for a file, without those that are secrets."""
    secret = set(leave_out)
    names = [f.attname for f in rows.model._meta.concrete_fields if f.name not in secret]
    return [{name: _plain(value) for name, value in row.items()} for row in rows.values(*names)]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, uuid.UUID) else value
