"""The check of a module as text files: in, out byte for byte, and what is wrong said with its line."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from learning.courses.identity import block_uuid, page_uuid
from learning.courses.models import CheckPage, LessonPage, ModulePage
from learning.courses.textfiles.importer import import_tree
from learning.people.models import User
from tests.courses.factories import _value, change

pytestmark = pytest.mark.django_db
FILE, KEY = "bridges/crossing/check", "bridges/crossing/check"


def check(code: str = "fr") -> CheckPage:
    return CheckPage.objects.get(key=KEY, locale__language_code=code)


def test_it_comes_in_as_a_page_of_its_own_below_its_module(folder):
    assert not import_tree(root=folder).failed
    french, english = check("fr"), check("en")
    assert french.translation_key == english.translation_key == page_uuid(KEY)
    assert [one.id for one in french.activities()] == [one.id for one in english.activities()]
    assert french.activities()[0].id == block_uuid(KEY, "q-check-1")
    assert french.get_parent().specific.key == "bridges/crossing"
    assert french.path_url == "/fr/apprendre/ponts/traverser/verifiez/"
    assert set(french.covered_by().values()) == {"every-sign"}
    assert (french.minutes, french.pass_mark) == (5, 4)
    assert LessonPage.objects.live().child_of(french.get_parent()).count() == 2


def test_a_module_without_a_check_is_no_mistake(folder):
    for code in ("fr", "en"):
        (folder / f"{FILE}.{code}.md").unlink()
    assert not import_tree(root=folder).failed
    assert not CheckPage.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "problem", "line"),
    [
        ("type=single lesson=every-sign}", "type=single}", "The lesson of this question is not known", 6),
        ("lesson=every-sign", "lesson=nothing", "The lesson nothing is not known", 6),
        ("q-check-1 type=single", "q-check-1 type=order", "A check holds questions with answers to choose", 6),
        ("q-check-2 type=single", "q-check-1 type=single", "The name q-check-1 is used twice", None),
        ("---\n\n:::question", "---\n\nBonjour.\n\n:::question", "A check holds questions only", 6),
        ("---\n\n:::question", "---\n\n## Titre {#why}\n\n:::question", "A check holds questions only", 6),
        ("---\n\n:::question", "---\n\n:::tip\nx\n:::\n\n:::question", "A check holds questions only", 6),
        ("minutes: 5\n", "", "minutes is missing", 1),
        ("minutes: 5", "goal: x\nminutes: 5", "The key goal is not known", 3),
    ],
)
def test_each_mistake_has_its_line_and_harms_no_other_page(folder, old, new, problem, line):
    change(folder / f"{FILE}.fr.md", old, new)
    report = import_tree(root=folder)
    mistake = next((one for one in report.mistakes if problem in one.problem), None)
    assert mistake, report.mistakes
    assert (mistake.file, bool(mistake.instead)) == (f"{FILE}.fr.md", True)
    assert line is None or mistake.line == line
    assert not CheckPage.objects.exists()
    assert len(report.created) == 12


def test_four_questions_are_too_few(folder):
    for code in ("fr", "en"):
        path = folder / f"{FILE}.{code}.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.rindex(":::question")].rstrip() + "\n", encoding="utf-8")
    assert [one.problem for one in import_tree(root=folder).mistakes] == ["There are 4 questions."] * 2


def test_the_two_languages_name_the_same_lessons(folder):
    change(folder / f"{FILE}.en.md", "lesson=every-sign", "lesson=look-first")
    assert [one.problem for one in import_tree(root=folder).mistakes] == ["The questions of the two languages differ."]


def test_a_question_of_a_lesson_names_no_lesson(folder):
    change(folder / "bridges/crossing/01-look-first.fr.md", "type=single}", "type=single lesson=every-sign}")
    mistakes = import_tree(root=folder).mistakes
    assert [one.problem for one in mistakes] == ["Only the questions of a check name their lesson."]


def test_prune_unpublishes_a_check_without_a_file(folder):
    import_tree(root=folder)
    for code in ("fr", "en"):
        (folder / f"{FILE}.{code}.md").unlink()
    assert len(import_tree(root=folder, prune=True).unpublished) == 2
    assert not check().live


def form_of(page: CheckPage) -> dict[str, str]:
    data = {
        "title": page.title, "slug": page.slug, "minutes": page.minutes,
        "body": _value(page.body.stream_block, page.body), "comments": inline_formset([]),
    }  # fmt: skip
    return {name: value for name, value in nested_form_data(data).items() if value is not None}


def test_an_editor_changes_a_check_and_is_told_which_lessons_there_are(client, folder, settings):
    settings.PASSERELLE_DEMO = True
    import_tree(root=folder)
    user = User.objects.create_user(username="edith", password="four words on paper")
    user.groups.add(Group.objects.get(name="editor"))
    client.force_login(user)
    url = reverse("wagtailadmin_pages:edit", args=[check().pk])
    ids = [one.id for one in check().activities()]
    data = form_of(check())
    response = client.post(url, data | {"action-publish": "1", "minutes": "6"})
    assert response.status_code == 302, response.context["form"].errors
    assert (check().minutes, [one.id for one in check().activities()]) == (6, ids)
    name = next(name for name, value in data.items() if value == "every-sign")
    response = client.post(url, data | {"action-publish": "1", name: "no-lesson"})
    assert response.status_code == 200
    error = str(response.context["form"].errors["body"])
    assert "no-lesson" in error
    assert "every-sign, look-first" in error


def test_a_module_has_one_check(folder):
    import_tree(root=folder)
    module = ModulePage.objects.get(key="bridges/crossing", locale__language_code="fr")
    assert not CheckPage.can_create_at(module)
    assert CheckPage.can_create_at(ModulePage.objects.get(key="bridges/resting", locale__language_code="fr"))
