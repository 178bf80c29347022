"""What a device may keep: the worker, the manifest, the list of a module, and pages that hold no name."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from PIL import Image

from learning.courses.models import LessonPage
from learning.people.models import Learner, User
from learning.progress import offline
from tests.progress.factories import make_learner, make_module, module_of, question

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(db):
    return module_of(make_module([question()], [question(anchor="q-2")])[0])


def listed(client, module, code="fr"):
    with translation.override(code):
        url = reverse("progress:keep", args=[module.translation_key])
    return client.get(url)


def test_the_worker_is_served_for_the_whole_site_and_asked_for_each_time(client):
    answer = client.get("/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Service-Worker-Allowed"] == "/"
    text = answer.content.decode()
    shell = json.loads(re.search(r"^const SHELL = (\{.*\});$", text, re.MULTILINE)[1])
    assert set(shell["pages"]) == {"fr", "en"}
    assert any(name.endswith(".css") for name in shell["files"])


@pytest.mark.parametrize(
    ("code", "sentence", "action"),
    [("fr", "Cette page a besoin d’internet", "Réessayer"), ("en", "This page needs the internet", "Try again")],
)
def test_the_page_without_connection_has_a_sentence_an_action_and_the_number(client, code, sentence, action):
    text = client.get("/worker.js").content.decode()
    page = json.loads(re.search(r"^const SHELL = (\{.*\});$", text, re.MULTILINE)[1])["pages"][code]["html"]
    assert f'<html lang="{code}"' in page
    assert page.count('class="btn"') == 1
    assert sentence in page
    assert f">{action}</a>" in page
    assert f'href="tel:{settings.PASSERELLE_HELP_PHONE}"' in page


def test_another_text_of_the_page_without_connection_is_another_worker(client, settings):
    before = client.get("/worker.js").content
    settings.PASSERELLE_HELP_PHONE = "0450334535"
    after = client.get("/worker.js").content
    version = re.compile(rb'const VERSION = "(\w+)"')
    assert version.search(before)[1] != version.search(after)[1]


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_manifest_speaks_the_language_and_its_pictures_are_there(client, code):
    with translation.override(code):
        answer = client.get(reverse("progress:manifest"))
    data = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (data["lang"], data["start_url"], data["scope"], data["id"]) == (code, f"/{code}/", "/", "/")
    assert {"192x192", "512x512", "any"} <= {one["sizes"] for one in data["icons"]}
    assert "maskable" in {one["purpose"] for one in data["icons"]}
    for one in data["icons"]:
        path = settings.BASE_DIR / "static" / one["src"].removeprefix(settings.STATIC_URL)
        assert path.is_file()
        if path.suffix == ".png":
            with Image.open(path) as picture:
                assert "x".join(map(str, picture.size)) == one["sizes"]


def test_every_page_names_the_manifest_of_its_language(client):
    assert '<link rel="manifest" href="/en/passerelle.webmanifest">' in client.get("/en/display/").content.decode()


def test_a_module_lists_its_pages_and_each_of_them_answers(client, courses):
    page = LessonPage.objects.get(key="stay-safe/scams/check-who-sent-it", locale__language_code="fr")
    data = listed(client, module_of(page)).json()
    assert (data["title"], data["language"]) == ("Les arnaques", "fr")
    assert data["pages"][0] == data["path"]
    assert page.path_url in data["pages"]
    assert f"{page.path_url}?version=simple" in data["pages"]
    assert len(set(data["pages"])) == len(data["pages"])
    for path in data["pages"]:
        assert client.get(path).status_code == 200
    for path in data["files"]:
        assert (settings.BASE_DIR / "static" / path.removeprefix(settings.STATIC_URL)).is_file()
    english = listed(client, module_of(page), "en").json()
    assert english["path"].startswith("/en/")
    assert english["key"] == data["key"]


def test_scripts_that_a_kept_page_imports_are_all_listed():
    listed_ = {path.rpartition("/")[2] for path in offline.script_files()}
    folder = settings.BASE_DIR / "static"
    for path in [folder / "app.js", *(folder / "js").glob("*.js")]:
        if path.name != "worker.js":
            for name in re.findall(r'"\./(?:js/)?([\w-]+\.js)"', path.read_text(encoding="utf-8")):
                assert name in listed_, f"{path.name} imports {name}"


def test_the_version_changes_with_a_lesson_and_not_by_itself(client, module):
    before = listed(client, module).json()["version"]
    assert listed(client, module).json()["version"] == before
    lesson = LessonPage.objects.child_of(module).first()
    lesson.save_revision().publish()
    assert listed(client, module).json()["version"] != before


def test_a_module_that_is_not_published_or_not_translated_is_not_kept(client, module):
    assert listed(client, module, "en").status_code == 404
    module.unpublish()
    assert listed(client, module).status_code == 404


@pytest.mark.parametrize("size", [2, 8])
def test_the_list_costs_the_same_queries_whatever_the_lessons(client, size, django_assert_max_num_queries):
    page = module_of(make_module(*[[question()] for _ in range(size)])[0])
    with django_assert_max_num_queries(3):
        assert len(listed(client, page).json()["pages"]) == size + 1


def test_a_page_asked_for_without_cookies_holds_nobody(client, module):
    """What static/js/keep.js stores: it asks with credentials: "omit"."""
    user = User.objects.create_user(username="odette", first_name="Odette")
    learner = Learner.objects.create(user=user, display_name="Odette B.")
    lesson = LessonPage.objects.child_of(module).first()
    client.force_login(user)
    known = client.get(lesson.path_url).content.decode()
    assert "Odette" in known
    assert f'data-owner="{offline.owner_of(learner)}"' in known
    client.logout()
    for path in (lesson.path_url, module.path_url):
        text = client.get(path).content.decode()
        assert "Odette" not in text
        assert 'data-owner=""' in text


def test_the_mark_of_a_learner_tells_nothing_of_the_learner():
    one, other = make_learner(display_name="Odette"), make_learner()
    assert offline.owner_of(one) == offline.owner_of(Learner.objects.get(pk=one.pk))
    assert offline.owner_of(one) != offline.owner_of(other)
    assert re.fullmatch(r"[0-9a-f]{20}", offline.owner_of(one))
    assert one.pk.hex[:8] not in offline.owner_of(one)
    assert offline.owner_of(None) == ""


def test_the_form_says_which_text_it_asks(client, module):
    lesson = LessonPage.objects.child_of(module).first()
    lesson.save_revision().publish()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    assert f'data-revision="{lesson.revision}"' in client.get(lesson.path_url).content.decode()


def test_leaving_without_a_script_empties_what_the_device_keeps(client):
    url = reverse("people:leave")
    assert client.post(url)["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.post(url, {"cleared": "1"})
    assert "Clear-Site-Data" not in client.get(url)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_words_of_the_scripts_are_in_the_language_of_the_page(client, code):
    with translation.override(code):
        words = offline.words()
        text = client.get(reverse("progress:mine")).content.decode()
    assert all(len(pair) == 2 and "{n}" in pair[0] and "{n}" in pair[1] and pair[0] != pair[1] for pair in words.values())
    data = json.loads(re.search(r'<template id="waiting-words">(.*?)</template>', text)[1])
    assert data == words
    assert ("réponse" in str(words)) == (code == "fr")
