"""Pages on screen: queries at two sizes, the other language, what the office refuses."""

from __future__ import annotations

import re

import pytest

from learning.courses import drawings
from learning.courses.identity import page_uuid
from learning.courses.models import LessonPage, ModulePage
from learning.courses.textfiles.importer import import_tree
from learning.people.models import Learner, User

pytestmark = pytest.mark.django_db
KEY = "stay-safe/scams/check-who-sent-it"
LESSON = "/fr/apprendre/se-proteger/les-arnaques/verifier-qui-a-envoye-le-message/"


def add_lessons(number: int) -> None:
    """Put more lessons into the module of scams, each a copy of the first."""
    module = ModulePage.objects.get(key="stay-safe/scams", locale__language_code="fr")
    first = LessonPage.objects.child_of(module).first()
    for n in range(number):
        key = f"stay-safe/scams/more-{n}"
        module.refresh_from_db()
        module.add_child(
            instance=LessonPage(
                title=f"Leçon {n}", slug=f"more-{n}", key=key, goal="x", body=first.body, locale=module.locale,
                translation_key=page_uuid(key), help="online-safety",
            )
        )  # fmt: skip


@pytest.mark.parametrize("more", [0, 40])
def test_a_lesson_costs_a_bounded_number_of_queries(client, courses, django_assert_max_num_queries, more):
    add_lessons(more)
    client.get(LESSON)
    with django_assert_max_num_queries(8):
        assert client.get(LESSON).status_code == 200
    user = User.objects.create_user(username="odette", password="four words on paper")
    Learner.objects.create(user=user)
    client.force_login(user)
    client.get(LESSON)
    with django_assert_max_num_queries(15):
        assert client.get(LESSON).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/fr/", "/fr/apprendre/", "/fr/apprendre/se-proteger/", "/fr/apprendre/se-proteger/les-arnaques/"],
)
def test_lists_cost_the_same_with_ten_times_the_lessons(client, courses, path, django_assert_max_num_queries):
    client.get(path)
    with django_assert_max_num_queries(10):
        client.get(path)
    add_lessons(40)
    with django_assert_max_num_queries(10):
        assert client.get(path).status_code == 200


def test_the_language_switch_leads_to_the_same_lesson(client, courses):
    assert 'href="/en/learn/stay-safe/scams/check-who-sent-it/"' in client.get(LESSON).content.decode()


def test_a_public_lesson_sets_no_cookie_and_holds_no_token(client, courses):
    response = client.get(LESSON)
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert "public" in response.headers["Cache-Control"]


def test_the_lesson_never_says_which_answer_is_right(client, courses):
    html = client.get(LESSON).content.decode()
    assert "Je regarde qui écrit" in html
    assert "c’est le bon geste" not in html
    assert "correct" not in html


def test_a_quotation_keeps_its_line_breaks(client, courses):
    html = client.get(LESSON).content.decode()
    quote = html[html.index("<blockquote") : html.index("</blockquote>")]
    assert "<br" in quote


def test_the_simple_version_shows_the_simple_text_and_the_question(client, courses):
    html = client.get(f"{LESSON}?version=simple").content.decode()
    assert "Un escroc veut voler votre argent." in html
    assert "Vous attendez un colis." in html
    assert "Le nom affiché peut être faux" not in html


def test_an_unpublished_lesson_answers_404(client, courses):
    LessonPage.objects.get(key=KEY, locale__language_code="fr").unpublish()
    assert client.get(LESSON).status_code == 404


def test_a_lesson_has_its_parts_in_order_with_one_level_of_heading_after_the_other(client, courses):
    html = client.get(LESSON).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", main)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    ids = [main.index(f'id="{name}"') for name in ("why", "try", "stuck")]
    assert ids == sorted(ids)
    assert main.count('<span class="post"') == main.count('<li><span class="post"') >= 3
    key = LessonPage.objects.get(key=KEY, locale__language_code="fr").translation_key
    assert f"/fr/print/lesson/{key}.pdf" in main
    assert "/fr/near-me/?service=online-safety" in main


def test_the_simple_version_skips_no_level_of_heading(client, courses):
    html = client.get(f"{LESSON}?version=simple").content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html[html.index("<main") : html.index("</main>")])]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_links_of_the_text_lead_somewhere(client, folder):
    import_tree(root=folder)
    page = LessonPage.objects.get(key="bridges/crossing/every-sign", locale__language_code="fr")
    html = client.get(page.path_url).content.decode()
    assert '<a href="/fr/near-me/?service=housing">un lieu</a>' in html
    assert "#gloss-" not in html
    assert "un mot et *rien*" in html
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html


