"""What a file may say and a scenario may not: dead ends, screens that nobody reaches, risky actions without a word.

The rules are those of docs/practice.md. Each mistake is noted in its source's notebook, at its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from learning.activities.practice import wording
from learning.activities.practice.definition import Action, Scenario
from learning.activities.practice.play import BACK, begin, steps, way_to
from learning.activities.practice.reader import LANGUAGES, Source

MOST_NEEDED = 8  # each doubles the states that there are
# Typed by a person, hence never what a real account opens with.
REAL_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def lint(source: Source) -> None:
    """Note what is wrong in one scenario that was read."""
    scenario = source.scenario
    if scenario is None:
        return
    for check in (_ids, _links, _actions, _needs, _inputs, _tasks, _paper):
        for spot, problem, instead in check(scenario):
            source.notebook.add(source.line(*spot), problem, instead)
    if not source.notebook.found:
        # A link that leads nowhere would be said twice.
        for spot, problem, instead in (*_ways(scenario), *_places(scenario)):
            source.notebook.add(source.line(*spot), problem, instead)
    for spot, problem, instead in wording.check(scenario):
        source.notebook.add(source.line(*spot), problem, instead)


def lint_all(sources: list[Source]) -> None:
    """Note what is wrong in each scenario, and between the two languages of each."""
    for source in sources:
        lint(source)
    by_key: dict[str, dict[str, Source]] = {}
    for source in sources:
        by_key.setdefault(source.key, {})[source.language] = source
    for key, twins in by_key.items():
        for language in LANGUAGES:
            if language not in twins:
                other = next(iter(twins.values()))
                other.notebook.add(
                    1, f"{key} has no file in “{language}”.", f"Write {key}.{language}.yaml: both languages or neither."
                )
        if all(language in twins for language in LANGUAGES):
            _twins(twins["fr"], twins["en"])


Found = Iterator[tuple[tuple[str | int, ...], str, str]]


def _ids(scenario: Scenario) -> Found:
    def twice(spot: tuple[str | int, ...], parts: Iterable[Any]) -> Found:
        seen: set[str] = set()
        for number, part in enumerate(parts):
            if part.id in seen:
                yield (*spot, number, "id"), f"The id {part.id} is used twice here.", "Give each its own id."
            seen.add(part.id)

    yield from twice(("screens",), scenario.screens)
    yield from twice(("tasks",), scenario.tasks)
    yield from twice(("paper",), scenario.paper)
    for number, screen in enumerate(scenario.screens):
        yield from twice(("screens", number, "elements"), screen.elements)
        yield from twice(("screens", number, "actions"), screen.actions)
        for place, action in enumerate(screen.actions):
            if action.id == BACK:
                yield (
                    ("screens", number, "actions", place, "id"),
                    f"“{BACK}” is the player's own word.",
                    "Choose another id.",
                )


def _links(scenario: Scenario) -> Found:
    known = {screen.id for screen in scenario.screens}
    instead = f"Write one of: {', '.join(sorted(known))}."
    if scenario.start not in known:
        yield ("start",), f"There is no screen {scenario.start}.", instead
    elif scenario.is_goal(scenario.start):
        yield ("start",), "The exercise begins at its end.", "Choose another screen."
    for place, screen_id in enumerate(scenario.goal.screens):
        if screen_id not in known:
            yield ("goal", "screens", place), f"There is no screen {screen_id}.", instead
    for number, screen in enumerate(scenario.screens):
        goal = scenario.is_goal(screen.id)
        if goal and screen.end is None:
            yield ("screens", number), f"{screen.id} is a goal.", "Write “end: success” in it."
        if screen.end and not goal:
            yield ("screens", number, "end"), f"{screen.id} ends the exercise and is no goal.", "Add it to goal: screens."
        if goal and screen.actions:
            yield ("screens", number, "actions"), f"{screen.id} is the end and has actions.", "Remove its actions."
        if not goal and not screen.actions:
            yield ("screens", number), f"{screen.id} has no action: nobody gets out of it.", "Add an action."
        for place, action in enumerate(screen.actions):
            if action.to not in known:
                yield ("screens", number, "actions", place, "to"), f"There is no screen {action.to}.", instead


def _actions(scenario: Scenario) -> Found:
    for number, screen in enumerate(scenario.screens):
        elements = {element.id for element in screen.elements}
        for place, action in enumerate(screen.actions):
            spot = ("screens", number, "actions", place)
            if action.verdict == "risky" and not action.feedback:
                yield spot, f"{action.id} is risky and says nothing.", "Add “feedback: …”: why, and a lead."
            elif action.to == screen.id and not action.feedback:
                yield spot, f"{action.id} stays on its screen and says nothing.", "Add “feedback: …”."
            if action.verdict == "risky" and scenario.is_goal(action.to):
                yield (*spot, "verdict"), f"{action.id} is risky and reaches the goal.", "Lead it to another screen."
            if action.at and action.at not in elements:
                yield (*spot, "at"), f"{screen.id} has no element {action.at}.", "Write the id of one of its elements."


def _needs(scenario: Scenario) -> Found:
    total = 0
    for number, screen in enumerate(scenario.screens):
        known = {action.id for action in screen.actions}
        for place, action in enumerate(screen.actions):
            spot = ("screens", number, "actions", place)
            total += len(action.needs)
            for wanted in action.needs:
                if wanted not in known or wanted == action.id:
                    yield (
                        (*spot, "needs"),
                        f"{action.id} needs {wanted}, which {screen.id} has not.",
                        "Write another action of the screen.",
                    )
            if action.needs and not action.missing:
                yield spot, f"{action.id} does not say what is missing.", "Add “missing: …”."
            if action.missing and not action.needs:
                yield (*spot, "missing"), f"{action.id} needs nothing.", "Add “needs: […]”, or remove “missing”."
    if total > MOST_NEEDED:
        yield ("screens",), f"{total} actions are needed by others.", f"Keep to {MOST_NEEDED}."


def _inputs(scenario: Scenario) -> Found:
    for number, screen in enumerate(scenario.screens):
        seen: dict[tuple[str, str], str] = {}
        for place, action in enumerate(screen.actions):
            if action.input is None:
                continue
            spot = ("screens", number, "actions", place, "input")
            for text in action.input.accept or ("",):
                if other := seen.get((action.input.label, text)):
                    yield spot, f"{action.id} and {other} accept the same text.", "Leave it to one of them."
                seen[action.input.label, text] = action.id
                mail = REAL_MAIL.search(text)
                if mail and not mail[0].endswith(".example"):
                    yield spot, f"{mail[0]} may be somebody's address.", "Write an address that ends in .example."


def _tasks(scenario: Scenario) -> Found:
    known = {screen.id for screen in scenario.screens}
    for number, task in enumerate(scenario.tasks):
        for place, screen_id in enumerate(task.done):
            if screen_id not in known:
                yield (
                    ("tasks", number, "done", place),
                    f"There is no screen {screen_id}.",
                    f"Write one of: {', '.join(sorted(known))}.",
                )
    if not set(scenario.tasks[-1].done) & set(scenario.goal.screens):
        yield (
            ("tasks", len(scenario.tasks) - 1),
            "The last task is not done at the goal.",
            "Add a screen of the goal to its done.",
        )


def _paper(scenario: Scenario) -> Found:
    for number, item in enumerate(scenario.paper):
        spot = ("paper", number)
        card = scenario.screen(item.card)
        if card is None:
            yield (*spot, "card"), f"There is no screen {item.card}.", "Write the id of a screen."
            continue
        for place, answer in enumerate(item.answers):
            if card.action(answer) is None:
                ids = ", ".join(action.id for action in card.actions)
                yield (*spot, "answers", place), f"{card.id} has no action {answer}.", f"Write one of: {ids}."
        chosen = [action for answer in item.answers if (action := card.action(answer))]
        yield from ((spot, problem, instead) for problem, instead in _boxes(item.type, chosen, len(item.answers)))


def _boxes(kind: str, chosen: list[Action], count: int) -> Iterator[tuple[str, str]]:
    right = sum(action.verdict == "good" for action in chosen)
    if kind in ("short", "number"):
        if len(chosen) != 1 or chosen[0].input is None or not chosen[0].input.accept:
            yield "What is written by hand is one action with “input”.", "Name the action that accepts the answer."
    elif len(chosen) == count and count < 2:
        yield "There is only one box.", "Give at least two answers."
    elif len(chosen) == count and kind == "single" and right != 1:
        yield f"{right} of the answers are good.", "Give exactly one action whose verdict is good."
    elif len(chosen) == count and kind == "multiple" and not 1 <= right < count:
        yield f"{right} of the {count} answers are good.", "Give some that are good, and some that are not."


def _ways(scenario: Scenario) -> Found:
    for number, screen in enumerate(scenario.screens):
        way = way_to(scenario, screen.id)
        if way is None:
            yield ("screens", number), f"No action leads to {screen.id}.", "Lead an action to it, or remove it."
            continue
        if _out(scenario, way) is None:
            yield (
                ("screens", number),
                f"{screen.id} is a dead end: no way leads from it to the goal.",
                "Add an action that leads on.",
            )
    for number, screen in enumerate(scenario.screens):
        for place, action in enumerate(screen.actions):
            if way_to(scenario, screen.id, action.id) is None:
                spot = ("screens", number, "actions", place, "needs")
                yield spot, f"What {action.id} needs can never be done.", "Change needs."


def _out(scenario: Scenario, way: list[str]) -> Any:
    play = begin(scenario)
    for action in way:
        play = play.after(action)
    return steps(scenario, play, lambda screen, _done: scenario.is_goal(screen))


def _places(scenario: Scenario) -> Found:
    """The good action stands at the same place everywhere: one need not read to find it (curriculum 7.4)."""
    places = [
        n
        for screen in scenario.screens
        if len(screen.actions) > 1
        for n, action in enumerate(screen.actions)
        if action.verdict == "good"
    ]
    if len(places) >= 4 and len(Counter(places)) == 1:
        yield (
            ("screens",),
            f"The good action is always number {places[0] + 1}.",
            "Change the order of the actions in some screens.",
        )


def _twins(french: Source, english: Source) -> None:
    """Note where the two languages differ in anything but words."""
    if french.scenario is None or english.scenario is None:
        return
    ours, theirs = _shape(french.scenario), _shape(english.scenario)
    for spot in sorted({*ours, *theirs}, key=str):
        if ours.get(spot) != theirs.get(spot):
            here, there = ours.get(spot, "missing"), theirs.get(spot, "missing")
            said = f"{'.'.join(map(str, spot))} is {here} in French and {there} in English."
            english.notebook.add(_line_of(english, spot), said, "Write the same in both files.")


def _line_of(source: Source, spot: tuple[str, ...]) -> int:
    """Return the line of a part that is named by ids."""
    scenario = source.scenario
    if scenario is None or spot[0] != "screens" or len(spot) < 2:
        return source.line(*spot[:1])
    for number, screen in enumerate(scenario.screens):
        if screen.id == spot[1]:
            for name in ("actions", "elements"):
                for place, part in enumerate(getattr(screen, name)):
                    if len(spot) > 3 and spot[2] == name and part.id == spot[3]:
                        return source.line("screens", number, name, place)
            return source.line("screens", number)
    return source.line("screens")


def _shape(scenario: Scenario) -> dict[tuple[str, ...], Any]:
    """Return everything of a scenario that is no text, by the ids that lead to it."""
    shape: dict[tuple[str, ...], Any] = {
        (name,): getattr(scenario, name) for name in ("revision", "device", "track", "minutes", "competences", "start")
    }
    shape["goal", "screens"] = scenario.goal.screens
    shape["screens", "order"] = tuple(screen.id for screen in scenario.screens)
    for task in scenario.tasks:
        shape["tasks", task.id] = task.done
    for item in scenario.paper:
        shape["paper", item.id] = (item.card, item.type, item.answers)
    for screen in scenario.screens:
        here = ("screens", screen.id)
        shape[here] = (screen.layout, screen.end)
        shape[*here, "order"] = tuple(action.id for action in screen.actions)
        for element in screen.elements:
            shape[*here, "elements", element.id] = (element.kind, element.decisive, element.chosen)
        for action in screen.actions:
            typed = action.input is not None
            shape[*here, "actions", action.id] = (action.to, action.verdict, action.at, action.needs, typed)
    return shape
