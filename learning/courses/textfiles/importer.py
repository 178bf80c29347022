"""Text files → pages. Nothing is deleted; what an editor changed is never overwritten without being asked to."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page

from learning.courses.flows import ensure_site
from learning.courses.identity import page_uuid
from learning.courses.models import (
    CheckPage,
    Competence,
    CoursePage,
    GlossaryWord,
    LessonPage,
    ModulePage,
    SitePage,
)
from learning.courses.textfiles import documents, glossary, sources
from learning.courses.textfiles.changes import content_hash
from learning.courses.textfiles.documents import CHECK, COURSE, FIELD_OF, KEYS, LESSON, MODULE, Document
from learning.courses.textfiles.exporter import text_of
from learning.courses.textfiles.mistakes import Mistake
from learning.courses.textfiles.sources import LANGUAGES, Source

FORMAT = "1"  # raise it when the same file must give another page
MODELS: dict[str, type[Any]] = {COURSE: CoursePage, MODULE: ModulePage, LESSON: LessonPage, CHECK: CheckPage}


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
    words: glossary.Report = field(default_factory=glossary.Report)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something was refused or could not be read."""
        return bool(self.mistakes or self.refused or self.words.refused)


class _Undo(Exception):
    """Ends a dry run."""


class _Problem(Exception):
    """A page that cannot be written; the twin in the other language is not written either."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(str(mistake))
        self.mistake = mistake


def import_tree(
    *,
    root: Path,
    dry_run: bool = False,
    overwrite: bool = False,
    prune: bool = False,
    progress: Callable[[Iterable[Source]], Iterable[Source]] = iter,
) -> Report:
    """Bring the pages up to date with the files below `root` and return what was done.

    The two languages of a page are written in one transaction of their own: a broken file leaves its pages, and
    every other, as they were. `progress` wraps the list of sources to show a bar. A dry run writes nothing.
    """
    report = Report()
    found = sources.find(root)
    report.mistakes += found.mistakes
    known = {competence.reference: competence for competence in Competence.objects.all()}
    # The report is in English whatever the site's language, as its file names and keys are.
    with translation.override("en"):
        try:
            with transaction.atomic():
                importer = _Importer(root, report, known, ensure_site(), overwrite=overwrite, dry_run=dry_run)
                if dry_run:
                    importer.run(found, progress=progress, prune=prune)
                    raise _Undo
        except _Undo:
            return report
        importer.run(found, progress=progress, prune=prune)
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
        dry_run: bool,
    ) -> None:
        self.root, self.report, self.known, self.indexes = root, report, known, indexes
        self.overwrite, self.dry_run = overwrite, dry_run
        self.orders: dict[str, int] = {}
        self.words: frozenset[str] = frozenset()
        self.identities: dict[uuid.UUID, str] = {}
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}

    def run(
        self,
        found: sources.Found,
        *,
        progress: Callable[[Iterable[Source]], Iterable[Source]],
        prune: bool,
    ) -> None:
        """Import the glossary and every page, put them in order, list or unpublish those without a file."""
        with transaction.atomic():
            self.report.words = glossary.load(root=self.root, overwrite=self.overwrite)
        self.report.mistakes += self.report.words.mistakes
        self.words = frozenset(GlossaryWord.objects.values_list("key", flat=True))
        for source in progress(found.sources):
            self.page(source)
        self.arrange(found.sources)
        self.leave_out(found.keys, prune=prune)

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
                words=self.words,
            )
            for code, path in source.files.items()
        ]
        mistakes = [mistake for document in read for mistake in document.mistakes]
        mistakes += _differences(read, self.root) or self._same_identity(read[0])
        self.report.mistakes += mistakes
        if mistakes:
            return
        self.orders[source.key] = read[0].fields.get("order", 100)
        done: list[tuple[list[str], str]] = []
        try:
            with transaction.atomic():
                for document in read:
                    name = document.path.relative_to(self.root).as_posix()
                    done.append((self._write(document, name), name))
        except _Problem as problem:
            self.report.mistakes.append(problem.mistake)
            return
        for outcome, name in done:
            outcome.append(name)
        self.report.practices += sum(block["type"] == "practice" for document in read for block in document.body)

    def _same_identity(self, document: Document) -> list[Mistake]:
        identity = page_uuid(document.identity)
        other = self.identities.setdefault(identity, document.key)
        if other == document.key:
            return []
        name = document.path.relative_to(self.root).as_posix()
        instead = "A former key belongs to one lesson only: remove it from was, or give the other file a new name."
        return [Mistake(name, 1, f"{other} already has the identity of {document.identity}.", instead)]

    def _write(self, document: Document, name: str) -> list[str]:
        """Write one page; return the list of the report that its name belongs to."""
        page = self._find(document)
        digest = hashlib.sha256(f"{FORMAT}\n{document.key}\n{document.text}".encode()).hexdigest()
        if page and page.file_hash == digest and not self.overwrite:
            return self.report.unchanged
        if page:
            edited = self._edited(page, document)
            if page.file_hash == digest and not edited:
                return self.report.unchanged
            if edited and not self.overwrite:
                return self.report.refused
        try:
            written = self._update(page, document, digest) if page else self._create(document, name, digest)
        except ValidationError as error:
            raise _Problem(Mistake(name, 1, " ".join(error.messages), "Change this value.")) from error
        self._competences(written, document)
        written.page_hash = content_hash(written)
        # A revision holds the text, never the identity (SitePage.with_content_json): that is written here.
        identity = {
            name: getattr(written, name) for name in ("key", "file_hash", "page_hash", "was") if hasattr(written, name)
        }
        type(written).objects.filter(pk=written.pk).update(**identity)
        written.save_revision(log_action=bool(page)).publish()
        return self.report.updated if page else self.report.created

    def _edited(self, page: Any, document: Document) -> bool:
        """Say whether an editor changed the page, or took it down, and the file does not say the same."""
        if page.file_hash and not page.live:
            return True
        latest = page.get_latest_revision_as_object() if page.latest_revision_id else page
        if page.page_hash and content_hash(latest) == page.page_hash:
            return False
        # Exported after the change, or made by an editor and exported: page and file agree.
        return text_of(document.kind, latest)[0] != document.text

    def _create(self, document: Document, name: str, digest: str) -> Any:
        parent = self._parent(document)
        if parent is None:
            raise _Problem(Mistake(name, 1, "The page above it could not be imported.", "Put that file right first."))
        page = MODELS[document.kind](translation_key=page_uuid(document.identity), locale=self.locales[document.language])
        self._fill(page, document, digest)
        page.slug = _free_slug(parent, _slug(document))
        parent.add_child(instance=page)
        return page

    def _update(self, page: Any, document: Document, digest: str) -> Any:
        parent = self._parent(document)
        if parent is not None and not page.is_child_of(parent):
            slug = _free_slug(parent, page.slug)
            if slug != page.slug:
                page.slug = slug
                page.save()
            Page.objects.get(pk=page.pk).move(parent, pos="last-child")
            page = type(page).objects.get(pk=page.pk)
        self._fill(page, document, digest)
        page.full_clean()
        return page

    def _find(self, document: Document) -> Any:
        # A lesson that has moved keeps the identity of its first key: its answers stay.
        pages = MODELS[document.kind].objects.filter(translation_key=page_uuid(document.identity))
        return pages.filter(locale=self.locales[document.language]).first()

    def _parent(self, document: Document) -> Page | None:
        if document.kind == COURSE:
            index = self.indexes[document.language]
            index.refresh_from_db()
            return index
        model = CoursePage if document.kind == MODULE else ModulePage
        parent_key = document.key.rpartition("/")[0]
        return model.objects.filter(key=parent_key, locale__language_code=document.language).first()

    def _fill(self, page: Any, document: Document, digest: str) -> None:
        page.key = document.key
        for key in KEYS[document.kind]:
            name = FIELD_OF.get(key, key)
            if key not in ("slug", "competences"):
                # What the file no longer says goes back to what it is without being said.
                default = page._meta.get_field(name).get_default()
                setattr(page, name, document.fields.get(name, default))
        if document.kind in (LESSON, CHECK):
            self._documents(document.body)
            page.body = page.body.stream_block.to_python(document.body) if document.body else []
        page.draft_title = page.title
        page.file_hash, page.page_hash = digest, ""

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
            model = get_document_model()
            document = model.objects.filter(title=name).first()
            if document is None and not self.dry_run:  # a file, once written, is not undone with the rest
                with (documents.downloads(self.root) / name).open("rb") as stream:
                    document = model.objects.create(title=name, file=File(stream, name=name))
            block["value"]["document"] = document.pk if document else None

    def arrange(self, found: list[Source]) -> None:
        """Put courses and modules in the order that their files ask for, and lessons in that of their numbers."""
        children: dict[str, list[str]] = {}
        for source in found:
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

    def leave_out(self, kept: set[str], *, prune: bool) -> None:
        """List the pages that came from a file and have none any more; unpublish them when asked to. None is deleted."""
        for model in (CheckPage, LessonPage, ModulePage, CoursePage):
            pages = model.objects.live().exclude(file_hash="").exclude(key__in=kept)
            for page in pages.select_related("locale"):
                name = f"{page.key} ({page.locale.language_code})"
                if not prune:
                    self.report.missing.append(name)
                    continue
                # Without the hash, the page comes back with its file: it is not an editor who took it down.
                model.objects.filter(pk=page.pk).update(file_hash="")
                page.file_hash = ""
                page.unpublish()
                self.report.unpublished.append(name)


def _differences(read: list[Document], root: Path) -> list[Mistake]:
    """Say where the two languages of a lesson do not hold the same activities: an answer counts in both."""
    if len(read) < 2 or read[0].kind not in (LESSON, CHECK) or any(document.mistakes for document in read):
        return []
    name = read[1].path.relative_to(root).as_posix()
    if read[0].identity != read[1].identity:
        return [Mistake(name, 1, "The former keys of the two languages differ.", "Write the same was: … in both files.")]
    shapes = [[_shape(block["value"]) for block in one.body if block["type"] == "question"] for one in read]
    if sorted(shapes[0]) == sorted(shapes[1]):
        return []
    instead = "Use the same names, types, number of answers and place of the right ones."
    return [Mistake(name, 1, "The questions of the two languages differ.", instead)]


def _shape(question: dict[str, Any]) -> tuple[str, str, list[bool], int, str]:
    answers = [answer["correct"] for answer in question["answers"]]
    return question["anchor"], question["kind"], answers, len(question["pairs"]), question.get("lesson", "")


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
