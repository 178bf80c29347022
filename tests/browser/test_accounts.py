"""Accounts and what is held about a person, in the browser: keys, codes, and My data without a mouse or a script."""

from __future__ import annotations

import json
import time

import pytest
from allauth.mfa.totp.internal import auth as totp

from tests.browser.conftest import Visit
from tests.browser.test_accessibility import axe, choose_theme, sign_in

LESSON = "/fr/apprendre/se-proteger/les-arnaques/verifier-qui-a-envoye-le-message/"
PASSWORD = "un-pont-sur-la-riviere"

both = pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])


def sign_up(page, name: str) -> None:
    page.goto("/fr/account/signup/")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password2]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/signup/" not in url)


def sign_out(page) -> None:
    page.goto("/fr/account/logout/")
    page.locator("main form button[type=submit]").click()
    page.get_by_role("link", name="Se connecter").first.wait_for()


def prove(page) -> None:
    """Type the password again where a change of keys asks for it."""
    if "/reauthenticate/" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def tab_to(page, name: str) -> None:
    """Press Tab until the link or button of this name has the focus, which must be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e); const b = e.getBoundingClientRect();"
            " return [e.textContent.trim(), parseFloat(s.outlineWidth), b.height] }"
        )
        if found[0] == name:
            assert found[1] >= 2, f"{name}: the focus is not seen"
            assert found[2] >= 24, f"{name}: too small"
            return
    raise AssertionError(f"Tab never reaches “{name}”")


@pytest.fixture
def named(chromium, server):
    """Return a visit under a name instead of numbers: keys belong to a name (WebAuthn, relying party identifier)."""
    visit = Visit(chromium, server.replace("127.0.0.1", "localhost"))
    session = visit.context.new_cdp_session(visit.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    visit.authenticator = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    visit.cdp = session
    yield visit
    visit.close()


def add_key(page, *, alone: bool) -> None:
    page.goto("/fr/my-account/")
    page.get_by_role("link", name="Ajouter une clé ou une deuxième étape").click()
    prove(page)
    page.get_by_role("link", name="Ajouter une clé").click()
    page.wait_for_load_state()
    prove(page)
    page.get_by_label("Un nom pour cette clé").fill("Mon téléphone")
    if alone:
        page.get_by_label("Me connecter avec cette clé seule").check()
    page.get_by_role("button", name="Ajouter la clé").click()
    page.get_by_role("heading", name="Codes de secours").wait_for()


def test_a_key_is_added_and_opens_the_account_without_a_password(named):
    page = named.page
    sign_up(page, "cle-seule")
    add_key(page, alone=True)
    [credential] = named.cdp.send("WebAuthn.getCredentials", {"authenticatorId": named.authenticator})["credentials"]
    assert credential["isResidentCredential"]
    page.goto("/fr/account/2fa/webauthn/")
    assert page.get_by_text("Mon téléphone").first.is_visible()
    sign_out(page)
    page.goto("/fr/account/login/")
    page.get_by_role("button", name="Me connecter avec une clé").click()
    page.wait_for_url("**/my-learning/")
    page.goto("/fr/my-account/")
    assert page.get_by_text("cle-seule").first.is_visible()


def test_a_key_is_the_second_step_after_the_password(named):
    page = named.page
    sign_up(page, "cle-et-mot")
    add_key(page, alone=False)
    sign_out(page)
    page.goto("/fr/account/login/")
    page.locator("input[name=login]").fill("cle-et-mot")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("button", name="Utiliser ma clé").click()
    page.wait_for_url("**/my-learning/")


def test_a_key_that_nobody_shows_is_said_on_the_page(named):
    page = named.page
    named.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": named.authenticator, "isUserVerified": False})
    page.goto("/fr/account/login/")
    said = page.get_by_text("La clé n’a pas ouvert le compte.")
    assert not said.is_visible()
    page.get_by_role("button", name="Me connecter avec une clé").click()
    said.wait_for()


def test_an_application_gives_the_second_step(visit):
    page = visit().page
    sign_up(page, "application")
    page.goto("/fr/account/2fa/totp/activate/")
    prove(page)
    secret = page.locator("ol b").inner_text().replace(" ", "")

    now = totp.hotp_value(secret, int(time.time()) // 30)
    page.locator("input[name=code]").fill(totp.format_hotp_value(now))
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("heading", name="Codes de secours").wait_for()
    recovery = page.locator(".realkey").first.inner_text()
    sign_out(page)
    page.goto("/fr/account/login/")
    page.locator("input[name=login]").fill("application")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("heading", name="La deuxième étape").wait_for()
    page.locator("input[name=code]").fill(recovery)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/my-learning/")


def test_without_a_script_no_key_is_offered_and_the_password_works(visit):
    page = visit(java_script_enabled=False).page
    page.goto("/fr/account/login/")
    assert not page.get_by_role("button", name="Me connecter avec une clé").is_visible()
    sign_in(page, "fatou")
    assert "/my-learning/" in page.url


@both
def test_a_guest_sees_takes_away_and_erases_everything(visit, javascript):
    opened = visit(java_script_enabled=javascript, accept_downloads=True)
    page = opened.page
    page.goto(LESSON)
    page.get_by_label("Je regarde qui écrit, sans toucher au lien.").check()
    page.locator("form[data-answer] button[type=submit]").first.click()
    page.get_by_text("Oui, c’est le bon geste.").wait_for()
    page.goto("/fr/your-data/")
    page.get_by_role("link", name="Voir mes données").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Mes données"
    assert page.get_by_text("Vérifier qui a envoyé le message").first.is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger pour un ordinateur (JSON)").click()
    with open(download.value.path(), encoding="utf-8") as file:
        held = json.load(file)
    assert len(held["answers"]["answers"]) == 1
    page.get_by_role("link", name="Effacer ce qui est gardé sur moi").click()
    page.get_by_role("button", name="Effacer ce qui est gardé sur moi").click()
    assert page.get_by_role("alert").get_by_text("Choisissez quand.").is_visible()
    page.get_by_label("Maintenant").check()
    page.get_by_role("button", name="Effacer ce qui est gardé sur moi").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Vos données sont effacées"
    assert not [c for c in opened.context.cookies() if c["name"] == "passerelle_guest"]
    page.goto("/fr/my-data/")
    assert page.get_by_text("Nous ne gardons rien sur vous").is_visible()


def test_my_data_without_a_mouse(visit):
    page = visit().page
    page.goto(LESSON)
    page.get_by_label("Je regarde qui écrit, sans toucher au lien.").check()
    page.locator("form[data-answer] button[type=submit]").first.click()
    page.get_by_text("Oui, c’est le bon geste.").wait_for()
    page.goto("/fr/my-data/")
    tab_to(page, "Donner un nom ou un pseudonyme")
    page.keyboard.press("Enter")
    page.get_by_label("Votre nom ou pseudonyme").wait_for()
    page.get_by_label("Votre nom ou pseudonyme").focus()
    page.keyboard.type("Odette")
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    assert page.get_by_text("Nom ou pseudonyme : Odette".replace(" :", "\u00a0:")).is_visible()
    tab_to(page, "Effacer ce qui est gardé sur moi")
    page.keyboard.press("Enter")
    page.get_by_label("Dans 14 jours").wait_for()
    page.get_by_label("Dans 14 jours").focus()
    page.keyboard.press("Space")
    tab_to(page, "Effacer ce qui est gardé sur moi")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Tout sera effacé le").wait_for()
    tab_to(page, "Garder mes données")
    page.keyboard.press("Enter")
    page.get_by_text("Rien ne sera effacé.").wait_for()


def test_an_adult_stops_sharing_with_a_group(visit):
    page = visit().page
    sign_in(page, "fatou")
    page.goto("/fr/my-data/")
    page.get_by_role("link", name="Ne plus partager mes progrès").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Ne plus partager vos progrès")
    page.get_by_role("button", name="Ne plus partager mes progrès").click()
    page.get_by_role("status").wait_for()
    page.get_by_role("link", name="Partager mes progrès").click()
    page.get_by_role("button", name="Partager mes progrès").click()
    page.get_by_role("link", name="Ne plus partager mes progrès").wait_for()


PAGES = {
    "": ["/fr/my-data/", "/fr/teach-here/", "/fr/invitation/1.nothing/", "/en/my-data/"],
    "fatou": [
        "/fr/my-data/", "/fr/my-data/name/", "/fr/my-data/erase/", "/fr/teach-here/", "/fr/my-account/",
        "/fr/account/sessions/", "/fr/account/2fa/webauthn/",
    ],
    "claire": ["/fr/my-data/"],
    "admin": ["/fr/people/", "/fr/my-data/"],
}  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_where_the_password_was_asked_for_again(visit, theme):
    page = visit().page
    choose_theme(page, theme)
    sign_in(page, "fatou")
    page.goto("/fr/my-data/erase/")
    violations = axe(page)
    page.locator("input[name=password]").fill("passerelle-demo")
    page.locator("main form button[type=submit]").click()
    page.get_by_role("button", name="Effacer ce qui est gardé sur moi").wait_for()
    violations += axe(page)
    page.goto("/fr/account/2fa/totp/activate/")
    page.locator("input[name=code]").wait_for()
    violations += axe(page)
    page.goto("/fr/my-data/")
    page.get_by_role("link", name="Ne plus partager mes progrès").click()
    page.get_by_role("button", name="Ne plus partager mes progrès").wait_for()
    violations += axe(page)
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("who", sorted(PAGES))
def test_axe_finds_nothing_on_the_pages_of_a_person(visit, who, theme):
    page = visit().page
    choose_theme(page, theme)
    if who:
        sign_in(page, who)
    violations = []
    for path in PAGES[who]:
        page.goto(path)
        violations += axe(page)
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("who", sorted(PAGES))
def test_nothing_scrolls_sideways_at_320_pixels(visit, who):
    page = visit(viewport={"width": 320, "height": 256}).page
    if who:
        sign_in(page, who)
    for path in PAGES[who]:
        page.goto(path)
        wide, room = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= room, path


@both
def test_an_administrator_invites_and_a_teacher_comes(visit, javascript):
    office = visit(java_script_enabled=javascript).page
    sign_in(office, "admin")
    office.goto("/fr/my-account/")
    office.get_by_role("link", name="Demandes et invitations").click()
    office.get_by_label("Pour qui est l’invitation").fill("Odette, médiathèque")
    office.get_by_role("button", name="Créer une invitation").click()
    address = office.locator("p.panel b").inner_text()
    page = visit(java_script_enabled=javascript).page
    page.goto(address)
    page.get_by_role("link", name="Créer un compte").click()
    page.locator("input[name=username]").fill(f"invitee-{javascript}".lower())
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password2]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("button", name="Accepter l’invitation").click()
    page.wait_for_url("**/teach/")
    page.goto(address)
    assert page.get_by_role("heading", level=1).inner_text() == "Ce lien ne marche pas"
