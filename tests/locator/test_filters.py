"""Filters: yes, no and not known; what each of them leaves; the address that carries them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict
from django.urls import reverse

from locator.asked import Asked, position
from locator.models import Known, ServicePoint
from locator.search.filters import CHECKS, TESTS, Row, sift
from locator.search.near import nearest
from tests.locator.factories import ANNECY, place, points

MONDAY = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)  # 10:30 in Paris
ROW = Row(
    pk=1, latitude=45.9, longitude=6.12, postcode="74000", time_zone="Europe/Paris", opening_hours="", open_days="",
    latest_closing=None, appointment=Known.UNKNOWN, step_free=Known.UNKNOWN, hearing_loop=Known.UNKNOWN,
    sign_language=Known.UNKNOWN, languages=[], cost="", publics=[], ways=[],
)  # fmt: skip
YES = {
    "now": {"opening_hours": "Mo-Fr 09:00-12:00"},
    "saturday": {"open_days": "Mo Sa"},
    "evening": {"latest_closing": dt.time(18)},
    "no-appointment": {"appointment": Known.NO},
    "free": {"cost": "free"},
    "step-free": {"step_free": Known.YES},
    "hearing-loop": {"hearing_loop": Known.YES},
    "sign-language": {"sign_language": Known.YES},
    "home": {"ways": ["home"]},
    "remote": {"ways": ["remote"]},
    "public:seniors": {"publics": ["seniors", "young"]},
    "language:en": {"languages": ["en"]},
}
NO = {
    "now": {"opening_hours": "Mo-Fr 14:00-17:00"},
    "saturday": {"open_days": "Mo Tu"},
    "evening": {"latest_closing": dt.time(17)},
    "no-appointment": {"appointment": Known.YES},
    "free": {"cost": "paid"},
    "step-free": {"step_free": Known.NO},
    "hearing-loop": {"hearing_loop": Known.NO},
    "sign-language": {"sign_language": Known.NO},
    "remote": {"ways": ["individual"]},
    "public:seniors": {"publics": ["young"]},
    "language:en": {"languages": ["und"]},
}


def answer(option: str, **facts) -> bool | None:
    return TESTS[option](ROW._replace(**facts), MONDAY)


def test_every_check_has_its_examples():
    assert set(CHECKS) <= set(YES)
    assert set(CHECKS) - set(NO) == {"home"}  # no list says that nobody comes to the home


@pytest.mark.parametrize("option", YES)
def test_a_filter_knows_yes_no_and_not_known(option):
    assert answer(option, **YES[option]) is True
    assert answer(option) is None
    if option in NO:
        assert answer(option, **NO[option]) is False


def test_filters_say_what_they_leave_together_with_those_that_are_on():
    rows = [
        ROW._replace(pk=1, cost="free", step_free=Known.YES),
        ROW._replace(pk=2, cost="free", step_free=Known.NO),
        ROW._replace(pk=3, cost="free"),
        ROW._replace(pk=4, cost="paid", step_free=Known.YES),
        ROW._replace(pk=5, step_free=Known.YES),
    ]
    found = sift(rows, options=frozenset({"free"}), unknown=False, moment=MONDAY)
    assert [rows[n].pk for n in found.kept] == [1, 2, 3]
    assert (found.left["free"].yes, found.left["free"].unknown) == (3, 1)
    assert (found.left["step-free"].yes, found.left["step-free"].unknown) == (1, 1)
    assert found.unknown == 1  # number 5, of which the cost is not known
    both = sift(rows, options=frozenset({"free", "step-free"}), unknown=False, moment=MONDAY)
    assert [rows[n].pk for n in both.kept] == [1]
    with_unknown = sift(rows, options=frozenset({"free", "step-free"}), unknown=True, moment=MONDAY)
    assert [rows[n].pk for n in with_unknown.kept] == [1, 3, 5]


def test_another_public_takes_the_place_of_the_one_that_is_on():
    rows = [ROW._replace(pk=1, publics=["young"]), ROW._replace(pk=2, publics=["seniors"])]
    found = sift(rows, options=frozenset({"public:young"}), unknown=False, moment=MONDAY)
    assert found.left["public:seniors"].yes == 1
    assert [rows[n].pk for n in found.kept] == [1]


def test_an_address_carries_the_search_and_nothing_that_it_does_not_know():
    query = QueryDict("place=74010&service=taxes&with=now&with=plumbing&public=seniors&language=xx&unknown=1&start=10")
    asked = Asked.from_query(query)
    assert asked.options == {"now", "public:seniors"}
    assert asked.query == "place=74010&service=taxes&with=now&public=seniors&unknown=1"
    assert asked.with_start(20).endswith("&start=20")
    assert Asked.from_query(QueryDict(asked.query)).options == asked.options
    assert asked.without("now").query == "place=74010&service=taxes&public=seniors&unknown=1"
    assert asked.without("public:seniors").options == {"now"}


@pytest.mark.parametrize(
    ("text", "rounded"),
    [("45.899247,6.129384", "45.899,6.129"), ("-20.88,55.45", "-20.880,55.450"), ("5,6", "5.000,6.000")],
)
def test_a_position_is_rounded_to_about_a_hundred_metres(text, rounded):
    assert position(text).text == rounded


@pytest.mark.parametrize("text", ["", "x", "91,0", "0,181", "1,2,3", "nan,nan", "45.9 6.1", "9" * 50, "1e9,2", "٤٥.٩,٦.١"])
def test_what_is_no_position_is_not_asked(text):
    assert position(text) is None


@pytest.mark.django_db
def test_filters_in_the_page_say_what_they_leave_and_can_be_taken_off(client):
    place("74010", "Annecy", *ANNECY, "74000", population=130_000)
    points(30)
    ServicePoint.objects.filter(source_ref__in=["3", "17", "28"]).update(step_free=Known.YES)
    ServicePoint.objects.filter(source_ref="4").update(step_free=Known.NO)
    url = reverse("locator:search")
    html = client.get(url, {"place": "74010"}).content.decode()
    assert "3 lieux, non renseigné pour 26" in html
    html = client.get(url, {"place": "74010", "with": "step-free"}).content.decode()
    assert "3 lieux répondent à votre demande" in html
    assert html.count('class="place"') == 3
    assert "Les filtres ont regardé les 30 lieux les plus proches." in html
    assert "Personne ne paie pour une place dans cette liste." in html
    assert 'href="?place=74010"' in html  # the filter taken off
    assert "Voir aussi 26 lieux pour lesquels ce n’est pas renseigné" in html
    html = client.get(url, {"place": "74010", "with": "step-free", "unknown": "1"}).content.decode()
    assert "29 lieux répondent" in html
    assert 'name="unknown" value="1" checked' in html


@pytest.mark.django_db
def test_filters_that_leave_nothing_say_so_and_give_the_phone_number(client):
    place("74010", "Annecy", *ANNECY, "74000", population=130_000)
    points(5)
    html = client.get(reverse("locator:search"), {"place": "74010", "with": "sign-language"}).content.decode()
    assert "Aucun lieu connu ne répond à tout cela" in html
    assert 'href="tel:3939"' in html
    assert '<details class="filters">' in html, "what to do comes before the long list of filters"


@pytest.mark.django_db
def test_what_answers_is_found_however_far(client):
    points(40, step=0.2)
    ServicePoint.objects.filter(source_ref="39").update(cost="free")
    found = nearest(latitude=ANNECY[0], longitude=ANNECY[1], moment=MONDAY, options=frozenset({"free"}))
    assert [one.point.source_ref for one in found.found] == ["39"]
    assert (found.looked, found.matching) == (40, 1)


@pytest.mark.django_db
def test_open_now_asks_the_clock_of_the_place(client):
    points(1)
    points(1, around=(-20.88, 55.45))
    ServicePoint.objects.filter(source_ref="1").update(time_zone="Indian/Reunion", postcode="97400")
    at_home = dt.datetime(2026, 11, 23, 6, 30, tzinfo=dt.UTC)  # 7:30 in Paris, 10:30 in Saint-Denis
    found = nearest(latitude=ANNECY[0], longitude=ANNECY[1], moment=at_home, options=frozenset({"now"}))
    assert [one.point.source_ref for one in found.found] == ["1"]


@pytest.mark.django_db
def test_a_search_from_a_position_says_so_and_how_long_the_way_is_on_foot(client):
    points(3)
    response = client.get(reverse("locator:search"), {"at": "45.901,6.120"})
    html = response.content.decode()
    assert "ligne droite depuis votre position" in html
    assert "min à pied" in html
    assert 'name="at" value="45.901,6.120"' in html
    assert not response.cookies
    html = client.get(reverse("locator:search"), {"at": "45.901,6.120", "where": "Nullepart"}).content.decode()
    assert "votre position" not in html.partition("<form")[2].partition("</form>")[2]  # what is written wins


@pytest.mark.django_db
def test_the_town_in_the_field_wins_over_an_earlier_choice(client):
    place("74010", "Annecy", *ANNECY, "74000", population=130_000)
    place("93066", "Saint-Denis", 48.93, 2.36, "93200", population=110_000)
    points(3)
    html = client.get(reverse("locator:search"), {"where": "Saint-Denis", "place": "74010"}).content.decode()
    assert "depuis le centre de Saint-Denis" in html
    html = client.get(reverse("locator:search"), {"where": "Annecy (74)", "place": "74010"}).content.decode()
    assert "depuis le centre d’Annecy" in html
