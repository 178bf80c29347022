"""Each mistake of a text file: its line, what is wrong, what to write; no other page is harmed."""

from __future__ import annotations

import pytest

from learning.courses import drawings
from learning.courses.models import LessonPage
from learning.courses.textfiles.importer import import_tree
from tests.courses.factories import FILE, KEY, change

pytestmark = pytest.mark.django_db

MISTAKES = [
    ("---\ntitle", "title", "front matter is missing", 1),
    ("minutes: 8", "minutes: many", "minutes is “many”", 4),
    ("minutes: 8\n", "", "minutes is missing", 1),
    ("level: 1", "level: [1", "cannot be read", None),
    ("level: 1", "level: 7", "level is “7”", 6),
    ("level: 1", "colour: red", "The key colour is not known", 6),
    ("level: 1", "track: pirate", "The track pirate is not known", 6),
    ("level: 1", "checked: yesterday", "checked is “yesterday”", 6),
    ("help: online-safety", "help: plumbing", "plumbing is not known", 7),
    ("image: sample-phone", "image: no-phone", "There is no drawing no-phone", 8),
    ("image: sample-phone", "image: bad-drawing", "cannot be shown: <script> may not be in a drawing", 8),
    ("DigComp-2.2:4.1", "DigComp-2.2:9.9", "DigComp-2.2:9.9 is not known", 5),
    ("title: Regarder", "title: " + "x" * 10_000, "characters", 2),
    ("## Pourquoi c'est utile {#why}", "## Pourquoi c'est utile", "This heading has no name", 12),
    ("{#step-2}", "{#step-3}", "number and the name of the step differ", 23),
    ("## Étape 2\u00a0: regardez qui écrit {#step-2}", "## Étape 3 : regardez {#step-3}", "This is step 3", 23),
    ("{#try}", "{#why}", "The name why is used twice", 32),
    (":::warning", ":::danger", ":::danger is not known", 28),
    ("faux.\n:::", "faux.", "opens inside another container", None),
    ("regarde d'abord.\n:::", "regarde d'abord.\n:::\n\n:::", "This ::: closes nothing", 49),
    ("Regardez qui écrit.\n:::", "Regardez qui écrit.", "is never closed", 53),
    ("{#q-first type=single}", "{#q-first type=guess}", "no known type", 34),
    ("{#q-first type=single}", "type=single", "no name", 34),
    ("- [x] Je regarde", "- [ ] Je regarde", "Mark exactly one answer as right", 34),
    ("- [x] Je regarde", "= Je regarde", "is not an answer of this type", 37),
    ("Que faites-vous en premier ?\n", "", "The question is missing", 34),
    ("Je paie.", "x" * 400, "text has 400 characters", 34),
    (":::practice inbox-parcel-scam", ":::practice", "The practice has no name", 42),
    ("Lisez le message. Rien ne presse.\n\n##", ":::download none.pdf\nUne\n:::\n\n##", "no file none.pdf", 21),
    ("Lisez le message. Rien ne presse.\n\n##", ":::download\n:::\n\n##", "no file or no label", 21),
    ("Lisez le message.", "![Un pont.](no-bridge)\n", "There is no drawing no-bridge", 21),
    ("Lisez le message.", "![Un pont.](photo.png)\n", "This picture cannot be read", 21),
    ("Rien ne presse.", "Rien *ne* presse.", "Italics are not used", 21),
    ("Rien ne presse.", "Rien **ne presse.", "A ** has no partner", 21),
    ("Rien ne presse.", "Rien [ici](javascript:alert) ne presse.", "This link cannot be read", 21),
    ("Rien ne presse.", "Rien [ici](page.html) ne presse.", "The link “page.html” is not known", 21),
    ("Rien ne presse.", "Rien [ici](service:plumbing) ne presse.", "The service category plumbing is not known", 21),
    ("Rien ne presse.", "Rien <b>ne</b> presse.", "HTML is not read", 21),
    ("Rien ne presse.", "Rien <script>alert(1)</script> ne presse.", "HTML is not read", 21),
    ("Rien ne presse.", "Rien ne\npresse.", "cut over several lines", 21),
    ("- Lisez l'adresse.", "  - Lisez l'adresse.", "A list is inside another list", None),
    ("- Lisez l'adresse.", "- Lisez l'adresse.\n\n| a | b |", "is not known here", 28),
    ("- Lisez l'adresse.", "- Lisez l'adresse.\n\n### Titre", "This heading has no name", 28),
]  # fmt: skip


