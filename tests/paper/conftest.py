from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from learning.courses import drawings
from learning.courses.models import LessonPage, ModulePage

HERE = Path(__file__).parent


@pytest.fixture
def sample(db, monkeypatch):
    """Import a module of two lessons that hold every kind of block and question."""
    from learning.courses.textfiles.importer import import_tree

    monkeypatch.setattr(drawings, "FOLDER", HERE / "drawings")
    report = import_tree(root=HERE / "samples")
    assert not report.failed, report.mistakes


@pytest.fixture
def lesson(sample) -> LessonPage:
    return LessonPage.objects.get(key="demo-course/demo-module/check-who-sent-it", locale__language_code="fr")


@pytest.fixture
def every_kind(sample) -> LessonPage:
    return LessonPage.objects.get(key="demo-course/demo-module/every-question", locale__language_code="fr")


@pytest.fixture
def module(sample) -> ModulePage:
    return ModulePage.objects.get(key="demo-course/demo-module", locale__language_code="fr")


@pytest.fixture
def private(settings, tmp_path):
    """Keep made sheets in a folder of the test."""
    settings.PRIVATE_DIR = tmp_path / "private"
    return tmp_path / "private" / "booklets"


@pytest.fixture
def quick(monkeypatch):
    """Replace WeasyPrint by the document itself; the list holds what was made."""
    made: list[str] = []

    def render(*, html: str) -> bytes:
        made.append(html)
        return html.encode()

    monkeypatch.setattr("kit.pdf.render_pdf", render)
    return made


@pytest.fixture
def english():
    with translation.override("en"):
        yield
