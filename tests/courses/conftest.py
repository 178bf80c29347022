from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from learning.courses import drawings

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def drawn(monkeypatch):
    """The samples' own drawing in place of the repository's."""
    monkeypatch.setattr(drawings, "FOLDER", SAMPLES / "images")


@pytest.fixture
def folder(tmp_path, drawn) -> Path:
    """A copy of a small course: two modules, three lessons that hold every syntax, in both languages."""
    shutil.copytree(SAMPLES / "downloads", tmp_path / "downloads")
    for path in SAMPLES.glob("glossary.*.yaml"):
        shutil.copy(path, tmp_path)
    return Path(shutil.copytree(SAMPLES / "courses", tmp_path / "courses"))
