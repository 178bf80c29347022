"""A teacher gives modules, reads the grid and sits beside somebody: keyboard, no JavaScript, 320 px, three themes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import subprocess
import uuid

import pytest

from tests.browser.test_accessibility import THEMES, axe, choose_theme, sign_in
from tests.browser.test_class_walk import LESSON, come_in, read_cards

SMALL = {"width": 320, "height": 640}


def make_class(page, *names: str, kind: str = "adult") -> str:
    """Make a class with these people and return the address of its page."""
    page.goto("/fr/teach/new/")
    name = f"Atelier {uuid.uuid4().hex[:6]}"
    page.locator("input[name=name]").fill(name)
    page.locator(f"input[name=kind][value={kind}]").check()
    page.locator("main form button[type=submit]").first.click()
    page.locator("textarea").fill("\n".join(names))
    page.locator("main form button[type=submit]").first.click()
    page.goto("/fr/teach/")
    page.get_by_role("link", name=name).click()
    return page.url


def demo_class(page) -> str:
    page.goto("/fr/teach/")
    page.get_by_role("link", name="Groupe du mardi matin").click()
    return page.url


def press_until(page, key: str, wanted: str, most: int = 120) -> None:
    """Press a key until what has the focus fits a selector: nobody touches a mouse here."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached")


def wide(page) -> str:
    width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return f"{page.url}: {width} > {shown}" if width > shown else ""


def write_date(page, name: str, day: dt.date) -> None:
    for part in ("day", "month", "year"):
        page.locator(f"input[name={name}_{part}]").fill(str(getattr(day, part)))


def table_of(page) -> list[list[str]]:
    """Return the grid as it is read: each name, each cell with its words, the sum of the row."""
    return page.locator("table.gridtable tbody tr").evaluate_all(
        """rows => {
          const words = cell => {
            const copy = cell.cloneNode(true);
            copy.querySelectorAll('[aria-hidden="true"], svg').forEach(one => one.remove());
            return copy.textContent.trim();
          };
          return rows.map(row => [row.querySelector("th a").textContent, ...[...row.querySelectorAll("td")].map(words),
            row.querySelector(".sum-in").textContent]);
        }"""
    )


