"""Signing in: limits that hold in every process, sessions that rotate, secrets that nobody can read."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from learning.people import limits
from learning.people.models import TryCount, User
from tests.people.test_account import sign_in
from tests.people.test_guests import PASSWORD, be_guest, sign_up

pytestmark = pytest.mark.django_db

DARK_AND_LARGE = {"theme": "dark", "size": "large", "spacing": "normal", "font": "atkinson"}


@pytest.fixture
def odette():
    return User.objects.create_user(username="odette", password=PASSWORD)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def code_of(secret: str, step: int | None = None) -> str:
    """Return the code that the application shows now, or in that step of thirty seconds."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 if step is None else step))


def with_application(user: User) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


# Limits


def test_wrong_passwords_are_stopped_whichever_process_looks_at_them(client, odette):
    for _ in range(limits.PASSWORD.tries):
        sign_in(client, "odette", "wrong-password")
        cache.clear()  # another process has counted nothing in its memory
    assert sign_in(client, "odette").status_code == 200
    assert not is_in(client)


def test_capital_letters_make_no_new_tries(client, odette):
    for name in ("odette", "Odette", "ODETTE", "oDette", "odettE"):
        sign_in(client, name, "wrong-password")
    sign_in(client, "odette")
    assert not is_in(client)


def test_the_wait_is_the_same_for_a_name_that_nobody_has(client, odette):
    answers = {}
    for name in ("odette", "nobody"):
        for _ in range(limits.PASSWORD.tries):
            sign_in(client, name, "wrong-password")
        answers[name] = sign_in(client, name, "wrong-password").context["form"].errors
    assert answers["odette"] == answers["nobody"]


def test_right_passwords_use_up_no_try(client, odette):
    for _ in range(limits.PASSWORD.tries + 2):
        sign_in(client, "odette")
        assert is_in(client)
        client.post(reverse("account_logout"))


def test_the_tries_come_back_after_the_wait(client, odette):
    for _ in range(limits.PASSWORD.tries):
        sign_in(client, "odette", "wrong-password")
    TryCount.objects.update(until="2020-01-01T00:00:00Z")
    sign_in(client, "odette")
    assert is_in(client)


def test_what_was_typed_is_not_in_the_counters(client):
    sign_in(client, "a password typed as a name", "wrong-password")
    assert TryCount.objects.exists()
    assert not [row for row in TryCount.objects.all() if "password" in row.key or "typed" in row.key]


def test_thirty_people_behind_one_address_all_get_in_while_somebody_guesses(odette):
    people = [User.objects.create_user(username=f"person-{n}", password=PASSWORD) for n in range(30)]
    guesser = Client()
    for person in people:
        sign_in(guesser, "odette", "wrong-password")
        theirs = Client()
        sign_in(theirs, person.username)
        assert is_in(theirs), person.username


def test_an_unknown_name_takes_as_long_as_a_known_one(client, odette):
    """Both compute a password's hash once: the time does not tell whether the account exists."""
    for name in ("odette", "nobody"):
        with mock.patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as encode:
            sign_in(client, name, "wrong-password")
        assert encode.call_count == 1, name


def test_the_second_step_is_stopped_too(client, odette):
    secret = with_application(odette)
    sign_in(client, "odette")
    for _ in range(limits.SECOND_STEP.tries):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
        cache.clear()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert not is_in(client)
    TryCount.objects.all().delete()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert is_in(client)


@pytest.mark.parametrize(("steps", "opens"), [(2, False), (1, True), (0, True), (-1, True), (-2, False)])
def test_a_code_that_has_just_gone_is_right_an_older_one_is_not(client, odette, steps, opens):
    secret = with_application(odette)
    sign_in(client, "odette")
    now = int(time.time()) // 30
    with mock.patch.object(totp.time, "time", return_value=now * 30):
        answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret, now - steps)})
    assert is_in(client) is opens
    if not opens:
        assert "attendez le suivant" in str(answer.context["form"].errors["code"])


