"""Which text files there are: course.{fr,en}.md, module.{fr,en}.md, NN-lesson.{fr,en}.md, check.{fr,en}.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from learning.courses.textfiles.documents import CHECK, COURSE, LESSON, MODULE
from learning.courses.textfiles.mistakes import Mistake

LANGUAGES = ("fr", "en")
_LESSON = re.compile(r"^(?P<stem>\d\d-(?P<name>[a-z0-9-]+))\.(?:fr|en)\.md$")
_FOLDER = re.compile(r"^[a-z0-9-]+$")


@dataclass(frozen=True)
class Source:
    """The two files of one page."""

    kind: str
    key: str
    files: dict[str, Path]


@dataclass
class Found:
    """The pages that have both files, what is wrong with the others, and every key that has a file at all."""

    sources: list[Source] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    # A page whose file is broken or alone is not a page without a file: --prune leaves it in peace.
    keys: set[str] = field(default_factory=set)


def find(root: Path) -> Found:
    """Return what is below a folder, in the order of the tree."""
    found = Found()
    for course in _folders(root, root, found):
        _page(found, root, COURSE, course.name, course / "course")
        _strangers(found, root, course, ("course",))
        for module in _folders(course, root, found):
            key = f"{course.name}/{module.name}"
            _page(found, root, MODULE, key, module / "module")
            matches = [m for path in sorted(module.glob("*.md")) if (m := _LESSON.match(path.name))]
            for stem, name in dict.fromkeys((match["stem"], match["name"]) for match in matches):
                _page(found, root, LESSON, f"{key}/{name}", module / stem)
            if any((module / f"check.{code}.md").is_file() for code in LANGUAGES):  # a module may have none yet
                _page(found, root, CHECK, f"{key}/check", module / "check")
            _strangers(found, root, module, ("module", "check", *(match["stem"] for match in matches)))
    return found


def _folders(folder: Path, root: Path, found: Found) -> Iterator[Path]:
    for path in sorted(one for one in folder.iterdir() if one.is_dir() and any(one.rglob("*.md"))):
        if _FOLDER.match(path.name):
            yield path
        else:
            name = path.relative_to(root).as_posix()
            found.mistakes.append(
                Mistake(name, 1, "This folder name cannot be a key.", "Use small letters, digits and hyphens only.")
            )


def _page(found: Found, root: Path, kind: str, key: str, stem: Path) -> None:
    files = {code: path for code in LANGUAGES if (path := stem.with_name(f"{stem.name}.{code}.md")).is_file()}
    name = stem.relative_to(root).as_posix()
    if files and key in found.keys:
        found.mistakes.append(
            Mistake(f"{name}.fr.md", 1, f"Two lessons have the key {key}.", "Give one of them another name.")
        )
        return
    found.keys.add(key)
    if len(files) == len(LANGUAGES):
        found.sources.append(Source(kind, key, files))
        return
    for code in sorted(set(LANGUAGES) - set(files)):
        if files:
            path, other = next(iter(files.values())), next(iter(files))
            problem = f"This page exists in one language only ({other})."
            found.mistakes.append(
                Mistake(path.relative_to(root).as_posix(), 1, problem, f"Add {stem.name}.{code}.md beside it.")
            )
        else:
            problem = f"The folder says nothing of its {kind}."
            found.mistakes.append(Mistake(f"{name}.{code}.md", 1, problem, "Write this file: title and promise."))


def _strangers(found: Found, root: Path, folder: Path, stems: tuple[str, ...]) -> None:
    """Note the text files that nothing reads: a wrong name is a lesson that would be missing without a word."""
    known = {f"{stem}.{code}.md" for stem in stems for code in LANGUAGES} | {"README.md"}
    wanted = "course.fr.md and course.en.md" if stems == ("course",) else "NN-lesson-name.fr.md, with two digits"
    for path in sorted(folder.glob("*.md")):
        if path.name not in known:
            name = path.relative_to(root).as_posix()
            found.mistakes.append(Mistake(name, 1, "The name of this file is not known.", f"Rename it: {wanted}."))
