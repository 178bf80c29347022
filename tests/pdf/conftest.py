"""Every sheet of the real courses, made once for the whole session."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation

from kit.pdf import render_pdf
from learning.activities.flows import import_scenarios
from learning.courses.models import CheckPage, LessonPage, ModulePage
from learning.courses.textfiles.importer import import_tree
from learning.paper import html

# Their lessons are made one by one, in every version: together they hold each kind of block, question and drawing.
# The lessons of the others are all in the booklet of their module, made in one of its languages: each takes seconds.
WHOLE = ("first-steps/turn-it-on", "stay-safe/scams")
QUERIES = ({}, {"version": "simple"}, {"with": "somebody"}, {"version": "simple", "with": "somebody"})
FOOT = 785  # points from the top of an A4 page to its foot


@dataclass
class Made:
    """One PDF and what it must hold."""

    path: Path
    title: str
    language: str
    address: str
    is_module: bool
    texts: list[str] = field(default_factory=list)  # the words of the lesson, as its blocks hold them
    steps: list[tuple[str, str]] = field(default_factory=list)  # first and last words of each step
    web: str = ""

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page without its foot."""
        return self._text(0, FOOT)

    @cached_property
    def feet(self) -> list[str]:
        """The text of the foot of each page."""
        return self._text(FOOT, 842 - FOOT)

    def _text(self, top: int, height: int) -> list[str]:
        box = ["-x", "0", "-y", str(top), "-W", "596", "-H", str(height)]
        done = subprocess.run(["pdftotext", "-raw", *box, str(self.path), "-"], capture_output=True, text=True, check=True)
        return done.stdout.split("\f")[:-1]


def _words(value: Any, name: str = "") -> list[str]:
    """Return the texts of a block's raw value, without what only an editor or a screen sees."""
    if isinstance(value, dict):
        if value.get("type") in ("practice", "helper"):
            return []
        names = ("id", "type", "kind", "anchor", "drawing", "photo", "alt", "accepted", "document", "service", "lesson")
        return [text for key, one in value.items() if key not in names for text in _words(one, key)]
    if isinstance(value, list):
        return [text for one in value for text in _words(one, name)]
    return [value] if isinstance(value, str) and value.strip() else []


def _made(
    folder: Path, page: Any, name: str, document: str, lessons: list[LessonPage], query: dict[str, str], client: Any
) -> Made:
    language = page.locale.language_code
    path = folder / f"{name}.{language}.pdf"
    path.write_bytes(render_pdf(html=document))
    path_url = page.path_url + ("?" if query else "") + urlencode(query)
    simple = query.get("version") == "simple"
    address = f"{settings.PASSERELLE_URL}{path_url}"
    made = Made(path, page.title, language, address, isinstance(page, ModulePage))
    for lesson in lessons:
        made.texts += [lesson.title, lesson.goal]
        for part in lesson.parts(simple=simple):
            for block in part["blocks"]:
                raw = {"type": block.block_type, "value": block.block.get_prep_value(block.value)}
                made.texts += _words(raw)
                if block.block_type == "step":
                    words = _words(raw["value"])
                    made.steps.append((words[0], words[-1]))
    if made.is_module:
        check = CheckPage.objects.live().child_of(page).get()
        made.texts += [check.title, *_words(check.body.get_prep_value())]
    else:
        made.web = client.get(path_url).content.decode()
    return made


@pytest.fixture(scope="session")
def checker(tmp_path_factory) -> Path:
    """Return where the compiled checker lives for this session."""
    return tmp_path_factory.mktemp("checker")


@pytest.fixture(scope="session")
def sheets(django_db_setup, django_db_blocker, tmp_path_factory) -> list[Made]:
    """Import the courses of fixtures/, make their lessons in each version and the modules; leave no trace."""
    from django.test import Client

    folder = tmp_path_factory.mktemp("sheets")
    client = Client()
    made: list[Made] = []
    with django_db_blocker.unblock(), transaction.atomic():
        report = import_tree(root=settings.FIXTURES_DIR / "courses")
        assert not report.failed, report
        assert not import_scenarios(folder=settings.FIXTURES_DIR / "practice").mistakes
        cache.clear()
        for lesson in LessonPage.objects.live().select_related("locale"):
            if not lesson.key.startswith(WHOLE):
                continue
            with translation.override(lesson.locale.language_code):
                name = lesson.key.replace("/", "_")
                for query in QUERIES:
                    if query.get("version") and not lesson.has_simple_version:
                        continue
                    document = html.lesson_html(lesson, variant=query.get("version", ""), together="with" in query)
                    stem = "-".join((name, *query.values()))
                    made.append(_made(folder, lesson, stem, document, [lesson], query, client))
        for place, module in enumerate(ModulePage.objects.live().select_related("locale").order_by("key", "locale_id")):
            if module.key not in WHOLE and place % 4 not in (0, 3):  # French of one, English of the next
                continue
            with translation.override(module.locale.language_code):
                lessons = list(LessonPage.objects.live().child_of(module).order_by("path"))
                made.append(
                    _made(
                        folder,
                        module,
                        module.key.replace("/", "_"),
                        html.module_html(module),
                        lessons,
                        {},
                        client,
                    )
                )
        transaction.set_rollback(True)
    cache.clear()
    assert made
    return made
