"""The lines between --- at the top of a text file."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from learning.courses.textfiles.mistakes import Notebook

_PLAIN = re.compile(
    r"^(?![\s\[\]{}\"'#&*!|>%@`?:,-])(?!.*(?:: | #|:$))(?!\d+(?:\.\d+)?$)(?!(?:true|false|null|yes|no|on|off|~)$).*\S$",
    re.I,
)


def split(text: str, notebook: Notebook) -> tuple[dict[str, Any], list[str], int]:
    """Return the front matter, the lines after it, and the number of the first of those lines.

    A file without front matter, or with one that is no YAML, gets its mistake and an empty front matter.
    """
    lines = text.split("\n")
    if not lines or lines[0].strip() != "---" or "---" not in [line.strip() for line in lines[1:]]:
        notebook.add(1, "The front matter is missing.", "Start the file with ---, then title: …, then ---.")
        return {}, lines, 1
    end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "---")
    try:
        meta = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + 2
        notebook.add(
            line,
            "The front matter cannot be read.",
            'Write key: value; put a value that holds ": " in quotes.',
        )
        return {}, lines[end + 1 :], end + 2
    if not isinstance(meta, dict):
        notebook.add(2, "The front matter is not a list of keys.", "Write title: …, one key a line.")
        meta = {}
    return meta, lines[end + 1 :], end + 2


def line_of(text: str, key: str) -> int:
    """Return the number of the line that holds a key of the front matter; 1 when it is not there."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(f"{key}:"):
            return number
    return 1


def write(values: list[tuple[str, Any]]) -> list[str]:
    """Return the lines of a front matter, --- included; empty values are left out."""
    lines = ["---"]
    for key, value in values:
        if value is None or value == "" or value == []:
            continue
        lines.append(f"{key}: {scalar(value)}")
    return [*lines, "---"]


def scalar(value: Any) -> str:
    """Return a value as YAML on one line: plain where that is safe, quoted elsewhere."""
    if isinstance(value, list):
        return f"[{', '.join(str(one) for one in value)}]"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if _PLAIN.match(text) else json.dumps(text, ensure_ascii=False)
