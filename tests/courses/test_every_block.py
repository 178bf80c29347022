"""A lesson that holds every kind of block keeps the numbers of the foundation: weight, requests, queries."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from learning.courses.blocks import LessonBody, StepBody
from learning.courses.models import GlossaryWord, LessonPage, ModulePage
from learning.people.models import Learner, User
from tests.progress.factories import make_check, make_module, module_of, question

pytestmark = pytest.mark.django_db
STATIC = Path(settings.BASE_DIR) / "static"
QUESTIONS = ("single", "multiple", "order", "match", "short", "number")


@pytest.fixture
def document(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return get_document_model().objects.create(title="sheet.txt", file=ContentFile(b"x" * 2000, name="sheet.txt"))


def every_block(document) -> list[tuple[str, object]]:
    """Return the raw blocks of a lesson: each kind of block, each kind of question, every block inside a step."""
    body = LessonBody()
    raw: list[tuple[str, object]] = []

    def value(block, name: str):
        found = block.child_blocks[name]
        if name == "download":
            return {"label": "La feuille à découper", "document": document.pk}
        if name in ("text", "tip"):
            text = f'<p>Ouvrez le <a href="#gloss-word-{name}">mot</a> et <a href="#service-taxes">un lieu</a>.</p>'
            return text if name == "text" else {"text": text}
        return found.get_prep_value(found.get_preview_value())

    inner = [{"type": name, "value": value(StepBody(), name)} for name in StepBody().child_blocks]
    for name in body.child_blocks:
        if name == "question":
            raw.append(("heading", {"text": "À vous d'essayer", "anchor": "try"}))
            raw += [("question", question(kind=kind, anchor=f"q-{kind}")) for kind in QUESTIONS]
        elif name == "step":
            raw += [("step", {"title": f"faites le geste {n}", "body": inner}) for n in range(3)]
        else:
            raw.append((name, value(body, name)))
    return raw


@pytest.fixture
def full(document):
    """A published lesson with every block, the last of a module of four with a check."""
    for key in ("word-text", "word-tip"):
        GlossaryWord.objects.create(key=key, language="fr", word="mot", meaning="Un mot que la leçon explique.")
    lesson = make_module([question()], [question()], [question()], [question()])[-1]
    make_check(module_of(lesson))
    lesson.body = [{"type": name, "value": value} for name, value in every_block(document)]
    lesson.drawing, lesson.drawing_alt = "sms-sender-circled", "Un message sur un téléphone."
    lesson.save_revision().publish()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    assert {block.block_type for block in lesson.body} == set(LessonBody().child_blocks)
    return lesson


PATHS = ["", "?version=simple", "?with=somebody", "?with=somebody&version=simple"]


@pytest.mark.parametrize("query", PATHS)
def test_every_block_on_one_page_costs_no_more_queries(client, full, query, django_assert_max_num_queries):
    url = full.path_url + query
    client.get(url)
    with django_assert_max_num_queries(8):
        assert client.get(url).status_code == 200
    user = User.objects.create_user(username="odette", password="four words on paper")
    Learner.objects.create(user=user)
    client.force_login(user)
    for activity in full.activities()[:2]:
        client.post(
            f"/fr/answers/{full.translation_key}/{activity.id}/", {"answer": "a2"}, HTTP_SEC_FETCH_SITE="same-origin"
        )
    client.get(url)
    with django_assert_max_num_queries(15):
        assert client.get(url).status_code == 200


def first_view(html: str) -> dict[str, int]:
    """Return what a browser asks for to show a page, with the bytes that it weighs (text compressed, as it is served)."""
    found = {"page": len(brotli.compress(html.encode()))}
    names = re.findall(
        r'<(?:link rel="(?:stylesheet|icon|preload)"|script type="module")[^>]*?(?:href|src)="/static/([^"]+)"', html
    )
    for match in re.finditer(
        r"""querySelector\("([^"]+)"\)\)\s*\{?\s*import\("\./([^"]+)"\)""", (STATIC / "app.js").read_text()
    ):
        marks = re.findall(r"\[([\w-]+)\]", match[1])
        if all(f" {mark}" in html for mark in marks):
            names.append(match[2])
    for name in set(names):
        path = STATIC / re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name)
        data = path.read_bytes()
        found[name] = len(data) if path.suffix == ".woff2" else len(brotli.compress(data))
    for source in re.findall(r'<img [^>]*src="([^"]+)"[^>]*>', html):
        assert 'loading="lazy"' in html, source
    return found


@pytest.mark.parametrize("query", PATHS)
def test_every_block_on_one_page_stays_light(client, full, query):
    response = client.get(full.path_url + query)
    found = first_view(response.content.decode())
    assert len(found) >= 5  # page, two sheets or one, font, scripts, icon: what is looked for is found
    assert len(found) <= 8, found
    assert sum(found.values()) <= 60_000, found


def test_the_module_with_its_check_stays_light(client, full):
    module = ModulePage.objects.get(pk=module_of(full).pk)
    found = first_view(client.get(module.path_url).content.decode())
    assert sum(found.values()) <= 60_000, found


@pytest.mark.parametrize("query", PATHS)
def test_every_block_is_well_formed_together(client, full, query):
    html = client.get(full.path_url + query).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="#([^"]+)"', html):
        assert target in ids, target
    levels = [int(n) for n in re.findall(r"<h([1-6])", html)]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), levels
    for tag in ("div", "ol", "ul", "li", "section", "dl"):
        assert len(re.findall(rf"<{tag}[\s>]", html)) == html.count(f"</{tag}>"), tag


@pytest.mark.parametrize("query", PATHS)
def test_the_lesson_says_early_what_finishes_it(client, full, query):
    html = client.get(full.path_url + query).content.decode()
    asked = full.asked()
    assert asked["questions"] == len(QUESTIONS)
    assert sum(asked.values()) == len(full.activities())
    early = html.partition("quiz")[0]
    assert f"{asked['questions']} questions" in early
    assert ("exercice</li>" in early) == bool(asked["practices"])
