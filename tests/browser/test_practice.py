"""Practising with the keyboard alone, with and without JavaScript, on a narrow screen; axe on every kind of screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import LESSON, THEMES, axe, choose_theme

NARROW = {"viewport": {"width": 320, "height": 640}}
WAY = ("open-unknown", "look-sender", "open-official", "forward-33700")
# One address for each layout and state: list, message, contact, page, form field, notice, settings, call, bag, grid,
# counter, machine, feedback of each kind, hint, way, goal.
SCREENS = (
    "/fr/practice/",
    "/fr/practice/inbox-parcel-scam/",
    "/fr/practice/inbox-parcel-scam/inbox/",
    "/fr/practice/inbox-parcel-scam/sms/reply-stop/",
    "/fr/practice/inbox-parcel-scam/fake-page/?hint=1",
    "/fr/practice/inbox-parcel-scam/sender/?hint=1&way=1",
    "/fr/practice/inbox-parcel-scam/card-given/",
    "/fr/practice/inbox-parcel-scam/official/forward-33700/",
    "/fr/practice/cookie-banner/banner/",
    "/fr/practice/cookie-banner/choices/",
    "/fr/practice/prepare-the-visit/place/",
    "/fr/practice/prepare-the-visit/call/",
    "/fr/practice/prepare-the-visit/bag/take-card/",
    "/fr/practice/prepare-the-visit/calendar/",
    "/fr/practice/prepare-the-visit/calendar/note-tuesday/",
    "/fr/practice/self-checkout/welcome/",
    "/fr/practice/self-checkout/apples/type-other/",
    "/fr/practice/self-checkout/alert/",
    "/fr/practice/self-checkout/total/",
    "/fr/practice/self-checkout/helper/",
    "/fr/practice/self-checkout/pay/pay-card/",
)


def tab_to(page, selector: str, longest: int = 60) -> None:
    """Press Tab until the focus is on what `selector` says; the test fails when it never is."""
    for _ in range(longest):
        page.keyboard.press("Tab")
        if page.evaluate("selector => !!document.activeElement?.matches(selector)", selector):
            return
    pytest.fail(f"Tab never comes to {selector} on {page.url}")


def fits(page) -> None:
    width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= shown, f"{page.url}: {width} > {shown}"


def test_the_exercise_of_a_lesson_is_done_with_the_keyboard_inside_the_lesson(visit):
    opened = visit(**NARROW)
    page = opened.page
    page.goto(LESSON)
    tab_to(page, "[data-start]")
    page.keyboard.press("Enter")
    page.locator(".drill").wait_for()
    heading = page.locator("h1").inner_text()
    for action in WAY:
        tab_to(page, f"[data-action={action}]", 12)
        screen = page.locator("[data-practice]").get_attribute("data-screen")
        page.keyboard.press("Enter")
        page.wait_for_function("before => document.querySelector('[data-practice]').dataset.screen !== before", arg=screen)
        fits(page)
        # The lesson is still there, the address is the screen's, and the focus is on what is new.
        assert page.locator("h1").inner_text() == heading
        assert "/fr/practice/inbox-parcel-scam/" in page.url
        assert "part=" not in page.url
        assert page.evaluate("document.activeElement.closest('[data-practice]') !== null")
    assert page.get_by_text("Vous avez atteint le but.").is_visible()
    assert page.get_by_text("C’est gardé dans").is_visible()
    page.goto(LESSON)
    card = page.locator("[data-practice-card]")
    assert card.get_by_text("Vous avez atteint le but.").is_visible()


def test_the_exercise_is_done_with_the_keyboard_without_javascript(visit):
    page = visit(java_script_enabled=False, **NARROW).page
    page.goto(LESSON)
    # Without a script the browser says where the focus is through its own style alone.
    for name in ("[data-start]", *(f"[data-action={action}]" for action in WAY)):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.locator(f"{name}:focus").count():
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")
        fits(page)
    assert page.get_by_text("Vous avez atteint le but.").is_visible()
    assert page.get_by_text("C’est gardé dans").is_visible()
    page.get_by_role("link", name="Continuer la leçon").click()
    assert LESSON in page.url


def test_a_practice_that_is_not_started_takes_no_stop_but_its_start(visit):
    page = visit().page
    page.goto(LESSON)
    stops = page.locator("[data-practice-card]").locator("a, button, input, select, textarea, [tabindex]")
    assert stops.count() == 1
    assert stops.first.get_attribute("data-start") is not None


def test_a_mistake_is_said_where_the_focus_is_and_the_screen_is_named(visit):
    page = visit().page
    page.goto("/fr/practice/inbox-parcel-scam/sms/")
    page.locator("[data-action=tap-link]").click()
    page.get_by_text("Le lien ouvre une page qui imite le transporteur.").wait_for()
    focused = page.evaluate("document.activeElement.innerText")
    assert focused.startswith("À revoir.")
    page.locator("[data-practice-live]", has_text="Page suivi-colis.example").wait_for(state="attached")
    assert page.title().startswith("À revoir.")
    page.get_by_role("link", name="Écran d’avant").click()
    page.locator("[data-action=look-sender]").wait_for()
    assert page.evaluate("document.activeElement.matches('[data-title]')")
    page.go_back()
    page.get_by_text("Le lien ouvre une page qui imite le transporteur.").wait_for()


def test_going_back_leaves_the_exercise_and_finds_the_lesson_as_it_was(visit):
    page = visit().page
    page.goto(LESSON)
    page.locator("[data-start]").click()
    page.locator("[data-action=open-unknown]").click()
    page.locator("[data-action=look-sender]").wait_for()
    page.go_back()
    page.locator("[data-action=open-unknown]").wait_for()
    page.go_back()
    page.locator("[data-start]").wait_for()
    assert page.locator(".drill").count() == 0
    assert page.url.endswith(LESSON)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_what_looks_real_is_stopped_and_kept_nowhere(visit, javascript):
    opened = visit(java_script_enabled=javascript)
    page = opened.page
    page.goto("/fr/practice/self-checkout/helper/")
    page.wait_for_load_state("networkidle")  # the script that looks at what is typed comes after the page
    page.get_by_label("Le bon total").fill("odette@gmail.com")
    if javascript:
        expect(page.locator("[data-real]")).to_be_visible()
    page.get_by_role("button", name="Envoyer ce que j’ai écrit").click()
    page.get_by_text("Ce n’est pas gardé.").wait_for()
    assert page.get_by_label("Le bon total").input_value() == ""
    assert "gmail" not in page.content()
    page.get_by_label("Le bon total").fill("6,10")
    page.get_by_role("button", name="Envoyer ce que j’ai écrit").click()
    page.get_by_text("Vous avez compté les 3 lignes.").wait_for()
    assert not any("gmail" in url or "6%2C10" in url for url in opened.requests)


def test_a_hint_is_opened_without_losing_what_was_chosen(visit):
    page = visit().page
    page.goto(LESSON)
    page.get_by_label("Je paie, car la somme est petite.").check()
    page.locator("a[data-hint]").click()
    page.locator("[data-hint-text]").wait_for()
    assert page.get_by_label("Je paie, car la somme est petite.").is_checked()
    assert page.evaluate("document.activeElement.matches('[data-hint-text]')")


def test_a_line_is_dragged_and_the_server_numbers_it(visit):
    page = visit().page
    page.goto("/fr/apprendre/premiers-pas/allumer-son-appareil/charger-allumer-eteindre/")
    lines = page.locator("form[data-answer] .orderlist li")
    before = [line.split(". ", 1)[1].split("\n")[0] for line in lines.all_inner_texts()]
    lines.nth(2).scroll_into_view_if_needed()
    first, third = lines.nth(0).bounding_box(), lines.nth(2).bounding_box()
    page.mouse.move(first["x"] + 40, first["y"] + 12)
    page.mouse.down()
    page.mouse.move(first["x"] + 40, first["y"] + 40, steps=3)
    page.mouse.move(third["x"] + 40, third["y"] + third["height"] / 2, steps=8)
    page.mouse.up()
    page.locator("[data-moved]").wait_for()
    after = [line.split(". ", 1)[1].split("\n")[0] for line in lines.all_inner_texts()]
    assert after[:3] == [before[1], before[2], before[0]]
    assert page.get_by_text("déplacé en position 3").first.is_visible()


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_any_screen(visit, theme):
    page = visit().page
    choose_theme(page, theme)
    violations = []
    for path in SCREENS:
        page.goto(path)
        violations += axe(page)
    page.goto(LESSON)
    page.locator("[data-start]").click()
    page.locator(".drill").wait_for()
    violations += axe(page)
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("options", [{}, {"forced_colors": "active"}], ids=["plain", "forced"])
def test_no_screen_scrolls_sideways_at_320_pixels(visit, options):
    page = visit(viewport={"width": 320, "height": 256}, **options).page
    for path in SCREENS:
        page.goto(path)
        fits(page)
