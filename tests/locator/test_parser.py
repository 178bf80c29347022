"""Whatever is typed gets an answer, soon: the query parser, positions and addresses under random input."""

from __future__ import annotations

import time

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from locator.asked import Asked, position
from locator.search import spelling
from locator.search.where import find_place
from locator.text import keys_of, parse, query_key, search_key
from tests.locator.factories import place, points

WORDS = st.sampled_from(
    [
        "près",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l'",
        "saint",
        "st",
        "ste",
        "sainte",
        "cedex",
        "74",
        "74000",
        "2a",
        "(974)",
        "paris",
        "lyon",
        "3e",
        "arrondissement",
        "cantal",
        "é",
        "œ",
        "-",
        "'",
    ]
)
TYPED = st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=30).map(" ".join))
SECONDS = 0.5  # for one text, on a machine that does other things too


@given(TYPED)
@example("près de " * 40)
@example("1" * 400)
@example("st " * 130)
@example("\x00\u202e\ud7ff" * 50)
@settings(max_examples=500)
def test_any_text_is_taken_apart_at_once(typed):
    started = time.perf_counter()
    query = parse(typed)
    assert time.perf_counter() - started < SECONDS
    assert query.postcode == "" or (len(query.postcode) == 5 and query.postcode.isdigit())
    assert len(query.department) <= 3
    assert query.name == " ".join(query.name.split())


@given(st.text(max_size=80))
def test_a_search_key_is_its_own_key(name):
    key = search_key(name)
    assert search_key(key) == key


@given(
    st.sampled_from(["Montsalvy", "Saint-Étienne", "L'Haÿ-les-Roses", "Le Mans"]),
    st.sampled_from(["près de ", "Je suis à "]),
)
def test_words_in_front_of_a_name_change_nothing(name, words):
    assert query_key(words + name) in keys_of(name)


@given(st.text(max_size=60))
@example("-0,-0")
@example("89.9999999,179.99999")
def test_any_text_is_a_position_or_none(text):
    found = position(text)
    if found:
        assert abs(found.latitude) <= 90
        assert position(found.text) == found


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_any_address_is_read_and_written_the_same(text):
    asked = Asked.from_query(QueryDict(text))
    assert Asked.from_query(QueryDict(asked.query)).query == asked.query


@pytest.fixture
def towns(db):
    place("74010", "Annecy", 45.9, 6.12, "74000", population=130_000)
    place("15143", "Montsalvy", 44.7, 2.5, "15120", population=800)
    place("42218", "Saint-Étienne", 45.43, 4.39, "42000", population=170_000)
    points(5)


@given(
    typed=TYPED,
    more=st.dictionaries(
        st.sampled_from(["service", "with", "public", "start", "place", "at", "map"]), st.text(max_size=30)
    ),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_search_fails_or_keeps_anybody_waiting(client, towns, typed, more):
    started = time.perf_counter()
    response = client.get(reverse("locator:search"), {"where": typed, **more})
    assert response.status_code == 200
    assert time.perf_counter() - started < 2


def test_spellings_among_forty_thousand_names_are_found_soon(db, monkeypatch):
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = tuple(f"{a}{b}{c} sur {d}oire" for a in letters for b in letters for c in letters for d in "ldm")
    assert len(names) > 40_000
    monkeypatch.setattr(spelling, "all_names", lambda: (*names, "annecy"))
    started = time.perf_counter()
    assert next(iter(spelling.spelled_like("anecy"))) == "annecy"
    spelling.spelled_like("x" * 120)
    assert time.perf_counter() - started < SECONDS * 2


def test_names_are_read_once_and_again_after_a_gazetteer(towns, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert "annecy" in spelling.all_names()
        assert "annecy" in spelling.all_names()
    place("63113", "Clermont-Ferrand", 45.78, 3.08, "63000")
    assert "clermont ferrand" not in spelling.all_names()
    spelling.forget()
    assert "clermont ferrand" in spelling.all_names()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Monsalvy", "Montsalvy"),
        ("Montsalvi", "Montsalvy"),
        ("annessy", "Annecy"),
        ("Sainttienne", "Saint-Étienne"),
        ("Etienne", "Saint-Étienne"),
    ],
)
def test_a_slip_leads_to_a_choice_never_to_a_guess(towns, typed, found):
    where = find_place(typed)
    assert where.place is None
    assert found in [one.name for one in where.suggestions]


def test_a_department_spelled_wrong_is_offered_too(client, towns):
    where = find_place("Haute-Garone")
    assert ("31", "Haute-Garonne") in where.departments
    html = client.get(reverse("locator:search"), {"where": "Haute-Garone"}).content.decode()
    assert "?where=31" in html


@pytest.mark.parametrize("typed", ["Cantal", "cantal 15", "Cantal (15)", "dans le Cantal", "15", "le département du Cantal"])
def test_a_department_is_a_choice_of_its_towns(towns, typed):
    where = find_place(typed)
    assert where.department == "Cantal"
    assert [one.name for one in where.choices] == ["Montsalvy"]
    assert where.place is None