def test_every_part_of_a_lesson_is_shown(client, folder):
    import_tree(root=folder)
    page = LessonPage.objects.get(key="bridges/crossing/every-sign", locale__language_code="fr")
    html = client.get(page.path_url).content.decode()
    for words in (
        "Aucun service ne demande votre code.", "Attention, arnaque", "La feuille à découper", "Vous avez le temps.",
        'aria-label="Un message sur un téléphone. Le numéro est entouré."', "Mettez dans l’ordre.", "Reliez.",
        "Combien coûte le colis, en euros",
    ):  # fmt: skip
        assert words in html


def test_a_practice_is_kept_and_not_shown_yet(client, folder):
    import_tree(root=folder)
    page = LessonPage.objects.get(key="bridges/crossing/look-first", locale__language_code="fr")
    assert [block.value["scenario"] for block in page.body if block.block_type == "practice"] == ["inbox-parcel-scam"]
    assert "inbox-parcel-scam" not in client.get(page.path_url).content.decode()


def test_the_module_names_its_lessons_and_offers_paper(client, courses):
    html = client.get("/fr/apprendre/se-proteger/les-arnaques/").content.decode()
    module = ModulePage.objects.get(key="stay-safe/scams", locale__language_code="fr")
    lessons = LessonPage.objects.live().child_of(module)
    assert html.count('<div class="lesson') == lessons.count() == 4
    assert f"/fr/print/module/{module.translation_key}.pdf" in html
    assert html.count('class="btn"') == 1


def test_the_course_names_its_modules_in_order(client, folder):
    import_tree(root=folder)
    html = client.get("/fr/apprendre/ponts/").content.decode()
    assert html.index("Se reposer") < html.index("Traverser")
    assert "Vous traversez sans peur." in html
    assert "1 leçon" in html
    assert "2 leçons" in html


@pytest.mark.parametrize(
    "path",
    [
        "/fr/rien/",
        "/fr/apprendre/rien/",
        "/fr/apprendre/se-proteger/les-arnaques/rien/",
        "/fr/a/b/c/d/e/f/",
        "/en/apprendre/",
    ],
)
def test_an_address_that_leads_nowhere_answers_404(client, courses, path):
    assert client.get(path).status_code == 404


def test_a_drawing_that_may_not_be_shown_breaks_no_page(client, courses, monkeypatch, tmp_path):
    monkeypatch.setattr(drawings, "FOLDER", tmp_path)
    (tmp_path / "sms-sender-circled.svg").write_text("<svg onload='alert(1)'/>")
    response = client.get(LESSON)
    assert response.status_code == 200
    assert b"alert" not in response.content


def test_a_drawing_for_paper_has_plain_colours_and_a_title():
    svg = drawings.inline("sms-sender-circled", "Un message.", literal=True)
    assert "var(" not in svg
    assert "<title>Un message.</title>" in svg
    assert "var(--" in drawings.inline("sms-sender-circled", "Un message.")


@pytest.mark.parametrize(
    ("svg", "reason"),
    [
        ("not svg", "not an SVG"),
        ('<svg viewBox="0 0 10 10"/>', "viewBox"),
        ('<svg viewBox="0 0 480 300"><script>alert(1)</script></svg>', "<script>"),
        ('<svg viewBox="0 0 480 300"><path d="M0 0" onclick="alert(1)"/></svg>', "onclick"),
        ('<svg viewBox="0 0 480 300"><image href="https://elsewhere.example/x.png"/></svg>', "<image>"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 480 300"/>', "entities"),
        ('<svg viewBox="0 0 480 300">' + "<g/>" * 4000 + "</svg>", "bytes"),
    ],
)
def test_a_drawing_may_hold_shapes_only(svg, reason):
    with pytest.raises(drawings.DrawingError, match=reason):
        drawings.read(svg)


def test_every_drawing_of_the_repository_may_be_shown():
    files = sorted(drawings.FOLDER.glob("*.svg"))
    assert len(files) >= 9
    for path in files:
        assert drawings.read(path.read_text(encoding="utf-8"))
