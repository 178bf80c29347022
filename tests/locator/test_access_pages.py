"""The access figures on pages and in files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from kit.services import CATEGORIES
from locator.coverage import measure
from locator.models import AccessFigure, Known, Service, ServicePoint, Source
from tests.locator.factories import place, stops
from tests.locator.test_coverage import counter

pytestmark = pytest.mark.django_db
MOST_QUERIES = {"/fr/access/": 11, "/fr/access/74/": 9}


@pytest.fixture
def savoie(db):
    """A department of three communes with one counter, and a neighbour's counter."""
    place("74001", "Annecy", 45.9, 6.1, "74000", population=1000)
    place("74002", "Le Grand-Bornand", 45.97, 6.1, "74450", population=200)
    place("74003", "Vallorcine", 46.1, 6.1, "74660", population=30)
    place("73001", "Chambéry", 45.0, 6.1, "73000", population=50)
    here = counter(45.9, 6.1, postcode="74000", commune="Annecy", name="Maison d’Annecy", weekly_hours=30.0)
    there = counter(45.0, 6.1, postcode="73000", commune="Chambéry", step_free=Known.YES)
    Service.objects.create(point=here, category="taxes")
    return here, there


def text_of(response) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(plain.replace("\u202f", " ").replace("\xa0", " ").split())


def test_the_page_says_how_many_people_are_far(client, savoie):
    page = text_of(client.get("/fr/access/"))
    assert "30 personnes (2,3 %) habitent à plus de 10 km d’un guichet." in page
    assert "230 personnes (18,0 %) habitent à plus de 5 km d’un guichet." in text_of(client.get("/fr/access/?km=5"))
    assert "30 people (2.3 %) live farther than 10 km from a counter." in text_of(client.get("/en/access/"))


def test_only_counters_that_are_really_open_count(client, savoie):
    page = client.get("/fr/access/?hours=24")
    assert "1 lieu compte" in text_of(page)
    assert "1 lieu compte" in text_of(client.get("/fr/access/?step_free=on"))
    assert "0 lieu compte" in text_of(client.get("/fr/access/?walk_in=on"))
    assert "1 lieu compte (Impôts)" in text_of(client.get("/fr/access/?service=taxes"))


def test_the_worst_served_department_and_commune_come_first(client, savoie):
    html = client.get("/fr/access/?km=5").content.decode()
    table = html[html.index("Départements, les plus éloignés") :]
    assert table.index("/fr/access/74/") < table.index("/fr/access/73/")
    worst = html[html.index('id="worst"') :]
    assert worst.index("Vallorcine") < worst.index("Le Grand-Bornand") < worst.index("Annecy")


def test_the_department_lists_its_own_counters_and_communes(client, savoie):
    page = text_of(client.get("/fr/access/74/"))
    assert "Maison d’Annecy" in page
    assert "Vallorcine" in page
    assert "Chambéry" not in page


def test_what_if_a_counter_closes_and_another_opens(client, savoie):
    here, _there = savoie
    page = text_of(client.get(f"/fr/access/74/?close={here.pk}"))
    assert "1 200 personnes s’éloigneraient d’un palier" in page
    opened = text_of(client.get("/fr/access/74/", {"where": "Vallorcine"}))
    assert "30 personnes se rapprocheraient d’un palier." in opened
    assert "Un lieu ouvre à Vallorcine" in opened
    same = text_of(client.get("/fr/access/74/?open=74003"))
    assert "30 personnes se rapprocheraient d’un palier." in same


def test_an_unknown_commune_gets_its_sentence_beside_the_field(client, savoie):
    response = client.get("/fr/access/74/", {"where": "Zzyzx"})
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert "Nous ne connaissons aucune commune de ce nom" in text_of(response) or "orthographe" in text_of(response)
    assert 'value="Zzyzx"' in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "close=x&close=99999999999999999999999&open=%00&open=zzzzz",
        "km=7&hours=-1&service=nothing",
        "where=" + "a" * 5000,
        "where=%00",
        "close=" + "&close=".join("1" for _ in range(500)),
    ],
)
def test_an_address_that_was_changed_by_hand_still_answers(client, savoie, query):
    assert client.get(f"/fr/access/74/?{query}").status_code == 200
    assert client.get(f"/fr/access/?{query}").status_code == 200


@pytest.mark.parametrize("code", ["99", "987", "00", "x", "2a"])
def test_a_department_that_is_not_counted_is_not_found(client, savoie, code):
    assert client.get(f"/fr/access/{code}/").status_code == 404
    assert client.get(f"/fr/access/{code}/communes.csv").status_code == 404


