"""The body of a lesson as text ⇄ the raw data of its StreamField."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wagtail.blocks import ListBlock, StructBlock

from learning.courses import drawings
from learning.courses.blocks import LessonBody
from learning.courses.identity import block_uuid, practice_anchor
from learning.courses.textfiles import questions, richtext
from learning.courses.textfiles.mistakes import Notebook

CALLOUTS = ("tip", "warning", "scam", "remember")
IN_A_STEP = ("text", "tip", "warning", "scam", "image", "download")
_HEADING = re.compile(r"^## (?P<text>.+?) \{#(?P<anchor>[a-z0-9-]+)\}$")
_STEP = re.compile(r"^(?:Étape|Step) (?P<number>\d+)[ \u00a0]?: (?P<title>.+)$")
_IMAGE = re.compile(r"^!\[(?P<alt>[^\]]*)\]\((?P<key>[a-z0-9-]+)\)$")
_BODY = LessonBody()
_OPEN = re.compile(r"^:::(?P<name>[a-z]+)(?: (?P<options>.+))?$")


@dataclass
class _Chunk:
    """A piece of the file: a heading, a container, a picture or running text, with the line where it starts."""

    kind: str
    line: int
    lines: list[str] = field(default_factory=list)
    options: str = ""


def _chunks(lines: list[str], first_line: int, notebook: Notebook) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    open_: _Chunk | None = None
    for number, line in enumerate(lines, first_line):
        if open_:
            if line.strip() == ":::":
                chunks.append(open_)
                open_ = None
            else:
                if _OPEN.match(line):
                    notebook.add(
                        number,
                        f"“{line[:40]}” opens inside another container.",
                        "Close the one above first: write :::.",
                    )
                open_.lines.append(line)
        elif match := _OPEN.match(line):
            open_ = _Chunk(match["name"], number, options=match["options"] or "")
        elif line.startswith("#"):
            chunks.append(_Chunk("heading", number, [line]))
        elif line.startswith("!["):
            chunks.append(_Chunk("image", number, [line]))
        elif line.strip() == ":::":
            notebook.add(number, "This ::: closes nothing.", "Remove it, or open a container above, such as :::tip.")
        elif line.strip() or (chunks and chunks[-1].kind == "text"):
            if not chunks or chunks[-1].kind != "text":
                chunks.append(_Chunk("text", number))
            chunks[-1].lines.append(line)
    if open_:
        notebook.add(
            open_.line,
            f"The container :::{open_.kind} is never closed.",
            "Write ::: on a line of its own after it.",
        )
    return chunks


def too_long(block: Any, value: Any, name: str = "The text") -> Iterator[tuple[str, int, int]]:
    """Yield (field, length, limit) for each text of a block's raw value that is over the block's own limit."""
    limit = getattr(getattr(block, "field", None), "max_length", None)
    if isinstance(value, str) and limit and len(value) > limit:
        yield name, len(value), limit
    elif isinstance(value, list) and isinstance(block, ListBlock):
        for one in value:
            yield from too_long(block.child_block, one, name)
    elif isinstance(value, dict) and isinstance(block, StructBlock):
        for key, child in block.child_blocks.items():
            yield from too_long(child, value.get(key), key)


class BodyReader:
    """Turns the lines of one file into blocks; mistakes go to the notebook, and what is right is kept."""

    def __init__(self, *, key: str, notebook: Notebook, downloads: Path | None = None) -> None:
        self.key = key
        self.notebook = notebook
        self.downloads = downloads
        self.blocks: list[dict[str, Any]] = []
        self._section = "top"
        self._step: list[dict[str, Any]] | None = None
        self._steps = 0
        self._anchors: set[str] = set()
        self._counts: Counter[str] = Counter()

    def read(self, lines: list[str], first_line: int) -> list[dict[str, Any]]:
        """Return the raw blocks: {"type", "value", "id"}."""
        for chunk in _chunks(lines, first_line, self.notebook):
            if chunk.kind == "heading":
                self._heading(chunk)
                continue
            value = self._value(chunk)
            if value is not None:
                self._check_lengths(chunk.kind, value, chunk.line)
                self._add(chunk, value)
        return self.blocks

    def _check_lengths(self, kind: str, value: Any, line: int) -> None:
        """Note what an editor could not save again in the office."""
        for name, length, limit in too_long(_BODY.child_blocks[kind], value):
            self.notebook.add(line, f"{name} has {length} characters.", f"Write {limit} characters at most.")

    def _heading(self, chunk: _Chunk) -> None:
        match = _HEADING.match(chunk.lines[0])
        if not match:
            self.notebook.add(
                chunk.line,
                "This heading has no name.",
                "Write “## Title {#name}” (two # signs, a short name).",
            )
            return
        self._section = anchor = match["anchor"]
        self._once(anchor, chunk.line)
        step = _STEP.match(match["text"])
        if step:
            if anchor != f"step-{step['number']}":
                self.notebook.add(
                    chunk.line,
                    "The number and the name of the step differ.",
                    f"Write {{#step-{step['number']}}}.",
                )
            self._steps += 1
            if int(step["number"]) != self._steps:
                self.notebook.add(
                    chunk.line,
                    f"This is step {step['number']}, after {self._steps - 1} steps.",
                    f"Number the steps in order: write {self._steps} here.",
                )
            self._step = []
            value: Any = {"title": step["title"], "body": self._step}
            self._check_lengths("step", {"title": step["title"]}, chunk.line)
            self.blocks.append({"type": "step", "value": value, "id": self._id(anchor)})
        else:
            self._step = None
            value = {"text": match["text"], "anchor": anchor}
            self._check_lengths("heading", value, chunk.line)
            self.blocks.append({"type": "heading", "value": value, "id": self._id(anchor)})

    def _once(self, anchor: str, line: int) -> None:
        if anchor in self._anchors:
            self.notebook.add(line, f"The name {anchor} is used twice.", "Give each heading and question its own name.")
        self._anchors.add(anchor)

    def _id(self, anchor: str) -> str:
        return str(block_uuid(self.key, anchor))

    def _add(self, chunk: _Chunk, value: Any) -> None:
        inside = self._step is not None and chunk.kind in IN_A_STEP
        if not inside:
            self._step = None
        if chunk.kind == "question":
            anchor = value["anchor"]
            self._once(anchor, chunk.line)
        elif chunk.kind == "practice":
            anchor = practice_anchor(value["scenario"])
            self._once(anchor, chunk.line)
        else:
            self._counts[f"{self._section}-{chunk.kind}"] += 1
            anchor = f"{self._section}-{chunk.kind}-{self._counts[f'{self._section}-{chunk.kind}']}"
        (self._step if inside and self._step is not None else self.blocks).append(
            {"type": chunk.kind, "value": value, "id": self._id(anchor)}
        )

    def _value(self, chunk: _Chunk) -> Any:
        if chunk.kind == "text" or chunk.kind in CALLOUTS:
            html = self._html(chunk, chunk.line if chunk.kind == "text" else chunk.line + 1)
            return html if chunk.kind == "text" else {"text": html}
        if chunk.kind == "easyread":
            return {"text": richtext.lines_to_html(chunk.lines)}
        if chunk.kind == "image":
            return self._image(chunk)
        if chunk.kind == "question":
            return questions.read(chunk.options, chunk.lines, chunk.line, self.notebook)
        if chunk.kind == "practice":
            if not re.fullmatch(r"[a-z0-9-]+", chunk.options):
                self.notebook.add(chunk.line, "The practice has no name.", "Write :::practice scenario-key, then :::.")
                return None
            return {"scenario": chunk.options}
        if chunk.kind == "download":
            return self._download(chunk)
        known = ", ".join((*CALLOUTS, "easyread", "question", "practice", "download"))
        self.notebook.add(chunk.line, f"The container :::{chunk.kind} is not known.", f"Write one of {known}.")
        return None

    def _html(self, chunk: _Chunk, first_line: int) -> str:
        try:
            return richtext.to_html("\n".join(chunk.lines))
        except richtext.TextError as error:
            self.notebook.add(first_line + error.line - 1, error.problem, error.instead)
            return ""

    def _image(self, chunk: _Chunk) -> dict[str, Any] | None:
        match = _IMAGE.match(chunk.lines[0])
        if match is None:
            instead = "Write ![what it shows](drawing-name) on a line of its own."
            self.notebook.add(chunk.line, "This picture cannot be read.", instead)
            return None
        if not drawings.exists(match["key"]):
            instead = "Write the name of a file of fixtures/images, without .svg."
            self.notebook.add(chunk.line, f"There is no drawing {match['key']}.", instead)
            return None
        if problem := drawings.problem(match["key"]):
            instead = f"Change fixtures/images/{match['key']}.svg."
            self.notebook.add(chunk.line, f"The drawing {match['key']} cannot be shown: {problem}.", instead)
            return None
        return {"drawing": match["key"], "photo": None, "alt": match["alt"]}

    def _download(self, chunk: _Chunk) -> dict[str, Any] | None:
        label = " ".join(line.strip() for line in chunk.lines).strip()
        if not label or not re.fullmatch(r"[\w.-]+\.[a-z0-9]{2,4}", chunk.options):
            self.notebook.add(
                chunk.line,
                "The download has no file or no label.",
                "Write :::download file.pdf, what it is, then :::.",
            )
            return None
        if self.downloads and not (self.downloads / chunk.options).is_file():
            self.notebook.add(
                chunk.line,
                f"There is no file {chunk.options}.",
                f"Add it to fixtures/{self.downloads.name}, or write another name.",
            )
            return None
        # The importer replaces the name by the document's id.
        return {"label": label, "document": chunk.options}


def write(blocks: list[dict[str, Any]], *, language: str, document_name: Any = None) -> tuple[list[str], list[str]]:
    """Return the pieces of the body (one an element, to be parted by an empty line) and what has no syntax."""
    pieces: list[str] = []
    lost: list[str] = []
    number = 0
    for block in blocks:
        kind, value = block["type"], block["value"]
        if kind == "step":
            number += 1
            word = "Étape {}\u00a0:" if language == "fr" else "Step {}:"
            pieces.append(f"## {word.format(number)} {value['title']} {{#step-{number}}}")
            inner, inner_lost = write(value["body"], language=language, document_name=document_name)
            pieces += inner
            lost += inner_lost
        elif kind == "heading":
            pieces.append(f"## {value['text']} {{#{value['anchor']}}}")
        else:
            piece = _write_block(kind, value, lost, document_name)
            if piece:
                pieces.append(piece)
    return pieces, lost


def _write_block(kind: str, value: Any, lost: list[str], document_name: Any) -> str:
    if kind == "text" or kind in CALLOUTS:
        text, unknown = richtext.to_markdown(value if kind == "text" else value["text"])
        lost += [f"<{tag}> in {kind}" for tag in unknown]
        return text if kind == "text" else f":::{kind}\n{text}\n:::"
    if kind == "easyread":
        return f":::easyread\n{richtext.html_to_lines(value['text'])}\n:::"
    if kind == "question":
        return "\n".join(questions.write(value))
    if kind == "practice":
        return f":::practice {value['scenario']}\n:::"
    if kind == "image" and value.get("drawing"):
        return f"![{value['alt']}]({value['drawing']})"
    if kind == "download" and document_name and (name := document_name(value["document"])):
        return f":::download {name}\n{value['label']}\n:::"
    lost.append(f"{kind}: a photograph has no syntax" if kind == "image" else kind)
    return ""
