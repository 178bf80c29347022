"""The arrows between the rooms, and what no file may hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)

# Which rooms each room may import: the arrows of docs/architecture.md, followed to their end.
ALLOWED = {
    "kit": set(),
    "accessibility": {"kit"},
    "locator": {"accessibility", "kit"},
    "learning.activities": {"accessibility", "kit"},
    "learning.people": {"accessibility", "kit"},
    "learning.courses": {"accessibility", "kit", "learning.activities"},
    "learning.progress": {
        "accessibility",
        "kit",
        "learning.activities",
        "learning.courses",
        "learning.people",
    },
    "learning.classes": {
        "accessibility",
        "kit",
        "learning.activities",
        "learning.courses",
        "learning.people",
        "learning.progress",
    },
    "learning.paper": {
        "accessibility",
        "kit",
        "learning.activities",
        "learning.courses",
        "learning.people",
        "learning.progress",
        "learning.classes",
    },
}
LABELS = {room.rpartition(".")[2]: room for room in ALLOWED}


def room_of(module: str) -> str | None:
    """Return the room that a dotted module name belongs to."""
    return next((room for room in ALLOWED if module == room or module.startswith(f"{room}.")), None)


def imports_of(path: Path) -> set[str]:
    """Return the rooms that a file imports, model references by name included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # "people.Learner": a model reference by name is an arrow too.
            match = re.fullmatch(r"([a-z]+)\.[A-Z][A-Za-z]+", node.value)
            if match and match.group(1) in LABELS:
                names.add(LABELS[match.group(1)])
    return {room for room in map(room_of, names) if room}


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_a_room_imports_only_what_its_arrows_allow(room):
    folder = ROOT / room.replace(".", "/")
    files = [p for p in folder.rglob("*.py") if "migrations" not in p.parts]
    assert files
    wrong = {
        f"{path.relative_to(ROOT)} → {found}"
        for path in files
        for found in imports_of(path)
        if found != room and found not in ALLOWED[room]
    }
    assert not wrong


def test_no_python_module_is_longer_than_400_lines():
    folders = ("config", "kit", "learning", "accessibility", "locator", "scripts")
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts and (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]
    assert not long


def test_templates_hold_no_inline_script_style_or_handler():
    pattern = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE)
    # PDF templates are never sent to a browser.
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "templates").rglob("*.html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not wrong


def test_every_template_is_used():
    sources = [
        p for f in ("config", "kit", "learning", "accessibility", "locator", "templates") for p in (ROOT / f).rglob("*")
    ]
    texts = "\n".join(p.read_text(encoding="utf-8") for p in sources if p.suffix in (".py", ".html"))
    # Found by their path alone: by Django, Wagtail (page classes) and allauth.
    by_convention = re.compile(
        r"^(404|500|400|403|403_csrf|429)\.html$|^account/|^mfa/|^usersessions/|^allauth/|^courses/\w+_page\.html$|^courses/blocks/|^wagtail(?:admin|core)/"
    )
    unused = [
        name
        for path in (ROOT / "templates").rglob("*.html")
        if not by_convention.match(name := path.relative_to(ROOT / "templates").as_posix()) and name not in texts
    ]
    assert not unused