def test_a_code_of_the_application_opens_the_account_once(client, odette):
    """Also for another process, whose memory holds nothing, and when it is typed with a space."""
    secret = with_application(odette)
    code = code_of(secret)
    for typed, opens in ((code, True), (code, False), (f"{code[:3]} {code[3:]}", False)):
        sign_in(client, "odette")
        client.post(reverse("mfa_authenticate"), {"code": typed})
        assert is_in(client) is opens, typed
        client.post(reverse("account_logout"))
        cache.clear()


GUESS = """
import os
import django
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
setup_test_environment()
client = Client()
for number in range(4):
    page = client.post(reverse("account_login"), {"login": "odette", "password": f"wrong-{os.getpid()}-{number}"})
    codes = [error.code for error in page.context["form"].non_field_errors().as_data()]
    print("looked" if "username_password_mismatch" in codes else "waits")
"""


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_guess_share_the_tries(tmp_path, odette):
    # What a process that runs beside this one needs: the same database, the same key, no memory in common.
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PASSERELLE", "DATABASE"))},
        "PASSERELLE_HOME": str(tmp_path),
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "1",  # static files by their plain names
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(tmp_path / "db.sqlite3")) as file:
            connection.connection.backup(file)
    else:
        db = connection.settings_dict
        host = f"{db['HOST']}:{db['PORT']}" if db["PORT"] else db["HOST"]
        environment["DATABASE_URL"] = f"postgres://{db['USER']}:{db['PASSWORD']}@{host}/{db['NAME']}"
    command = [sys.executable, "-W", "ignore", "-c", GUESS]
    options = {"cwd": settings.BASE_DIR, "env": environment, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, **options) for _ in range(2)]
    said = "".join(one.communicate(timeout=120)[0] for one in both).split()
    assert [one.returncode for one in both] == [0, 0]
    assert sorted(said) == ["looked"] * limits.PASSWORD.tries + ["waits"] * (8 - limits.PASSWORD.tries)
    connections.close_all()


# Sessions


@pytest.mark.parametrize("way", ["password", "second step"])
def test_the_session_has_a_new_key_after_sign_in(client, odette, way):
    secret = with_application(odette) if way == "second step" else ""
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    sign_in(client, "odette")
    if secret:
        assert not is_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert is_in(client)
    assert client.session.session_key != before
    assert not Client().session.exists(before)


def test_a_new_password_ends_the_other_sessions(client, odette):
    other = Client()
    sign_in(client, "odette")
    sign_in(other, "odette")
    new = {"oldpassword": PASSWORD, "password1": "another four words", "password2": "another four words"}
    client.post(reverse("account_change_password"), new)
    assert client.get(reverse("people:account")).status_code == 200
    assert other.get(reverse("people:account")).status_code == 302


def test_a_person_sees_the_sessions_and_ends_one(client, odette):
    other = Client(
        headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"}
    )
    sign_in(other, "odette")
    sign_in(client, "odette")
    assert "Safari, iPhone" in client.get(reverse("usersessions_list")).content.decode()
    theirs = UserSession.objects.get(session_key=other.session.session_key)
    own = UserSession.objects.get(session_key=client.session.session_key)
    client.post(reverse("people:end_session", args=[own.pk]))
    assert client.get(reverse("people:account")).status_code == 200, "one’s own session ends by signing out"
    client.post(reverse("people:end_session", args=[theirs.pk]))
    assert other.get(reverse("people:account")).status_code == 302


def test_nobody_ends_the_session_of_another(client, odette):
    sign_in(client, "odette")
    theirs = UserSession.objects.get()
    marie = Client()
    User.objects.create_user(username="marie", password=PASSWORD)
    sign_in(marie, "marie")
    assert marie.post(reverse("people:end_session", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("people:account")).status_code == 200


# Secrets


def test_the_secret_of_the_application_cannot_be_read_from_the_database(odette):
    secret = with_application(odette)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(secret))


