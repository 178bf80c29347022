"""Words explained where a lesson uses them first, without a script; their files; an editor's change of them."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse

from learning.courses.models import GlossaryWord
from learning.courses.textfiles.exporter import export_tree
from learning.courses.textfiles.importer import import_tree
from learning.people.models import User
from tests.courses.factories import FILE, change, lesson

pytestmark = pytest.mark.django_db
EVERY = "bridges/crossing/every-sign"


def word(key: str = "browser", language: str = "fr") -> GlossaryWord:
    return GlossaryWord.objects.get(key=key, language=language)


def html(client, code: str = "fr") -> str:
    return client.get(lesson(code, EVERY).path_url).content.decode()


def test_the_words_come_in_with_the_lessons_and_go_out_byte_for_byte(folder):
    report = import_tree(root=folder)
    assert len(report.words.created) == 4
    assert GlossaryWord.objects.count() == 4
    before = {path.name: path.read_bytes() for path in folder.parent.glob("glossary.*.yaml")}
    for path in folder.parent.glob("glossary.*.yaml"):
        path.unlink()
    export_tree(root=folder)
    assert {path.name: path.read_bytes() for path in folder.parent.glob("glossary.*.yaml")} == before
    again = import_tree(root=folder)
    assert (again.words.created, again.words.updated, len(again.words.unchanged)) == ([], [], 4)


def test_a_word_is_a_link_to_its_explanation_just_below(client, folder):
    import_tree(root=folder)
    text = html(client)
    assert '<a class="word" href="#word-browser">mot</a>' in text
    assert text.count('id="word-browser"') == 1
    below = text.partition('href="#word-browser"')[2]
    assert re.search(r"</p>\s*<dl class=\"words\"><div><dt[^>]*>Navigateur</dt><dd>L’application qui ouvre les sites", below)


def test_a_word_used_twice_is_explained_once_and_both_lead_there(client, folder):
    change(folder / "bridges/crossing/02-every-sign.fr.md", "Vous avez le temps.", "Un [navigateur](gloss:browser).")
    import_tree(root=folder)
    text = html(client)
    assert text.count('href="#word-browser"') == 2
    assert text.count("L’application qui ouvre les sites") == 1


def test_a_page_without_words_has_no_list_of_them(client, folder):
    import_tree(root=folder)
    assert 'class="words"' not in client.get(lesson("fr").path_url).content.decode()


def test_an_editors_change_is_seen_at_once(client, folder):
    import_tree(root=folder)
    html(client)
    one = word()
    one.meaning = "Le programme qui montre les sites."
    one.save()
    assert "Le programme qui montre les sites." in html(client)


def test_a_word_that_is_gone_leaves_plain_text(client, folder):
    import_tree(root=folder)
    html(client)
    word().delete()
    text = html(client)
    assert "#word-" not in text
    assert "un mot et" in text.replace("\u00a0", " ")


def test_what_an_editor_changed_is_refused_unless_asked_to(folder):
    import_tree(root=folder)
    GlossaryWord.objects.filter(pk=word().pk).update(meaning="D'une éditrice.")
    assert not import_tree(root=folder).failed  # the file is what it was: nothing to decide
    change(folder.parent / "glossary.fr.yaml", "ouvre les sites", "ouvre les pages")
    report = import_tree(root=folder)
    assert report.failed
    assert report.words.refused == ["glossary.fr.yaml: browser"]
    assert word().meaning == "D'une éditrice."
    assert import_tree(root=folder, overwrite=True).words.updated == ["glossary.fr.yaml: browser"]
    assert word().meaning == "L'application qui ouvre les pages."


def test_a_changed_file_changes_the_word(folder):
    import_tree(root=folder)
    change(folder.parent / "glossary.fr.yaml", "ouvre les sites", "ouvre les pages")
    assert import_tree(root=folder).words.updated == ["glossary.fr.yaml: browser"]


@pytest.mark.parametrize(
    ("old", "new", "problem", "line"),
    [
        ("browser:", "Browser:", "The key Browser cannot be used", 1),
        ("  word: navigateur\n", "", "The word browser is not whole", 1),
        ("  word: navigateur\n", "  word: navigateur\n  note: x\n", "The word browser is not whole", 1),
        ("word: navigateur", "word: " + "x" * 200, "word of browser has 200 characters", 1),
        ("browser:", "other:", "The word browser is missing", 1),
        ("browser:\n", "- browser:\n", "cannot be read", None),
        ("  word: navigateur", "  word: [navigateur", "cannot be read", None),
    ],
)
def test_each_mistake_has_its_line_and_harms_no_other_word(folder, old, new, problem, line):
    change(folder.parent / "glossary.fr.yaml", old, new)
    report = import_tree(root=folder)
    mistake = next((one for one in report.mistakes if problem in one.problem), None)
    assert mistake, report.mistakes
    assert (mistake.file, mistake.instead != "") == ("glossary.fr.yaml", True)
    assert line is None or mistake.line == line
    if "cannot be read" not in problem:
        assert GlossaryWord.objects.filter(key="link").count() == 2


def test_a_lesson_that_names_an_unknown_word_is_refused_with_its_line(folder):
    change(folder / f"{FILE}.fr.md", "Rien ne presse.", "Rien ne [presse](gloss:nothing).")
    mistakes = import_tree(root=folder).mistakes
    assert [(one.file, one.line, one.problem) for one in mistakes] == [
        (f"{FILE}.fr.md", 21, "The word nothing is not in the glossary.")
    ]


def test_a_key_has_the_form_of_a_key():
    for key in ("Browser", "web browser", "a_b", "-x", ""):
        with pytest.raises(ValidationError):
            GlossaryWord(key=key, language="fr", word="x", meaning="x").full_clean()


def test_an_editor_works_on_the_glossary_and_a_learner_does_not(client, folder, settings):
    settings.PASSERELLE_DEMO = True
    import_tree(root=folder)
    user = User.objects.create_user(username="edith", password="four words on paper")
    client.force_login(user)
    url = reverse("wagtailsnippets_courses_glossaryword:list")
    assert client.get(url).status_code == 302
    user.groups.add(Group.objects.get(name="editor"))
    assert "navigateur" in client.get(url).content.decode()
    edit = reverse("wagtailsnippets_courses_glossaryword:edit", args=[word().pk])
    data = {"key": "browser", "language": "fr", "word": "navigateur", "meaning": "L'application des sites."}
    assert client.post(edit, data).status_code == 302
    assert word().meaning == "L'application des sites."
    response = client.post(edit, data | {"key": "Two words"})
    assert response.status_code == 200
    assert "key" in response.context["form"].errors