def test_a_teacher_gives_to_a_small_group_follows_and_takes_the_numbers_home(visit, tmp_path):
    today = dt.date.today()
    desk = visit().page
    sign_in(desk, "claire")
    other = make_class(desk, "Zoé")
    other_name = desk.locator(".crumbs a").last.inner_text()
    base = make_class(desk, "Amina", "Bilal", "Chloé", "Dylan", kind="school")

    # A small group of two, then two modules for it: from today, before ten days from now, with a word.
    desk.goto(f"{base}small-groups/")
    desk.locator("input[name=name]").fill("Débutants")
    for name in ("Amina", "Bilal"):
        desk.get_by_label(name, exact=True).check()
    desk.get_by_role("button", name="Créer le petit groupe").click()
    desk.goto(f"{base}assign/")
    for title in ("Allumer son appareil", "Les arnaques"):
        desk.get_by_label(re.compile(f"^{title}")).check()
    desk.get_by_label("Au petit groupe « Débutants »").check()
    write_date(desk, "opens", today)
    write_date(desk, "due", today + dt.timedelta(days=10))
    desk.locator("textarea[name=note]").fill("Prenez votre temps.")
    desk.get_by_role("button", name="Donner le module").click()
    desk.wait_for_url(base)
    assert "2 modules sont donnés" in desk.get_by_role("status").first.inner_text()

    # One of them is wanted earlier; both go to the other class too, for everybody.
    desk.goto(f"{base}given/")
    row = desk.locator("ul.given > li").filter(has_text="Les arnaques")
    row.get_by_role("link", name="Changer").click()
    write_date(desk, "due", today + dt.timedelta(days=3))
    desk.get_by_role("button", name="Garder le changement").click()
    desk.goto(f"{base}given/copy/")
    desk.get_by_label(other_name).check()
    desk.get_by_role("button", name="Donner les modules").click()
    desk.goto(other)
    assert table_of(desk) == [["Zoé", "Pas commencé", "Pas commencé", "0 sur 2"]]

    # A learner of the small group comes in with her card: what is due first stands first. Who is not in it sees nothing.
    desk.goto(f"{base}window/")
    desk.get_by_label("1 heure").check()
    desk.get_by_role("button", name="Ouvrir le groupe").click()
    desk.goto(f"{base}cards/")
    cards = read_cards(desk.request.get(desk.locator("form#print").get_attribute("action")).body(), tmp_path)
    amina = visit(viewport=SMALL).page
    come_in(amina, *cards["Amina"])
    given = amina.locator("section[aria-labelledby=given]")
    assert given.locator("h3").all_inner_texts() == ["Les arnaques", "Allumer son appareil"]
    assert given.get_by_text("Prenez votre temps.").count() == 2
    chloe = visit().page
    come_in(chloe, *cards["Chloé"])
    assert chloe.locator("section[aria-labelledby=given]").count() == 0
    amina.goto(LESSON)
    amina.get_by_label("impots.gouv.fr", exact=True).check()
    amina.get_by_role("button", name="Vérifier ma réponse").first.click()
    amina.get_by_text("Oui. Vous avez lu l’adresse jusqu’à la fin.").wait_for()

    # Beside Bilal, two activities are done together: he needs help now, with one thing to do about it.
    desk.goto(base)
    desk.get_by_role("rowheader", name=re.compile("Bilal")).get_by_role("link").click()
    desk.get_by_role("link", name="S’asseoir à côté").click()
    for lesson in ("Liens et pièces jointes", "Le faux conseiller bancaire"):
        chosen = desk.url
        desk.locator("main ol.flow a").filter(has_text=lesson).click()
        desk.locator("section.beside").first.get_by_role("button", name="Ensemble").click()
        desk.get_by_text("Noté : ensemble").first.wait_for()
        desk.goto(chosen)
    desk.goto(f"{base}?group=")
    desk.locator("#f-group").select_option(label="Débutants")
    desk.get_by_role("button", name="Montrer", exact=True).click()
    assert desk.get_by_role("heading", name="1 personne a besoin de vous").is_visible()
    needs = desk.locator("ul.watch > li")
    assert needs.count() == 1
    assert "Bilal" in needs.inner_text()
    assert needs.locator("a.act").count() == 1
    shown = table_of(desk)
    assert [row[0] for row in shown] == ["Bilal", "Amina"]
    assert shown[0][2].startswith("À revoir, ")
    assert shown[1][1:] == ["Pas commencé", "1 sur 4", "0 sur 2"]

    # The file and the sheet hold the same.
    text = desk.request.get(desk.get_by_role("link", name="Télécharger (CSV)").get_attribute("href")).body()
    assert list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))[1:] == shown
    sheet = desk.request.get(desk.get_by_role("link", name="Imprimer (PDF)").get_attribute("href")).body()
    said = subprocess.run(["pdftotext", "-layout", "-", "-"], input=sheet, capture_output=True, check=True).stdout.decode()
    said = " ".join(re.sub(r"[●◐▲○–]", " ", said).split())
    for row in shown:
        assert " ".join(row) in said

    # The page about Bilal: what was done, with whom. It says that the look is noted.
    desk.locator("tbody th a").first.click()
    table = desk.get_by_role("table").inner_text()
    assert table.count("1 ensemble") == 2
    assert "avec une personne" in table
    assert desk.get_by_role("heading", name="Votre visite est notée").is_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_a_person_without_account_or_name_goes_home_with_four_words(visit, javascript):
    opened = visit(java_script_enabled=javascript, viewport=SMALL)
    page = opened.page
    sign_in(page, "claire")
    page.goto("/fr/teach/beside/")
    page.locator("main details").first.locator("summary").press("Enter")
    page.locator("main details ol.flow a").first.press("Enter")
    page.locator("section.beside").first.get_by_role("button", name="Sans aide").press("Enter")
    page.get_by_text("Noté : sans aide").first.wait_for()
    page.get_by_role("link", name="Nous avons terminé pour aujourd’hui").press("Enter")
    page.get_by_role("button", name="Créer les quatre mots").press("Enter")
    words = page.locator("ol.four-words li").all_inner_texts()
    assert len(words) == 4
    page.get_by_role("button", name=re.compile("sans rien laisser")).press("Enter")
    page.goto("/fr/teach/beside/end/")  # the next person starts from nothing
    assert page.locator("ol.four-words").count() == 0
    assert page.get_by_role("button", name="Créer les quatre mots").count() == 0


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_modules_are_given_followed_and_noted_by_keyboard_at_320_pixels(visit, javascript):
    page = visit(java_script_enabled=javascript, viewport=SMALL).page
    sign_in(page, "claire")
    base = make_class(page, "Amina", "Bernard")

    # Two modules, to everybody.
    page.goto(f"{base}assign/")
    if javascript:
        for number in (1, 2):
            press_until(page, "Tab", f"input[name=module][id=id_module_{number - 1}]")
            page.keyboard.press("Space")
        press_until(page, "Tab", "main form button[type=submit]")
        page.keyboard.press("Enter")
    else:  # without scripts the focus cannot be read: the same form, sent as it is
        page.locator("#id_module_0").check()
        page.locator("#id_module_1").check()
        page.locator("main form button[type=submit]").first.press("Enter")
    page.wait_for_url(base)
    assert not wide(page) if javascript else True
    assert page.locator("td[role=cell]").count() == 4
    assert page.get_by_role("rowheader").count() == 2

    # The page of one person, then a lesson beside her.
    page.get_by_role("rowheader", name=re.compile("Amina")).get_by_role("link").press("Enter")
    page.get_by_role("heading", level=1, name="Amina").wait_for()
    page.get_by_role("link", name="S’asseoir à côté").press("Enter")
    page.locator("main ol.flow a").first.press("Enter")
    page.locator("section.beside").first.wait_for()
    page.locator("section.beside").first.get_by_role("button", name="Avec un indice").press("Enter")
    page.locator("section.beside").first.get_by_text("Noté : avec un indice").wait_for()
    page.goto(base)
    assert page.get_by_role("row", name=re.compile("Amina")).get_by_text("sur", exact=False).count() >= 1


