"""The seven walks of a newcomer, with JavaScript on and off."""

from __future__ import annotations

import re
import uuid

import pytest

LESSON = "/fr/apprendre/se-proteger/les-arnaques/verifier-qui-a-envoye-le-message/"
PASSWORD = "un-pont-sur-la-riviere"

both = pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])


def open_lesson(page) -> None:
    page.goto(LESSON)


def answer(page, choice: str) -> None:
    page.get_by_label(choice).check()
    page.get_by_role("button", name=re.compile("Vérifier ma réponse|Check my answer")).first.click()


def practise(page) -> None:
    """Do the exercise of the lesson, by the words of its screens."""
    page.get_by_role("link", name=re.compile("Commencer l’exercice")).click()
    for action in ("open-unknown", "look-sender", "open-official", "forward-33700"):
        page.locator(f"[data-action={action}]").click()
    page.get_by_text("Vous avez atteint le but.").wait_for()


@both
def test_a_newcomer_finds_one_action_three_doors_and_courses(visit, javascript):
    page = visit(java_script_enabled=javascript).page
    page.goto("/")
    assert page.url.endswith("/fr/")
    assert page.locator("main a.btn").count() == 1
    assert page.locator(".portal > li").count() == 3
    assert page.locator(".card").count() >= 2
    assert page.locator("h1").count() == 1
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/")
    assert page.locator("html").get_attribute("lang") == "en"


@both
def test_a_learner_answers_wrong_then_right_and_resumes_later(visit, javascript):
    opened = visit(java_script_enabled=javascript)
    page = opened.page
    open_lesson(page)
    assert not [c for c in opened.context.cookies() if c["name"] == "passerelle_guest"]
    answer(page, "Je paie, car la somme est petite.")
    page.get_by_text("La petite somme sert à obtenir le numéro de votre carte.").wait_for()
    assert page.get_by_text("Pas encore").first.is_visible()
    answer(page, "Je regarde qui écrit, sans toucher au lien.")
    page.get_by_text("Oui, c’est le bon geste.").wait_for()
    practise(page)

    # The browser is closed; the cookie stays on the device.
    state = opened.context.storage_state()
    page = visit(java_script_enabled=javascript, storage_state=state).page
    page.goto("/fr/my-learning/")
    assert page.get_by_text("1 leçon terminée sur 4").first.is_visible()
    page.locator("main a.btn").first.click()
    assert "/fr/apprendre/se-proteger/" in page.url


@both
def test_an_account_without_e_mail_keeps_the_progress(visit, javascript):
    page = visit(java_script_enabled=javascript).page
    open_lesson(page)
    answer(page, "Je regarde qui écrit, sans toucher au lien.")
    page.get_by_text("Oui, c’est le bon geste.").wait_for()
    practise(page)
    page.goto("/fr/account/signup/")
    assert page.locator("input[type=email]").count() == 0
    page.locator("input[name=username]").fill(f"odette-{uuid.uuid4().hex[:8]}")
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password2]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.goto("/fr/my-learning/")
    assert page.get_by_text("1 leçon terminée sur 4").first.is_visible()


@both
def test_a_teacher_makes_a_class_and_assigns_a_module(visit, javascript):
    page = visit(java_script_enabled=javascript).page
    sign_in(page, "claire")
    page.goto("/fr/teach/new/")
    name = f"Atelier {uuid.uuid4().hex[:6]}"
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=kind][value=adult]").check()
    page.locator("main form button[type=submit]").first.click()
    page.goto("/fr/teach/")
    page.get_by_role("link", name=name).click()
    base = page.url
    page.goto(f"{base}learners/")
    page.locator("textarea").fill("Amina\nBernard\nChantal")
    page.locator("main form button[type=submit]").first.click()
    page.goto(f"{base}assign/")
    page.locator("main form input[type=radio], main form input[type=checkbox]").first.check()
    for part, value in zip(
        page.locator("main form input[inputmode=numeric][name^=due]").all(), ("15", "1", "2099"), strict=True
    ):
        part.fill(value)
    page.locator("main form button[type=submit]").first.click()
    page.goto(base)
    assert page.locator("th[scope=row]").all_inner_texts() == ["Amina", "Bernard", "Chantal"]
    assert page.locator("th[scope=col]").count() == 2


@both
def test_a_citizen_chooses_a_commune_and_opens_a_place(visit, javascript):
    page = visit(java_script_enabled=javascript).page
    page.goto("/fr/near-me/")
    page.locator("input[name=where]").fill("42000")
    page.locator("form.search button[type=submit]").first.click()
    page.locator(".place").first.wait_for()
    page.goto("/fr/near-me/?where=Saint-Denis")
    choices = page.locator("main ul a, main ol a").filter(has_text="Saint-Denis")
    assert choices.count() > 1
    choices.first.click()
    first = page.locator(".place").first
    assert re.search(r"\d+ (m|km)", first.inner_text().replace("\u00a0", " ").replace("\u202f", " "))
    first.locator("h3 a, h2 a").first.click()
    assert re.search(r"/near-me/\d+/", page.url)
    assert page.locator("h1").count() == 1


def sign_in(page, username: str) -> None:
    page.goto("/fr/account/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill("passerelle-demo")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


def test_an_editor_finds_changes_and_publishes_a_lesson(visit):
    page = visit().page
    sign_in(page, "editeur")
    page.goto("/cms/pages/search/?q=Vérifier")
    page.get_by_role("link", name="Vérifier qui a envoyé le message").first.click()
    page.wait_for_url("**/edit/")
    goal = f"Vous savez vérifier qui écrit ({uuid.uuid4().hex[:6]})."
    page.locator("[name=goal]").fill(goal)
    page.get_by_role("button", name="Plus d'actions").click()
    page.locator("button[name=action-publish]").click()
    page.locator(".messages .success").wait_for()
    reader = visit().page
    reader.goto(LESSON)
    assert reader.locator(".lede").inner_text() == goal


@both
def test_the_display_options_are_applied_by_the_server(visit, javascript):
    page = visit(java_script_enabled=javascript).page
    page.goto("/fr/display/")
    page.locator("input[value=contrast]").check()
    page.locator("main form button[type=submit]").first.click()
    page.goto("/fr/")
    assert page.locator("html").get_attribute("data-theme") == "contrast"


def test_pages_that_do_not_exist_help(visit):
    page = visit().page
    response = page.goto("/fr/rien-du-tout/")
    assert response.status == 404
    assert page.locator("main a").count() >= 1
    assert page.locator("a[href^='tel:']").count() >= 1
