"""Every template in three themes through axe; reflow at 320 px; focus that is seen; weight and requests."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]
# What is right is neither listed nor sent to the test: on a long page that takes several times as long as looking.
RUN_AXE = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})
  .then(found => found.violations)"""
LESSON = "/fr/apprendre/se-proteger/les-arnaques/verifier-qui-a-envoye-le-message/"
CHECK = "/fr/apprendre/se-proteger/les-arnaques/verifiez-ce-que-vous-savez/"

PUBLIC = [
    "/fr/",
    "/en/",
    "/fr/apprendre/",
    "/fr/apprendre/se-proteger/",
    "/fr/apprendre/se-proteger/les-arnaques/",
    LESSON,
    f"{LESSON}?with=somebody",
    f"{LESSON}?version=simple",
    CHECK,
    "/fr/competences/",
    "/en/competences/",
    "/fr/where-to-start/",
    "/fr/near-me/",
    "/fr/near-me/?where=Saint-Denis",
    "/fr/near-me/?where=Nullepartville",
    "/fr/near-me/?where=Paris",
    "/fr/code/",
    "/fr/code/?code=ZZZZZ",
    "/fr/my-learning/",
    "/fr/display/",
    "/fr/elements/",
    "/fr/accessibility/",
    "/fr/your-data/",
    "/fr/legal/",
    "/fr/site-map/",
    "/fr/account/login/",
    "/fr/account/signup/",
    "/fr/account/password/reset/",
    "/fr/finished/",
    "/fr/does-not-exist/",
]
TEACHER = ["/fr/teach/", "/fr/teach/new/", "/fr/my-account/", "/fr/account/logout/", "/fr/account/2fa/"]
THEMES = ("light", "dark", "contrast")


def axe(page) -> list[str]:
    """Run axe and return its violations, one line each. It is evaluated in the page: no policy is passed by."""
    page.evaluate(AXE)
    found = page.evaluate(RUN_AXE, TAGS)
    return [
        f"{page.url} {one['id']}: {one['help']}: {json.dumps([node['html'][:160] for node in one['nodes']][:3])}"
        for one in found
    ]


def choose_theme(page, theme: str) -> None:
    page.goto("/fr/display/")
    page.locator(f"input[value={theme}]").check()
    page.locator("main form button[type=submit]").first.click()


def sign_in(page, username: str) -> None:
    page.goto("/fr/account/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill("passerelle-demo")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_any_public_page(visit, theme):
    page = visit().page
    choose_theme(page, theme)
    violations = []
    for path in PUBLIC:
        page.goto(path)
        assert page.locator("html").get_attribute("data-theme") == theme
        violations += axe(page)
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_a_teachers_pages(visit, theme):
    page = visit().page
    sign_in(page, "claire")
    choose_theme(page, theme)
    page.goto("/fr/teach/")
    detail = page.locator("main h2 a, main h3 a").first.get_attribute("href")
    violations = []
    for path in [*TEACHER, detail, f"{detail}learners/", f"{detail}assign/"]:
        page.goto(path)
        violations += axe(page)
    assert not violations, "\n".join(violations)


def test_axe_finds_nothing_after_a_wrong_answer_and_in_form_errors(visit):
    page = visit(java_script_enabled=True).page
    page.goto(LESSON)
    page.get_by_label("Je paie, car la somme est petite.").check()
    page.get_by_role("button", name="Vérifier ma réponse").first.click()
    page.get_by_text("Pas encore").first.wait_for()
    violations = axe(page)
    page.goto("/fr/account/login/")
    page.locator("input[name=login]").fill("nobody")
    page.locator("input[name=password]").fill("nothing-at-all")
    page.locator("main form button[type=submit]").first.click()
    page.locator("[role=alert]").first.wait_for()
    violations += axe(page)
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("options", [{}, {"forced_colors": "active"}, {"contrast": "more"}], ids=["plain", "forced", "more"])
def test_nothing_scrolls_sideways_at_320_pixels(visit, options):
    page = visit(viewport={"width": 320, "height": 256}, **options).page
    wide = []
    sign_in(page, "claire")
    page.goto("/fr/teach/")
    detail = page.locator("main h2 a, main h3 a").first.get_attribute("href")
    for path in [*PUBLIC, *TEACHER, detail, f"{detail}learners/", f"{detail}assign/"]:
        page.goto(path)
        width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if width > shown:
            wide.append(f"{path}: {width} > {shown}")
    assert not wide


def test_larger_text_and_wider_spacing_do_not_scroll_sideways(visit):
    page = visit(viewport={"width": 360, "height": 640}).page
    page.goto("/fr/display/")
    for name in ("size", "spacing"):
        page.locator(f"input[name={name}]").last.check()
    page.locator("main form button[type=submit]").first.click()
    for path in ("/fr/", LESSON, "/fr/near-me/?where=Paris"):
        page.goto(path)
        width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width <= shown, path


@pytest.mark.parametrize(
    "path", ["/fr/", LESSON, f"{LESSON}?with=somebody", CHECK, "/fr/near-me/?where=Paris", "/fr/display/"]
)
def test_each_stop_of_the_keyboard_is_seen_and_large_enough(visit, path):
    page = visit().page
    page.goto(path)
    seen = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const e = document.activeElement;
              if (!e || e === document.body) return null;
              const card = e.classList.contains('stretch') ? e.closest('li, .card') : null;
              const label = e.matches('input[type=radio], input[type=checkbox]') ? e.closest('label') : null;
              const s = [e, card, label].filter(Boolean).map(x => getComputedStyle(x));
              const r = (label || card || e).getBoundingClientRect();
              const outline = Math.max(...s.map(x => x.outlineStyle === 'none' ? 0 : parseFloat(x.outlineWidth)));
              const inline = getComputedStyle(e).display === 'inline' && e.closest('p, li, dd, td, th');
              return {key: e.tagName + (e.id || '') + (e.getAttribute('href') || '') + (e.value || '') + (e.name || ''),
                      html: e.outerHTML.slice(0, 120), outline, width: r.width, height: r.height, inline: !!inline};
            }"""
        )
        if stop is None or stop["key"] in seen:
            break
        seen.add(stop["key"])
        assert stop["outline"] >= 2, stop
        # WCAG 2.5.8: links inside a sentence are excepted.
        assert stop["inline"] or (stop["width"] >= 24 and stop["height"] >= 24), stop
    assert len(seen) > 8


def test_the_first_view_of_a_lesson_is_light(visit):
    opened = visit()
    page = opened.page
    client = opened.context.new_cdp_session(page)
    client.send("Network.enable")
    sizes: list[float] = []
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    opened.requests.clear()
    page.goto(LESSON, wait_until="networkidle")
    assert len(opened.requests) <= 8, opened.requests
    assert sum(sizes) <= 60_000, sizes
    assert not opened.context.cookies()