def test_the_table_sorts_by_links_and_the_filter_by_a_form(visit):
    page = visit(java_script_enabled=False).page
    sign_in(page, "claire")
    base = demo_class(page)
    page.get_by_role("columnheader").first.get_by_role("link").click()
    assert "sort=name" in page.url
    names = page.locator("tbody th a").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    assert page.locator("[aria-sort=ascending]").count() == 1
    page.goto(base)
    page.locator("#f-module").select_option(index=1)
    page.get_by_role("button", name="Montrer", exact=True).click()
    assert page.get_by_role("columnheader").count() == 2


def test_refreshing_keeps_the_keyboard_where_it_is(visit):
    page = visit().page
    sign_in(page, "claire")
    base = demo_class(page)
    page.get_by_role("link", name="Rafraîchir cette page chaque minute").click()
    page.locator("[data-refresh]").wait_for()
    link = page.locator("tbody th a").nth(2)
    link.focus()
    name = link.inner_text()
    # Something changes meanwhile: the page as it is served is not the one that is shown.
    page.evaluate("document.querySelector('[data-refresh] h2').textContent = 'ancien'")
    page.evaluate(
        """async () => {
          const script = document.querySelector('script[type=module]').src;
          const source = await (await fetch(script)).text();
          const path = source.match(/import\\("\\.\\/(js\\/refresh[^"]*)"/)[1];
          const module = await import(new URL(path, script));
          await module.refresh(document.querySelector('[data-refresh]'));
        }"""
    )
    assert page.get_by_text("ancien", exact=True).count() == 0
    assert page.evaluate("document.activeElement.textContent") == name
    assert page.url.startswith(base)


def second_screen(page, base: str):
    """The choice of some people."""
    page.goto(f"{base}assign/")
    page.locator("#id_module_0").check()
    page.get_by_label("À certaines personnes").check()
    page.get_by_role("button", name="Donner le module").click()
    page.locator("input[name=people]").first.wait_for()
    return page


