"""One text file ⇄ the fields of its page: courses, modules and lessons."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit.services import CATEGORIES
from learning.courses import drawings, panels
from learning.courses.models import CheckPage
from learning.courses.textfiles import body, frontmatter
from learning.courses.textfiles.mistakes import Mistake, Notebook

COURSE, MODULE, LESSON, CHECK = "course", "module", "lesson", "check"
KEYS = {
    COURSE: ("title", "slug", "promise", "audience", "image", "order"),
    MODULE: ("title", "promise", "competences", "audience", "level", "help", "order"),
    LESSON: (
        *("title", "goal", "minutes", "competences", "level", "help", "image", "image_alt"),
        *("track", "checked", "was"),
    ),
    CHECK: ("title", "minutes"),
}  # fmt: skip
NEEDED = {
    COURSE: ("title", "promise"),
    MODULE: ("title", "promise"),
    LESSON: ("title", "goal", "minutes", "help", "image", "image_alt"),
    CHECK: ("title", "minutes"),
}
FIELD_OF = {"image": "drawing", "image_alt": "drawing_alt"}
LIMITS = {
    "title": 120,
    "goal": 300,
    "promise": 300,
    "audience": 200,
    "image_alt": 125,
    "track": 40,
    "slug": 120,
}
NUMBERS = {"minutes": (1, 60), "level": (0, 2), "order": (0, 999)}


@dataclass
class Document:
    """What a text file says."""

    kind: str
    path: Path
    language: str
    key: str
    fields: dict[str, Any] = field(default_factory=dict)
    competences: list[str] = field(default_factory=list)
    body: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def identity(self) -> str:
        """The first key that the page had: the one that its identities are made from, for ever."""
        return (self.fields.get("was") or [self.key])[0]


def downloads(root: Path) -> Path:
    """Return the folder of the files that lessons offer: beside the courses."""
    return root.parent / "downloads"


def read(
    *, kind: str, path: Path, root: Path, language: str, key: str, competences: set[str], words: frozenset[str]
) -> Document:
    """Read one file. Its mistakes are in the result; nothing is raised for what an author can put right.

    `competences` are the references that are known (DigComp-2.2:4.1), `words` the keys of the glossary.
    """
    name = path.relative_to(root).as_posix()
    notebook = Notebook(name)
    document = Document(kind=kind, path=path, language=language, key=key)
    try:
        # Some editors add a mark at the start or end lines their own way: the words are the same.
        document.text = text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        notebook.add(1, "The file is not in UTF-8.", "Save it again with the encoding UTF-8.")
        document.mistakes = notebook.found
        return document
    meta, lines, first_line = frontmatter.split(text, notebook)
    if meta:
        _fields(document, meta, notebook, competences)
    if kind in (LESSON, CHECK):
        reader = body.BodyReader(
            key=document.identity,
            notebook=notebook,
            downloads=downloads(root),
            words=words,
            lessons=_lessons_beside(path, language) if kind == CHECK else None,
        )
        document.body = reader.read(lines, first_line)
        if kind == CHECK and not notebook.found and len(document.body) != CheckPage.QUESTIONS:
            notebook.add(first_line, f"There are {len(document.body)} questions.", f"Write {CheckPage.QUESTIONS} questions.")
    elif any(line.strip() for line in lines):
        notebook.add(first_line, f"A {kind} file has no text after its front matter.", "Move the text to a lesson.")
    document.mistakes = notebook.found
    return document


def _lessons_beside(path: Path, language: str) -> frozenset[str]:
    """Return the names of the lessons of a check's module: a question says which one covers it."""
    return frozenset(one.name[3:].partition(".")[0] for one in path.parent.glob(f"[0-9][0-9]-*.{language}.md"))


def _fields(document: Document, meta: dict[str, Any], notebook: Notebook, competences: set[str]) -> None:
    kind, text = document.kind, document.text
    for key in NEEDED[kind]:
        if meta.get(key) in (None, "", []):
            notebook.add(1, f"The key {key} is missing.", f"Write {key}: … in the front matter.")
    for key, value in meta.items():
        line = frontmatter.line_of(text, str(key))
        if key not in KEYS[kind]:
            notebook.add(line, f"The key {key} is not known.", f"Write one of {', '.join(KEYS[kind])}.")
        elif key in NUMBERS:
            low, high = NUMBERS[key]
            if not isinstance(value, int) or not low <= value <= high:
                notebook.add(line, f"{key} is “{value}”.", f"Write a whole number from {low} to {high}.")
            else:
                document.fields[key] = value
        elif key == "competences":
            _competences(document, value, line, notebook, competences)
        elif key == "was":
            document.fields["was"] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        else:
            _text(document, key, str(value), line, notebook)


def _competences(document: Document, value: Any, line: int, notebook: Notebook, known: set[str]) -> None:
    references = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    for reference in references:
        if reference not in known:
            notebook.add(line, f"The competence {reference} is not known.", "Write it like DigComp-2.2:4.1.")
    document.competences = [reference for reference in references if reference in known]


def _text(document: Document, key: str, value: str, line: int, notebook: Notebook) -> None:
    limit = LIMITS.get(key)
    if limit and len(value) > limit:
        notebook.add(line, f"{key} has {len(value)} characters.", f"Write {limit} characters at most.")
        return
    if key == "help" and value not in CATEGORIES:
        notebook.add(line, f"The service category {value} is not known.", f"Write one of {', '.join(CATEGORIES)}.")
        return
    if key == "image" and not drawings.exists(value):
        notebook.add(line, f"There is no drawing {value}.", f"Add fixtures/images/{value}.svg, or write another name.")
        return
    if key == "image" and (problem := drawings.problem(value)):
        notebook.add(line, f"The drawing {value} cannot be shown: {problem}.", f"Change fixtures/images/{value}.svg.")
        return
    if key == "track" and value not in dict(panels.TRACKS):
        notebook.add(line, f"The track {value} is not known.", f"Write one of {', '.join(dict(panels.TRACKS))}.")
        return
    if key == "checked" and not re.fullmatch(r"20\d\d-(?:0[1-9]|1[0-2])", value):
        notebook.add(line, f"checked is “{value}”.", "Write a year and a month: 2026-11.")
        return
    document.fields[FIELD_OF.get(key, key)] = value


def write(
    kind: str,
    values: dict[str, Any],
    blocks: list[dict[str, Any]],
    *,
    language: str,
    document_name: Any = None,
) -> tuple[str, list[str]]:
    """Return the canonical text of a page, and what of it has no syntax."""
    lines = frontmatter.write([(key, values.get(key)) for key in KEYS[kind]])
    pieces, lost = body.write(blocks, language=language, document_name=document_name)
    text = "\n".join(lines) + "\n"
    if pieces:
        text += "\n" + "\n\n".join(pieces) + "\n"
    return text, lost
