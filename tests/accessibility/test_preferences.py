"""Display options: one small cookie, read by the server, never trusted."""

from __future__ import annotations

import pytest

from accessibility.preferences import CHOICES, COOKIE, Preferences
from accessibility.views import safe_next

CHOSEN = {"theme": "dark", "size": "larger", "spacing": "wide", "font": "device"}


def test_the_cookie_brings_back_what_was_chosen():
    chosen = Preferences(**CHOSEN)
    assert Preferences.from_cookie(chosen.to_cookie()) == chosen
    assert len(chosen.to_cookie()) < 80


def test_nothing_chosen_needs_no_cookie():
    assert Preferences().to_cookie() == ""
    assert Preferences().is_default
    assert Preferences().attributes == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "theme-purple",
        "size",
        "size-",
        'theme-"><script>',
        "a-b.c-d",
        "." * 5000,
        "theme-dark" * 50,
        "spécial-é",
    ],
)
def test_a_broken_cookie_counts_as_nothing_chosen(text):
    assert Preferences.from_cookie(text) == Preferences()


def test_a_value_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="theme"):
        Preferences(theme="purple")


def test_only_what_differs_is_written_on_the_page():
    assert Preferences(theme="dark").attributes == ' data-theme="dark"'


@pytest.mark.parametrize(("option", "value"), [(o, v) for o, values in CHOICES.items() for v in values[1:]])
def test_every_choice_changes_the_page(client, db, option, value):
    client.cookies[COOKIE] = f"{option}-{value}"
    page = client.get("/fr/legal/").content.decode()
    assert f' data-{option}="{value}"' in page.partition(">")[2].partition(">")[0]


def test_saving_keeps_the_choices_and_shows_them(client, db):
    response = client.post("/fr/display/", {**CHOSEN, "next": "/fr/legal/"})
    assert response.status_code == 302
    cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert 0 < cookie["max-age"] <= 60 * 60 * 24 * 396
    page = client.get(response["Location"])
    html = page.content.decode()
    assert 'data-theme="dark" data-size="larger" data-spacing="wide" data-font="device"' in html
    assert 'role="status"' in html
    assert 'href="/fr/legal/"' in html
    for value in CHOSEN.values():
        assert f'value="{value}"' in html
    assert html.count(" checked") == 4


def test_putting_everything_back_removes_the_cookie(client, db):
    client.cookies[COOKIE] = "theme-dark"
    response = client.post("/fr/display/", {"reset": "1"})
    assert response.cookies[COOKIE].value == ""
    assert response.cookies[COOKIE]["max-age"] == 0
    assert "data-theme=" not in client.get("/fr/display/").content.decode().partition("<body")[0]


def test_colours_may_stay_as_the_device_asks(client, db):
    response = client.post("/fr/display/", {"size": "large", "spacing": "normal", "font": "atkinson"})
    assert response.cookies[COOKIE].value == "size-large"


def test_a_choice_that_does_not_exist_is_explained(client, db):
    response = client.post("/fr/display/", {**CHOSEN, "size": "giant"})
    html = response.content.decode()
    assert response.status_code == 200
    assert 'role="alert"' in html
    assert COOKIE not in response.cookies


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "javascript:alert(1)",
        "/\\elsewhere.example",
        "fr/",
    ],
)
def test_next_never_leads_elsewhere(rf, wanted):
    assert safe_next(rf.get("/fr/display/", {"next": wanted})) == ""


def test_next_leads_back(rf):
    assert safe_next(rf.get("/fr/display/", {"next": "/fr/near-me/?where=Lyon"})) == "/fr/near-me/?where=Lyon"


def test_the_display_form_needs_its_token(db):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post("/fr/display/", CHOSEN).status_code == 403


def test_the_devices_own_typeface_does_not_fetch_ours_early(client, db):
    assert 'rel="preload"' in client.get("/fr/legal/").content.decode()
    client.cookies[COOKIE] = "font-device"
    assert 'rel="preload"' not in client.get("/fr/legal/").content.decode()
