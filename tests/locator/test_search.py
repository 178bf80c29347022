"""From what people type to the nearest places."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from locator import show
from locator.geo import box, distance_km
from locator.models import Known, ServicePoint
from locator.search import spelling
from locator.search.filters import CHECKS
from locator.search.near import nearest
from locator.search.where import find_place
from locator.text import Query, keys_of, parse, query_key, search_key
from tests.locator.factories import ANNECY, place, points, stops

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)  # a Monday, 10:30 in Paris


@pytest.fixture
def communes():
    place("74010", "Annecy", *ANNECY, "74000 74600", former="Seynod", population=130_000)
    place("42218", "Saint-Étienne", 45.43, 4.39, "42000 42100", population=170_000)
    place("42001", "Saint-Étienne-le-Molard", 45.73, 4.1, "42130", population=900)
    place("93066", "Saint-Denis", 48.93, 2.36, "93200", population=110_000)
    place("97411", "Saint-Denis", -20.88, 55.45, "97400", population=150_000)
    place("15143", "Montsalvy", 44.7, 2.5, "15120", precision="approximate", population=800)
    place("42207", "Saint-Chamond", 45.47, 4.51, "42400", population=35_000)
    place("19002", "Aix", 45.62, 2.43, "19200", population=400)
    place("13001", "Aix-en-Provence", 43.53, 5.45, "13090 13100", population=147_000)
    place("38544", "Vienne", 45.52, 4.87, "38200", population=31_000)
    place("86194", "Poitiers", 46.58, 0.34, "86000", population=90_000)
    place("72181", "Le Mans", 48.0, 0.2, "72000 72100", population=145_000)
    place("75056", "Paris", 48.85341, 2.3488, "75001 75015", population=2_100_000)
    place("69383", "Lyon 3e arrondissement", 45.76, 4.85, "69003", population=100_000)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Annecy", "74010"), ("ANNECY", "74010"), ("annecy 74000", "74010"), ("74600", "74010"), ("seynod", "74010"),
        ("St Etienne", "42218"), ("saint-étienne", "42218"), ("près de Montsalvy", "15143"), ("montsal", "15143"),
        ("Saint-Denis 97400", "97411"), ("saint-denis (974)", "97411"), ("St Denis 93", "93066"), ("74 000", "74010"),
        ("Annecy CEDEX 9", "74010"), ("mans", "72181"), ("Le Mans", "72181"), ("Paris 15e", "75056"),
        ("lyon 3", "69383"), ("Lyon 3e arrondissement", "69383"), ("J’habite à Annecy", "74010"),
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
    for typed in ("42", "Loire", "la loire"):
        where = find_place(typed)
        assert where.department == "Loire"
        assert [one.code for one in where.choices] == ["42218", "42207", "42001"]


def test_a_small_namesake_does_not_hide_the_town_that_is_meant(communes):
    assert [one.code for one in find_place("Aix").choices] == ["19002", "13001"]


def test_a_town_that_is_also_a_department_offers_both(communes):
    assert [one.code for one in find_place("Vienne").choices] == ["38544", "86194"]


def test_the_choice_names_the_department_in_words(client, communes):
    html = client.get(reverse("locator:search"), {"where": "Saint-Denis"}).content.decode()
    assert "Seine-Saint-Denis (93)" in html
    assert "La Réunion (974)" in html
    assert "?place=93066&amp;service=" in html


def test_an_old_name_leads_to_its_commune_and_says_so(client, communes):
    points(3)
    assert (
        "Seynod fait maintenant partie d’Annecy."
        in client.get(reverse("locator:search"), {"where": "seynod"}).content.decode()
    )


def test_a_choice_stays_in_the_field_so_that_another_need_can_be_tried(client, communes):
    points(3)
    html = client.get(reverse("locator:search"), {"place": "93066"}).content.decode()
    assert 'value="Saint-Denis (93)"' in html
    assert find_place("Saint-Denis (93)").place.code == "93066"


def test_a_wrong_spelling_offers_the_nearest(communes):
    where = find_place("Anecy")
    assert where.problem == "unknown"
    assert [one.name for one in where.suggestions] == ["Annecy"]
    assert [one.name for one in find_place("Hannecy").suggestions] == ["Annecy"]
    assert find_place("Sain Etienne").suggestions[0].name == "Saint-Étienne"


def test_an_unknown_postcode_and_a_wrong_pair_get_their_own_sentence(client, communes):
    html = client.get(reverse("locator:search"), {"where": "12345"}).content.decode()
    assert "aucune commune avec ce code postal" in html
    assert "<title>Erreur" in html
    where = find_place("Annecy 75001")
    assert where.place is None
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


def test_the_nearest_come_first_ten_at_a_time():
    points(30)
    nearby = nearest(moment=NOW, latitude=ANNECY[0], longitude=ANNECY[1])
    assert [one.point.name for one in nearby.found] == [f"Lieu {n}" for n in range(10)]
    assert (nearby.total, nearby.near) == (30, 30)
    last = nearest(moment=NOW, latitude=ANNECY[0], longitude=ANNECY[1], start=20)
    assert [one.point.name for one in last.found] == [f"Lieu {n}" for n in range(20, 30)]


def test_when_nothing_is_near_the_ten_nearest_come_however_far(client, communes):
    points(30)
    nearby = nearest(moment=NOW, latitude=-20.88, longitude=55.45)
    assert (nearby.total, nearby.near) == (10, 0)
    html = client.get(reverse("locator:search"), {"place": "97411"}).content.decode()
    assert "Aucun lieu n’est connu à moins de 20\u00a0km de Saint-Denis. Le plus proche est à" in html
    assert html.count('class="place"') == 10


def test_nothing_near_for_a_need_offers_the_need_to_try_instead(client, communes):
    points(12, service="online-safety", around=(48.85, 2.35))
    query = {"place": "74010", "service": "online-safety"}
    html = client.get(reverse("locator:search"), query).content.decode()
    assert "Aucun lieu n’est connu pour «\u00a0Sécurité en ligne\u00a0» à moins de 20\u00a0km d’Annecy" in html
    assert "?place=74010&amp;service=digital-skills" in html
    html = client.get(reverse("locator:search"), {**query, "place": "75056"}).content.decode()
    assert "Chercher plutôt" not in html


@pytest.mark.parametrize("step", [0.0005, 0.03, 0.4])
def test_nearest_agrees_with_measuring_every_point(monkeypatch, step):
    """In a dense town, in the country, and across France; boxes too small to hold enough must not cut."""
    monkeypatch.setattr("locator.search.near.MAX_FOUND", 25)
    points(30, step=step)
    points(30, step=-step, around=(ANNECY[0] + 0.01, ANNECY[1] + 40 * step))
    for latitude, longitude in ((45.9, 6.12), (45.95, 6.4), (46.8, 6.0), (45.0, 5.0)):
        nearby = nearest(moment=NOW, latitude=latitude, longitude=longitude, count=20)
        every = sorted((distance_km(latitude, longitude, p.latitude, p.longitude), p.pk) for p in ServicePoint.objects.all())
        assert [one.point.pk for one in nearby.found] == [pk for _km, pk in every[: len(nearby.found)]]
        assert len(nearby.found) >= 10


def test_more_than_can_be_shown_is_said(monkeypatch, client, communes):
    monkeypatch.setattr("locator.search.near.MAX_FOUND", 20)
    points(30)
    nearby = nearest(moment=NOW, latitude=ANNECY[0], longitude=ANNECY[1])
    assert (nearby.total, nearby.is_cut) == (20, True)
    assert show.heading(nearby) == "Plus de 20 lieux à moins de 50\u00a0km, du plus proche au plus loin"


@pytest.mark.parametrize("rare", [1, 5000])
def test_a_need_leaves_the_places_that_answer_it_be_it_common_or_rare(monkeypatch, rare):
    monkeypatch.setattr("locator.search.near.RARE", rare)
    monkeypatch.setattr("locator.search.near.MAX_FOUND", 5)
    points(10)
    nearby = nearest(moment=NOW, latitude=ANNECY[0], longitude=ANNECY[1], service="taxes")
    assert nearby.total == 5
    assert {s.category for one in nearby.found for s in one.point.services.all()} == {"taxes"}


@pytest.mark.parametrize(
    "query",
    [
        {"where": "Annecy"},
        {"where": "Annecy", "service": "taxes"},
        {"where": "Montsalvy"},
        {"where": "Anecy"},
        {"where": "Saint-Denis"},
        {"where": "Vienne"},
        {"place": "74010", "start": "10"},
        {"where": "74000", "service": "taxes", "with": list(CHECKS), "public": "seniors", "language": "en", "unknown": "1"},
        {"at": "45.9,6.12", "with": list(CHECKS), "map": "1"},
        {"where": "Annecy", "map": "1"},
    ],
)
def test_a_search_costs_six_queries_at_most_and_the_same_with_ten_times_the_places(client, communes, query):
    costs = []
    spelling.all_names()  # read once an hour
    for number in (24, 216):
        points(number)
        stops(number // 8)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("locator:search"), query).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 6


def test_pages_say_where_one_is_and_name_what_comes_next(client, communes):
    points(23)
    html = client.get(reverse("locator:search"), {"where": "Annecy", "start": "10"}).content.decode()
    assert "Page 2 sur 3" in html
    assert "Voir les 3 lieux suivants" in html
    assert "Voir les lieux plus proches" in html
    html = client.get(reverse("locator:search"), {"where": "Annecy", "start": "20"}).content.decode()
    assert 'start="21"' in html
    assert "lieux suivants" not in html
    beyond = client.get(reverse("locator:search"), {"where": "Annecy", "start": "490"}).content.decode()
    assert "Page 3 sur 3" in beyond


def test_results_show_distance_phone_hours_and_where_from(client, communes):
    points(22)
    html = client.get(reverse("locator:search"), {"where": "Annecy"}).content.decode()
    assert 'href="tel:0450000000"' in html
    assert "depuis le centre d’Annecy" in html
    assert "Voir les 10 lieux suivants" in html


def test_an_approximate_commune_says_about(client, communes):
    points(1)
    assert "environ" in client.get(reverse("locator:search"), {"where": "Montsalvy"}).content.decode()


def test_a_place_page_shows_the_week_and_an_unknown_one_is_404(client, point, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    assert html.count('scope="row"') == 7
    assert html.count('class="today"') == 1
    assert "Accès non renseigné" in html
    assert 'href="tel:0450334535"' in html
    assert client.get(reverse("locator:place", args=[point.pk + 1])).status_code == 404
    assert client.get(f"/fr/near-me/{2**70}/").status_code == 404


def test_a_place_page_says_how_far_it_is_from_the_town_of_the_search(client, communes, point):
    point.latitude += 0.1
    point.save()
    html = client.get(reverse("locator:place", args=[point.pk]), {"place": "74010", "service": "taxes"}).content.decode()
    assert "À 11\u00a0km du centre d’Annecy, en ligne droite." in html
    assert "?place=74010&amp;service=taxes" in html
    for wrong in ("zzzzz", "\x00", "7" * 1000):
        assert client.get(reverse("locator:place", args=[point.pk]), {"place": wrong}).status_code == 200


def test_access_facts_are_shown_as_yes_no_and_unknown(client, point):
    point.step_free, point.toilets = Known.YES, Known.NO
    point.save()
    html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    assert "Entrée sans marche" in html
    assert "Pas de toilettes adaptées" in html
    assert "Non renseigné\u00a0: place de stationnement adaptée, boucle magnétique" in html


def test_demonstration_data_says_so(client, communes, point):
    point.source.is_demo = True
    point.source.save()
    assert "Données de démonstration" in client.get(reverse("locator:place", args=[point.pk])).content.decode()
    assert "Données de démonstration" in client.get(reverse("locator:search"), {"where": "Annecy"}).content.decode()


def test_without_a_phone_the_address_takes_its_place(client, communes, point):
    ServicePoint.objects.update(phone="", address="1 rue Haute")
    html = client.get(reverse("locator:place", args=[point.pk])).content.decode()
    assert html.index("1 rue Haute") < html.index("Pas de téléphone connu") < html.index("Comment venir")
    html = client.get(reverse("locator:search"), {"where": "Annecy"}).content.decode()
    assert html.index("1 rue Haute") < html.index("Pas de téléphone connu")


def test_both_pages_are_whole_in_english(client, communes, point):
    with translation.override("en"):
        search, page = reverse("locator:search"), reverse("locator:place", args=[point.pk])
    html = client.get(search, {"where": "Annecy"}).content.decode()
    assert "1 place within 50" in html or "The nearest place" in html
    html = client.get(page, {"place": "74010"}).content.decode()
    assert "from the centre of Annecy, in a straight line." in html


def test_a_search_can_be_sent_as_an_address_and_needs_no_cookie(client, communes):
    points(3)
    response = client.get("/fr/near-me/?where=Annecy&service=taxes")
    assert response.status_code == 200
    assert not response.cookies
    assert client.post("/fr/near-me/").status_code == 405


def test_the_home_page_counts_places_once(point, django_assert_num_queries):
    from locator.templatetags.locator_tags import point_count

    with django_assert_num_queries(1):
        assert (point_count(), point_count()) == (1, 1)


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
    point.opening_hours = "2027 Mo-Fr 09:00-12:00"
    assert show.opening(point, monday).text == "Fermé, ouvre le 1er janvier à 9\u00a0h"
    point.opening_hours = ""
    assert show.opening(point, monday).text == "Horaires non connus, appelez avant de venir"
    point.appointment = Known.YES
    assert show.opening(point, monday).text == "Ouvert sur rendez-vous, appelez avant de venir"


def test_the_box_holds_the_circle():
    south, north, west, east = box(45.9, 6.12, 10)
    assert distance_km(45.9, 6.12, 45.9, east) >= 10
    assert distance_km(45.9, 6.12, north, 6.12) >= 9.999


def test_paris_lyon_is_392_kilometres():
    assert distance_km(48.8566, 2.3522, 45.7640, 4.8357) == pytest.approx(391.5, abs=1)


def test_keys_of_names():
    assert search_key("Sainte-Œuvre-l'Église") == "sainte oeuvre l eglise"
    assert query_key("autour de St-Étienne") == "saint etienne"
    assert keys_of("Le Mans") == ["le mans", "mans"]
    assert keys_of("Annecy") == ["annecy"]
    assert parse("74 000") == Query(postcode="74000")
    assert parse("2a") == Query(department="2A")
    assert parse("St-Denis (974)") == Query(name="saint denis", department="974")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("près de Annecy", "près d’Annecy"),
        ("centre de Le Mans", "centre du Mans"),
        ("centre de Les Abymes", "centre des Abymes"),
        ("centre de La Rochelle", "centre de La Rochelle"),
        ("centre de Yvetot", "centre d’Yvetot"),
        ("centre de Lyon", "centre de Lyon"),
    ],
)
def test_french_joins_de_to_the_name_of_a_town(text, shown):
    assert show.elided(text) == shown
    with translation.override("en"):
        assert show.elided(text) == text


def test_every_category_has_a_label_in_both_languages_and_known_fallbacks():
    from kit.services import CATEGORIES

    assert len(CATEGORIES) == 17
    for category in CATEGORIES.values():
        assert set(category.fallbacks) <= set(CATEGORIES)
        with translation.override("en"):
            english = str(category.label)
        assert str(category.label) != english
        assert json.dumps(english)