@pytest.fixture
def bad_drawing(tmp_path, folder, monkeypatch):
    images = tmp_path / "images"
    images.mkdir()
    (images / "sample-phone.svg").write_text((drawings.FOLDER / "sample-phone.svg").read_text())
    (images / "bad-drawing.svg").write_text('<svg viewBox="0 0 480 300"><script>alert(1)</script></svg>')
    monkeypatch.setattr(drawings, "FOLDER", images)


@pytest.mark.parametrize(("old", "new", "problem", "line"), MISTAKES)
def test_each_mistake_has_its_line_and_what_to_write_and_harms_no_other_page(folder, bad_drawing, old, new, problem, line):
    change(folder / f"{FILE}.fr.md", old, new)
    report = import_tree(root=folder)
    mistake = next((one for one in report.mistakes if problem in one.problem), None)
    assert mistake, report.mistakes
    assert mistake.file == f"{FILE}.fr.md"
    assert mistake.instead
    if line:
        assert mistake.line == line
    assert not LessonPage.objects.filter(key=KEY).exists()
    assert len(report.created) == 12


def test_a_broken_file_leaves_the_page_that_is_there_as_it_was(folder):
    import_tree(root=folder)
    before = LessonPage.objects.get(key=KEY, locale__language_code="fr")
    change(folder / f"{FILE}.fr.md", "Rien ne presse.", "Rien *ne* presse.")
    change(folder / f"{FILE}.en.md", "title: Look first", "title: Look well")
    assert import_tree(root=folder).updated == []
    assert LessonPage.objects.get(pk=before.pk).latest_revision_id == before.latest_revision_id
    assert LessonPage.objects.filter(key=KEY, title="Look first", live=True).exists()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("{#q-first", "{#q-second", "The questions of the two languages differ"),
        ("- [ ] I pay.", "- [ ] I call.\n- [ ] I pay.", "The questions of the two languages differ"),
        ("\n---\n\n##", "\nwas: [bridges/old]\n---\n\n##", "The former keys of the two languages differ"),
    ],
)
def test_the_two_languages_hold_the_same_activities_and_the_same_identity(folder, old, new, problem):
    change(folder / f"{FILE}.en.md", old, new)
    assert [one.problem.startswith(problem) for one in import_tree(root=folder).mistakes] == [True]


def test_a_file_in_another_encoding_gets_its_sentence(folder):
    path = folder / f"{FILE}.fr.md"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252", errors="replace"))
    assert any("not in UTF-8" in one.problem for one in import_tree(root=folder).mistakes)


def test_a_byte_order_mark_and_other_line_ends_are_no_mistake(folder):
    path = folder / f"{FILE}.fr.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert not import_tree(root=folder).failed


def test_files_and_folders_that_nothing_reads_are_said(folder):
    (folder / "bridges/crossing/3-late.fr.md").write_text("x")
    (folder / "bridges/notes.md").write_text("x")
    (folder / "bridges/Wrong Name").mkdir()
    (folder / "bridges/Wrong Name/module.fr.md").write_text("x")
    (folder / "empty").mkdir()
    (folder / "lonely").mkdir()
    (folder / "lonely/README.md").write_text("x")
    said = {(one.file, one.problem) for one in import_tree(root=folder).mistakes}
    assert said == {
        ("bridges/crossing/3-late.fr.md", "The name of this file is not known."),
        ("bridges/notes.md", "The name of this file is not known."),
        ("bridges/Wrong Name", "This folder name cannot be a key."),
        ("lonely/course.fr.md", "The folder says nothing of its course."),
        ("lonely/course.en.md", "The folder says nothing of its course."),
    }


def test_two_files_of_one_name_are_a_mistake(folder):
    for code in ("fr", "en"):
        text = (folder / f"{FILE}.{code}.md").read_text(encoding="utf-8")
        (folder / f"bridges/crossing/05-look-first.{code}.md").write_text(text, encoding="utf-8")
    assert [one.problem for one in import_tree(root=folder).mistakes] == [f"Two lessons have the key {KEY}."]
