"""From what people type to the nearest places."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from locator import show
from locator.geo import box, distance_km
from locator.models import Place, PlaceName, Service, ServicePoint, Source
from locator.search import find_place, nearest
from locator.text import query_key, search_key

pytestmark = pytest.mark.django_db
ANNECY = (45.9, 6.12)


def place(code: str, name: str, latitude: float, longitude: float, postcodes: str = "", former: str = "", **more) -> Place:
    made = Place.objects.create(
        code=code,
        name=name,
        department=code[:2],
        latitude=latitude,
        longitude=longitude,
        postcodes=postcodes,
        **more,
    )
    keys = {search_key(name), *postcodes.split(), *([search_key(former)] if former else [])}
    PlaceName.objects.bulk_create(PlaceName(place=made, key=key) for key in keys)
    return made


@pytest.fixture
def communes():
    place("74010", "Annecy", *ANNECY, "74000 74600", former="Seynod", population=130_000)
    place("42218", "Saint-Étienne", 45.43, 4.39, "42000 42100", population=170_000)
    place("42001", "Saint-Étienne-le-Molard", 45.73, 4.1, "42130", population=900)
    place("93066", "Saint-Denis", 48.93, 2.36, "93200", population=110_000)
    place("97411", "Saint-Denis", -20.88, 55.45, "97400", population=150_000)
    place("15143", "Montsalvy", 44.7, 2.5, "15120", precision="approximate", population=800)


def points(number: int, step: float = 0.001) -> None:
    source, _made = Source.objects.get_or_create(key="test", defaults={"name": "Test"})
    start = ServicePoint.objects.count()
    made = ServicePoint.objects.bulk_create(
        ServicePoint(
            source=source, source_ref=str(n), name=f"Lieu {n}", latitude=ANNECY[0] + n * step, longitude=ANNECY[1],
            postcode="74000", commune="Annecy", phone="0450000000", opening_hours="Mo-Fr 09:00-12:00; PH off",
        )
        for n in range(start, start + number)
    )  # fmt: skip
    Service.objects.bulk_create(Service(point=p, category="taxes" if p.pk % 2 else "digital-skills") for p in made)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Annecy", "74010"), ("ANNECY", "74010"), ("annecy 74000", "74010"), ("74600", "74010"), ("seynod", "74010"),
        ("St Etienne", "42218"), ("saint-étienne", "42218"), ("près de Montsalvy", "15143"), ("montsal", "15143"),
        ("Saint-Denis 97400", "97411"),
    ],
)  # fmt: skip
def test_a_commune_is_found_as_people_type_it(communes, typed, code):
    where = find_place(typed)
    assert where.place is not None
    assert where.place.code == code


def test_several_communes_are_a_choice_never_a_guess(communes):
    where = find_place("Saint-Denis")
    assert where.place is None
    assert [one.code for one in where.choices] == ["97411", "93066"]


def test_a_department_gives_its_communes_to_choose_from(communes):
    assert [one.code for one in find_place("42").choices] == ["42218", "42001"]


def test_a_wrong_spelling_offers_the_nearest(communes):
    where = find_place("Anecy")
    assert where.problem == "unknown"
    assert [one.name for one in where.suggestions] == ["Annecy"]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "abcde",
        "00000",
        "x" * 10_000,
        "\x00",
        "%",
        "_____",
        "' OR 1=1 --",
        "é" * 119,
        "999",
        "2a",
        "\u202e",
    ],
)
def test_what_cannot_be_a_commune_gets_a_sentence(client, communes, typed):
    response = client.get(reverse("locator:search"), {"where": typed})
    assert response.status_code == 200
    html = response.content.decode()
    assert 'role="alert"' in html or "commune" in html


def test_what_was_typed_stays(client, communes):
    html = client.get(reverse("locator:search"), {"where": "Nullepart"}).content.decode()
    assert 'value="Nullepart"' in html
    assert "3939" in html.replace("\u00a0", "")


def test_an_unknown_need_or_page_number_does_no_harm(client, communes):
    points(3)
    for query in (
        {"service": "plumbing"},
        {"start": "x"},
        {"start": "-5"},
        {"start": "9" * 30},
        {"place": "zzzzz"},
    ):
        assert client.get(reverse("locator:search"), {"where": "Annecy", **query}).status_code == 200


def test_the_nearest_come_first_however_far():
    points(30)
    found, more = nearest(latitude=ANNECY[0], longitude=ANNECY[1])
    assert [one.point.name for one in found] == [f"Lieu {n}" for n in range(10)]
    assert more
    far, _more = nearest(latitude=-20.88, longitude=55.45)
    assert len(far) == 10


def test_nearest_agrees_with_measuring_every_point():
    points(60, step=0.03)
    for latitude, longitude in ((45.95, 6.4), (46.8, 6.0), (45.0, 5.0)):
        found, _more = nearest(latitude=latitude, longitude=longitude, count=20)
        every = sorted((distance_km(latitude, longitude, p.latitude, p.longitude), p.pk) for p in ServicePoint.objects.all())
        assert [one.point.pk for one in found] == [pk for _km, pk in every[:20]]


def test_a_need_leaves_the_places_that_answer_it():
    points(10)
    found, _more = nearest(latitude=ANNECY[0], longitude=ANNECY[1], service="taxes")
    assert {s.category for one in found for s in one.point.services.all()} == {"taxes"}


@pytest.mark.parametrize("number", [12, 400])
def test_a_search_costs_six_queries_at_most(client, communes, number, django_assert_max_num_queries):
    points(number)
    for query in (
        {"where": "Annecy"},
        {"where": "Montsalvy"},
        {"where": "Anecy"},
        {"place": "74010", "start": "10"},
    ):
        with django_assert_max_num_queries(6):
            assert client.get(reverse("locator:search"), query).status_code == 200


def test_results_show_distance_phone_hours_and_where_from(client, communes):
    points(12)
    html = client.get(reverse("locator:search"), {"where": "Annecy"}).content.decode()
    assert 'href="tel:0450000000"' in html
    assert "depuis le centre de Annecy" in html
    assert "Voir les 10 lieux suivants" in html


def test_an_approximate_commune_says_about(client, communes):
    points(1)
    assert "environ" in client.get(reverse("locator:search"), {"where": "Montsalvy"}).content.decode()


def test_a_place_page_shows_the_week_and_an_unknown_one_is_404(client, point, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    assert html.count('scope="row"') == 7
    assert "Accès non renseigné" in html
    assert client.get(reverse("locator:place", args=[point.pk + 1])).status_code == 404
    assert client.get(f"/fr/near-me/{2**70}/").status_code == 404


def test_without_a_phone_the_card_says_so(client, point):
    ServicePoint.objects.update(phone="")
    assert "Pas de téléphone connu" in client.get(reverse("locator:place", args=[point.pk])).content.decode()


def test_old_information_says_phone_before_you_go(point):
    point.updated_on = dt.date(2022, 1, 5)
    assert show.freshness(point, dt.date(2026, 11, 22)) == (
        False,
        "Non vérifié depuis 2022, appelez avant de venir",
    )


@pytest.mark.parametrize(
    ("km", "words"), [(0.01, "50\u00a0m"), (0.42, "400\u00a0m"), (1.12, "1,1\u00a0km"), (14.6, "15\u00a0km")]
)
def test_distances_in_words(km, words):
    assert show.distance(km) == words


def test_open_states_in_words(point):
    monday = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)
    assert show.opening(point, monday).text == "Ouvert, ferme à 12\u00a0h"
    assert show.opening(point, monday - dt.timedelta(days=1)).text == "Fermé, ouvre lundi à 9\u00a0h"
    point.opening_hours = ""
    assert show.opening(point, monday).text == "Horaires non connus, appelez avant de venir"


def test_the_box_holds_the_circle():
    south, north, west, east = box(45.9, 6.12, 10)
    assert distance_km(45.9, 6.12, 45.9, east) >= 10
    assert distance_km(45.9, 6.12, north, 6.12) >= 9.999


def test_paris_lyon_is_392_kilometres():
    assert distance_km(48.8566, 2.3522, 45.7640, 4.8357) == pytest.approx(391.5, abs=1)


def test_keys_of_names():
    assert search_key("Sainte-Œuvre-l'Église") == "sainte oeuvre l eglise"
    assert query_key("autour de St-Étienne") == "saint etienne"
