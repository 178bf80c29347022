"""A slip of paper instead of an account: answers on one device, four words, another device that goes on."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.browser.test_accessibility import LESSON, THEMES, axe, choose_theme

LESSONS = {"fr": LESSON, "en": "/en/learn/stay-safe/scams/check-who-sent-it/"}
RIGHT = {
    "fr": "Je regarde qui écrit, sans toucher au lien.",
    "en": "I look at who writes and do not touch the link.",
}
TITLE = {"fr": "Vérifier qui a envoyé le message", "en": "Check who sent the message"}

PRINT = """async (button) => {
  const answer = await fetch(button.form.action, { method: button.form.method, body: new FormData(button.form) });
  return { status: answer.status, type: answer.headers.get("content-type"), begins: (await answer.text()).slice(0, 4) };
}"""


def in_language(language: str, text: str) -> str:
    with translation.override(language):
        return gettext(text)


def narrow(page) -> None:
    width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= shown, page.url


def four_words(page, language: str) -> list[str]:
    """Answer one question, go to "My four words" by the keyboard, and return what the page shows once."""
    keys = Keyboard(page)
    page.goto(LESSONS[language])
    keys.choose(RIGHT[language])
    keys.to("button", in_language(language, "Check my answer"))
    keys.press("Enter")
    expect(page.get_by_role("group", name=in_language(language, "That’s right."))).to_be_visible()
    page.goto(f"/{language}/my-four-words/")
    keys.to("button", in_language(language, "Get my four words"))
    keys.press("Enter")
    expect(page.locator("ol.four li strong")).to_have_count(4)
    return page.locator("ol.four li strong").all_inner_texts()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_four_words_written_by_hand_open_the_learning_on_another_device(visit, language, scripts):
    options = {"locale": language, "java_script_enabled": scripts, "viewport": {"width": 320, "height": 256}}
    first = visit(**options).page
    words = four_words(first, language)
    narrow(first)
    second = visit(**options).page
    keys = Keyboard(second)
    second.goto(f"/{language}/")
    keys.follow(in_language(language, "I have a code"))
    keys.follow(in_language(language, "I have four words"))
    narrow(second)
    keys.to("textbox", in_language(language, "Your four words"))
    second.keyboard.type(" ".join([words[1], words[0], *words[2:]]).upper())
    keys.press("Enter")
    said = in_language(language, "No slip has these four words. Look at each word of your slip, and at the order.")
    expect(second.get_by_text(said).first).to_be_visible()
    expect(second.get_by_role("textbox", name=in_language(language, "Your four words"))).to_have_value(
        " ".join([words[1], words[0], *words[2:]]).upper()
    )
    second.get_by_role("textbox", name=in_language(language, "Your four words")).fill(" ".join(words).upper())
    keys.to("button", in_language(language, "Open my learning"))
    keys.press("Enter")
    expect(second.get_by_role("link", name=TITLE[language]).first).to_be_visible()
    narrow(second)


def test_the_slip_comes_out_as_a_pdf_that_leads_back_by_one_press(visit):
    opened = visit()
    page = opened.page
    words = four_words(page, "fr")
    # Sent by a script, since the browser shows a PDF with files of its own that the visit would take for another site's.
    printed = page.get_by_role("button", name=in_language("fr", "Print the slip (PDF)")).evaluate(PRINT)
    assert printed == {"status": 200, "type": "application/pdf", "begins": "%PDF"}
    # What the square code of the slip holds, on a device that knows nobody: an address alone opens nothing.
    other = visit().page
    other.goto(f"/fr/go-on/?words={'-'.join(words)}")
    expect(other.get_by_role("textbox")).to_have_value(" ".join(words))
    other.get_by_role("button", name=in_language("fr", "Open my learning")).click()
    expect(other.get_by_role("link", name=TITLE["fr"]).first).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_the_pages_of_the_slip(visit, theme):
    page = visit().page
    choose_theme(page, theme)
    four_words(page, "fr")
    violations = axe(page)
    page.goto("/fr/my-four-words/")
    violations += axe(page)
    page.goto("/fr/go-on/")
    violations += axe(page)
    page.get_by_role("textbox").fill("un deux")
    page.get_by_role("button", name=in_language("fr", "Open my learning")).click()
    violations += axe(page)
    assert not violations, "\n".join(violations)
