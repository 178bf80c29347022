"""Text files ⇄ pages: identities, mistakes with their line, byte-identical export, nothing deleted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from wagtail.models import Page

from learning.courses.identity import block_uuid, page_uuid
from learning.courses.models import CoursePage, LessonPage, ModulePage
from learning.courses.textfiles.exporter import export_tree
from learning.courses.textfiles.importer import import_tree

pytestmark = pytest.mark.django_db
REAL = settings.FIXTURES_DIR / "courses"
LESSON = "stay-safe/scams/01-check-who-sent-it"


@pytest.fixture
def folder(tmp_path) -> Path:
    target = tmp_path / "courses"
    shutil.copytree(REAL, target)
    return target


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def lesson(code: str = "fr") -> LessonPage:
    return LessonPage.objects.get(key="stay-safe/scams/check-who-sent-it", locale__language_code=code)


def test_the_lessons_of_the_repository_come_in_whole_in_both_languages(folder):
    report = import_tree(root=folder)
    assert not report.failed
    assert len(report.created) == 22
    assert LessonPage.objects.live().count() == 14
    french, english = lesson("fr"), lesson("en")
    assert french.translation_key == english.translation_key == page_uuid("stay-safe/scams/check-who-sent-it")
    assert [a.id for a in french.activities()] == [a.id for a in english.activities()]
    assert french.activities()[0].id == block_uuid("stay-safe/scams/check-who-sent-it", "q-first-move")
    assert french.get_parent().specific.key == "stay-safe/scams"
    assert [c.reference for c in french.competences.all()] == ["DigComp-2.2:4.1", "DigComp-2.2:4.2"]


def test_the_export_gives_back_the_same_bytes(folder):
    import_tree(root=folder)
    report = export_tree(root=folder)
    assert report.written == []
    assert len(report.same) == 22
    assert report.lost == []


def test_a_second_import_changes_nothing(folder):
    import_tree(root=folder)
    report = import_tree(root=folder)
    assert (len(report.created), len(report.updated), len(report.unchanged)) == (0, 0, 22)


def test_a_changed_file_updates_its_page_and_keeps_the_address_and_the_answers(folder):
    import_tree(root=folder)
    before = lesson()
    change(folder / f"{LESSON}.fr.md", "title: Vérifier qui", "title: Bien vérifier qui")
    report = import_tree(root=folder)
    after = lesson()
    assert report.updated == [f"{LESSON}.fr.md"]
    assert (after.pk, after.slug, after.title) == (
        before.pk,
        before.slug,
        "Bien vérifier qui a envoyé le message",
    )
    assert after.activities()[0].id == before.activities()[0].id


def test_what_an_editor_changed_is_refused_and_listed_unless_asked_to(folder):
    import_tree(root=folder)
    page = lesson()
    page.goal = "Changé par une éditrice."
    page.save_revision()  # a draft counts too
    change(folder / f"{LESSON}.fr.md", "Rien ne presse.", "Prenez votre temps.")
    report = import_tree(root=folder)
    assert report.refused == [f"{LESSON}.fr.md"]
    assert "Prenez votre temps" not in str(lesson().body.get_prep_value())
    report = import_tree(root=folder, overwrite=True)
    assert report.updated == [f"{LESSON}.fr.md"]


def test_a_page_saved_again_without_change_is_not_an_editors_change(folder):
    import_tree(root=folder)
    lesson().save_revision().publish()
    change(folder / f"{LESSON}.fr.md", "Rien ne presse.", "Prenez votre temps.")
    assert import_tree(root=folder).updated == [f"{LESSON}.fr.md"]


def test_a_dry_run_writes_nothing(folder):
    report = import_tree(root=folder, dry_run=True)
    assert len(report.created) == 22
    assert not CoursePage.objects.exists()


def test_prune_unpublishes_and_never_deletes(folder):
    import_tree(root=folder)
    count = Page.objects.count()
    for code in ("fr", "en"):
        (folder / f"stay-safe/scams/04-if-it-happened.{code}.md").unlink()
    assert len(import_tree(root=folder).missing) == 2
    report = import_tree(root=folder, prune=True)
    assert len(report.unpublished) == 2
    assert Page.objects.count() == count
    assert LessonPage.objects.live().count() == 12


def test_a_moved_lesson_keeps_its_identity(folder):
    import_tree(root=folder)
    before = lesson()
    for code in ("fr", "en"):
        old = folder / f"{LESSON}.{code}.md"
        old.rename(folder / f"stay-safe/scams/01-look-at-the-sender.{code}.md")
        new = folder / f"stay-safe/scams/01-look-at-the-sender.{code}.md"
        change(new, "\n---\n\n##", "\nwas: [stay-safe/scams/check-who-sent-it]\n---\n\n##")
    report = import_tree(root=folder)
    assert not report.failed
    after = LessonPage.objects.get(pk=before.pk)
    assert after.key == "stay-safe/scams/look-at-the-sender"
    assert after.activities()[0].id == before.activities()[0].id


MISTAKES = [
    ("minutes: 8", "minutes: many", "minutes is “many”", 4),
    ("minutes: 8\n", "", "minutes is missing", 1),
    ("help: online-safety", "help: plumbing", "plumbing is not known", 7),
    ("image: sms", "image: no-", "There is no drawing no-", 8),
    ("DigComp-2.2:4.1", "DigComp-2.2:9.9", "DigComp-2.2:9.9 is not known", 5),
    ("title: Vérifier", "title: " + "x" * 10_000, "characters", 2),
    ("level: 1", "level: [1", "cannot be read", None),
    ("level: 1", "colour: red", "The key colour is not known", 6),
    ("## Pourquoi c'est utile {#why}", "## Pourquoi c'est utile", "This heading has no name", 12),
    ("{#step-2}", "{#step-3}", "number and the name of the step differ", 23),
    ("{#try}", "{#why}", "The name why is used twice", None),
    (":::warning", ":::danger", ":::danger is not known", 30),
    ("{#q-first-move type=single}", "{#q-first-move type=guess}", "no known type", None),
    ("- [x] Je regarde", "- [ ] Je regarde", "Marquez une seule réponse comme bonne", None),
    ("- [x] Je regarde", "= Je regarde", "is not an answer of this type", None),
    ("ancien courrier.\n\n:::tip", "ancien courrier.\n\n:::tip\n\n:::remember", "opens inside another", None),
    ("Rien ne presse.", "Rien *ne* presse.", "Italics are not used", 21),
    ("Rien ne presse.", "Rien [ici](javascript:alert) ne presse.", "", None),
    ("Rien ne presse.", "Rien ne\npresse.", "cut over several lines", 21),
]


@pytest.mark.parametrize(("old", "new", "problem", "line"), MISTAKES)
def test_each_mistake_has_its_file_line_and_what_to_write_and_harms_no_other_page(folder, old, new, problem, line):
    change(folder / f"{LESSON}.fr.md", old, new)
    report = import_tree(root=folder)
    if "javascript" in new:
        # Markdown does not take it for a link at all: it stays text.
        assert "javascript:alert" not in [*_links(lesson())]
        return
    mistake = next(one for one in report.mistakes if problem in one.problem)
    assert mistake.file == f"{LESSON}.fr.md"
    assert mistake.instead
    if line:
        assert mistake.line == line
    assert not LessonPage.objects.filter(key="stay-safe/scams/check-who-sent-it").exists()
    assert len(report.created) == 20


def _links(page: LessonPage) -> list[str]:
    import re

    return re.findall(r'href="([^"]+)"', str(page.body.get_prep_value()))


def test_a_file_without_its_twin_is_a_mistake(folder):
    (folder / f"{LESSON}.en.md").unlink()
    report = import_tree(root=folder)
    assert any("one language only (fr)" in one.problem for one in report.mistakes)


def test_questions_must_be_the_same_in_both_languages(folder):
    change(folder / f"{LESSON}.en.md", "{#q-first-move", "{#q-second-move")
    report = import_tree(root=folder)
    assert any("two languages differ" in one.problem for one in report.mistakes)


def test_a_file_in_another_encoding_gets_its_sentence(folder):
    path = folder / f"{LESSON}.fr.md"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252", errors="replace"))
    assert any("not in UTF-8" in one.problem for one in import_tree(root=folder).mistakes)


def test_the_command_exits_non_zero_when_something_was_refused(folder):
    change(folder / f"{LESSON}.fr.md", "minutes: 8", "minutes: many")
    with pytest.raises(CommandError):
        call_command("import_courses", str(folder), verbosity=0)


def test_modules_follow_their_order_and_lessons_their_numbers(folder):
    import_tree(root=folder)
    module = ModulePage.objects.get(key="stay-safe/scams", locale__language_code="fr")
    keys = [page.key.rpartition("/")[2] for page in module.get_children().specific()]
    assert keys == ["check-who-sent-it", "links-and-attachments", "fake-bank-call", "if-it-happened"]
