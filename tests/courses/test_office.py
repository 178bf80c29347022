"""The editors' office: who may do what, what is refused with a sentence, what a published page leaves behind."""

from __future__ import annotations

import gc
import io
import json

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Page

from learning.courses.flows import ensure_site
from learning.courses.identity import block_uuid, page_uuid
from learning.courses.models import CourseIndexPage, CoursePage, HomePage, LessonPage, ModulePage
from learning.courses.textfiles.changes import content_hash
from learning.courses.textfiles.importer import import_tree
from learning.people.models import User
from tests.courses.factories import form_of, lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(folder):
    assert not import_tree(root=folder).failed


@pytest.fixture
def editor(client, settings, pages):
    settings.PASSERELLE_DEMO = True  # a second factor is offered, not asked for
    user = User.objects.create_user(username="edith", password="four words on paper")
    user.groups.add(Group.objects.get(name="editor"))
    client.force_login(user)
    return user


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def photo() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Picture.new("RGB", (1200, 800), "#0b4a54").save(stream, "PNG")
    return SimpleUploadedFile("photo.png", stream.getvalue(), content_type="image/png")


def test_the_site_is_made_once(db):
    ensure_site()
    before = Page.objects.count()
    ensure_site()
    assert Page.objects.count() == before
    assert HomePage.objects.count() == CourseIndexPage.objects.count() == 2


def test_each_kind_of_page_has_its_place_and_each_language_one_home(pages):
    home = HomePage.objects.first()
    assert not HomePage.can_create_at(Page.get_first_root_node())
    assert not CourseIndexPage.can_create_at(home)
    assert CoursePage.can_create_at(CourseIndexPage.objects.first())
    assert not LessonPage.can_create_at(CoursePage.objects.first())
    assert not CoursePage.can_create_at(home)


def test_an_editor_works_in_both_languages_and_nobody_else_does(client, editor):
    for page in LessonPage.objects.all()[:2]:
        assert client.get(edit_url(page)).status_code == 200
    client.force_login(User.objects.create_user(username="odette", password="four words on paper"))
    assert client.get(edit_url(lesson())).status_code == 302


@pytest.mark.parametrize("key", ["bridges/crossing/look-first", "bridges/crossing/every-sign"])
def test_saving_a_lesson_without_touching_it_changes_nothing(client, editor, key):
    page = lesson(key=key)
    before, activities = content_hash(page), [one.id for one in page.activities()]
    response = client.post(edit_url(page), form_of(page) | {"action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    page = lesson(key=key)
    assert content_hash(page) == before
    assert [one.id for one in page.activities()] == activities


def test_an_editor_changes_a_lesson_and_readers_see_it(client, editor):
    page = lesson()
    client.get(page.path_url)  # the fragment is in the cache
    body = form_of(page, goal="Vous savez vous arrêter.")
    body["body-2-value-title"] = "posez votre téléphone"
    assert client.post(edit_url(page), body | {"action-publish": "1"}).status_code == 302
    html = client.get(page.path_url).content.decode()
    assert "Vous savez vous arrêter." in html
    assert "Posez votre téléphone" in html


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "x" * 10_000}, "title"),
        ({"goal": ""}, "goal"),
        ({"minutes": "500"}, "minutes"),
        ({"checked": "hier"}, "checked"),
        ({"drawing_alt": ""}, "drawing_alt"),
    ],
)
def test_what_cannot_be_saved_gets_a_sentence_and_nothing_is_lost(client, editor, changes, field):
    page = lesson()
    response = client.post(edit_url(page), form_of(page, **changes) | {"action-publish": "1"})
    assert response.status_code == 200
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert len(str(form.errors[field][0])) > 10
    if field == "title":
        assert "10000" in form.errors[field][0].replace("\u202f", "").replace("\u00a0", "")
    assert form["title"].value() == changes.get("title", page.title)
    assert lesson().title == page.title


def test_two_questions_cannot_have_one_name(client, editor):
    page = lesson(key="bridges/crossing/every-sign")
    body = form_of(page)
    names = [name for name, value in body.items() if value == "q-order"]
    response = client.post(edit_url(page), body | {names[0]: "q-several"})
    assert response.status_code == 200
    # Wagtail gives the sentence to its form as JSON.
    assert json.dumps("Ce nom est déjà utilisé dans la leçon")[1:-1] in response.content.decode()


