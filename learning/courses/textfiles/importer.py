"""Text files → pages. Nothing is deleted; what an editor changed is never overwritten without being asked to."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from learning.courses.flows import ensure_site
from learning.courses.identity import page_uuid
from learning.courses.models import Competence, CoursePage, LessonPage, ModulePage, SitePage
from learning.courses.textfiles import documents
from learning.courses.textfiles.documents import COURSE, LESSON, MODULE, Document
from learning.courses.textfiles.mistakes import Mistake

FORMAT = "1"  # raise it when the same file must give another page
MODELS: dict[str, type[Any]] = {COURSE: CoursePage, MODULE: ModulePage, LESSON: LessonPage}
LANGUAGES = ("fr", "en")
RENDITIONS = ("width-480", "width-960", "max-165x165")


@dataclass
class Report:
    """What an import did, or would do."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    practices: int = 0
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something was refused or could not be read."""
        return bool(self.mistakes or self.refused)


class _Undo(Exception):
    """Ends a dry run."""


@dataclass(frozen=True)
class Source:
    """The two files of one page."""

    kind: str
    key: str
    files: dict[str, Path]


def find_sources(root: Path) -> tuple[list[Source], list[Mistake]]:
    """Return the pages of a folder in the order of the tree, and the files that have no twin in the other language."""
    sources: list[Source] = []
    mistakes: list[Mistake] = []

    def add(kind: str, key: str, stem: Path) -> bool:
        files = {code: path for code in LANGUAGES if (path := stem.with_name(f"{stem.name}.{code}.md")).is_file()}
        if len(files) == 1:
            (code, path), other = next(iter(files.items())), "en" if "fr" in files else "fr"
            mistakes.append(
                Mistake(
                    path.relative_to(root).as_posix(), 1, f"This page exists in one language only ({code}).",
                    f"Add {stem.name}.{other}.md beside it.",
                )
            )  # fmt: skip
        elif files:
            sources.append(Source(kind, key, files))
        return len(files) == len(LANGUAGES)

    for course in sorted(p for p in root.iterdir() if p.is_dir()):
        if not add(COURSE, course.name, course / "course"):
            continue
        for module in sorted(p for p in course.iterdir() if p.is_dir()):
            if not add(MODULE, f"{course.name}/{module.name}", module / "module"):
                continue
            stems = {m[1] for p in module.glob("*.md") if (m := re.match(r"(\d\d-[a-z0-9-]+)\.(?:fr|en)\.md$", p.name))}
            for stem in sorted(stems):
                add(LESSON, f"{course.name}/{module.name}/{stem[3:]}", module / stem)
    return sources, mistakes


def import_tree(
    *,
    root: Path,
    dry_run: bool = False,
    overwrite: bool = False,
    prune: bool = False,
    progress: Callable[[Iterable[Source]], Iterable[Source]] = iter,
) -> Report:
    """Bring the pages up to date with the files below `root` and return what was done.

    Each page is written in a transaction of its own: a broken file leaves its page, and every other, as it was.
    `progress` wraps the list of sources to show a bar. A dry run writes nothing.
    """
    report = Report()
    sources, report.mistakes = find_sources(root)
    known = {competence.reference: competence for competence in Competence.objects.all()}
    try:
        with transaction.atomic(durable=False):
            indexes = ensure_site()
            importer = _Importer(root, report, known, indexes, overwrite=overwrite)
            if dry_run:
                for source in progress(sources):
                    importer.page(source)
                importer.leave_out(sources, prune=prune)
                raise _Undo
    except _Undo:
        return report
    for source in progress(sources):
        importer.page(source)
    importer.arrange(sources)
    importer.leave_out(sources, prune=prune)
    return report


class _Importer:
    def __init__(
        self,
        root: Path,
        report: Report,
        known: dict[str, Competence],
        indexes: dict[str, Any],
        *,
        overwrite: bool,
    ) -> None:
        self.root, self.report, self.known, self.indexes = root, report, known, indexes
        self.overwrite = overwrite
        self.orders: dict[str, int] = {}

    def page(self, source: Source) -> None:
        """Import the two languages of one page, or note why not."""
        read = [
            documents.read(
                kind=source.kind,
                path=path,
                root=self.root,
                language=code,
                key=source.key,
                competences=set(self.known),
            )
            for code, path in source.files.items()
        ]
        mistakes = [mistake for document in read for mistake in document.mistakes]
        mistakes += _differences(read, self.root)
        self.report.mistakes += mistakes
        if mistakes:
            return
        self.orders[source.key] = read[0].fields.get("order", 100)
        for document in read:
            name = document.path.relative_to(self.root).as_posix()
            try:
                with transaction.atomic():
                    self._write(document, name)
            except ValidationError as error:
                sentence = " ".join(error.messages)
                self.report.mistakes.append(Mistake(name, 1, sentence, "Change this value."))
            self.report.practices += sum(block["type"] == "practice" for block in document.body)

    def _write(self, document: Document, name: str) -> None:
        page, made = self._find(document)
        digest = hashlib.sha256(f"{FORMAT}\n{document.key}\n{document.text}".encode()).hexdigest()
        if not made:
            if page.file_hash == digest and page.live:
                self.report.unchanged.append(name)
                return
            latest = page.get_latest_revision_as_object() if page.latest_revision_id else page
            if page.page_hash and content_hash(latest) != page.page_hash and not self.overwrite:
                self.report.refused.append(name)
                return
        self._fill(page, document)
        page.file_hash = digest
        page.page_hash = ""
        if made:
            parent = self._parent(document)
            if parent is None:
                sentence = "The page above it could not be imported."
                self.report.mistakes.append(Mistake(name, 1, sentence, "Put that file right first."))
                return
            page.slug = _free_slug(parent, page.slug)
            parent.add_child(instance=page)
        else:
            page.full_clean()
        self._competences(page, document)
        page.page_hash = content_hash(page)
        page.save_revision(log_action=not made).publish()
        self._make_renditions(page)
        (self.report.created if made else self.report.updated).append(name)

    def _find(self, document: Document) -> tuple[Any, bool]:
        model = MODELS[document.kind]
        # A lesson that has moved keeps the identity of its first key: its answers stay.
        identity = page_uuid((document.fields.get("was") or [document.key])[0])
        locale = Locale.objects.get(language_code=document.language)
        page = model.objects.filter(translation_key=identity, locale=locale).first()
        if page:
            return page, False
        return model(translation_key=identity, locale=locale, slug=_slug(document)), True

    def _parent(self, document: Document) -> Page | None:
        if document.kind == COURSE:
            index = self.indexes[document.language]
            index.refresh_from_db()
            return index
        model = CoursePage if document.kind == MODULE else ModulePage
        parent_key = document.key.rpartition("/")[0]
        return model.objects.filter(key=parent_key, locale__language_code=document.language).first()

    def _fill(self, page: Any, document: Document) -> None:
        page.key = document.key
        values = {name: value for name, value in document.fields.items() if name != "slug"}
        for name, value in values.items():
            setattr(page, name, value)
        if document.kind == LESSON:
            self._documents(document.body)
            page.body = page.body.stream_block.to_python(document.body) if document.body else []
        page.draft_title = page.title

    def _competences(self, page: Any, document: Document) -> None:
        if hasattr(page, "competences"):
            page.competences.set([self.known[reference] for reference in document.competences])

    def _documents(self, blocks: list[dict[str, Any]]) -> None:
        """Replace the file names of downloads by documents, stored once each."""
        for block in blocks:
            if block["type"] == "step":
                self._documents(block["value"]["body"])
            if block["type"] != "download" or not isinstance(block["value"]["document"], str):
                continue
            name = block["value"]["document"]
            path = self.root.parent / "downloads" / name
            if not path.is_file():
                raise ValidationError(f"There is no file fixtures/downloads/{name}.")
            model = get_document_model()
            document = model.objects.filter(title=name).first()
            if document is None:
                with path.open("rb") as stream:
                    document = model.objects.create(title=name, file=File(stream, name=name))
            block["value"]["document"] = document.pk

    def _make_renditions(self, page: Any) -> None:
        """Make the sizes of a lesson's photographs now: a reader never waits for them."""
        if not isinstance(page, LessonPage):
            return
        for block in _flat(page.body.get_prep_value()):
            if block["type"] == "image" and block["value"].get("photo"):
                image = get_image_model().objects.filter(pk=block["value"]["photo"]).first()
                if image:
                    image.get_renditions(*RENDITIONS)

    def arrange(self, sources: list[Source]) -> None:
        """Put courses and modules in the order that their files ask for, and lessons in that of their numbers."""
        children: dict[str, list[str]] = {}
        for source in sources:
            children.setdefault(source.key.rpartition("/")[0], []).append(source.key)
        for parent_key, keys in children.items():
            keys.sort(key=lambda key: self.orders.get(key, 100))
            for code in LANGUAGES:
                self._arrange_below(parent_key, keys, code)

    def _arrange_below(self, parent_key: str, keys: list[str], code: str) -> None:
        parent: Any
        if parent_key:
            model = ModulePage if "/" in parent_key else CoursePage
            parent = model.objects.filter(key=parent_key, locale__language_code=code).first()
        else:
            parent = self.indexes[code]
        if parent is None:
            return
        pages = {page.key: page for page in parent.get_children().specific() if isinstance(page, SitePage)}
        wanted = [key for key in keys if key in pages]
        if [key for key in pages if key in wanted] == wanted:
            return
        for key in wanted:
            parent.refresh_from_db()
            Page.objects.get(pk=pages[key].pk).move(parent, pos="last-child")

    def leave_out(self, sources: list[Source], *, prune: bool) -> None:
        """List the pages that have no file any more, and unpublish them when asked to. Nothing is deleted."""
        kept = {source.key for source in sources}
        for model in (LessonPage, ModulePage, CoursePage):
            for page in model.objects.live().exclude(key="").exclude(key__in=kept).select_related("locale"):
                name = f"{page.key} ({page.locale.language_code})"
                if prune:
                    page.unpublish()
                    self.report.unpublished.append(name)
                else:
                    self.report.missing.append(name)