def test_the_files_hold_the_figures_of_the_page(client, savoie):
    response = client.get("/fr/access/departments.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1:] == [["74", "Haute-Savoie", "1230", "230", "30", "30", "30"], ["73", "Savoie", "50", "0", "0", "0", "0"]]
    response = client.get("/en/access/74/communes.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[1:] for row in rows[1:]] == [
        ["Vallorcine", "30", "22.2"],
        ["Le Grand-Bornand", "200", "7.8"],
        ["Annecy", "1000", "0.0"],
    ]


def test_demonstration_places_alone_say_that_they_do_not_cover_the_country(client, savoie):
    said = "Ces chiffres ne décrivent pas le pays"
    assert said not in text_of(client.get("/fr/access/"))
    Source.objects.update(is_demo=True)
    assert said in text_of(client.get("/fr/access/"))


def test_the_years_are_a_picture_and_its_table(client, savoie):
    call_command("measure_access", date="2024-08-01", verbosity=0)
    assert "Une seule importation a été mesurée" in text_of(client.get("/fr/access/"))
    ServicePoint.objects.filter(postcode="73000").delete()
    call_command("measure_access", date="2025-08-01", verbosity=0)
    html = client.get("/fr/access/").content.decode()
    assert html.count("<polyline") == 4
    assert "1 août 2025" in text_of(client.get("/fr/access/"))
    assert AccessFigure.objects.get(measured_on="2025-08-01", service="", scope="metropolitan").beyond_20 == 80


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"date": "yesterday", "language": "en"}, "not a date"),
        ({"date": "2999-01-01", "language": "en"}, "not come yet"),
        ({"file": "none.csv", "language": "en"}, "Give the format"),
        ({"file": "none.csv", "format": "mednum", "language": "en"}, "no file"),
        ({"date": "hier"}, "pas une date"),
    ],
)
def test_the_command_says_what_to_give(savoie, options, said):
    positional = [options.pop("file")] if "file" in options else []
    with pytest.raises(CommandError, match=said):
        call_command("measure_access", *positional, **options)


def test_an_older_list_is_measured_without_being_imported(savoie, tmp_path):
    before = ServicePoint.objects.count()
    header = "id_fs,lib_fs,adresse,code_postal,lib_com,latitude,longitude,telephone,h_lundi"
    path = tmp_path / "old.csv"
    path.write_text(f"{header}\n1,France services,1 rue A,74660,Vallorcine,46.1,6.1,,\n", encoding="utf-8")
    call_command("measure_access", str(path), format="france-services", date="2020-01-01", verbosity=0)
    figure = AccessFigure.objects.get(measured_on=dt.date(2020, 1, 1), service="france-services", scope="74")
    assert (figure.places, figure.beyond_10) == (1, 1200)
    assert ServicePoint.objects.count() == before


@pytest.mark.parametrize("counting", [{}, {"hours": 24}, {"no_appointment": True}, {"step_free": True}])
def test_each_service_read_at_once_counts_as_it_does_alone(savoie, counting):
    for key in ("employment", "housing"):
        Service.objects.create(point=ServicePoint.objects.first(), category=key)
    stops(2)
    open_to_all = counter(45.7, 6.3, weekly_hours=30, appointment=Known.NO, step_free=Known.YES)
    Service.objects.create(point=open_to_all, category="taxes")
    every = measure.counters_of_each(measure.Counting(**counting))
    for key in (measure.FRANCE_SERVICES, *CATEGORIES):
        alone = measure.counters(measure.Counting(service=key, **counting))
        if not len(alone.ids):
            assert key not in every
            continue
        assert every[key].ids.tolist() == alone.ids.tolist()
        assert every[key].points.tolist() == alone.points.tolist()
    assert "taxes" in every


@pytest.mark.parametrize("address", MOST_QUERIES)
def test_queries_do_not_grow_with_places_and_communes(client, savoie, django_assert_max_num_queries, address):
    counts = []
    for number in (3, 60):
        for i in range(number):
            one = counter(45.5, 6.1 + i / 1000, postcode="74000")
            for key in CATEGORIES:
                Service.objects.create(point=one, category=key)
            place(f"74{100 + number + i}", f"Commune {number} {i}", 45.8, 6.1, population=10)
        client.get(address)
        cache.clear()
        with django_assert_max_num_queries(MOST_QUERIES[address]) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1]
