"""Questions as text ⇄ the value of a question block."""

from __future__ import annotations

import re
from typing import Any

from learning.activities.blocks import problems
from learning.activities.questions import KINDS, MATCH, MULTIPLE, NUMBER, ORDER, SHORT, SINGLE
from learning.courses.blocks import CHECK_KINDS
from learning.courses.textfiles.mistakes import Notebook

_OPENING = re.compile(r"^\{#(?P<anchor>[a-z0-9-]+) type=(?P<kind>[a-z]+)(?: lesson=(?P<lesson>[a-z0-9-]+))?\}$")
_TICK = re.compile(r"^- \[(?P<mark>[ xX])\] (?P<rest>.+)$")
_ITEM = re.compile(r"^\d+\. (?P<text>.+)$")
_SAID = re.compile(r"^-- (?P<name>right|wrong|hint): (?P<text>.+)$")


def empty_value() -> dict[str, Any]:
    """Return a question's value with nothing in it."""
    return {
        "anchor": "", "kind": SINGLE, "prompt": "", "answers": [], "pairs": [], "accepted": [],
        "right": "", "wrong": "", "hint": "",
    }  # fmt: skip


def read(
    options: str, lines: list[str], first_line: int, notebook: Notebook, *, lessons: frozenset[str] | None = None
) -> dict[str, Any] | None:
    """Return the value of a question; None, with the mistakes noted, when it cannot be read.

    `lessons` are the names that a question of a check may give in lesson=…; None outside a check.
    """
    opening = _OPENING.match(options)
    if not opening or opening["kind"] not in KINDS:
        notebook.add(
            first_line, "The question has no name or no known type.",
            f"Write :::question {{#q-name type=…}} with one of {', '.join(KINDS)}.",
        )  # fmt: skip
        return None
    before = len(notebook.found)
    value = empty_value() | {"anchor": opening["anchor"], "kind": opening["kind"]}
    _read_lesson(value, opening["lesson"] or "", lessons, first_line, notebook)
    prompt: list[str] = []
    for number, line in enumerate(lines, first_line + 1):
        if not line.strip():
            continue
        said = _SAID.match(line)
        if said:
            value[said["name"]] = said["text"].strip()
        elif _read_answer(value, line):
            continue
        elif _has_answers(value) or line.startswith(("- ", "= ", "-- ")):
            notebook.add(number, f"“{line[:60]}” is not an answer of this type.", _EXPECTED[value["kind"]])
        else:
            prompt.append(line)
    value["prompt"] = "\n".join(prompt)
    if not prompt:
        notebook.add(first_line, "The question is missing.", "Write it on the first line, before the answers.")
    if len(notebook.found) == before:
        for sentence in problems(value).values():
            notebook.add(first_line, str(sentence), _EXPECTED[value["kind"]])
    return value if len(notebook.found) == before else None


def _read_lesson(value: dict[str, Any], name: str, lessons: frozenset[str] | None, line: int, notebook: Notebook) -> None:
    if lessons is None:
        if name:
            notebook.add(line, "Only the questions of a check name their lesson.", "Remove lesson=….")
        return
    value["lesson"] = name
    if name not in lessons:
        known = ", ".join(sorted(lessons))
        notebook.add(line, f"The lesson {name or 'of this question'} is not known.", f"Write lesson= with one of {known}.")
    if value["kind"] not in CHECK_KINDS:
        notebook.add(line, "A check holds questions with answers to choose.", "Write type=single or type=multiple.")


_EXPECTED = {
    SINGLE: "Write “- [x] answer -- feedback” for the right one and “- [ ] answer -- feedback” for the others.",
    MULTIPLE: "Write “- [x] answer -- feedback” for each right one and “- [ ] answer -- feedback” for the others.",
    ORDER: "Write a numbered list in the right order: “1. first”, “2. second”.",
    MATCH: "Write “- left :: right”, one pair a line.",
    SHORT: "Write “= accepted answer”, one a line.",
    NUMBER: "Write “= 17,80”.",
}


def _has_answers(value: dict[str, Any]) -> bool:
    return bool(value["answers"] or value["pairs"] or value["accepted"] or value["hint"] or value["right"])


def _read_answer(value: dict[str, Any], line: str) -> bool:
    kind = value["kind"]
    if kind in (SINGLE, MULTIPLE) and (tick := _TICK.match(line)):
        text, _sep, feedback = tick["rest"].partition(" -- ")
        value["answers"].append({"text": text.strip(), "correct": tick["mark"] != " ", "feedback": feedback.strip()})
    elif kind == ORDER and (item := _ITEM.match(line)):
        value["answers"].append({"text": item["text"].strip(), "correct": False, "feedback": ""})
    elif kind == MATCH and line.startswith("- ") and " :: " in line:
        left, _sep, right = line[2:].partition(" :: ")
        value["pairs"].append({"left": left.strip(), "right": right.strip()})
    elif kind in (SHORT, NUMBER) and line.startswith("= "):
        value["accepted"].append(line[2:].strip())
    else:
        return False
    return True


def write(value: dict[str, Any]) -> list[str]:
    """Return the lines of a question block, opening and closing line included."""
    kind = value["kind"]
    lesson = f" lesson={value['lesson']}" if value.get("lesson") else ""
    lines = [f":::question {{#{value['anchor']} type={kind}{lesson}}}", *value["prompt"].split("\n")]
    for number, answer in enumerate(value["answers"], 1):
        if kind == ORDER:
            lines.append(f"{number}. {answer['text']}")
        else:
            feedback = f" -- {answer['feedback']}" if answer["feedback"] else ""
            lines.append(f"- [{'x' if answer['correct'] else ' '}] {answer['text']}{feedback}")
    lines += [f"- {pair['left']} :: {pair['right']}" for pair in value["pairs"]]
    lines += [f"= {accepted}" for accepted in value["accepted"]]
    said = [f"-- {name}: {value[name]}" for name in ("right", "wrong", "hint") if value[name]]
    return [*lines, *(["", *said] if said else []), ":::"]
