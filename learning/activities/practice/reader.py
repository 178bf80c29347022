"""A scenario's YAML file → its definition. Mistakes say file, line, and what to write instead."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kit.mistakes import Notebook
from learning.activities.practice.definition import Scenario

Spot = tuple[str | int, ...]  # where a value stands: ("screens", 2, "actions", 0, "to")
LANGUAGES = ("fr", "en")


@dataclass
class Source:
    """One file as it was read: its definition when its form is right, the line of each value, its mistakes."""

    path: Path
    notebook: Notebook
    lines: dict[Spot, int]
    scenario: Scenario | None = None

    def line(self, *spot: str | int) -> int:
        """Return the line of a value, else of what holds it."""
        while spot and spot not in self.lines:
            spot = spot[:-1]
        return self.lines.get(spot, 1)

    @property
    def key(self) -> str:
        """The scenario that the file's name says."""
        return self.path.name.split(".")[0]

    @property
    def language(self) -> str:
        """The language that the file's name says."""
        return self.path.name.split(".")[1] if self.path.name.count(".") == 2 else ""


def sources(folder: Path) -> list[Source]:
    """Read every scenario of a folder, in the order of their names."""
    return [read(path) for path in sorted(folder.glob("*.yaml"))]


def read(path: Path) -> Source:
    """Read one file. A file that cannot be used has mistakes and no scenario."""
    source = Source(path, Notebook(path.name), {})
    add = source.notebook.add
    if source.language not in LANGUAGES:
        add(1, "The name of the file does not say which scenario and language it holds.", "Name it scenario-key.fr.yaml.")
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        data = _value(node, (), source) if isinstance(node, yaml.MappingNode) else None
    except UnicodeDecodeError:
        add(1, "The file is not written in UTF-8.", "Save it again with the encoding UTF-8.")
        return source
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "the text is not YAML"
        add(
            mark.line + 1 if mark else 1,
            f"The file cannot be read here: {problem}.",
            "Look for a quote or a bracket that is not closed, and write quotes round a text that holds “: ”.",
        )
        return source
    if data is None:
        add(1, "The file holds no scenario.", "Begin with “key: scenario-key”.")
        return source
    try:
        source.scenario = Scenario.model_validate(data)
    except ValidationError as error:
        for one in error.errors():
            _note(one, source)
    if source.scenario and (source.scenario.key, source.scenario.lang) != (source.key, source.language):
        add(
            source.line("key"),
            "The file's name and its key or language differ.",
            f"Write key: {source.key}, lang: {source.language}.",
        )
    return source


def _value(node: yaml.Node, spot: Spot, source: Source) -> Any:
    """Return a node's value; note the line of each part on the way."""
    source.lines[spot] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, (*spot, number), source) for number, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                source.notebook.add(key_node.start_mark.line + 1, f"{key} is written twice.", "Keep one of the two.")
            found[key] = _value(value_node, (*spot, key), source)
        return found
    return yaml.SafeLoader("").construct_object(node)


def _note(error: Any, source: Source) -> None:
    spot: Spot = tuple(error["loc"])
    line, name = source.line(*spot), str(spot[-1]) if spot else "the file"
    if isinstance(spot[-1] if spot else None, int):
        name = f"{spot[-2]}, number {int(spot[-1]) + 1}," if len(spot) > 1 else name
    problem, instead = _words(error, name, spot)
    source.notebook.add(line, f"{_where(spot)}{problem}", instead)


def _where(spot: Spot) -> str:
    """Return which part a mistake is in, in the order of the file: "screens 3, actions 1: "."""
    steps = [f"{spot[n - 1]} {int(part) + 1}" for n, part in enumerate(spot) if isinstance(part, int) and n < len(spot) - 1]
    return f"{', '.join(steps)}: " if steps else ""


def _words(error: Any, name: str, spot: Spot) -> tuple[str, str]:
    """Return what is wrong and what to write, in plain words."""
    kind, context, given = error["type"], error.get("ctx", {}), error.get("input")
    if kind == "missing":
        return f"“{name}” is missing.", f"Write “{name}: …”."
    if kind == "extra_forbidden":
        return f"“{name}” is not known here.", "Look for a spelling mistake, or remove it."
    if kind == "literal_error":
        return f"“{name}” is “{given}”.", f"Write {context['expected']}."
    if kind in ("string_type", "int_type", "bool_type"):
        if kind == "string_type":
            return (
                f"“{name}” is not a text.",
                f'Write quotes round it: {name}: "{"" if isinstance(given, (list, dict)) else given}".',
            )
        return (
            f"“{name}” is not what is expected.",
            "Write a whole number." if kind == "int_type" else "Write true or false.",
        )
    if kind == "string_too_short":
        return f"“{name}” is empty.", "Write some words, or remove the line."
    if kind in ("string_too_long", "too_long"):
        return f"“{name}” is too long.", f"Write {context['max_length']} at most."
    if kind == "too_short":
        return f"“{name}” has too few items.", f"Write {context['min_length']} at least."
    if kind == "string_pattern_mismatch" and name == "competences":
        return f"“{given}” is not a competence.", "Write framework, version and code: DigComp-2.2:4.1."
    if kind == "string_pattern_mismatch":
        if "competences" in spot:
            return f"“{given}” is not a competence.", "Write framework, version and code: DigComp-2.2:4.1."
        return f"“{given}” is not a name for “{name}”.", "Write small letters, digits and hyphens."
    if kind in ("greater_than_equal", "less_than_equal"):
        return (
            f"“{name}” is {given}.",
            f"Write {context.get('ge', context.get('le'))} {'or more' if 'ge' in context else 'or less'}.",
        )
    if kind in ("tuple_type", "model_type", "model_attributes_type", "dict_type"):
        return (
            f"“{name}” is not what is expected.",
            "Write a list: [one, two]." if kind == "tuple_type" else "Write {id: …, …}.",
        )
    return f"“{name}”: {error['msg']}.", "Look at docs/practice.md."
