"""Text files ⇄ pages: identities, byte-identical export, nothing deleted, nothing of an editor's lost."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from wagtail.models import Page

from learning.courses.identity import block_uuid, page_uuid
from learning.courses.models import Competence, CoursePage, LessonPage, ModulePage
from learning.courses.textfiles import sources
from learning.courses.textfiles.exporter import export_tree
from learning.courses.textfiles.importer import import_tree
from tests.courses.factories import FILE, KEY, change, lesson

pytestmark = pytest.mark.django_db
REAL = settings.FIXTURES_DIR / "courses"
PAGES = 12


def move(folder, old: str, new: str, was: str) -> None:
    """Rename both files of a lesson and write its former key."""
    for code in ("fr", "en"):
        path = folder / f"{new}.{code}.md"
        (folder / f"{old}.{code}.md").rename(path)
        change(path, "\n---\n\n##", f"\nwas: [{was}]\n---\n\n##")


def test_the_courses_of_the_repository_come_in_whole_and_go_out_byte_for_byte(db):
    found = sources.find(REAL)
    report = import_tree(root=REAL)
    assert not report.failed, report.mistakes
    assert len(report.created) == 2 * len(found.sources) >= 22
    exported = export_tree(root=REAL)
    assert (exported.written, exported.lost) == ([], [])
    assert len(exported.same) == len(report.created)


def test_the_two_languages_share_their_identities(folder):
    import_tree(root=folder)
    french, english = lesson("fr"), lesson("en")
    assert french.translation_key == english.translation_key == page_uuid(KEY)
    assert [a.id for a in french.activities()] == [a.id for a in english.activities()] == [block_uuid(KEY, "q-first")]
    assert french.get_parent().specific.key == "bridges/crossing"
    assert [c.reference for c in french.competences.all()] == ["DigComp-2.2:4.1", "UK-EDS-2019:F8"]
    assert (french.level, french.help, french.minutes, french.track) == (1, "online-safety", 8, "adult")


def test_the_competences_are_known_with_their_framework_and_version(db):
    known = {(one.framework, one.version): 0 for one in Competence.objects.all()}
    for one in Competence.objects.all():
        known[one.framework, one.version] += 1
        assert one.title_fr
        assert one.title_en
    assert known == {("DigComp", "2.2"): 21, ("UK-EDS", "2019"): 9}


def test_every_syntax_comes_in_as_its_block(folder):
    import_tree(root=folder)
    body = lesson(key="bridges/crossing/every-sign").body.get_prep_value()
    kinds = [block["type"] for block in body]
    assert kinds == [
        "heading", "text", "step", "step", "heading", *["question"] * 5, "remember", "heading", "text",
    ]  # fmt: skip
    assert [b["type"] for b in body[2]["value"]["body"]] == ["image", "scam", "download"]
    assert [b["type"] for b in body[3]["value"]["body"]] == ["text", "tip"]
    assert body[1]["value"] == (
        "<p>Un mot <b>en gras</b>, "
        '<a href="https://example.org/a?b=1&amp;c=2">un site</a>, <a href="#service-housing">un lieu</a>, '
        'un <a href="#gloss-browser">mot</a> et *rien* d\'autre.</p>'
    )
    order, match, short, number = (block["value"] for block in body[6:10])
    assert [answer["value"]["text"] for answer in order["answers"]] == ["Je m'arrête.", "Je regarde.", "Je vérifie."]
    assert (order["right"], order["wrong"], order["hint"]) == (
        "Vous avez pris le temps.", "Commencez par une pause.", "La pause vient d'abord.",
    )  # fmt: skip
    assert [pair["value"]["left"] for pair in match["pairs"]] == ["SMS", "Lien"]
    assert [one["value"] for one in short["accepted"]] == ["lien", "le lien"]
    assert [one["value"] for one in number["accepted"]] == ["1,99"]


def test_the_export_gives_back_the_same_bytes(folder, tmp_path):
    import_tree(root=folder)
    report = export_tree(root=folder)
    assert (report.written, report.lost, len(report.same)) == ([], [], PAGES)
    fresh = export_tree(root=tmp_path / "elsewhere")
    assert len(fresh.written) == PAGES
    for path in folder.rglob("*.md"):
        assert (tmp_path / "elsewhere" / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_a_second_import_changes_nothing(folder):
    import_tree(root=folder)
    revisions = lesson().revisions.count()
    report = import_tree(root=folder)
    assert (len(report.created), len(report.updated), len(report.unchanged)) == (0, 0, PAGES)
    assert lesson().revisions.count() == revisions


def test_a_changed_file_updates_its_page_and_keeps_the_address_and_the_answers(folder):
    import_tree(root=folder)
    before = lesson()
    change(folder / f"{FILE}.fr.md", "title: Regarder", "title: Toujours regarder")
    report = import_tree(root=folder)
    after = lesson()
    assert report.updated == [f"{FILE}.fr.md"]
    assert (after.pk, after.slug, after.title) == (before.pk, before.slug, "Toujours regarder d'abord")
    assert after.activities()[0].id == before.activities()[0].id


def test_what_a_file_no_longer_says_goes_back_to_its_default(folder):
    import_tree(root=folder)
    path = folder / "bridges/crossing/02-every-sign.fr.md"
    change(path, "track: school 8-11\n", "")
    change(path, "checked: 2026-11\n", "")
    import_tree(root=folder)
    page = lesson(key="bridges/crossing/every-sign")
    assert (page.track, page.checked) == ("adult", "")


def test_moving_a_question_keeps_its_identity(folder):
    import_tree(root=folder)
    before = lesson().activities()[0].id
    path = folder / f"{FILE}.fr.md"
    text = path.read_text(encoding="utf-8")
    start, end = text.index(":::question"), text.index(":::practice")
    question = text[start:end]
    path.write_text(text[:start] + text[end:].replace(":::easyread", question + ":::easyread"), encoding="utf-8")
    assert not import_tree(root=folder).failed
    assert [one.id for one in lesson().activities()] == [before]


def test_what_an_editor_changed_is_refused_and_listed_unless_asked_to(folder):
    import_tree(root=folder)
    page = lesson()
    page.goal = "Changé par une éditrice."
    page.save_revision()  # a draft counts too
    change(folder / f"{FILE}.fr.md", "Rien ne presse.", "Prenez votre temps.")
    report = import_tree(root=folder)
    assert report.refused == [f"{FILE}.fr.md"]
    assert "Prenez votre temps" not in str(lesson().body.get_prep_value())
    report = import_tree(root=folder, overwrite=True)
    assert report.updated == [f"{FILE}.fr.md"]
    assert lesson().goal == "Vous savez regarder avant d'agir."


def test_overwrite_brings_back_the_file_also_when_the_file_has_not_changed(folder):
    import_tree(root=folder)
    page = lesson()
    page.goal = "Changé par une éditrice."
    page.save_revision().publish()
    assert import_tree(root=folder).unchanged.count(f"{FILE}.fr.md") == 1
    assert lesson().goal == "Changé par une éditrice."
    assert import_tree(root=folder, overwrite=True).updated == [f"{FILE}.fr.md"]
    assert lesson().goal == "Vous savez regarder avant d'agir."


def test_an_editors_change_that_was_exported_is_not_refused(folder):
    import_tree(root=folder)
    page = lesson()
    page.goal = "Changé par une éditrice."
    page.save_revision().publish()
    assert export_tree(root=folder).written == [f"{FILE}.fr.md"]
    report = import_tree(root=folder)
    assert not report.refused
    assert lesson().goal == "Changé par une éditrice."


def test_what_an_editor_took_down_stays_down(folder):
    import_tree(root=folder)
    lesson().unpublish()
    import_tree(root=folder)
    assert not lesson().live
    change(folder / f"{FILE}.fr.md", "Rien ne presse.", "Prenez votre temps.")
    assert import_tree(root=folder).refused == [f"{FILE}.fr.md"]
    assert not lesson().live
    import_tree(root=folder, overwrite=True)
    assert lesson().live


def test_a_page_saved_again_without_change_is_not_an_editors_change(folder):
    import_tree(root=folder)
    lesson().save_revision().publish()
    change(folder / f"{FILE}.fr.md", "Rien ne presse.", "Prenez votre temps.")
    assert import_tree(root=folder).updated == [f"{FILE}.fr.md"]


def test_a_dry_run_writes_nothing(folder, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    report = import_tree(root=folder, dry_run=True)
    assert len(report.created) == PAGES
    assert not CoursePage.objects.exists()
    assert not list((tmp_path / "media").rglob("*.txt"))


def test_prune_unpublishes_never_deletes_and_the_page_comes_back_with_its_file(folder):
    import_tree(root=folder)
    count = Page.objects.count()
    texts = {code: (folder / f"{FILE}.{code}.md").read_text(encoding="utf-8") for code in ("fr", "en")}
    for code in texts:
        (folder / f"{FILE}.{code}.md").unlink()
    assert len(import_tree(root=folder).missing) == 2
    assert lesson().live
    report = import_tree(root=folder, prune=True)
    assert len(report.unpublished) == 2
    assert Page.objects.count() == count
    assert not lesson().live
    for code, text in texts.items():
        (folder / f"{FILE}.{code}.md").write_text(text, encoding="utf-8")
    import_tree(root=folder)
    assert lesson().live


@pytest.mark.parametrize("gone", ["bridges/course.en.md", "bridges/crossing/module.fr.md", f"{FILE}.en.md"])
def test_prune_leaves_in_peace_what_has_a_broken_or_lonely_file(folder, gone):
    import_tree(root=folder)
    (folder / gone).unlink()
    report = import_tree(root=folder, prune=True)
    assert any("one language only" in one.problem for one in report.mistakes)
    assert report.unpublished == []
    assert LessonPage.objects.live().count() == 6


def test_prune_leaves_in_peace_what_an_editor_made(folder):
    import_tree(root=folder)
    module = ModulePage.objects.get(key="bridges/crossing", locale__language_code="fr")
    page = LessonPage(title="Faite au bureau", goal="x", locale=module.locale)
    module.add_child(instance=page)
    import_tree(root=folder, prune=True)
    page.refresh_from_db()
    assert page.live


def test_a_lesson_with_a_new_name_keeps_its_identity(folder):
    import_tree(root=folder)
    before = lesson()
    move(folder, FILE, "bridges/crossing/01-look-well", KEY)
    report = import_tree(root=folder)
    assert (report.failed, report.missing) == (False, [])
    after = LessonPage.objects.get(pk=before.pk)
    assert after.key == "bridges/crossing/look-well"
    assert after.activities()[0].id == before.activities()[0].id
    assert export_tree(root=folder).written == []


def test_a_lesson_that_changes_module_is_moved_and_keeps_its_identity(folder):
    import_tree(root=folder)
    before = lesson()
    move(folder, FILE, "bridges/resting/02-look-first", KEY)
    assert not import_tree(root=folder).failed
    after = LessonPage.objects.get(pk=before.pk)
    assert after.get_parent().specific.key == after.module_key == "bridges/resting"
    assert after.url_path.startswith("/home-fr/apprendre/ponts/se-reposer/")
    assert after.activities()[0].id == before.activities()[0].id
    assert import_tree(root=folder).unchanged.count("bridges/resting/02-look-first.fr.md") == 1


def test_two_lessons_cannot_have_one_former_key(folder):
    for name in ("resting/01-sit-down", "crossing/02-every-sign"):
        move(folder, f"bridges/{name}", f"bridges/{name}", "bridges/old")
    report = import_tree(root=folder)
    assert any("already has the identity of bridges/old" in one.problem for one in report.mistakes)


def test_both_languages_are_written_or_neither(folder, monkeypatch):
    change(folder / f"{FILE}.en.md", "title: Look first", "title: Refused")
    original = LessonPage.full_clean

    def refuse(self, *args, **kwargs):
        from django.core.exceptions import ValidationError

        if self.title == "Refused":
            raise ValidationError("This title is not wanted.")
        return original(self, *args, **kwargs)

    monkeypatch.setattr(LessonPage, "full_clean", refuse)
    report = import_tree(root=folder)
    assert [str(one) for one in report.mistakes] == [f"{FILE}.en.md:1: This title is not wanted. Change this value."]
    assert not LessonPage.objects.filter(key=KEY).exists()
    assert not any("01-look-first" in name for name in report.created)
    assert len(report.created) == PAGES - 2


def test_courses_modules_and_lessons_follow_their_order(folder):
    import_tree(root=folder)
    course = CoursePage.objects.get(key="bridges", locale__language_code="fr")
    assert [page.key for page in course.get_children().specific()] == ["bridges/resting", "bridges/crossing"]
    module = ModulePage.objects.get(key="bridges/crossing", locale__language_code="fr")
    keys = [page.key.rpartition("/")[2] for page in module.get_children().specific()]
    assert keys == ["look-first", "every-sign"]
    for code in ("fr", "en"):
        for old, new in (("01-look-first", "09-look-first"), ("02-every-sign", "03-every-sign")):
            path = folder / "bridges/crossing"
            (path / f"{old}.{code}.md").rename(path / f"{new}.{code}.md")
    import_tree(root=folder)
    keys = [page.key.rpartition("/")[2] for page in module.get_children().specific()]
    assert keys == ["every-sign", "look-first"]


def test_a_download_is_stored_once_and_read_by_its_name(folder):
    from wagtail.documents import get_document_model

    import_tree(root=folder)
    change(folder / "bridges/crossing/02-every-sign.fr.md", "minutes: 5", "minutes: 6")
    import_tree(root=folder)
    document = get_document_model().objects.get()
    assert document.title == "sheet.txt"
    with document.open_file() as stream:
        assert stream.read() == b"A sheet to cut out.\n"


def test_the_command_says_what_it_did_and_exits_non_zero_when_something_was_refused(folder, capsys):
    call_command("import_courses", str(folder))
    said = capsys.readouterr().out
    assert f"{PAGES} created" in said
    assert "1 practice blocks;" in said
    change(folder / f"{FILE}.fr.md", "minutes: 8", "minutes: many")
    with pytest.raises(CommandError):
        call_command("import_courses", str(folder))
    assert f"{FILE}.fr.md:4: minutes is “many”. Write a whole number from 1 to 60." in capsys.readouterr().err


def test_the_export_command_lists_what_has_no_syntax(folder, capsys):
    call_command("import_courses", str(folder), verbosity=0)
    page = lesson()
    page.body.append(("text", "<p>Un <i>mot</i></p><h3>Titre</h3>"))
    page.save_revision().publish()
    with pytest.raises(CommandError):
        call_command("export_courses", str(folder))
    said = capsys.readouterr().err
    assert f"{FILE}.fr.md: <i> in text" in said
    assert f"{FILE}.fr.md: <h3> in text" in said


@pytest.mark.parametrize(
    "html",
    [
        "<p>- ce n'est pas une liste</p>",
        "<p>1. ce n'est pas une liste</p>",
        "<p># ni un titre</p><p>&gt; ni une citation</p><p>::: ni une boîte</p>",
        "<p>mot_de_passe, _un_ trait, 2 * 3 * 4, [crochets], `accent` et \\ barre</p>",
        "<p>Un mot <b>gras </b>puis <b> autre</b>.</p>",
        "<p>Si a &lt; b &amp;&amp; b &gt; c</p>",
        "<blockquote>Ligne 1<br/>Ligne 2</blockquote>",
        '<ul><li>Un <a href="https://example.org/">lien</a></li><li>Deux</li></ul>',
    ],
)
def test_what_an_editor_writes_goes_out_and_comes_back_with_the_same_meaning(folder, html):
    import_tree(root=folder)
    page = lesson()
    page.body.insert(1, ("text", html))
    page.save_revision().publish()
    report = export_tree(root=folder)
    assert (report.written, report.lost) == ([f"{FILE}.fr.md"], [])
    assert not import_tree(root=folder, overwrite=True).mistakes
    assert export_tree(root=folder).written == []


def test_an_export_that_would_not_come_back_is_said(folder):
    import_tree(root=folder)
    page = lesson()
    # A paragraph right after a step, outside it: in a file it would belong to the step.
    page.body.insert(4, ("text", "<p>Entre deux.</p>"))
    page.save_revision().publish()
    report = export_tree(root=folder)
    assert report.lost == [f"{FILE}.fr.md: a part of this lesson would be read back differently; it stays in the page"]
