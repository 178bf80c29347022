"""Lessons and modules as PDF."""

from __future__ import annotations

import uuid
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader
from wagtail.models import PageViewRestriction

from learning.courses.models import LessonPage
from learning.paper import flows, html, views

pytestmark = pytest.mark.django_db


def url(page, **query) -> str:
    name = "paper:lesson" if isinstance(page, LessonPage) else "paper:module"
    return reverse(name, kwargs={"key": page.translation_key}, query=query or None)


def test_a_lesson_is_sent_as_a_pdf_with_a_good_name(client, lesson, private):
    response = client.get(url(lesson))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="passerelle-verifier-qui-a-envoye-le-message.pdf"'
    assert PdfReader(BytesIO(response.content)).metadata.title == "Vérifier qui a envoyé le message – Passerelle"
    assert "Content-Security-Policy" not in response


def test_a_module_is_sent_as_one_file_with_all_its_lessons(client, module, private):
    response = client.get(url(module))
    reader = PdfReader(BytesIO(response.content))
    outline = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert response["Content-Disposition"] == 'inline; filename="passerelle-les-arnaques.pdf"'
    assert outline == ["Les arnaques"]
    text = reader.pages[0].extract_text()
    assert "Vérifier qui a envoyé le message" in text
    assert "Toutes les sortes de questions" in text


def test_the_language_is_that_of_the_address(client, lesson, quick, private, english):
    assert b"Check who sent the message" in client.get(url(lesson)).content
    assert '<html lang="en">' in quick[0]


def test_the_simple_version_has_its_own_file(client, lesson, quick, private):
    full, simple = client.get(url(lesson)), client.get(url(lesson, version="simple"))
    assert "simple" in simple["Content-Disposition"]
    assert b"Un escroc veut voler votre argent." in simple.content
    assert b"Un escroc veut voler votre argent." not in full.content
    assert len(list(private.glob("*.pdf"))) == 2


def test_a_lesson_without_simple_version_gives_the_full_one(client, every_kind, quick, private):
    assert client.get(url(every_kind, version="simple")).content == client.get(url(every_kind)).content
    assert len(quick) == 1


@pytest.mark.parametrize("name", ["paper:lesson", "paper:module"])
def test_an_unknown_page_is_not_found(client, sample, name):
    assert client.get(reverse(name, kwargs={"key": uuid.uuid4()})).status_code == 404


def test_a_draft_is_not_printed(client, lesson, module, quick, private):
    lesson.unpublish()
    assert client.get(url(lesson)).status_code == 404
    assert "Vérifier qui a envoyé" not in client.get(url(module)).content.decode()
    module.unpublish()
    assert client.get(url(module)).status_code == 404


def test_a_page_kept_to_some_readers_is_not_printed(client, lesson, module, quick, private):
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(url(lesson)).status_code == 404
    assert "Vérifier qui a envoyé" not in client.get(url(module)).content.decode()


def test_a_module_key_is_no_lesson(client, module):
    assert client.get(reverse("paper:lesson", kwargs={"key": module.translation_key})).status_code == 404


def test_nothing_may_be_posted(client, lesson):
    assert client.post(url(lesson)).status_code == 405


def test_a_sheet_is_made_once(client, lesson, quick, private):
    first, second = client.get(url(lesson)), client.get(url(lesson))
    assert first.content == second.content
    assert len(quick) == 1


def test_a_sheet_that_the_reader_has_is_not_sent_again(client, lesson, quick, private):
    tag = client.get(url(lesson))["ETag"]
    again = client.get(url(lesson), headers={"if-none-match": f'"other", W/{tag}'})
    assert again.status_code == 304
    assert not again.content
    assert again["ETag"] == tag


def test_an_edited_lesson_gives_a_new_sheet_and_the_old_one_goes(client, lesson, quick, private):
    before = client.get(url(lesson))
    lesson.goal = "Vous savez lire un numéro."
    lesson.save_revision().publish()
    after = client.get(url(lesson))
    assert after["ETag"] != before["ETag"]
    assert "Vous savez lire un numéro." in after.content.decode()
    assert len(list(private.glob("lesson-*"))) == 1


def test_a_full_disk_does_not_keep_the_sheet_from_its_reader(client, lesson, quick, private, monkeypatch, caplog):
    def full(*_args: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(flows, "_keep", full)
    assert client.get(url(lesson)).status_code == 200
    assert "cannot be kept" in caplog.text


def test_new_sheets_are_limited_and_kept_ones_are_not(client, lesson, every_kind, quick, private, monkeypatch):
    monkeypatch.setattr(views, "NEW_SHEETS_AN_HOUR", 1)
    assert client.get(url(lesson)).status_code == 200
    assert client.get(url(every_kind)).status_code == 429
    assert client.get(url(lesson)).status_code == 200


def test_a_sheet_may_be_kept_by_caches_and_sets_no_cookie(client, lesson, quick, private):
    response = client.get(url(lesson))
    assert response["Cache-Control"] == "public, max-age=300"
    assert not response.cookies


def test_an_editor_sees_a_draft_as_it_would_be_printed(lesson, rf):
    lesson.title = "Un titre en chantier"
    response = lesson.serve_preview(rf.get("/"), "print")
    text = response.content.decode()
    assert "Un titre en chantier" in text
    assert 'href="/static/print-pdf.css"' in text


def test_a_sheet_costs_the_same_queries_for_any_number_of_lessons(module, lesson, django_assert_num_queries):
    html.module_html(module)  # writes the codes
    with django_assert_num_queries(6):  # two of them for the check of the module
        two = html.module_html(module)
    LessonPage.objects.get(pk=lesson.pk).unpublish()
    with django_assert_num_queries(6):
        one = html.module_html(module)
    assert one.count('class="h1" id="lesson-') == 1
    assert two.count('class="h1" id="lesson-') == 2
