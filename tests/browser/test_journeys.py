"""A learner goes through a whole module: by keyboard and names alone, without scripts, at 320 pixels, in both languages.

The right answers are read from the text files, so that the words of a lesson may change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext
from playwright.sync_api import Error, expect

from learning.activities.practice import play, reader
from learning.courses.textfiles import documents
from learning.progress import offline
from tests.browser.keyboard import Keyboard, plain

SCAMS = {
    "fr": "/fr/apprendre/se-proteger/les-arnaques/",
    "en": "/en/learn/stay-safe/scams/",
}
WORDS = {
    "check": "Check my answer",
    "right": "That’s right.",
    "no": "Not yet. Try again.",
    "question": "Go to the next question",
    "module": "This lesson is finished. Back to the module",
    "up": "Move up",
    "keep": "Keep this module on this device",
    "remove": "Remove from this device",
    "later": "Your answer is kept on this device",
    "send": "Send now",
    "see": "See whether it is right",
    "exercise": "Go to the exercise",
    "start": "Start the exercise",
    "goal": "You have reached the goal.",
    "on": "Go on with the lesson",
}
WAYS = {
    "with scripts": {},
    "without scripts": {"java_script_enabled": False},
    "at 320 pixels": {"viewport": {"width": 320, "height": 256}},
}


@dataclass(frozen=True)
class Asked:
    """What a lesson asks: its questions, and the way to the goal of its exercise, if it has one."""

    title: str
    questions: list[dict[str, Any]]
    way: list[str]


def lessons_of(folder: str, language: str) -> list[Asked]:
    """Return what each lesson of a module asks, as its text files say."""
    root = Path(settings.FIXTURES_DIR) / "courses"
    found = []
    for path in sorted((root / folder).glob(f"[0-9][0-9]-*.{language}.md")):
        key = f"{folder}/{path.name.split('.')[0][3:]}"
        one = documents.read(
            kind=documents.LESSON, path=path, root=root, language=language, key=key, competences=set(), words=explained()
        )  # fmt: skip
        asked = [block["value"] for block in one.body if block["type"] == "question"]
        ways = [way_of(block["value"]["scenario"], language) for block in one.body if block["type"] == "practice"]
        found.append(Asked(one.fields["title"], asked, ways[0] if ways else []))
    return found


def explained() -> frozenset[str]:
    """Return the keys of the words that lessons may name."""
    return frozenset(yaml.safe_load((Path(settings.FIXTURES_DIR) / "glossary.fr.yaml").read_text(encoding="utf-8")))


def way_of(key: str, language: str) -> list[str]:
    """Return the labels of the shortest way through an exercise; none for one that is not written yet."""
    path = Path(settings.FIXTURES_DIR) / "practice" / f"{key}.{language}.yaml"
    if not path.exists():
        return []
    source = reader.read(path)
    assert source.scenario
    steps = play.way_out(play.begin(source.scenario))
    assert steps
    return [action.label for _screen, action in steps]


class Learner:
    """Answers what is asked, with the keyboard alone."""

    def __init__(self, page: Any, language: str, *, scripts: bool) -> None:
        self.page, self.keys, self.language, self.scripts = page, Keyboard(page), language, scripts

    def word(self, name: str) -> str:
        """Return a text of the interface in the language of the learner."""
        with translation.override(self.language):
            return gettext(WORDS[name])

    def next_lesson(self, title: str) -> str:
        with translation.override(self.language):
            return gettext("Next lesson: %(title)s") % {"title": title}

    def all_done(self, total: int) -> str:
        with translation.override(self.language):
            said = ngettext("%(counter)s lesson of %(total)s finished", "%(counter)s lessons of %(total)s finished", total)
            return said % {"counter": total, "total": total}

    def go_to(self, number: int) -> str:
        with translation.override(self.language):
            return gettext("Go to lesson %(number)s") % {"number": number}

    def waiting(self, total: int) -> str:
        with translation.override(self.language):
            return offline.words()["waiting"][total > 1].replace("{n}", str(total))

    def answer(self, question: dict[str, Any], *, right: bool) -> None:
        given = [answer["text"] for answer in question["answers"] if bool(answer["correct"]) == right]
        if question["kind"] == "single":
            self.keys.choose(given[0])
        elif question["kind"] == "multiple":
            for text in given:
                self.keys.tick(text)
        elif question["kind"] == "order":
            self.order([answer["text"] for answer in question["answers"]])
        else:
            raise AssertionError(f"a question of the kind {question['kind']} has no way here yet")
        self.keys.to("button", self.word("check"))
        self.keys.press("Enter")

    def order(self, texts: list[str]) -> None:
        """Put the lines in order with "Move up": after each press the keyboard is still at that line."""
        for place, text in enumerate(texts):
            while self.lines().index(plain(text)) > place:
                before = self.lines()
                self.keys.to("button", f"{self.word('up')} {text}")
                self.keys.press("Enter")
                self.until(lambda before=before: len(self.lines()) == len(texts) and self.lines() != before)

    def lines(self) -> list[str]:
        """Return the lines as they stand, without their numbers and what is said of the one that was moved."""
        try:
            found = self.page.locator(".orderlist li > span:not([aria-hidden], .row)").evaluate_all(
                "all => all.map(one => one.firstChild.textContent)"
            )
        except Error:  # the page is being changed for the next one
            return []
        return [plain(line).partition(". ")[2] for line in found]

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait for what a press leads to: a page that is loaded, or a part that a script puts in."""
        for _ in range(100):
            if happened():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"nothing happened at {self.page.url}")

    def exercise(self, way: list[str]) -> None:
        """Start the exercise and go the shortest way to its goal."""
        self.keys.follow(self.word("exercise"))
        self.keys.to("link", self.word("start"))
        self.keys.press("Enter")
        for label in way:
            self.until(lambda label=label: self.has(label))
            self.keys.to_any({"link", "button"}, label)
            self.keys.press("Enter")
        expect(self.page.get_by_text(self.word("goal")).first).to_be_visible()

    def has(self, label: str) -> bool:
        """Say whether the screen that has this action is there."""
        try:
            names = self.page.locator("[data-action]").all_inner_texts()
        except Error:  # the page is being changed for the next one
            return False
        return any(plain(label) in plain(name) for name in names)

    def hears(self, said: str) -> None:
        """The answer is said first: by the title of the page, and by the box that has the focus when scripts run."""
        expect(self.page).to_have_title(re.compile("^" + re.escape(said)))
        if self.scripts:
            assert self.keys.here()[0] == "group"
            assert self.keys.here()[1].startswith(plain(said))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_learner_goes_through_a_whole_module_by_keyboard_and_names_alone(visit, language, way):
    page = visit(locale=language, **WAYS[way]).page
    learner = Learner(page, language, scripts=way != "without scripts")
    keys = learner.keys
    lessons = lessons_of("stay-safe/scams", language)
    page.goto(SCAMS[language])
    keys.follow(lessons[0].title)
    for number, lesson in enumerate(lessons, 1):
        assert plain(page.get_by_role("heading", level=1).inner_text()) == plain(lesson.title)
        narrow(page)
        for place, question in enumerate(lesson.questions):
            if number == 1:
                learner.answer(question, right=False)
                learner.hears(learner.word("no").split(".")[0])
            learner.answer(question, right=True)
            learner.hears(learner.word("right"))
            narrow(page)
            if place + 1 < len(lesson.questions):
                keys.follow(learner.word("question"))
        if lesson.way:
            learner.exercise(lesson.way)
            narrow(page)
            keys.follow(learner.word("on"))
        keys.follow(learner.next_lesson(lessons[number].title) if number < len(lessons) else learner.word("module"))
    expect(page.locator("main .prog").first).to_contain_text(learner.all_done(len(lessons)))
    narrow(page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_whole_module_is_learnt_without_a_connection_and_saved_on_return(visit, language):
    opened = visit(locale=language, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = opened.page
    learner = Learner(page, language, scripts=True)
    keys = learner.keys
    lessons = lessons_of("stay-safe/scams", language)
    page.goto(SCAMS[language])
    keys.to("button", learner.word("keep"))
    keys.press("Enter")
    expect(page.get_by_role("button", name=learner.word("remove"))).to_be_visible(timeout=30_000)
    # The button that was pressed is gone: the keyboard is where the result is said.
    learner.until(lambda: keys.here()[0] == "heading")
    opened.context.set_offline(True)
    page.reload()
    keys.follow(lessons[0].title)
    for number, lesson in enumerate(lessons, 1):
        assert plain(page.get_by_role("heading", level=1).inner_text()) == plain(lesson.title)
        for question in lesson.questions:
            learner.answer(question, right=True)
            learner.until(lambda: keys.here()[0] == "group")
            assert keys.here()[1].startswith(plain(learner.word("later")))
            narrow(page)
        if lesson.way:
            learner.exercise(lesson.way)
            keys.follow(learner.word("on"))
        if number < len(lessons):
            keys.follow(learner.go_to(number + 1))
    total = sum(len(lesson.questions) + bool(lesson.way) for lesson in lessons)
    expect(page.locator("[data-waiting]")).to_contain_text(learner.waiting(total))
    opened.context.set_offline(False)
    keys.to("button", learner.word("send"))
    keys.press("Enter")
    expect(page.get_by_role("link", name=learner.word("see"))).to_be_visible(timeout=15_000)
    keys.follow(learner.word("see"))
    learner.hears(learner.word("right"))
    page.goto(SCAMS[language])
    expect(page.locator("main .prog").first).to_contain_text(learner.all_done(len(lessons)))


def narrow(page: Any) -> None:
    """Nothing scrolls sideways."""
    width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= shown, page.url
