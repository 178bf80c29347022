"""Every sheet of the real courses, made once for the whole session."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation

from kit.pdf import render_pdf
from learning.activities.flows import import_scenarios
from learning.courses.models import LessonPage, ModulePage
from learning.courses.textfiles.importer import import_tree
from learning.paper import html

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
        if value.get("type") == "practice":
            return []
        names = ("id", "type", "kind", "anchor", "drawing", "photo", "alt", "accepted", "document")
        return [text for key, one in value.items() if key not in names for text in _words(one, key)]
    if isinstance(value, list):
        return [text for one in value for text in _words(one, name)]
    return [value] if isinstance(value, str) and value.strip() else []


def _made(folder: Path, page: Any, name: str, document: str, lessons: list[LessonPage], simple: bool, client: Any) -> Made:
    language = page.locale.language_code
    path = folder / f"{name}.{language}.pdf"
    path.write_bytes(render_pdf(html=document))
    path_url = page.path_url + ("?version=simple" if simple else "")
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
    if not made.is_module:
        made.web = client.get(path_url).content.decode()
    return made


@pytest.fixture(scope="session")
def checker(tmp_path_factory) -> Path:
    """Return where the compiled checker lives for this session."""
    return tmp_path_factory.mktemp("checker")


@pytest.fixture(scope="session")
def sheets(django_db_setup, django_db_blocker, tmp_path_factory) -> list[Made]:
    """Import the courses of fixtures/, make each lesson, its simple version and each module; leave no trace."""
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
            with translation.override(lesson.locale.language_code):
                name = lesson.key.replace("/", "_")
                for variant in ("", "simple") if lesson.has_simple_version else ("",):
                    document = html.lesson_html(lesson, variant=variant)
                    made.append(_made(folder, lesson, f"{name}{variant}", document, [lesson], bool(variant), client))
        for module in ModulePage.objects.live().select_related("locale"):
            with translation.override(module.locale.language_code):
                lessons = list(LessonPage.objects.live().child_of(module).order_by("path"))
                made.append(
                    _made(
                        folder,
                        module,
                        module.key.replace("/", "_"),
                        html.module_html(module),
                        lessons,
                        False,
                        client,
                    )
                )
        transaction.set_rollback(True)
    cache.clear()
    assert made
    return made
