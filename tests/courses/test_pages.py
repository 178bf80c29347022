"""Pages on screen: queries at two sizes, the other language, what the office refuses."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale

from learning.courses import drawings
from learning.courses.identity import page_uuid
from learning.courses.models import LessonPage, ModulePage
from learning.people.models import Learner, User

pytestmark = pytest.mark.django_db
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
    LessonPage.objects.get(key="stay-safe/scams/check-who-sent-it", locale__language_code="fr").unpublish()
    assert client.get(LESSON).status_code == 404


@pytest.fixture
def editor(client, settings):
    settings.PASSERELLE_DEMO = True
    user = User.objects.create_user(username="edith", password="four words on paper")
    user.groups.add(Group.objects.get(name="editor"))
    client.force_login(user)
    return user


def test_an_editor_opens_the_form_and_both_previews(client, courses, editor):
    page = LessonPage.objects.get(key="stay-safe/scams/check-who-sent-it", locale__language_code="fr")
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert client.get(url).status_code == 200


def test_a_title_of_ten_thousand_characters_gets_a_sentence(courses):
    page = LessonPage(title="x" * 10_000, goal="x", locale=Locale.objects.get(language_code="fr"))
    with pytest.raises(ValidationError) as caught:
        page.full_clean(exclude=["path", "depth"])
    assert "title" in caught.value.message_dict


def test_a_file_that_is_no_image_is_refused_with_a_sentence(client, courses, editor):
    fake = SimpleUploadedFile("photo.png", b"<script>alert(1)</script>", content_type="image/png")
    response = client.post(reverse("wagtailimages:add"), {"title": "Photo", "file": fake})
    assert response.status_code == 200
    assert response.context["form"].errors["file"]


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
