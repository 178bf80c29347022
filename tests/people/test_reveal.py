"""Sign-in and reset tell nobody whether an account exists; nobody passes round our own pages of sign-in."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, resolve, reverse

from learning.people import limits
from learning.people.models import User
from tests.people.test_guests import PASSWORD

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "odette-b", "nobody-b"  # as long as each other
WRONG = "wrong-password"
THEIRS = ("django.contrib.auth.views", "django.contrib.admin", "wagtail.admin.views.account")


@pytest.fixture
def odette():
    return User.objects.create_user(username=KNOWN, password=PASSWORD, email=f"{KNOWN}@example.org")


def seen(response) -> tuple[int, str, list[tuple[str, str]]]:
    """Return what a stranger sees: status, body and headers, without what is drawn anew for each page."""
    hidden = re.compile(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"')
    body = hidden.sub("", response.content.decode()).replace(KNOWN, "NAME").replace(UNKNOWN, "NAME")
    headers = sorted((k, v) for k, v in response.headers.items() if k not in ("Content-Security-Policy", "Expires"))
    return response.status_code, body, headers


def asked(context: CaptureQueriesContext) -> list[str]:
    """Return the questions to the database in their order, without the values."""
    return [re.sub(r"'[^']*'|\bs\d+_x\d+|\b\d+\b", "?", one["sql"]) for one in context.captured_queries]


def try_to_sign_in(name: str, password: str = WRONG, *, times: int = 1):
    client = Client()
    answers = []
    for _ in range(times):
        with CaptureQueriesContext(
            connection,
        ) as context:
            response = client.post(reverse("account_login"), {"login": name, "password": password})
        answers.append((seen(response), asked(context), {k: bool(v.value) for k, v in response.cookies.items()}))
    return answers


def test_a_wrong_password_looks_like_a_name_that_nobody_has(odette):
    try_to_sign_in("warm-up")  # what is read once by a process
    for times in (1, limits.PASSWORD.tries + 2):
        for known, unknown in zip(try_to_sign_in(KNOWN, times=times), try_to_sign_in(UNKNOWN, times=times), strict=True):
            assert known[0] == unknown[0]
            assert known[2] == unknown[2]
            assert known[1] == unknown[1], "the database is asked the same: the time tells nothing"


def test_a_closed_account_looks_like_a_name_that_nobody_has(odette):
    User.objects.update(is_active=False)
    try_to_sign_in("warm-up")
    [closed], [unknown] = try_to_sign_in(KNOWN), try_to_sign_in(UNKNOWN)
    assert closed == unknown


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_of_a_lost_password_looks_for_nobody(client, odette, method):
    client.get(reverse("account_reset_password"))
    answers = []
    for name in (KNOWN, UNKNOWN):
        with CaptureQueriesContext(connection) as context:
            response = getattr(client, method)(
                reverse("account_reset_password"), {"email": f"{name}@example.org", "login": name}
            )
        answers.append((seen(response), asked(context)))
    assert answers[0] == answers[1]
    assert not any("people_user" in sql and "WHERE" in sql for sql in answers[0][1])


def test_a_key_is_asked_for_in_the_same_words_for_everybody(client, odette):
    address = reverse("mfa_login_webauthn")
    one, two = (
        client.get(address, {"login": name}, headers={"accept": "application/json"}).json() for name in (KNOWN, UNKNOWN)
    )
    for options in (one, two):
        options["request_options"]["publicKey"].pop("challenge")
    assert one == two


def patterns(resolver: URLResolver, before: str = ""):
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, path)
        else:
            yield path, one


def test_no_other_page_of_sign_in_or_reset_can_be_reached(client):
    """Wagtail and Django bring such pages: whatever their address, ours answers there."""
    theirs = [
        path
        for path, one in patterns(get_resolver())
        if one.callback.__module__.startswith(THEIRS) and re.search(r"log_?in|password|reset", path)
    ]
    assert theirs, "Wagtail brings some: without any this test looks at nothing"
    for path in theirs:
        address = "/" + re.sub(r"<[^>]*>", "x", path).lstrip("^/").rstrip("$")
        found = resolve(address)
        assert not found.func.__module__.startswith(("django.", "wagtail.")), address
        response = client.post(address, {"username": "odette", "password": PASSWORD, "email": "odette@example.org"})
        assert response.status_code == 302, address
        assert "/account/login/" in response.url, address
        assert "_auth_user_id" not in client.session


def test_the_page_of_too_many_tries_is_ours_in_both_languages(odette):
    from unittest import mock

    with mock.patch("allauth.account.app_settings.RATE_LIMITS", {"signup": "1/m/ip"}, create=True):
        for language, words in (("fr", "Trop d’essais"), ("en", "Too many tries")):
            client = Client(REMOTE_ADDR=f"198.51.100.{len(words)}")
            for number in range(2):
                data = {"username": f"{language}-{number}", "password1": PASSWORD, "password2": PASSWORD}
                response = client.post(f"/{language}/account/signup/", data)
                client.post(reverse("account_logout"))
            html = response.content.decode()
            assert response.status_code == 429
            assert '<main id="contenu"' in html
            assert words in html
