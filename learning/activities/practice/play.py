"""Playing a scenario: a list of actions becomes the screen where one is. The server replays; nothing is kept.

A learner's way is the list of the ids of the actions taken, "back" for a step back. The same list gives the same
screen for ever, so an address, a form or a scanned sheet can carry it.
"""

from __future__ import annotations

import heapq
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from learning.activities.practice.definition import Action, Scenario, Screen
from learning.activities.text import fold, read_number

BACK = "back"
LONGEST = 60  # actions in an address; a longer way is replaced by the shortest one to the same place
# A way that is shown prefers the safe gestures to the short cuts.
_COST = {"good": 10, "neutral": 12, "risky": 100}


class NotAWay(ValueError):
    """The actions do not follow each other in this scenario."""


@dataclass(frozen=True)
class Move:
    """One action as it was taken: where, what, and what was said."""

    screen: str
    action: Action | None  # None: a step back
    landed: str
    held: bool = False  # something that the action needs had not been done

    @property
    def id(self) -> str:
        return self.action.id if self.action else BACK


@dataclass(frozen=True)
class Play:
    """Where somebody is in a scenario."""

    scenario: Scenario
    moves: tuple[Move, ...] = ()
    stack: tuple[str, ...] = field(default=())

    @property
    def screen(self) -> Screen:
        """The screen that is shown."""
        screen = self.scenario.screen(self.stack[-1])
        if screen is None:
            raise NotAWay(self.stack[-1])
        return screen

    @property
    def way(self) -> tuple[str, ...]:
        """The ids of the actions taken."""
        return tuple(move.id for move in self.moves)

    @property
    def last(self) -> Move | None:
        return self.moves[-1] if self.moves else None

    @property
    def ended(self) -> bool:
        """Whether the goal is reached."""
        return self.scenario.is_goal(self.stack[-1])

    @property
    def slips(self) -> int:
        """How many risky actions were taken: only to offer a hint, the way, a second try."""
        return sum(bool(move.action and move.action.verdict == "risky") for move in self.moves)

    @cached_property
    def taken(self) -> frozenset[tuple[str, str]]:
        """The (screen, action) pairs that were done, step backs and held ones left out."""
        return frozenset((move.screen, move.action.id) for move in self.moves if move.action and not move.held)

    @property
    def seen(self) -> frozenset[str]:
        """The screens that were shown."""
        return frozenset({self.scenario.start, *(move.landed for move in self.moves)})

    def after(self, action_id: str) -> Play:
        """Return the play after one more action. Raises NotAWay when the screen does not have it."""
        here = self.screen
        if action_id == BACK:
            if len(self.stack) < 2:
                raise NotAWay(BACK)
            stack = self.stack[:-1]
            return Play(self.scenario, (*self.moves, Move(here.id, None, stack[-1])), stack)
        action = here.action(action_id)
        if action is None:
            raise NotAWay(f"{here.id} has no action {action_id}")
        if held := not all((here.id, one) in self.taken for one in action.needs):
            return Play(self.scenario, (*self.moves, Move(here.id, action, here.id, held)), self.stack)
        stack = self.stack if action.to == here.id else (*self.stack, action.to)
        return Play(self.scenario, (*self.moves, Move(here.id, action, action.to)), stack)

    def shortened(self) -> Play:
        """Return a play at the same place whose way fits in an address."""
        if len(self.moves) <= LONGEST:
            return self
        state = (self.stack[-1], _needed(self.scenario) & self.taken)
        found = steps(self.scenario, begin(self.scenario), lambda *found: found == state)
        return replay(self.scenario, [action for _screen, action in found or []])


def begin(scenario: Scenario) -> Play:
    """Return the play before the first action."""
    return Play(scenario, (), (scenario.start,))


def replay(scenario: Scenario, actions: Iterable[str]) -> Play:
    """Return where some actions lead. Raises NotAWay when they do not follow each other."""
    play = begin(scenario)
    for action in actions:
        if play.ended:
            raise NotAWay("the exercise was over")
        play = play.after(action)
    return play


def way_to(scenario: Scenario, screen_id: str, action_id: str = "") -> list[str] | None:
    """Return the actions of the best way from the start to a screen; None when no way leads there.

    With one of its actions: to the screen once what the action needs is done.
    """
    screen = scenario.screen(screen_id)
    action = screen.action(action_id) if screen else None
    wanted = {(screen_id, one) for one in (action.needs if action else ())}
    found = steps(scenario, begin(scenario), lambda here, done: here == screen_id and wanted <= done)
    return None if found is None else [action for _screen, action in found]


def way_out(play: Play) -> list[tuple[Screen, Action]] | None:
    """Return what to do from here to reach the goal, as screens and actions; None in a dead end."""
    scenario = play.scenario
    found = steps(scenario, play, lambda screen, _done: scenario.is_goal(screen))
    if found is None:
        return None
    pairs = ((scenario.screen(screen_id), action_id) for screen_id, action_id in found)
    return [(screen, action) for screen, key in pairs if screen and (action := screen.action(key))]


def _needed(scenario: Scenario) -> frozenset[tuple[str, str]]:
    """The (screen, action) pairs that another action needs: with the screen, all that a play's future depends on."""
    return frozenset((s.id, one) for s in scenario.screens for action in s.actions for one in action.needs)


Done = frozenset[tuple[str, str]]
State = tuple[str, Done]
Steps = tuple[tuple[str, str], ...]


def steps(scenario: Scenario, play: Play, wanted: Callable[[str, Done], bool]) -> list[tuple[str, str]] | None:
    """Return the cheapest (screen, action) steps from a play to a wanted state (Dijkstra), or None."""
    needed = _needed(scenario)
    start: State = (play.stack[-1], needed & play.taken)
    order = count()  # states do not compare: of two at one price, the first found comes first
    heap: list[tuple[int, int, State, Steps]] = [(0, next(order), start, ())]
    known: set[State] = set()
    while heap:
        price, _turn, state, way = heapq.heappop(heap)
        if state in known:
            continue
        known.add(state)
        if wanted(*state):
            return list(way)
        screen = scenario.screen(state[0])
        for action in screen.actions if screen else ():
            if all((state[0], one) in state[1] for one in action.needs):
                after = (action.to, state[1] | (needed & {(state[0], action.id)}))
                cost = price + _COST[action.verdict]
                heapq.heappush(heap, (cost, next(order), after, (*way, (state[0], action.id))))
    return None


def typed_action(screen: Screen, label: str, text: str) -> Action | None:
    """Return the action that accepts a typed text among those that share a field; None when none names it.

    The text as it is written comes first, so that a mistake can have feedback of its own; then the text without
    case, accents and spaces, or the number that it is.
    """
    sharing = [one for one in screen.actions if one.input and one.input.label == label]
    exact = unicodedata.normalize("NFC", text).strip()
    for action in sharing:
        if action.input and exact in action.input.accept:
            return action
    for action in sharing:
        if action.input and not action.input.exact and any(_alike(exact, one) for one in action.input.accept):
            return action
    return None


def typed_otherwise(screen: Screen, label: str, text: str) -> Action | None:
    """Return the action that takes whatever no other does; None when there is none, or nothing is typed."""
    sharing = [one for one in screen.actions if one.input and one.input.label == label]
    return next((one for one in sharing if one.input and not one.input.accept and text.strip()), None)


def _alike(given: str, wanted: str) -> bool:
    number = read_number(wanted)
    if number is not None and read_number(given) == number:
        return True
    return bool(fold(given)) and fold(given) == fold(wanted)