def wrong_form(page, base: str):
    """A form with what is to be corrected."""
    page.goto(f"{base}assign/")
    page.get_by_role("button", name="Donner le module").click()
    page.locator("[aria-invalid=true], .error, .err").first.wait_for()
    return page


def from_a_file(page, base: str):
    """What a file with a column of groups would do."""
    page.goto(f"{base}learners/import/")
    text = "Prénom;Groupe\nZoé;Débutants\nUgo;Avancés\nAmina;Avancés\n".encode()
    page.locator("input[type=file]").set_input_files({"name": "noms.csv", "mimeType": "text/csv", "buffer": text})
    page.get_by_role("button", name="Voir ce qui va se passer").click()
    page.locator("input[name=group]").first.wait_for()
    return page


def put_away(page, base: str):
    """A class of last year: nothing on its page changes it."""
    page.goto("/fr/teach/?archived=1")
    page.locator("main h2 a").first.click()
    page.get_by_role("heading", name="Archivé le", exact=False).first.wait_for()
    assert page.locator("main form[method=post]").count() == 0
    return page


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_the_pages_of_giving_and_following(visit, theme):
    page = visit().page
    sign_in(page, "claire")
    choose_theme(page, theme)
    base = demo_class(page)
    learner = page.locator("tbody th a").first.get_attribute("href")
    week = page.locator("#f-week option").nth(1).get_attribute("value")
    page.goto(f"{base}given/")
    change = page.locator("a[href$='/withdraw/']").first.get_attribute("href").removesuffix("withdraw/")
    page.goto(f"{base}small-groups/")
    group = page.locator("a[href$='/delete/']").first.get_attribute("href").removesuffix("delete/")
    page.goto(f"{learner}beside/")
    lesson = page.locator("main ol.flow a").first.get_attribute("href")
    page.goto("/fr/teach/beside/")
    stranger = page.locator("main details a").first.get_attribute("href")
    violations = []
    paths = [
        base, f"{base}?week={week}", f"{base}?sort=name&every=minute", f"{base}needs/", f"{base}given/", change,
        f"{change}withdraw/", f"{base}given/copy/", learner, f"{learner}move/", f"{learner}beside/", lesson,
        f"{base}small-groups/", group, f"{group}delete/", f"{base}settings/", f"{base}settings/invite/",
        f"{base}settings/hand-over/", f"{base}settings/archive/", "/fr/teach/", "/fr/teach/?archived=1",
        "/fr/teach/beside/", stranger, "/fr/teach/beside/end/", f"{base}assign/",
    ]  # fmt: skip
    for path in paths:
        assert page.goto(path).status == 200, path
        violations += axe(page)
    violations += [one for reach in (second_screen, wrong_form, from_a_file, put_away) for one in axe(reach(page, base))]
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("options", [{}, {"forced_colors": "active"}], ids=["plain", "forced"])
def test_nothing_scrolls_sideways_at_320_pixels(visit, options):
    page = visit(viewport={"width": 320, "height": 256}, **options).page
    sign_in(page, "claire")
    base = demo_class(page)
    learner = page.locator("tbody th a").first.get_attribute("href")
    found = []
    page.goto(f"{learner}beside/")
    lesson = page.locator("main ol.flow a").first.get_attribute("href")
    for path in (
        base, f"{base}?group=&module=&week=", f"{base}needs/", f"{base}given/", f"{base}given/copy/", learner,
        f"{learner}beside/", lesson, f"{base}small-groups/", f"{base}settings/", f"{base}assign/", "/fr/teach/beside/",
    ):  # fmt: skip
        page.goto(path)
        found.append(wide(page))
    assert not [one for one in found if one]


def test_a_row_is_a_card_on_a_small_screen_and_keeps_its_words(visit):
    page = visit(viewport=SMALL).page
    sign_in(page, "claire")
    demo_class(page)
    row = page.get_by_role("row").nth(1)
    assert row.evaluate("e => getComputedStyle(e).display") == "grid"
    said = row.get_by_role("cell").all_inner_texts()
    assert all(re.search(r"[A-Za-zÀ-ÿ]{3}", text) for text in said), said
