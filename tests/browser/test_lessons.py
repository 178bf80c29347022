"""What surrounds a lesson, by keyboard and names alone: the check of a module, a word explained, the page for two.

The right answers and the words are read from the text files, so that the words of a lesson may change.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext
from playwright.sync_api import expect

from learning.courses.textfiles import documents
from tests.browser.keyboard import Keyboard, plain
from tests.browser.test_accessibility import THEMES, axe, choose_theme
from tests.browser.test_journeys import SCAMS, WAYS, Learner, explained, lessons_of, narrow

LANGUAGES = ("fr", "en")
FOLDER = "stay-safe/scams"
FIRST = {"fr": "verifier-qui-a-envoye-le-message/", "en": "check-who-sent-it/"}
CHECK = {"fr": "verifiez-ce-que-vous-savez/", "en": "check/"}
ANSWER = {"fr": "Je regarde qui écrit, sans toucher au lien.", "en": "I look at who writes and do not touch the link."}


def check_of(folder: str, language: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the questions of a module's check as its text file says them, and the titles of the lessons they name."""
    root = Path(settings.FIXTURES_DIR) / "courses"
    path = root / folder / f"check.{language}.md"
    one = documents.read(
        kind=documents.CHECK,
        path=path,
        root=root,
        language=language,
        key=f"{folder}/check",
        competences=set(),
        words=explained(),
    )
    names = [path.name.split(".")[0][3:] for path in sorted((root / folder).glob(f"[0-9][0-9]-*.{language}.md"))]
    titles = dict(zip(names, [lesson.title for lesson in lessons_of(folder, language)], strict=True))
    questions = [block["value"] for block in one.body]
    return questions, [titles[question["lesson"]] for question in questions]


def said(text: str, language: str, plural: str = "", **values: Any) -> str:
    """Return a text of the interface in a language."""
    with translation.override(language):
        found = ngettext(text, plural, next(iter(values.values()))) if plural else gettext(text)
        return found % values if values else found


def give(keys: Keyboard, questions: list[dict[str, Any]], wrong: set[int]) -> None:
    """Answer all the questions of a check from where the keyboard is, in their order, these ones wrong."""
    for place, question in enumerate(questions):
        for answer in question["answers"]:
            right = bool(answer["correct"])
            if question["kind"] == "multiple":
                keys.to("checkbox", answer["text"])
                checked = keys.page.evaluate("document.activeElement.checked")
                if checked != (right != (place in wrong)):
                    keys.press("Space")
            elif right != (place in wrong):
                pick(keys, answer["text"])
                break


def pick(keys: Keyboard, name: str) -> None:
    """Go on to the group that has this answer and choose it with the arrows."""
    for _ in range(120):
        role, _name = keys.here()
        if role == "radio":
            group = keys.page.evaluate("[...document.activeElement.form[document.activeElement.name]].length")
            for _arrow in range(group):
                if keys.here()[1].startswith(plain(name)):
                    keys.press("Space")
                    return
                keys.press("ArrowDown")
        keys.press("Tab")
    raise AssertionError(f"{name!r} was not reached")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_knows_a_module_takes_its_check_first(visit, language, way):
    page = visit(locale=language, **WAYS[way]).page
    keys = Keyboard(page)
    questions, lessons = check_of(FOLDER, language)
    page.goto(SCAMS[language])
    keys.follow(said("I know this already: go to the check", language))
    narrow(page)

    # Three are missed: the page says so first, and leads to the lessons that explain them.
    give(keys, questions, wrong={0, 2, 3})
    keys.to("button", said("Check my answers", language))
    keys.press("Enter")
    expect(page).to_have_title(re.compile("^" + re.escape(said("Not yet.", language))))
    result = page.get_by_role("group", name=said("Not yet. Here is what to look at again.", language))
    expect(result).to_contain_text(re.compile(r"\b2\b"))
    narrow(page)
    offered = page.locator("#result li a").all_inner_texts()
    assert [plain(title) for title in offered] == [plain(lessons[place]) for place in (0, 2, 3)]
    keys.follow(lessons[2])
    assert plain(page.get_by_role("heading", level=1).inner_text()) == plain(lessons[2])

    # The second time four are right: the module is finished, and says how.
    page.goto(SCAMS[language])
    keys.follow(said("I know this already: go to the check", language))
    give(keys, questions, wrong={0})
    keys.to("button", said("Check my answers again", language))
    keys.press("Enter")
    expect(page).to_have_title(re.compile("^" + re.escape(said("You know this module.", language))))
    keys.follow(said("All lessons", language))
    expect(page.locator("main .state.ok").first).to_have_text(said("Finished", language))
    page.goto(SCAMS[language].rsplit("/", 2)[0] + "/")
    expect(page.locator("main .path")).to_contain_text(said("Finished by the check", language))
    narrow(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_that_is_missing_is_said_beside_its_question_and_the_others_stay(visit, language):
    page = visit(locale=language, java_script_enabled=False).page
    questions, _lessons = check_of(FOLDER, language)
    page.goto(SCAMS[language] + CHECK[language])
    keys = Keyboard(page)
    give(keys, questions[:1], wrong=set())
    keys.to("button", said("Check my answers", language))
    keys.press("Enter")
    expect(page).to_have_title(re.compile("^" + re.escape(said("Error:", language))))
    assert page.locator("[role=alert] a").count() == len(questions) - 1
    assert page.locator("input:checked").count() == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_explained_just_below_and_on_the_page_for_two(visit, language, way):
    page = visit(locale=language, **WAYS[way]).page
    keys = Keyboard(page)
    page.goto(SCAMS[language] + FIRST[language])
    link = page.locator("main a[href^='#word-']").first
    word, target = plain(link.inner_text()), link.get_attribute("href")[1:]
    keys.to("link", word)
    keys.press("Enter")
    expect(page.locator(f"#{target}")).to_be_focused()
    expect(page.locator(f"#{target}")).to_be_in_viewport()
    assert page.locator(f"#{target} + dd").inner_text().strip()
    narrow(page)
    keys.follow(said("With somebody", language))
    assert said("With somebody: %(title)s", language).partition("%")[0].strip() in page.title()
    narrow(page)
    # The answer that is given together comes back to the page for two.
    Learner(page, language, scripts=way != "without scripts").keys.choose(ANSWER[language])
    keys.to("button", said("Check my answer", language))
    keys.press("Enter")
    expect(page).to_have_title(re.compile("^" + re.escape(said("That’s right.", language))))
    assert page.locator(".two-beside").count() > 3
    assert "with=somebody" in page.url


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_around_a_lesson(visit, language, theme):
    page = visit(locale=language).page
    choose_theme(page, theme)
    module, check = SCAMS[language], SCAMS[language] + CHECK[language]
    questions, _lessons = check_of(FOLDER, language)
    violations = []
    lesson = module + FIRST[language]
    for path in (check, lesson, f"{lesson}?with=somebody", f"{lesson}?with=somebody&version=simple", module):
        page.goto(path)
        assert page.locator("html").get_attribute("data-theme") == theme
        violations += axe(page)
    for wrong in ({0, 1, 2}, set()):
        page.goto(check)
        keys = Keyboard(page)
        give(keys, questions, wrong)
        page.locator("main form .actions button").last.click()
        page.locator("#result").wait_for()
        violations += axe(page)
    for path in (module, module.rsplit("/", 2)[0] + "/", f"{check}?missing=1"):
        page.goto(path)
        violations += axe(page)
    assert not violations, "\n".join(violations)
