"""A second start finds everything ready, and notices what has changed."""

from __future__ import annotations

import pytest

from scripts import prepare


@pytest.fixture
def ready(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSERELLE_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("PREPARE_ALWAYS", raising=False)
    (tmp_path / "prepared").write_text("mark", encoding="ascii")
    (tmp_path / "db.sqlite3").touch()
    return tmp_path


def test_nothing_is_done_twice(ready):
    assert prepare.is_ready("mark")


def test_a_change_of_files_a_lost_database_or_a_first_start_is_noticed(ready, monkeypatch):
    assert not prepare.is_ready("another mark")
    (ready / "db.sqlite3").unlink()
    assert not prepare.is_ready("mark")
    (ready / "db.sqlite3").touch()
    (ready / "prepared").unlink()
    assert not prepare.is_ready("mark")


def test_the_fingerprint_follows_the_files(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    (tmp_path / "fixtures").mkdir()
    before = prepare.fingerprint()
    (tmp_path / "fixtures" / "lesson.md").write_text("new", encoding="utf-8")
    assert prepare.fingerprint() != before