def test_a_lesson_made_in_the_office_has_the_identity_that_its_file_would_have(pages):
    module = ModulePage.objects.get(key="bridges/crossing", locale__language_code="fr")
    page = LessonPage(title="L'eau monte", goal="x", locale=module.locale, body=lesson().body)
    module.add_child(instance=page)
    assert page.key == "bridges/crossing/leau-monte"
    assert page.translation_key == page_uuid(page.key)
    assert page.module_key == module.key
    assert page.activities()[0].id == block_uuid(page.key, "q-first")
    second = LessonPage(title="Encore", slug="leau-monte-2", goal="x", locale=module.locale)
    second.key = ""
    module.add_child(instance=second)
    assert second.key != page.key


def test_a_copied_lesson_is_another_lesson(pages):
    page = lesson()
    copy = page.copy(update_attrs={"slug": "copie"})
    assert copy.key == "bridges/crossing/copie"
    assert copy.translation_key != page.translation_key
    assert LessonPage.objects.get(pk=copy.pk).activities()[0].id == block_uuid(copy.key, "q-first")
    assert lesson().activities()[0].id == block_uuid(page.key, "q-first")
    assert copy.file_hash == ""


def test_a_lesson_moved_in_the_office_keeps_its_answers_and_counts_in_its_new_module(pages):
    page = lesson()
    module = ModulePage.objects.get(key="bridges/resting", locale__language_code="fr")
    page.move(module, pos="last-child")
    moved = LessonPage.objects.get(pk=page.pk)
    assert moved.module_key == "bridges/resting"
    assert moved.was == ["bridges/crossing/look-first"]
    assert moved.translation_key == page.translation_key
    moved.save_revision().publish()
    again = LessonPage.objects.get(pk=page.pk)
    assert again.module_key == "bridges/resting"
    assert [one.id for one in again.activities()] == [one.id for one in page.activities()]


def test_publishing_an_old_draft_changes_the_text_and_not_the_identity(pages, folder):
    page = lesson()
    old = page.latest_revision
    LessonPage.objects.filter(pk=page.pk).update(file_hash="newer", was=["bridges/older"])
    old.publish()
    page = lesson()
    assert (page.file_hash, page.was) == ("newer", ["bridges/older"])


def test_an_editor_sees_a_draft_on_screen_and_on_paper(client, editor):
    page = lesson()
    page.title = "Un brouillon"
    page.save_revision()
    assert page.preview_modes[1][0] == "print"
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert "Un brouillon" in client.get(url).content.decode()
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(preview, form_of(page, title="Pas encore enregistré")).json()["is_valid"]
    screen = client.get(preview, {"mode": ""})
    assert "Pas encore enregistré" in screen.content.decode()
    paper = client.get(preview, {"mode": "print"})
    assert paper.status_code == 200
    content = b"".join(paper.streaming_content) if paper.streaming else paper.content
    assert content.startswith(b"%PDF") or b"Pas encore enregistr" in content


def test_a_file_that_is_no_image_is_refused_with_a_sentence(client, editor):
    fake = SimpleUploadedFile("photo.png", b"<script>alert(1)</script>", content_type="image/png")
    response = client.post(reverse("wagtailimages:add"), {"title": "Photo", "file": fake})
    assert response.status_code == 200
    assert len(str(response.context["form"].errors["file"][0])) > 20
    assert not get_image_model().objects.exists()


def test_a_drawing_cannot_be_uploaded_it_could_act(client, editor):
    fake = SimpleUploadedFile("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/svg+xml")
    response = client.post(reverse("wagtailimages:add"), {"title": "Photo", "file": fake})
    assert response.context["form"].errors["file"]


# Wagtail leaves the temporary file of a rendition to the garbage collector (images/models.py, generate_rendition_file).
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_publishing_makes_the_sizes_of_the_photographs(client, editor):
    client.post(reverse("wagtailimages:add"), {"title": "Photo", "file": photo(), "collection": "1"})
    image = get_image_model().objects.get()
    page = lesson()
    page.body.append(("image", {"drawing": "", "photo": image, "alt": "Une rivière large et calme."}))
    page.save_revision().publish()
    assert set(image.renditions.values_list("filter_spec", flat=True)) >= {"width-960", "width-960|format-jpeg"}
    html = client.get(page.path_url).content.decode()
    assert 'alt="Une rivière large et calme."' in html
    assert image.renditions.filter(filter_spec="width-960").get().url in html
    gc.collect()
