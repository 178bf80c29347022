"""Learning without a connection, on a browser of the size of a phone: keep, answer, come back, remove, leave."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import plain
from tests.browser.test_accessibility import axe
from tests.browser.test_lessons import CHECK, FOLDER, check_of, said

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
KEEPER_LOADED = """() => ["later", "queue"].every((name) =>
  performance.getEntriesByType("resource").some((one) => one.name.includes(`/js/${name}.`)))"""
WORDS = {
    "fr": {
        "module": "/fr/apprendre/se-proteger/les-arnaques/",
        "first": "Vérifier qui a envoyé le message",
        "keep": "Garder ce module sur cet appareil",
        "remove": "Retirer de cet appareil",
        "kept": "Gardé sur cet appareil depuis le",
        "right": "Je regarde qui écrit, sans toucher au lien.",
        "wrong": "Je paie, car la somme est petite.",
        "check": "Vérifier ma réponse",
        "later": "Votre réponse est gardée sur cet appareil",
        "empty": "Votre réponse n’est pas complète",
        "waiting": "1 réponse attend sur cet appareil",
        "two waiting": "2 réponses attendent sur cet appareil",
        "saved": "1 réponse est enregistrée.",
        "nowhere": "Pas d’internet en ce moment",
        "again": "Réessayer",
        "send": "Envoyer maintenant",
    },
    "en": {
        "module": "/en/learn/stay-safe/scams/",
        "first": "Check who sent the message",
        "keep": "Keep this module on this device",
        "remove": "Remove from this device",
        "kept": "Kept on this device since",
        "right": "I look at who writes and do not touch the link.",
        "wrong": "I pay, because it is a small sum.",
        "check": "Check my answer",
        "later": "Your answer is kept on this device",
        "empty": "Your answer is not complete",
        "waiting": "1 answer is waiting on this device",
        "two waiting": "2 answers are waiting on this device",
        "saved": "1 answer has been saved.",
        "nowhere": "You are not connected",
        "again": "Try again",
        "send": "Send now",
    },
}
CONTROLLED = """() => new Promise((resolve) => {
  const workers = navigator.serviceWorker;
  if (workers.controller) resolve(true);
  else workers.addEventListener("controllerchange", () => resolve(true));
})"""
ON_DEVICE = """async () => ({
  caches: (await caches.keys()).sort(),
  answers: await new Promise((resolve) => {
    const opening = indexedDB.open("passerelle", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("answers", { keyPath: "number" });
    opening.onsuccess = () => {
      const all = opening.result.transaction("answers").objectStore("answers").getAll();
      all.onsuccess = () => { opening.result.close(); resolve(all.result); };
    };
  }),
  marks: { ...localStorage },
})"""


@pytest.fixture(params=["fr", "en"])
def language(request):
    return request.param


@pytest.fixture
def words(language):
    return WORDS[language]


def keep(page, words):
    """Keep the module, and wait until the worker answers for this page."""
    page.goto(words["module"])
    page.get_by_role("button", name=words["keep"]).click()
    expect(page.get_by_role("button", name=words["remove"])).to_be_visible(timeout=30_000)
    expect(page.locator("[data-keep]")).to_contain_text(words["kept"])
    page.evaluate(CONTROLLED)


def answer(page, words, choice):
    page.get_by_role("radio", name=words[choice]).check()
    page.get_by_role("button", name=words["check"]).first.click()


def test_a_module_is_kept_answered_without_connection_and_saved_on_return(visit, words):
    opened = visit(**PHONE)
    page = opened.page
    keep(page, words)
    opened.context.set_offline(True)
    page.reload()
    assert page.locator("html").get_attribute("data-kept") is not None
    page.get_by_role("link", name=words["first"]).first.click()
    page.locator("h1", has_text=words["first"]).wait_for()
    page.get_by_role("button", name=words["check"]).first.click()
    page.get_by_text(words["empty"]).wait_for()
    answer(page, words, "right")
    note = page.get_by_role("group", name=words["later"])
    expect(note).to_be_focused()
    page.locator("[data-waiting]").get_by_text(words["waiting"]).wait_for()
    # No word of what is right: the device does not know it.
    assert page.locator(".call.ok").count() == 0

    # The page is closed and opened again, still without a connection: the answer waits.
    page.close()
    page = opened.new_page()
    page.goto(words["module"])
    page.locator("[data-waiting]").get_by_text(words["waiting"]).wait_for()
    assert not [one for one in opened.context.cookies() if one["name"] == "passerelle_guest"]

    opened.context.set_offline(False)
    expect(page.locator("[data-waiting]")).to_contain_text(words["saved"], timeout=15_000)
    assert [one for one in opened.context.cookies() if one["name"] == "passerelle_guest"]
    page.get_by_role("link", name=words["first"]).first.click()
    # Now that the server has judged it, the page says so.
    page.locator(".call.ok").first.wait_for()
    assert page.evaluate(ON_DEVICE)["answers"] == []


def test_pages_that_are_not_kept_say_so_with_one_action_and_the_kept_modules(visit, words, language):
    opened = visit(**PHONE)
    page = opened.page
    keep(page, words)
    opened.context.set_offline(True)
    page.goto(f"/{language}/near-me/")
    assert page.get_by_role("heading", level=1).inner_text().replace("\n", " ") == words["nowhere"]
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("main .btn").count() == 1
    assert page.locator("main a[href^='tel:']").count() == 1
    title = page.get_by_role("listitem").get_by_role("link")
    assert title.get_attribute("href") == words["module"]
    width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= shown
    opened.context.set_offline(False)
    page.get_by_role("link", name=words["again"]).click()
    page.locator("form.search").wait_for()


def test_who_pressed_nothing_leaves_nothing_of_their_own_on_the_device(visit):
    opened = visit(**PHONE)
    page = opened.page
    page.goto(WORDS["fr"]["module"])
    page.evaluate(CONTROLLED)
    page.get_by_role("link", name=WORDS["fr"]["first"]).first.click()
    answer(page, WORDS["fr"], "right")
    page.locator(".call.ok").first.wait_for()
    page.goto("/fr/my-learning/")
    found = page.evaluate(ON_DEVICE)
    assert found["answers"] == []
    assert found["marks"] == {}
    assert all(name.startswith("passerelle-shell-") for name in found["caches"])
    kept = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (n) => (await (await caches.open(n)).keys()))))"
        ".flat().map((one) => new URL(one.url).pathname)"
    )
    assert all(path.startswith("/static/") for path in kept)


def test_what_is_kept_holds_no_name_and_the_display_options_still_show(visit):
    opened = visit(**PHONE)
    page = opened.page
    page.goto("/fr/account/login/")
    page.locator("input[name=login]").fill("fatou")
    page.locator("input[name=password]").fill("passerelle-demo")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/fr/display/")
    page.locator("input[value=contrast]").check()
    page.locator("main form button[type=submit]").first.click()
    page.goto(WORDS["fr"]["module"])
    name = page.locator(".tools li").first.inner_text().strip()
    assert name.lower().startswith("fatou")
    keep(page, WORDS["fr"])
    texts = page.evaluate(
        """async () => { const found = [];
          for (const name of await caches.keys()) { const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              const response = await cache.match(request);
              if ((response.headers.get("Content-Type") || "").includes("html")) found.push(await response.text());
            } } return found; }"""
    )
    assert len(texts) >= 5
    # Fatou Lemaire is in the story of a practice: the tools of the page are where an account's name would stand.
    tools = [re.search(r'class="tools".*?</ul>', text, re.DOTALL)[0] for text in texts]
    assert not [text for text in tools if name in text]
    assert not [text for text in texts if re.search(r'data-owner="[^"]', text)]
    opened.context.set_offline(True)
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "contrast"
    assert page.locator(".tools li").first.inner_text().strip() != name


def test_the_answers_of_one_person_wait_while_another_is_signed_in(visit):
    words = WORDS["fr"]
    opened = visit(**PHONE)
    page = opened.page
    first, second = (f"odette-{uuid.uuid4().hex[:8]}" for _ in range(2))
    sign_up(page, first)
    keep(page, words)
    opened.context.set_offline(True)
    page.get_by_role("link", name=words["first"]).first.click()
    answer(page, words, "right")
    page.get_by_text(words["later"]).wait_for()
    opened.context.clear_cookies()
    opened.context.set_offline(False)
    sign_up(page, second)
    page.goto(words["module"])
    expect(page.locator("[data-waiting]")).to_contain_text("1 réponse d’une autre personne attend sur cet appareil.")
    assert len(page.evaluate(ON_DEVICE)["answers"]) == 1
    # The second person leaves; the first one's answer goes on waiting.
    page.goto("/fr/finished/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/finished/?done=account")
    assert len(page.evaluate(ON_DEVICE)["answers"]) == 1
    page.goto("/fr/account/login/")
    page.locator("input[name=login]").fill(first)
    page.locator("input[name=password]").fill("un-pont-sur-la-riviere")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)
    expect(page.locator("[data-waiting]")).to_contain_text(words["saved"])
    page.goto("/fr/my-learning/")
    page.get_by_role("link", name=words["first"]).first.click()
    page.locator(".call.ok").first.wait_for()


def test_answers_given_before_signing_in_are_asked_about(visit):
    words = WORDS["fr"]
    opened = visit(**PHONE)
    page = opened.page
    keep(page, words)
    opened.context.set_offline(True)
    page.get_by_role("link", name=words["first"]).first.click()
    answer(page, words, "right")
    page.get_by_text(words["later"]).wait_for()
    page.close()
    # Somebody signs in before the answers were sent: the line came back while no page was open.
    page = opened.new_page()
    page.route("**/answers/later/", lambda route: route.abort())
    opened.context.set_offline(False)
    sign_up(page, f"marcel-{uuid.uuid4().hex[:8]}")
    page.unroute("**/answers/later/")
    page.goto("/fr/my-learning/")
    expect(page.locator("[data-waiting]")).to_contain_text("Est-ce la vôtre")
    page.get_by_role("button", name="Oui, les enregistrer pour moi").click()
    expect(page.locator("[data-waiting]")).to_contain_text(words["saved"])
    assert page.evaluate(ON_DEVICE)["answers"] == []


def test_the_check_of_a_kept_module_is_answered_without_connection_and_finishes_it(visit, words, language):
    questions, _lessons = check_of(FOLDER, language)
    opened = visit(**PHONE)
    page = opened.page
    keep(page, words)
    opened.context.set_offline(True)
    page.goto(words["module"] + CHECK[language])
    assert page.locator("html").get_attribute("data-kept") is not None
    whole = page.get_by_role("button", name=said("Check my answers", language))
    whole.click()
    page.get_by_role("group", name=said("An answer is missing", language)).wait_for()
    page.get_by_role("link", name=said("Go to the question without an answer", language)).click()
    assert page.locator("div.quiz").first.get_attribute("id") == page.url.partition("#")[2]
    right = {plain(one["text"]) for question in questions for one in question["answers"] if one["correct"]}
    for choice in page.locator("label.choice").all():
        if plain(choice.inner_text()) in right:
            choice.click()
    whole.click()
    expect(page.get_by_role("group", name=said("Your answers are kept on this device", language))).to_be_focused()
    page.locator("[data-waiting]").get_by_text(words["waiting"]).wait_for()
    assert axe(page) == []
    opened.context.set_offline(False)
    expect(page.locator("[data-waiting]")).to_contain_text(words["saved"], timeout=15_000)
    page.get_by_role("link", name=said("See the result", language)).click()
    expect(page).to_have_title(re.compile("^" + re.escape(said("You know this module.", language))))


def test_leaving_warns_of_answers_that_wait_and_removes_everything(visit):
    words = WORDS["fr"]
    opened = visit(**PHONE)
    page = opened.page
    keep(page, words)
    page.get_by_role("link", name=words["first"]).first.click()
    answer(page, words, "wrong")
    page.get_by_text("Pas encore").first.wait_for()
    opened.context.set_offline(True)
    answer(page, words, "right")
    page.get_by_text(words["later"]).wait_for()
    page.close()
    page = opened.new_page()
    page.route("**/answers/later/", lambda route: route.abort())
    opened.context.set_offline(False)
    page.goto("/fr/finished/")
    box = page.locator("[data-leave]")
    expect(box).to_contain_text("1 réponse attend sur cet appareil. Si vous partez maintenant, elle est perdue.")
    expect(box).to_contain_text("1 module est gardé sur cet appareil.")
    page.unroute("**/answers/later/")
    page.get_by_role("button", name="Envoyer d’abord les réponses").click()
    expect(page.locator("[data-waiting]")).to_contain_text(words["saved"])
    expect(box.get_by_text("elle est perdue")).to_be_hidden()
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/finished/?done=guest")
    # The page that says so has a worker again, with the page without connection and nothing else.
    found = page.evaluate(ON_DEVICE)
    assert found["answers"] == []
    assert not [name for name in found["caches"] if not name.startswith("passerelle-shell-")]
    assert found["marks"] == {}


def test_a_module_is_removed_from_the_device(visit, words):
    opened = visit(**PHONE)
    page = opened.page
    keep(page, words)
    page.get_by_role("button", name=words["remove"]).click()
    expect(page.get_by_role("button", name=words["keep"])).to_be_visible()
    assert not [name for name in page.evaluate(ON_DEVICE)["caches"] if "module" in name]
    opened.context.set_offline(True)
    page.reload()
    assert page.get_by_role("heading", level=1).inner_text().replace("\n", " ") == words["nowhere"]
    assert page.get_by_role("listitem").count() == 0


def test_an_answer_is_not_lost_when_the_line_breaks_on_an_ordinary_page(visit):
    words = WORDS["fr"]
    opened = visit(**PHONE)
    page = opened.page
    page.goto(words["module"])
    page.get_by_role("link", name=words["first"]).first.click()
    page.get_by_role("radio", name=words["wrong"]).focus()
    page.wait_for_function(KEEPER_LOADED)  # with the first touch of a form, while there is a network
    opened.context.set_offline(True)
    answer(page, words, "right")
    # Nothing is kept of the page; the answer is, because it was sent.
    expect(page.get_by_role("group", name=words["later"])).to_be_focused()
    page.goto("about:blank")  # else the page may send it by itself before the next one says so
    opened.context.set_offline(False)
    page.goto("/fr/my-learning/")
    expect(page.locator("[data-waiting]")).to_contain_text(words["saved"])


def test_an_answer_that_arrived_although_the_line_broke_counts_once(visit):
    words = WORDS["fr"]
    opened = visit(**PHONE)
    page = opened.page
    page.goto(words["module"])
    page.get_by_role("link", name=words["first"]).first.click()
    page.get_by_role("radio", name=words["wrong"]).focus()
    page.wait_for_load_state("networkidle")

    def lose_the_answer(route):
        route.fetch(max_redirects=0)  # the server has it
        route.abort()  # the browser never hears of it

    page.route(re.compile(r"/answers/[\da-f-]{36}/"), lose_the_answer)
    answer(page, words, "wrong")
    expect(page.locator("[data-waiting]")).to_contain_text(words["saved"])
    page.get_by_role("link", name="Voir si elle est juste").click()
    expect(page).to_have_title(re.compile("^Pas encore"))
    # One wrong answer, not two: the person is not offered yet, the hint is closed.
    expect(page.locator("section.quiz").first).to_contain_text("Pas encore")
    assert page.locator("[data-hint-box]").count() == 1


def test_a_refused_answer_stays_with_its_reason_until_it_is_removed(visit):
    words = WORDS["fr"]
    opened = visit(**PHONE)
    page = opened.page
    keep(page, words)
    opened.context.set_offline(True)
    page.get_by_role("link", name=words["first"]).first.click()
    page.evaluate("document.querySelector('form[data-answer]').action = document.querySelector('form[data-answer]').action"
                  ".replace(/[\\da-f-]{36}\\/$/, '00000000-0000-4000-8000-000000000000/')")  # fmt: skip
    answer(page, words, "right")
    page.get_by_text(words["later"]).wait_for()
    opened.context.set_offline(False)
    box = page.locator("[data-waiting]")
    expect(box).to_contain_text("1 réponse n’a pas pu être enregistrée. La question n’est plus dans la leçon.")
    page.reload()
    expect(box).to_contain_text("La question n’est plus dans la leçon.")
    page.get_by_role("button", name="Retirer ce qui n’a pas pu être enregistré").click()
    expect(box).to_be_hidden()
    assert page.evaluate(ON_DEVICE)["answers"] == []


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_what_is_said_without_a_connection(visit, theme):
    words = WORDS["fr"]
    opened = visit(**PHONE)
    page = opened.page
    page.goto("/fr/display/")
    page.locator(f"input[value={theme}]").check()
    page.locator("main form button[type=submit]").first.click()
    keep(page, words)
    violations = axe(page)
    opened.context.set_offline(True)
    page.goto("/fr/near-me/")
    assert page.locator("html").get_attribute("data-theme") == theme
    violations += axe(page)
    page.goto(words["module"])
    page.get_by_role("link", name=words["first"]).first.click()
    page.get_by_role("button", name=words["check"]).first.click()
    page.get_by_text(words["empty"]).wait_for()
    violations += axe(page)
    answer(page, words, "right")
    page.locator("[data-waiting]").get_by_text(words["waiting"]).wait_for()
    violations += axe(page)
    width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= shown
    page.close()
    page = opened.new_page()
    page.route("**/answers/later/", lambda route: route.abort())
    opened.context.set_offline(False)
    page.goto("/fr/finished/")
    page.locator("[data-leave]").get_by_text("elle est perdue").wait_for()
    violations += axe(page)
    assert not violations, "\n".join(violations)


def test_the_first_view_of_a_lesson_stays_light_with_the_worker(visit):
    opened = visit()
    page = opened.page
    asked: list[str] = []
    opened.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{WORDS['fr']['module']}verifier-qui-a-envoye-le-message/", wait_until="networkidle")
    page.evaluate(CONTROLLED)
    page.wait_for_load_state("networkidle")
    # The worker stores style, font and mark: the browser has them already, and asks nobody again.
    assert len(set(asked)) <= 8, asked
    assert any(url.endswith("/worker.js") for url in asked)


def sign_up(page, name):
    page.goto("/fr/account/signup/")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password1]").fill("un-pont-sur-la-riviere")
    page.locator("input[name=password2]").fill("un-pont-sur-la-riviere")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/signup/" not in url)
