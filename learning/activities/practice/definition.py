"""What a practice scenario is: screens joined by actions. The format is docs/practice.md's.

Pydantic checks the form of one part; what concerns several parts (does every screen lead to the goal?) is the
linter's (learning.activities.practice.linter).
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

LAYOUTS = (
    "message-list", "message", "contact", "call", "web-page", "form", "settings", "app", "files", "document", "grid",
    "kiosk", "counter", "notice",
)  # fmt: skip
KINDS = ("text", "sender", "message", "link", "address", "field", "choice", "price", "file", "image", "notice")
DEVICES = ("phone", "computer", "kiosk", "counter")

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=160)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=600)]
Layout = Literal[
    "message-list", "message", "contact", "call", "web-page", "form", "settings", "app", "files", "document", "grid",
    "kiosk", "counter", "notice",
]  # fmt: skip
Kind = Literal["text", "sender", "message", "link", "address", "field", "choice", "price", "file", "image", "notice"]


class _Part(BaseModel):
    """A word that nobody knows is a mistake: a misspelt `feedback` must not vanish."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class Element(_Part):
    """One thing on a screen. `from` is who wrote it, `note` a second, smaller line (an hour, a price, a state)."""

    id: Key
    kind: Kind
    text: Words
    sender: str = Field("", alias="from", max_length=80)
    note: str = Field("", max_length=160)
    decisive: bool = False
    chosen: bool = False


class Input(_Part):
    """What is typed: the label of the field, and what is accepted.

    Actions of one screen that have the same label share one field. An empty `accept` takes whatever nothing else does.
    With `exact`, capitals, accents and spaces count.
    """

    label: Line
    accept: tuple[Line, ...] = Field((), strict=False, max_length=20)
    exact: bool = False


class Action(_Part):
    """What can be done on a screen. `at` is the element it is done on: without it, the one that its id ends with."""

    id: Key
    label: Line
    to: Key
    verdict: Literal["good", "risky", "neutral"] = "neutral"
    feedback: str = Field("", max_length=600)
    input: Input | None = None
    at: str = Field("", max_length=60)
    needs: tuple[Key, ...] = Field((), strict=False, max_length=8)
    missing: str = Field("", max_length=600)


class Screen(_Part):
    id: Key
    title: Line
    layout: Layout
    elements: tuple[Element, ...] = Field((), strict=False, max_length=30)
    actions: tuple[Action, ...] = Field((), strict=False, max_length=12)
    end: Literal["success"] | None = None
    hint: str = Field("", max_length=600)

    def action(self, action_id: str) -> Action | None:
        """Return one of the screen's actions, or None."""
        return next((one for one in self.actions if one.id == action_id), None)

    def element_of(self, action: Action) -> Element | None:
        """Return the element on which an action is done: the one of `at`, else the one that its id ends with."""
        named = [one for one in self.elements if one.id == action.at]
        ending = [one for one in self.elements if not action.at and action.id.endswith(f"-{one.id}")]
        return max([*named, *ending], key=lambda one: len(one.id), default=None)


class Goal(_Part):
    screens: tuple[Key, ...] = Field(strict=False, min_length=1)
    text: Words


class Task(_Part):
    """One line of what there is to do; `done` are the screens that show that it is done."""

    id: Key
    text: Line
    done: tuple[Key, ...] = Field(strict=False, min_length=1)


class PaperItem(_Part):
    """One question of the printed twin: a card (a screen), and the actions that its boxes stand for."""

    id: Key
    card: Key
    type: Literal["single", "multiple", "short", "number"]
    ask: Words
    answers: tuple[Key, ...] = Field(strict=False, min_length=1, max_length=12)


class Scenario(_Part):
    """A practice scenario in one language."""

    key: Key
    lang: Literal["fr", "en"]
    revision: int = Field(ge=1)
    title: Annotated[str, StringConstraints(min_length=1, max_length=90)]
    device: Literal["phone", "computer", "kiosk", "counter"]
    track: Annotated[str, StringConstraints(min_length=1, max_length=40)] = "adult"
    minutes: int = Field(ge=1, le=30)
    competences: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Za-z-]+-[0-9.]+:[A-Z]?[0-9.]+$")], ...] = Field(
        (), strict=False
    )
    story: Words
    task: Words
    tasks: tuple[Task, ...] = Field(strict=False, min_length=1, max_length=7)
    hint: Words
    goal: Goal
    retry: Line
    start: Key
    screens: tuple[Screen, ...] = Field(strict=False, min_length=2, max_length=30)
    paper: tuple[PaperItem, ...] = Field(strict=False, min_length=1, max_length=12)

    @cached_property
    def _by_id(self) -> dict[str, Screen]:
        return {one.id: one for one in self.screens}

    def screen(self, screen_id: str) -> Screen | None:
        """Return one of the screens, or None."""
        return self._by_id.get(screen_id)

    def is_goal(self, screen_id: str) -> bool:
        """Say whether a screen is the end of the exercise."""
        return screen_id in self.goal.screens

    def as_json(self) -> dict[str, Any]:
        """Return the definition as the database keeps it, in the words of the file."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
