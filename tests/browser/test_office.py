"""The directory's office as somebody who looks after it meets it: narrow and wide, in both languages, without a script."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import axe, sign_in

PAGES = ("/cms/directory/corrections/", "/cms/directory/pairs/", "/cms/directory/import/")
WAGTAILS = ("page-has-heading-one", "w-minimap-toggle")
PLACES = "/cms/snippets/locator/servicepoint/"
ROW = {
    "id": "1", "nom": "Point numérique", "commune": "Annecy", "code_postal": "74000", "adresse": "1 rue Vaugelas",
    "latitude": 45.9, "longitude": 6.12, "telephone": "450334535", "horaires": "Mo-Fr 09:00-12:00",
}  # fmt: skip


def try_list(page, *rows: dict) -> None:
    """Send a list to the office, and wait until it is tried."""
    page.goto("/cms/directory/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": "list.json", "mimeType": "application/json", "buffer": json.dumps(rows).encode()}
    )
    page.locator("input[name=is_full]").uncheck(force=True)  # what the other tests look at stays confirmed
    page.locator("main form button[type=submit]").first.click()
    wait_for(page, "[name=import]")


def wait_for(page, what: str) -> None:
    """Wait for something on the page of a list; without a script the page is asked for again, as its link does."""
    for _ in range(40):
        if page.locator(what).count():
            return
        page.wait_for_timeout(250)
        page.goto(page.url)
    raise AssertionError(f"{what} does not come: {page.locator('main').inner_text()}")


def open_place(page, name: str) -> None:
    page.goto(f"{PLACES}?q={name}")
    page.locator("main table tbody td a").first.click()
    page.wait_for_url(re.compile(r"/edit/\d+/"))


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_nothing_in_the_directorys_office_and_nothing_scrolls_sideways(visit, language, width):
    page = visit(locale=language, viewport={"width": width, "height": 800}).page
    sign_in(page, "admin")
    violations, wide = [], []

    def look() -> None:
        violations.extend(line for line in axe(page) if "/cms/" in line)
        across, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        wide.extend([page.url] if across > shown else [])

    for address in PAGES:
        page.goto(address)
        look()
    try_list(page, {**ROW, "id": uuid.uuid4().hex}, {**ROW, "id": "2", "nom": ""})
    look()
    page.locator("[name=discard]").first.click()
    open_place(page, "France services")
    look()
    # Of a form, Wagtail makes the frame: it has no heading of the first level, and its switch of the side panel is small.
    violations = [line for line in violations if not ("/edit/" in line and any(name in line for name in WAGTAILS))]
    assert not violations, "\n".join(violations)
    assert not wide


def test_a_week_of_hours_is_changed_without_a_script(visit):
    page = visit(java_script_enabled=False).page
    sign_in(page, "admin")
    name = f"Comptoir {uuid.uuid4().hex[:8]}"
    try_list(page, {**ROW, "id": name, "nom": name})
    page.locator("[name=import]").click()
    wait_for(page, "a[href*='/reports/']")
    open_place(page, name)
    expect(page.locator("[name=day_we]")).to_have_value("09:00-12:00")
    page.locator("[name=day_we]").fill("9h30-12h, 14h-18h")
    page.locator("[name=day_fr]").fill("le matin")
    page.locator("main form button[type=submit], footer button[type=submit]").first.click()
    # What is wrong is said, and what was typed stays.
    expect(page.locator("[name=day_we]")).to_have_value("9h30-12h, 14h-18h")
    expect(page.get_by_text("le matin").first).to_be_visible()
    page.locator("[name=day_fr]").fill("")
    page.locator("main form button[type=submit], footer button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/servicepoint/(?:\?|$)"))
    open_place(page, name)
    expect(page.locator("[name=day_we]")).to_have_value("09:30-12:00, 14:00-18:00")
    expect(page.locator("[name=day_fr]")).to_have_value("")
    # The public reads it at once, and a later import leaves it.
    number = re.search(r"/edit/(\d+)/", page.url)[1]
    page.goto(f"/fr/near-me/{number}/")
    expect(page.locator("main table").first).to_contain_text("9 h 30")