def _differences(read: list[Document], root: Path) -> list[Mistake]:
    """Say where the two languages of a lesson do not hold the same activities: an answer counts in both."""
    if len(read) < 2 or read[0].kind != LESSON or any(document.mistakes for document in read):
        return []
    shapes = [
        {
            block["value"]["anchor"]: (
                block["value"]["kind"], [a["correct"] for a in block["value"]["answers"]], len(block["value"]["pairs"])
            )
            for block in document.body
            if block["type"] == "question"
        }
        for document in read
    ]  # fmt: skip
    if shapes[0] == shapes[1]:
        return []
    name = read[1].path.relative_to(root).as_posix()
    return [
        Mistake(
            name, 1, "The questions of the two languages differ.",
            "Use the same names, types, number of answers and place of the right ones.",
        )
    ]  # fmt: skip


def _slug(document: Document) -> str:
    if document.language == "fr":
        chosen = document.fields.get("slug") or document.fields["title"]
        return slugify(re.sub(r"['’]", " ", chosen))[:100].strip("-")
    return document.key.rpartition("/")[2]


def _free_slug(parent: Page, slug: str) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


def _flat(blocks: Any) -> list[dict[str, Any]]:
    flat = []
    for block in blocks:
        flat.append(block)
        if block["type"] == "step":
            flat += _flat(block["value"]["body"])
    return flat


def content_hash(page: Any) -> str:
    """Return a digest of what an editor can change in a page."""
    names = (
        "title",
        "goal",
        "promise",
        "audience",
        "minutes",
        "level",
        "help",
        "track",
        "checked",
        "drawing",
    )
    values: dict[str, Any] = {name: getattr(page, name) for name in (*names, "drawing_alt", "order") if hasattr(page, name)}
    if hasattr(page, "competences"):
        values["competences"] = sorted(competence.reference for competence in page.competences.all())
    if hasattr(page, "body"):
        values["body"] = [_without_editor_marks(block) for block in page.body.get_prep_value()]
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


def _without_editor_marks(value: Any) -> Any:
    # The rich text editor adds data-block-key to each paragraph, and ids to list items, without any change of the text.
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if not (k == "id" and value.get("type") in (None, "item"))}
        return {k: _without_editor_marks(v) for k, v in kept.items()}
    if isinstance(value, list):
        return [_without_editor_marks(one) for one in value]
    return re.sub(r' data-block-key="[^"]*"', "", value) if isinstance(value, str) else value
