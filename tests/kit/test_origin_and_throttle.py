from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from kit.origin import is_same_origin, same_origin_required
from kit.throttle import hit


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "http://testserver"}, True),
        ({"origin": "https://testserver"}, False),
        ({"origin": "http://elsewhere.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_only_our_own_pages_may_post(headers, expected):
    request = RequestFactory().post("/", headers=headers)
    assert is_same_origin(request) is expected


def test_a_foreign_post_is_refused_with_a_sentence_and_a_reading_is_not():
    view = same_origin_required(lambda request: HttpResponse("done"))
    assert view(RequestFactory().get("/")).status_code == 200
    refused = view(RequestFactory().post("/", headers={"origin": "http://elsewhere.example"}))
    assert refused.status_code == 403
    assert "autre site" in refused.content.decode()


def test_the_limit_stops_one_key_and_not_another():
    assert [hit("card:1", 3, 3600) for _ in range(5)] == [True, True, True, False, False]
    assert hit("card:2", 3, 3600)
