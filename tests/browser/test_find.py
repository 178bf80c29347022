"""Finding a person near here: search, filter, place, slip; by keyboard, without JavaScript, with the map."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.keyboard import Keyboard, plain
from tests.browser.test_accessibility import THEMES, axe, choose_theme, sign_in

NARROW = {"width": 320, "height": 256}
PAGES = (
    "/fr/near-me/?where=Annecy&with=step-free&unknown=1",
    "/fr/near-me/?where=Annecy&map=1",
    "/fr/near-me/{pk}/",
    "/fr/near-me/{pk}/by-phone/",
    "/fr/near-me/{pk}/correct/",
    "/fr/near-me/{pk}/letter/",
    "/fr/access/",
    "/fr/access/74/",
)


def in_language(language: str, text: str) -> str:
    with translation.override(language):
        return gettext(text)


def narrow(page) -> None:
    width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= shown, page.url


def first_place(page) -> str:
    """Return the number of the nearest place to Annecy."""
    page.goto("/fr/near-me/?where=Annecy")
    return re.search(r"/near-me/(\d+)/", page.locator(".places h3 a").first.get_attribute("href"))[1]


def assert_slip_opens_by_keyboard(page, keys: Keyboard) -> None:
    """Go to the link of the slip, press Enter, and look at the first bytes of what comes."""
    slip = page.locator("a[href*='slip.pdf']").first
    keys.to("link", slip.inner_text())
    with page.context.expect_event("response", lambda answer: "slip.pdf" in answer.url) as opened:
        keys.press("Enter")
    answer = opened.value
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    same = page.context.request.get(answer.url)
    assert same.body().startswith(b"%PDF-")
    assert same.body().rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_search_filter_place_and_slip_by_keyboard_at_320_pixels(visit, language, scripts):
    page = visit(locale=language, java_script_enabled=scripts, viewport=NARROW).page
    keys = Keyboard(page)
    page.goto(f"/{language}/near-me/")
    narrow(page)
    keys.to("textbox", in_language(language, "Your town or postcode"))
    page.keyboard.type("annecy")
    keys.press("Enter")
    page.wait_for_url("**where=annecy**")
    expect(page.locator(".places > li").first).to_be_visible()
    all_places = page.locator("#results").inner_text()
    narrow(page)
    # The filters are closed at first; a browser without scripts opens them too.
    keys.to("DisclosureTriangle", in_language(language, "Choose among these places: open now, entrance without a step…"))
    keys.press("Enter")
    keys.to("checkbox", in_language(language, "Open on Saturday"))
    keys.press("Space")
    keys.to("button", in_language(language, "Show these places"))
    keys.press("Enter")
    page.wait_for_url("**with=saturday**")
    narrow(page)
    expect(page.locator(".chips")).to_contain_text(in_language(language, "Open on Saturday"))
    assert page.locator("#results").inner_text() != all_places
    address = page.url  # it can be sent: the same places for whoever opens it
    name = page.locator(".places h3 a").first.inner_text()
    keys.follow(name)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    narrow(page)
    phone = page.locator("a[href^='tel:']").first
    expect(phone).to_be_visible()
    assert_slip_opens_by_keyboard(page, keys)
    other = visit(locale=language, java_script_enabled=scripts).page
    other.goto(address)
    expect(other.locator(".places h3 a").first).to_have_text(name)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_map_is_opened_by_keyboard_and_keeps_in_step_with_the_list(visit, language):
    opened = visit(locale=language)
    page = opened.page
    keys = Keyboard(page)
    page.goto(f"/{language}/near-me/?where=Annecy")
    page.wait_for_load_state("networkidle")
    keys.to("link", in_language(language, "Show the map"))
    keys.press("Enter")
    ground = page.get_by_role("region", name=in_language(language, "Map of the places of the list"))
    expect(ground).to_be_focused()
    page.locator(".places h3 a").first.focus()
    expect(page.locator(".near-ground .is-shown")).to_have_count(1)
    assert not opened.problems
    assert not axe(page)
    opened.problems.clear()  # axe copies the pins with the style that Leaflet gave them: the policy stops the copy


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_pin_pressed_by_keyboard_leads_to_its_card_and_the_place_to_its_slip(visit, language):
    page = visit(locale=language).page
    keys = Keyboard(page)
    page.goto(f"/{language}/near-me/?where=Annecy")
    page.wait_for_load_state("networkidle")
    keys.to("link", in_language(language, "Show the map"))
    keys.press("Enter")
    expect(page.get_by_role("region", name=in_language(language, "Map of the places of the list"))).to_be_focused()
    # A round mark stands for several places: pressed, the map comes nearer and the focus stays with one of them.
    name = in_language(language, "places")
    keys.press("Tab")
    for _ in range(12):
        role, said = keys.here()
        assert role == "button", (role, said)
        if re.match(r"[0-9]+, ", said):
            break
        if re.match(rf"[0-9]+ {name}", said):
            keys.press("Enter")
            page.wait_for_function("() => document.activeElement.matches('.near-pin, .near-crowd')")
        else:
            keys.press("Tab")
    number, place = said.split(", ", 1)
    card = page.locator(".places > li.is-shown")
    expect(card).to_have_count(1)
    expect(page.locator(".near-ground .is-shown")).to_have_count(1)
    expect(card.locator(".pin text")).to_have_text(number)
    keys.press("Enter")
    expect(card.locator("h3 a")).to_be_focused()
    assert plain(card.locator("h3 a").inner_text()) == place
    expect(page.locator(".near-ground .is-shown")).to_have_count(1)
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/near-me/\d+/"))
    assert plain(page.get_by_role("heading", level=1).inner_text()) == place
    assert_slip_opens_by_keyboard(page, keys)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_a_script_a_pin_of_the_drawn_map_leads_to_its_place(visit, language):
    page = visit(locale=language, java_script_enabled=False).page
    keys = Keyboard(page)
    page.goto(f"/{language}/near-me/?where=Annecy")
    keys.follow(in_language(language, "Show the map"))
    first = page.locator("#carte svg a").first.get_attribute("aria-label")
    keys.follow(first)
    assert plain(page.get_by_role("heading", level=1).inner_text()) == plain(first).split(", ", 1)[1]


def test_without_a_script_the_map_is_drawn_by_the_server(visit):
    page = visit(java_script_enabled=False).page
    page.goto("/fr/near-me/?where=Annecy")
    page.get_by_role("link", name=in_language("fr", "Show the map")).click()
    expect(page.locator("#carte svg").first).to_be_visible()


def test_a_name_with_a_mistake_and_one_that_several_towns_have_are_asked_about(visit):
    page = visit(java_script_enabled=False).page
    page.goto("/fr/near-me/?where=Anecy")
    page.get_by_role("link", name=re.compile("^Annecy")).first.click()
    expect(page.locator(".places > li").first).to_be_visible()
    page.goto("/fr/near-me/?where=Saint-Denis")
    expect(page.get_by_role("heading", name=re.compile("Plusieurs"))).to_be_visible()
    page.goto("/fr/near-me/?where=Xyzzy")
    expect(page.locator("main a[href^='tel:']").first).to_be_visible()


def test_the_position_leaves_the_device_rounded_and_only_when_asked(visit):
    opened = visit(geolocation={"latitude": 45.899123, "longitude": 6.129456}, permissions=["geolocation"])
    page = opened.page
    page.goto("/fr/near-me/")
    assert "at=" not in page.url
    page.get_by_role("button", name=in_language("fr", "Around me")).click()
    page.wait_for_url("**at=45.899*")
    assert "45.899123" not in "".join(opened.requests)
    expect(page.locator(".places > li").first).to_be_visible()
    assert opened.context.cookies() == [] or all("45.899" not in one["value"] for one in opened.context.cookies())


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_where_one_finds_help(visit, theme):
    page = visit().page
    choose_theme(page, theme)
    pk = first_place(page)
    violations = axe(page)
    for path in PAGES:
        page.goto(path.format(pk=pk))
        violations += [f"{path}: {line}" for line in axe(page)]
    page.goto(f"/fr/near-me/{pk}/correct/")
    page.locator("main form button[type=submit]").last.click()
    violations += axe(page)
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("options", [{}, {"forced_colors": "active"}], ids=["plain", "forced"])
def test_no_page_of_the_directory_scrolls_sideways_at_320_pixels(visit, options):
    page = visit(viewport=NARROW, **options).page
    pk = first_place(page)
    for path in PAGES:
        page.goto(path.format(pk=pk))
        narrow(page)


@pytest.fixture(scope="session")
def closed_place(chromium, server) -> str:
    """Say of a place that it is closed, as the public does, then apply it in the office; return its address."""
    visit = Visit(chromium, server)
    page = visit.page
    page.goto("/fr/near-me/1/correct/")
    page.locator("input[value=closed]").check()
    page.locator("main form button[type=submit]").last.click()
    sign_in(page, "admin")
    page.goto("/cms/directory/corrections/")
    page.locator("button[name=apply]").first.click()
    visit.context.close()
    return "/fr/near-me/1/"


def odd_pages(page, closed: str, language: str) -> Iterator[str]:
    """Open, one after the other, the pages that are seldom seen: closed, without hours, a bus, forms with errors."""
    at = f"/{language}/near-me/"
    page.goto(f"{at}?where=Annecy")
    card = page.locator(".places > li").filter(has_text=in_language(language, "Hours not known, phone before you go"))
    without_hours = number_of(card.first.locator("h3 a"))
    page.goto(f"{at}?where=Montsalvy")
    bus = number_of(page.locator(".places h3 a").filter(has_text="Bus").first)
    addresses = {
        "closed": closed.replace("/fr/", f"/{language}/"),
        "without hours": f"{at}{without_hours}/",
        "bus": f"{at}{bus}/",
        "bus by phone": f"{at}{bus}/by-phone/",
        "by phone": f"{at}{without_hours}/by-phone/?where=Annecy",
        "no result": f"{at}?where=Annecy&with=sign-language",
        "several towns": f"{at}?where=Saint-Denis",
        "nothing found": f"{at}?where=Xyzzy",
        "my sheet": f"/{language}/my-four-words/?place={without_hours}",
        "results": f"{at}?where=Annecy&service=taxes&with=step-free&unknown=1",
        "access": f"/{language}/access/",
        "department": f"/{language}/access/74/",
    }
    for name, address in addresses.items():
        answer = page.goto(address)
        assert answer.status in (200, 410), f"{name}: {answer.status}"
        yield name
    for name in ("letter", "correct"):
        page.goto(f"{at}{without_hours}/{name}/")
        page.locator("main form").last.evaluate("form => { form.noValidate = true; }")  # the sentences of the server
        page.locator("main form button[type=submit]").last.click()
        expect(page.locator(".summary")).to_be_visible()
        yield f"{name} with errors"


def number_of(link) -> str:
    return re.search(r"/near-me/(\d+)/", link.get_attribute("href"))[1]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_nothing_on_the_pages_that_are_seldom_seen(visit, closed_place, language):
    page = visit(locale=language).page
    violations = [f"{name}: {line}" for name in odd_pages(page, closed_place, language) for line in axe(page)]
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_that_are_seldom_seen_do_not_scroll_sideways_at_320_pixels(visit, closed_place, language):
    page = visit(locale=language, viewport=NARROW).page
    for _name in odd_pages(page, closed_place, language):
        narrow(page)
