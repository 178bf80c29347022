"""Pages → the same text files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wagtail.documents import get_document_model

from learning.courses.models import CheckPage, CoursePage, LessonPage, ModulePage
from learning.courses.textfiles import body, documents, frontmatter, glossary, sources
from learning.courses.textfiles.documents import CHECK, COURSE, FIELD_OF, KEYS, LESSON, MODULE
from learning.courses.textfiles.mistakes import Notebook


@dataclass
class Report:
    """What an export wrote, and what of the pages has no syntax."""

    written: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def export_tree(*, root: Path) -> Report:
    """Write every published page below `root`; a file that would not change is left alone."""
    report = Report()
    for page in CoursePage.objects.live().exclude(key="").select_related("locale"):
        _write(root / page.key / "course", COURSE, page, report, root)
    for page in ModulePage.objects.live().exclude(key="").select_related("locale").prefetch_related("competences"):
        _write(root / page.key / "module", MODULE, page, report, root)
    for page in LessonPage.objects.live().exclude(key="").select_related("locale").prefetch_related("competences"):
        folder, _sep, name = page.key.rpartition("/")
        _write(root / folder / f"{_number(root / folder, name, page)}-{name}", LESSON, page, report, root)
    for page in CheckPage.objects.live().exclude(key="").select_related("locale"):
        _write(root / page.module_key / "check", CHECK, page, report, root)
    for language in sources.LANGUAGES:
        text = glossary.write(language)
        if text:
            path = glossary.path_of(root, language)
            _put(path, text, path.name, report)
    return report


def _number(folder: Path, name: str, page: Any) -> str:
    """Return the two digits of the lesson's file: those that it has, else its place in the module."""
    for path in folder.glob(f"[0-9][0-9]-{name}.*.md"):
        return path.name[:2]
    before = page.get_siblings().filter(path__lte=page.path).count()
    return f"{before:02d}"


def text_of(kind: str, page: Any) -> tuple[str, list[str]]:
    """Return the canonical text of a page and what of it has no syntax."""
    values = {key: getattr(page, FIELD_OF.get(key, key), None) for key in KEYS[kind]}
    if kind in (COURSE, MODULE):
        values["order"] = page.order if page.order != 100 else None
    if kind == LESSON and page.track == "adult":
        values["track"] = None
    if kind == COURSE:
        values["slug"] = page.slug
    if kind in (MODULE, LESSON):
        values["competences"] = [competence.reference for competence in page.competences.all()]
    blocks = list(page.body.get_prep_value()) if kind in (LESSON, CHECK) else []
    return documents.write(kind, values, _plain(blocks), language=page.locale.language_code, document_name=_document_name)


def _document_name(pk: Any) -> str:
    """Return the name of a document's file in the text; empty when there is none."""
    return get_document_model().objects.filter(pk=pk).values_list("title", flat=True).first() or ""


def _plain(blocks: Any) -> list[dict[str, Any]]:
    """Return the raw blocks with lists as plain lists of values."""
    return [{"type": block["type"], "value": _value(block["value"])} for block in blocks]


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _value(one) for key, one in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(one, dict) and one.get("type") == "item" for one in value):
            return [_value(one["value"]) for one in value]
        return [_value(one) for one in value]
    return value


def _comes_back(page: Any, text: str) -> bool:
    """Say whether reading the text gives the blocks that it was written from: no loss goes unsaid."""
    notebook = Notebook(page.key)
    _meta, lines, first_line = frontmatter.split(text, notebook)
    lessons = frozenset(page.covered_by().values()) if isinstance(page, CheckPage) else None
    read = body.BodyReader(key=page.key, notebook=notebook, lessons=lessons).read(lines, first_line)
    return not notebook.found and _meaning(read) == _meaning(_plain(page.body.get_prep_value()))


def _meaning(blocks: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Return blocks without what changes nothing for a reader: ids, the editor's marks, spaces, ends of bold."""
    out: list[tuple[str, Any]] = []
    for block in blocks:
        kind, value = block["type"], block["value"]
        if kind == "step":
            out.append((kind, (value["title"].strip(), _meaning(value["body"]))))
        elif kind == "download":
            known = isinstance(value["document"], str)
            out.append((kind, (value["label"], value["document"] if known else _document_name(value["document"]))))
        elif kind == "text" and out and out[-1][0] == "text":
            out[-1] = ("text", out[-1][1] + _words(value))
        else:
            out.append((kind, _words(value)))
    return out


def _words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _words(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_words(one) for one in value]
    if isinstance(value, str):
        return re.sub(r' data-block-key="[^"]*"|</?(?:b|strong)>|<p></p>|\s+', "", value)
    return value or ""


def _write(stem: Path, kind: str, page: Any, report: Report, root: Path) -> None:
    path = stem.with_name(f"{stem.name}.{page.locale.language_code}.md")
    text, lost = text_of(kind, page)
    name = path.relative_to(root).as_posix()
    if kind in (LESSON, CHECK) and not lost and not _comes_back(page, text):
        lost = ["a part of this lesson would be read back differently; it stays in the page"]
    report.lost += [f"{name}: {one}" for one in lost]
    _put(path, text, name, report)


def _put(path: Path, text: str, name: str, report: Report) -> None:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        report.same.append(name)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    report.written.append(name)
