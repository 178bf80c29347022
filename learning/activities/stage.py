"""A moment of a practice as its template shows it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from learning.activities.practice import addresses
from learning.activities.practice.addresses import Thread
from learning.activities.practice.definition import Action, Element, Scenario, Screen
from learning.activities.practice.play import BACK, Play, way_out

# On these an action is done by touching the thing itself; elsewhere it is a button of its own.
TOUCHED = ("message", "link", "choice", "file", "sender", "image", "price")
LISTED = ("message", "choice", "file", "price", "image")
HELP_FROM, WAY_FROM = 2, 3  # slips, as questions do: the second opens the hint, the third offers the way


@dataclass(frozen=True)
class Act:
    """One action as it can be taken: a link, or a form where it finishes the exercise of a lesson."""

    id: str
    label: str
    url: str
    finishes: bool
    did: str
    done: bool = False


@dataclass
class Thing:
    """One element with the action that is done on it."""

    element: Element
    act: Act | None = None
    typed: Typed | None = None

    @property
    def kind(self) -> str:
        return self.element.kind

    @property
    def chosen(self) -> bool:
        """Said to be chosen by the file, or chosen by the learner."""
        return self.element.chosen or bool(self.act and self.act.done)


@dataclass
class Typed:
    """A field of a screen, with what was typed when it was not understood."""

    label: str
    number: int
    text: str = ""
    error: str = ""


@dataclass
class Group:
    """Elements of one kind that follow each other: a list where the kind is one of things in a list."""

    kind: str
    things: list[Thing] = field(default_factory=list)

    @property
    def is_list(self) -> bool:
        return self.kind in LISTED


@dataclass
class Stage:
    """What the page shows: the screen, what was said of the last action, tasks, and the ways on."""

    play: Play
    thread: Thread
    typed_label: str = ""
    typed_text: str = ""
    typed_error: str = ""
    may_keep: bool = False  # the way is the learner's own, not one that was found for an address

    @property
    def scenario(self) -> Scenario:
        return self.play.scenario

    @property
    def screen(self) -> Screen:
        return self.play.screen

    @property
    def ended(self) -> bool:
        return self.play.ended

    @property
    def chrome(self) -> str:
        """The device around the screen: a machine and a counter stay what they are on a phone's exercise."""
        return self.screen.layout if self.screen.layout in ("kiosk", "counter") else self.scenario.device

    @property
    def app(self) -> dict[str, str]:
        """Name and icon of what the screen imitates."""
        names = {
            "message-list": (_("Messages"), "mail"),
            "message": (_("Message"), "mail"),
            "contact": (_("Contact"), "person"),
            "call": (_("Telephone"), "phone"),
            "web-page": (_("Internet"), "globe"),
            "form": (_("Form"), "pencil"),
            "settings": (_("Settings"), "list"),
            "app": (_("Application"), "screen"),
            "files": (_("Files"), "book"),
            "document": (_("Document"), "book"),
            "grid": (_("Choices"), "calendar"),
            "kiosk": (_("Machine"), "screen"),
            "counter": (_("Counter"), "people"),
            "notice": (_("Information"), "flag"),
        }
        name, icon = names[self.screen.layout]
        return {"name": name, "icon": icon}

    # — What can be done —

    def _act(self, action: Action) -> Act:
        key, here = self.scenario.key, self.screen.id
        after = self.play.after(action.id)
        return Act(
            id=action.id,
            label=action.label,
            url=addresses.action_url(key, here, action.id, self._onward),
            finishes=after.ended,
            did=".".join(after.way),
            done=(here, action.id) in self.play.taken and action.to == here and action.verdict == "good",
        )

    @cached_property
    def _onward(self) -> Thread:
        return self.thread.going(self.play.way)

    @cached_property
    def _typed(self) -> list[tuple[Typed, list[Action]]]:
        found: dict[str, list[Action]] = {}
        for action in self.screen.actions:
            if action.input:
                found.setdefault(action.input.label, []).append(action)
        fields = []
        for number, (label, actions) in enumerate(found.items(), 1):
            one = Typed(label, number)
            if label == self.typed_label:
                one.text, one.error = self.typed_text, self.typed_error
            fields.append((one, actions))
        return fields

    @cached_property
    def things(self) -> list[Thing]:
        """The elements but the address, which stands in the bar of the browser."""
        things = [Thing(element) for element in self.screen.elements if element is not self.address]
        by_id = {thing.element.id: thing for thing in things}
        for action in self.screen.actions:
            element = self.screen.element_of(action)
            thing = by_id.get(element.id) if element else None
            if thing is None or action.input:
                continue
            if thing.kind in TOUCHED and thing.act is None:
                thing.act = self._act(action)
        for typed, actions in self._typed:
            places = [element for action in actions if (element := self.screen.element_of(action))]
            thing = next((by_id[one.id] for one in places if one.id in by_id and one.kind == "field"), None)
            if thing:
                thing.typed = typed
        return things

    @property
    def groups(self) -> list[Group]:
        groups: list[Group] = []
        for thing in self.things:
            if groups and groups[-1].kind == thing.kind and groups[-1].is_list:
                groups[-1].things.append(thing)
            else:
                groups.append(Group(thing.kind, [thing]))
        return groups

    @property
    def address(self) -> Element | None:
        """What stands in the address bar of a browser."""
        if self.screen.layout != "web-page":
            return None
        return next((element for element in self.screen.elements if element.kind == "address"), None)

    @property
    def fields(self) -> list[Typed]:
        """The fields that stand below the elements, because no element of the file is theirs."""
        placed = {id(thing.typed) for thing in self.things if thing.typed}
        return [typed for typed, _actions in self._typed if id(typed) not in placed]

    @property
    def bar(self) -> list[Act]:
        """The actions that are buttons of their own."""
        touched = {thing.act.id for thing in self.things if thing.act}
        return [self._act(one) for one in self.screen.actions if one.id not in touched and one.input is None]

    @property
    def type_url(self) -> str:
        return addresses.type_url(self.scenario.key, self.screen.id)

    @property
    def hidden(self) -> dict[str, str]:
        """What a form of the screen carries."""
        return self._onward.fields()

    # — What is said —

    @property
    def said(self) -> dict[str, Any]:
        """The feedback on the last action; empty when there is nothing to say."""
        last = self.play.last
        if last is None or last.action is None:
            return {}
        text = last.action.missing if last.held else last.action.feedback
        if not text or self.ended:
            return {}
        kinds = {
            "good": ("ok", _("Well done."), "check"),
            "risky": ("no", _("To look at again."), "refresh"),
            "neutral": ("tip", _("Good to know."), "bulb"),
        }
        kind, title, _icon = kinds["neutral" if last.held else last.action.verdict]
        return {"kind": kind, "title": title, "text": text, "retry": self.scenario.retry if kind == "no" else ""}

    @property
    def closing(self) -> str:
        """What was said of the action that reached the goal."""
        last = self.play.last
        return last.action.feedback if self.ended and last and last.action else ""

    @property
    def tasks(self) -> list[dict[str, str]]:
        """What there is to do: each done, now, or to come."""
        seen = self.play.seen
        done = [bool(seen & set(task.done)) for task in self.scenario.tasks]
        # What comes after has been done: a short cut is not a gap.
        done = [any(done[place:]) for place in range(len(done))]
        now = next((place for place, one in enumerate(done) if not one), -1)
        states = ["done" if one else "now" if place == now else "todo" for place, one in enumerate(done)]
        return [{"text": task.text, "state": state} for task, state in zip(self.scenario.tasks, states, strict=True)]

    @property
    def hint(self) -> str:
        """The hint, once it was asked for or two actions were risky."""
        if self.ended or not (self.thread.hint or self.play.slips >= HELP_FROM):
            return ""
        return self.screen.hint or self.scenario.hint

    @property
    def offer_person(self) -> bool:
        return self.play.slips >= HELP_FROM and not self.ended

    @property
    def offer_way(self) -> bool:
        """Whether to offer to show the way: on request with the hint, or after three risky actions."""
        return not self.ended and not self.thread.way and (bool(self.hint) or self.play.slips >= WAY_FROM)

    @property
    def way(self) -> list[dict[str, str]]:
        """The way to the goal, once it was asked for: where, and what to do there."""
        if not self.thread.way or self.ended:
            return []
        return [{"where": screen.title, "what": action.label} for screen, action in way_out(self.play) or []]

    # — The ways on —

    @property
    def again_url(self) -> str:
        return addresses.screen_url(self.scenario.key, self.scenario.start, Thread(lesson=self.thread.lesson))

    @property
    def back_url(self) -> str:
        """The address of the screen before this one; empty on the first screen and at the end."""
        if len(self.play.stack) < 2 or self.ended:
            return ""
        thread = self.thread.going((*self.play.way, BACK))
        return addresses.screen_url(self.scenario.key, self.play.stack[-2], thread)

    @property
    def hint_url(self) -> str:
        return self._here(replace(self._onward, hint=True)) if not self.hint and not self.ended else ""

    @property
    def way_url(self) -> str:
        return self._here(replace(self._onward, way=True))

    @property
    def here_url(self) -> str:
        return self._here(self._onward)

    def _here(self, thread: Thread) -> str:
        return addresses.screen_url(self.scenario.key, self.screen.id, thread)