def test_a_secret_written_before_still_works(odette):
    secret = totp.generate_totp_secret()
    Authenticator.objects.create(user=odette, type="totp", data={"secret": secret})
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(secret))


def test_with_another_key_the_code_is_wrong_and_nothing_breaks(client, odette, settings):
    secret = with_application(odette)
    settings.SECRET_KEY = "another" * 9
    sign_in(client, "odette")
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).context["form"].errors["code"]


def test_recovery_codes_open_the_account_once(client, odette):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    with_application(odette)
    codes = RecoveryCodes.activate(odette)
    one = codes.get_unused_codes()[0]
    assert one not in str(Authenticator.objects.get(type="recovery_codes").data)
    for opens in (True, False):
        sign_in(client, "odette")
        client.post(reverse("mfa_authenticate"), {"code": one})
        assert is_in(client) is opens
        client.post(reverse("account_logout"))


# Pages


def test_the_sign_in_page_offers_a_key(client):
    html = client.get(reverse("account_login")).content.decode()
    assert reverse("mfa_login_webauthn") in html
    options = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["userVerification"] == "required"
    assert options["request_options"]["publicKey"]["allowCredentials"] == [], "it tells no account’s keys"


def test_a_key_that_is_none_opens_nothing(client, odette):
    for credential in ("", "{}", "[]", '"x"', '{"response": {"userHandle": "AA"}}', "nonsense"):
        response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
        assert response.status_code == 302, credential
        assert not is_in(client)


def test_a_form_without_its_token_is_explained_in_both_languages(odette):
    strict = Client(enforce_csrf_checks=True)
    for language in ("fr", "en"):
        response = strict.post(f"/{language}/finished/")
        html = response.content.decode()
        assert response.status_code == 403
        assert '<main id="contenu"' in html
        with translation.override(language):
            assert gettext("This form was not accepted") in html
    elsewhere = strict.post("/fr/finished/", headers={"referer": "https://evil.example/x"}).content.decode()
    assert "evil.example" not in elsewhere


def test_display_options_go_with_the_account(client, odette):
    sign_in(client, "odette")
    client.post(
        reverse("accessibility:display"), {"theme": "dark", "size": "large", "spacing": "normal", "font": "atkinson"}
    )
    odette.refresh_from_db()
    assert odette.display == "theme-dark.size-large"
    other = Client()
    answer = sign_in(other, "odette")
    assert answer.cookies["passerelle_display"].value == "theme-dark.size-large"
    assert 'data-theme="dark"' in other.get(reverse("people:account")).content.decode()
    client.post(reverse("accessibility:display"), {"reset": "1"})
    odette.refresh_from_db()
    assert odette.display == ""


def test_an_account_without_options_leaves_the_devices_own(client, odette):
    client.cookies["passerelle_display"] = "theme-dark"
    assert "passerelle_display" not in sign_in(client, "odette").cookies


def test_a_guests_display_options_stay_on_the_device(client):
    be_guest(client)
    client.post(
        reverse("accessibility:display"), {"theme": "dark", "size": "normal", "spacing": "normal", "font": "atkinson"}
    )
    assert not User.objects.exists()


def test_signing_up_is_limited(client):
    with mock.patch("allauth.account.app_settings.RATE_LIMITS", {"signup": "2/m/ip"}, create=True):
        answers = []
        for number in range(3):
            answers.append(sign_up(client, f"person-{number}").status_code)
            client.post(reverse("account_logout"))
    assert answers[-1] == 429


def test_the_source_is_linked_where_the_operator_gives_it(client, settings):
    assert "https://code.example/" not in client.get(reverse("accessibility:legal")).content.decode()
    settings.PASSERELLE_SOURCE_URL = "https://code.example/passerelle"
    assert "https://code.example/passerelle" in client.get(reverse("accessibility:legal")).content.decode()


def test_the_file_of_keys_is_where_pages_look_for_it():
    assert (Path(settings.BASE_DIR) / "static/js/keys.js").exists()
