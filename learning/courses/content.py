"""What an editor must look at in the published pages: what leads nowhere, and facts that were checked long ago."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wagtail.models import Locale, Page

from kit.services import CATEGORIES
from learning.courses import drawings, glossary
from learning.courses.activities import attach_scenarios, practice_keys
from learning.courses.models import CheckPage, GlossaryWord, LessonPage, ModulePage
from learning.courses.querysets import STEP

RECHECK_MONTHS = 12  # curriculum 7.1: a fact is looked at again after a year
LINK = re.compile(r'href="#(?P<kind>service|gloss)-(?P<key>[^"]+)"')
PAGE_LINK = re.compile(r'linktype="page"[^>]*? id="(?P<id>\d+)"|id="(?P<other>\d+)"[^>]*? linktype="page"')


@dataclass(frozen=True)
class Fact:
    """When the facts of a lesson were last checked: `checked` as "2026-11" or "", `months` ago or None."""

    key: str
    language: str
    title: str
    checked: str
    months: int | None

    @property
    def is_due(self) -> bool:
        return self.months is None or self.months >= RECHECK_MONTHS


@dataclass(frozen=True)
class Problem:
    """Something in a published page that does not work."""

    key: str
    language: str
    what: str

    def __str__(self) -> str:
        return f"{self.key} ({self.language}): {self.what}"


def months_since(checked: str, today: dt.date) -> int | None:
    """Return the whole months from a month such as "2026-11" to a day; None when there is none."""
    if not checked:
        return None
    year, month = map(int, checked.split("-"))
    return (today.year - year) * 12 + today.month - month


def facts(today: dt.date) -> list[Fact]:
    """Return every published lesson with the date of its facts, those to check again first. One query."""
    rows = LessonPage.objects.live().values_list("key", "locale__language_code", "title", "checked")
    found = [Fact(key, code, title, checked, months_since(checked, today)) for key, code, title, checked in rows]
    return sorted(found, key=lambda one: (one.months is not None, -(one.months or 0), one.key, one.language))


def problems() -> list[Problem]:
    """Return what does not work in the published modules, lessons and checks, page by page. A bounded number of queries."""
    lessons = list(LessonPage.objects.live().order_by("path").select_related("locale").prefetch_related("competences"))
    modules = list(ModulePage.objects.live().order_by("path").select_related("locale"))
    checks = list(CheckPage.objects.live().select_related("locale"))
    attach_scenarios(lessons)
    known = _Known(lessons, checks)
    return [
        Problem(page.key, page.locale.language_code, what)
        for pages, look in ((modules, _module), (lessons, _lesson), (checks, _check))
        for page in pages
        for what in (*look(page, known), *_twin(page, known))
    ]


class _Known:
    """What links may lead to, read once."""

    def __init__(self, lessons: list[LessonPage], checks: list[CheckPage]) -> None:
        self.words = set(GlossaryWord.objects.values_list("language", "key"))
        self.live = set(Page.objects.live().values_list("pk", flat=True))
        self.lessons = {(page.locale_id, page.key) for page in lessons}
        self.lessons_in = Counter(page.path[:-STEP] for page in lessons)
        self.checked = {page.path[:-STEP] for page in checks}
        twins = Page.objects.live().values_list("translation_key", flat=True)
        self.languages = Counter(twins)
        self.count = Locale.objects.count()


def _twin(page: Any, known: _Known) -> Iterator[str]:
    if known.languages[page.translation_key] < known.count:
        yield "the other language is not published."


def _module(page: ModulePage, known: _Known) -> Iterator[str]:
    if not known.lessons_in[page.path]:
        yield "no lesson is published in it: nobody sees it."
    elif page.path not in known.checked:
        yield "it has no check."


def _lesson(page: LessonPage, known: _Known) -> Iterator[str]:
    if not page.drawing:
        yield "it has no drawing."
    yield from _drawing(page.drawing)
    if not page.competences.all():
        yield "it leads to no competence."
    if page.help not in CATEGORIES:
        yield f"its kind of help “{page.help}” is not known."
    for key in sorted(practice_keys(page) - page.scenarios.keys()):
        yield f"the practice “{key}” does not exist in this language."
    if not page.activities():
        yield "it has no question and no practice."
    if not page.has_simple_version:
        yield "it has no simple version."
    for block in _blocks(page.body):
        if block.block_type == "image":
            yield from _drawing(block.value["drawing"])
        elif block.block_type == "download" and not block.value["document"]:
            yield f"the file “{block.value['label']}” is gone."
    for text in glossary.texts(page.body):
        yield from _links(text.source, page, known)


def _check(page: CheckPage, known: _Known) -> Iterator[str]:
    count = len(page.body)
    if count < CheckPage.QUESTIONS:
        yield f"it has {count} questions; {CheckPage.QUESTIONS} are needed."
    module = page.key.rpartition("/")[0]
    for block in page.body:
        name = block.value["lesson"]
        if name and (page.locale_id, f"{module}/{name}") not in known.lessons:
            yield f"a question sends back to the lesson “{name}”, which is not published."


def _blocks(blocks: Iterable[Any]) -> Iterator[Any]:
    for block in blocks:
        yield block
        if block.block_type == "step":
            yield from block.value["body"]


def _drawing(key: str) -> Iterator[str]:
    if key and not drawings.exists(key):
        yield f"there is no drawing “{key}”."
    elif key and (reason := drawings.problem(key)):
        yield f"the drawing “{key}” cannot be shown: {reason}."


def _links(source: str, page: LessonPage, known: _Known) -> Iterator[str]:
    for match in LINK.finditer(source):
        kind, key = match["kind"], match["key"]
        if kind == "service" and key not in CATEGORIES:
            yield f"a link leads to the service “{key}”, which is not known."
        elif kind == "gloss" and (page.locale.language_code, key) not in known.words:
            yield f"the word “{key}” is not explained in this language."
    for match in PAGE_LINK.finditer(source):
        if int(match["id"] or match["other"]) not in known.live:
            yield "a link leads to a page that is not published."
