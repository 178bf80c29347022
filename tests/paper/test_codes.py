"""The short code of a sheet and the page that takes it."""

from __future__ import annotations

import uuid

import pytest

from learning.paper import codes, views
from learning.paper.models import ShortCode

pytestmark = pytest.mark.django_db


def test_a_code_has_five_signs_that_a_hand_does_not_confuse():
    for _turn in range(300):
        code = codes.candidate(uuid.uuid4(), 0)
        assert len(code) == 5
        assert not set(code) & set("0O1IL2Z5S8BUVAE")


def test_a_page_keeps_its_code():
    key = uuid.uuid4()
    assert codes.code_of(key) == codes.code_of(key)
    assert codes.find_page(codes.code_of(key)) == key
    assert ShortCode.objects.count() == 1


def test_two_pages_that_meet_get_two_codes(monkeypatch):
    monkeypatch.setattr(codes, "candidate", lambda key, turn: ("CCCCC", "DDDDD")[turn])
    first, second = uuid.uuid4(), uuid.uuid4()
    assert codes.code_of(first) == "CCCCC"
    assert codes.code_of(second) == "DDDDD"
    assert codes.find_page("CCCCC") == first


def test_the_codes_of_a_module_cost_one_query_once_printed(django_assert_num_queries):
    keys = [uuid.uuid4() for _ in range(5)]
    first = codes.codes_of(keys)
    with django_assert_num_queries(1):
        assert codes.codes_of(keys) == first


@pytest.mark.parametrize("shape", ["{}", " {} ", "{0[0]}{0[1]}-{0[2]}{0[3]}{0[4]}", "{0[0]} {0[1]} {0[2]} {0[3]} {0[4]}."])
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_a_code_is_taken_as_a_hand_writes_it(client, lesson, shape, case):
    code = codes.code_of(lesson.translation_key)
    response = client.get("/fr/code/", {"code": shape.format(case(code))})
    assert (response.status_code, response["Location"]) == (302, lesson.path_url)


def test_a_code_opens_the_page_in_the_language_of_the_address(client, lesson, english):
    code = codes.code_of(lesson.translation_key)
    response = client.get("/en/code/", {"code": code})
    twin = lesson.get_translations().get(locale__language_code="en")
    assert response["Location"] == twin.specific.path_url
    assert response["Location"].startswith("/en/")
    assert client.get(response["Location"]).status_code == 200


def test_the_code_of_a_booklet_opens_its_module(client, module):
    code = codes.code_of(module.translation_key)
    assert client.get("/fr/code/", {"code": code})["Location"] == module.path_url


def test_the_address_printed_on_a_sheet_needs_no_stroke_at_its_end(client, lesson):
    response = client.get("/fr/code", follow=True)
    assert response.redirect_chain[-1][0] == "/fr/code/"
    assert response.status_code == 200


@pytest.mark.parametrize("typed", ["CCCCC", "123", "é\u0000ß", "<script>x"])
def test_an_unknown_code_is_kept_and_explained(client, typed):
    page = client.get("/fr/code/", {"code": typed})
    form = page.context["form"]
    assert page.status_code == 200
    assert form.errors["code"]
    assert form["code"].value() == typed
    text = page.content.decode()
    assert 'href="#id_code"' in text
    assert 'aria-invalid="true"' in text
    assert "<script>x" not in text


def test_an_empty_code_is_asked_for(client):
    page = client.get("/fr/code/", {"code": " "})
    assert page.context["form"].errors["code"].as_data()[0].code == "required"


def test_the_code_of_a_page_that_was_taken_off_says_so(client, lesson):
    code = codes.code_of(lesson.translation_key)
    lesson.unpublish()
    page = client.get("/fr/code/", {"code": code})
    assert page.status_code == 200
    assert page.context["form"].errors["code"]


def test_the_page_of_codes_carries_no_token_and_no_cookie(client):
    page = client.get("/fr/code/")
    assert b"csrfmiddlewaretoken" not in page.content
    assert not page.cookies


def test_too_many_tries_must_wait(client, monkeypatch):
    monkeypatch.setattr(views, "CODES_AN_HOUR", 2)
    statuses = [client.get("/fr/code/", {"code": "CCCCC"}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get("/fr/code/").status_code == 200


def test_a_code_costs_few_queries(client, lesson, django_assert_max_num_queries):
    code = codes.code_of(lesson.translation_key)
    with django_assert_max_num_queries(3):
        client.get("/fr/code/", {"code": code})
