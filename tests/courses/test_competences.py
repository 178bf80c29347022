"""What one learns here: the table of competences is what the published pages say."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from learning.courses.competences import coverage
from learning.courses.models import Competence, LessonPage, ModulePage
from tests.courses.test_pages import add_lessons

pytestmark = pytest.mark.django_db


def row_of(language: str, reference: str):
    found = coverage(language)
    rows = [row for area in (*found.areas, found.skills) for row in area.rows]
    return next(row for row in rows if row.competence.reference == reference)


def test_every_competence_is_there_with_the_modules_that_name_it(courses):
    found = coverage("fr")
    assert [len(area.rows) for area in found.areas] == [3, 6, 4, 4, 4]
    assert (found.total, len(found.skills.rows)) == (21, 9)
    devices = row_of("fr", "DigComp-2.2:4.1")
    assert [[page.key for page in pages] for pages in devices.modules] == [
        ["first-steps/turn-it-on"],
        ["stay-safe/scams"],
        [],
    ]
    assert not row_of("fr", "DigComp-2.2:3.4").is_taught
    assert {page.key.rpartition("/")[2] for page in row_of("en", "UK-EDS-2019:F1").lessons} == {
        "know-your-device",
        "charge-on-off",
    }


def test_a_module_without_a_published_lesson_leads_to_nothing(courses):
    before = coverage("fr").taught
    scams = ModulePage.objects.get(key="stay-safe/scams", locale__language_code="fr")
    for lesson in LessonPage.objects.child_of(scams):
        lesson.unpublish()
    row = row_of("fr", "DigComp-2.2:4.2")
    assert not row.is_taught
    assert coverage("fr").taught < before
    assert row_of("en", "DigComp-2.2:4.2").is_taught


@pytest.mark.parametrize(("language", "lead"), [("fr", "compétences numériques"), ("en", "digital competences")])
def test_the_page_is_reached_from_the_courses_and_says_what_is_missing(client, courses, language, lead):
    catalogue = client.get("/fr/apprendre/" if language == "fr" else "/en/learn/").content.decode()
    address = f"/{language}/competences/"
    assert f'href="{address}"' in catalogue
    html = client.get(address).content.decode()
    assert lead in html
    assert ("Pas encore de module" if language == "fr" else "No module yet") in html
    module = ModulePage.objects.get(key="stay-safe/scams", locale__language_code=language)
    assert f'href="{module.path_url}"' in html


def test_the_file_says_the_same_as_the_page(client, courses):
    response = client.get("/fr/competences.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Compétence", "Intitulé", "Niveau", "Module ou leçon", "Adresse"]
    assert {row[0] for row in rows[1:]} == {one.reference for one in Competence.objects.all()}
    scams = ModulePage.objects.get(key="stay-safe/scams", locale__language_code="fr")
    assert [
        "DigComp-2.2:4.2",
        "Protéger ses données et sa vie privée",
        "avec de l’aide",
        scams.title,
        scams.path_url,
    ] in rows
    assert ["DigComp-2.2:3.4", "Programmer", "", "", ""] in rows


def test_the_table_costs_the_same_with_ten_times_the_lessons(client, courses, django_assert_max_num_queries):
    for more in (0, 40):
        add_lessons(more)
        client.get(reverse("courses:competences"))
        with django_assert_max_num_queries(8):
            assert client.get(reverse("courses:competences")).status_code == 200


def test_what_not_everybody_may_read_is_not_listed(client, courses):
    scams = ModulePage.objects.get(key="stay-safe/scams", locale__language_code="fr")
    PageViewRestriction.objects.create(page=scams, restriction_type=PageViewRestriction.LOGIN)
    assert not row_of("fr", "DigComp-2.2:4.2").is_taught
    assert scams.path_url not in client.get("/fr/competences/").content.decode()


def test_no_title_is_run_by_a_spreadsheet(client, courses):
    ModulePage.objects.filter(key="stay-safe/scams").update(title='=HYPERLINK("x")')
    cells = csv.reader(io.StringIO(client.get("/fr/competences.csv").content.decode("utf-8-sig")), delimiter=";")
    titles = {row[3] for row in cells}
    assert '\'=HYPERLINK("x")' in titles
    assert '=HYPERLINK("x")' not in titles
