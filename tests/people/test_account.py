"""Sign-in by user name, the account page, the end of a session on a shared device."""

from __future__ import annotations

import re
import time

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from learning.people import guests
from learning.people.models import Learner, User
from tests.people.test_guests import PASSWORD, be_guest, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def odette():
    return User.objects.create_user(username="odette", password=PASSWORD)


def sign_in(client, username: str, password: str = PASSWORD, **data):
    return client.post(reverse("account_login"), {"login": username, "password": password, **data})


def errors_of(response) -> list[str]:
    return re.findall(r"msg-err|call err", response.content.decode()) and response.context["form"].errors.get("__all__", [])


def test_a_person_signs_in_with_a_user_name_and_reaches_my_learning(client, odette):
    response = sign_in(client, "odette")
    assert response.status_code == 302
    assert response.url == reverse("progress:mine")


def test_a_teacher_reaches_the_classes(client, odette):
    odette.groups.add(Group.objects.get(name="teacher"))
    assert sign_in(client, "odette").url == reverse("classes:list")


def test_sign_in_leads_to_the_language_of_the_account(client, odette):
    odette.language = "en"
    odette.save()
    assert sign_in(client, "odette").url.startswith("/en/")


def test_sign_in_says_the_same_whether_the_account_exists_or_not(client, odette):
    known, unknown = sign_in(client, "odette", "wrong-password"), sign_in(client, "nobody", "wrong-password")
    assert known.status_code == unknown.status_code == 200
    assert errors_of(known) == errors_of(unknown)
    assert errors_of(known)


def test_empty_fields_say_what_to_write_and_keep_what_was_typed(client):
    response = client.post(reverse("account_login"), {"login": "odette", "password": ""})
    html = response.content.decode()
    assert 'value="odette"' in html
    assert 'role="alert"' in html
    assert 'href="#id_password"' in html


def test_the_sixth_wrong_password_has_to_wait_even_with_the_right_one(client, odette):
    for _ in range(5):
        sign_in(client, "odette", "wrong-password")
    sign_in(client, "odette")
    assert "_auth_user_id" not in client.session


def test_a_session_ends_with_the_browser_unless_it_is_asked_to_stay(client, odette):
    sign_in(client, "odette")
    assert client.session.get_expire_at_browser_close()
    client.post(reverse("account_logout"))
    sign_in(client, "odette", remember="on")
    assert not client.session.get_expire_at_browser_close()


def test_sign_in_never_leads_to_another_site(client, odette):
    response = sign_in(client, "odette", next="https://evil.example/")
    assert response.url == reverse("progress:mine")


@pytest.mark.parametrize("username", ["deux mots", "ab", "x" * 200, "<b>x</b>", "a\x00b"])
def test_a_user_name_that_is_not_possible_is_explained(client, username):
    response = sign_up(client, username)
    assert response.status_code == 200
    assert response.context["form"].errors["username"]
    assert not User.objects.exists()


def test_a_taken_user_name_is_refused_whatever_its_capitals(client, odette):
    assert sign_up(client, "Odette").context["form"].errors["username"]


@pytest.mark.parametrize("password", ["short", "ninesigns", "1234567890", "odette2026"])
def test_a_weak_password_is_refused(client, password):
    response = sign_up(client, password1=password, password2=password)
    assert response.status_code == 200
    assert not User.objects.exists()


def test_sign_up_asks_for_no_email(client):
    html = client.get(reverse("account_signup")).content.decode()
    assert 'type="email"' not in html
    assert 'name="email"' not in html


def test_the_lost_password_page_asks_for_nothing_and_says_who_helps(client):
    response = client.get(reverse("account_reset_password"))
    assert response.status_code == 200
    assert b"<input" not in response.content
    assert client.post(reverse("account_reset_password"), {"email": "a@example.org"}).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["email/", "confirm-email/", "confirm-email/MQ:abc/", "login/code/confirm/", "password/reset/key/1-abc/"],
)
def test_pages_about_email_do_not_exist(client, odette, path):
    client.force_login(odette)
    assert client.get(f"/fr/account/{path}").status_code == 404


def test_the_account_page_is_for_who_is_signed_in(client):
    response = client.get(reverse("people:account"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_person_changes_the_name_and_the_language(client, odette):
    client.force_login(odette)
    response = client.post(reverse("people:account"), {"first_name": "Odette C.", "language": "en"})
    assert response.url.startswith("/en/")
    odette.refresh_from_db()
    assert (odette.first_name, odette.language) == ("Odette C.", "en")


def test_a_language_that_is_not_spoken_is_refused_and_what_was_typed_stays(client, odette):
    client.force_login(odette)
    response = client.post(reverse("people:account"), {"first_name": "Odile", "language": "xx"})
    assert response.context["form"].errors["language"]
    assert 'value="Odile"' in response.content.decode()


def test_the_password_can_be_changed(client, odette):
    client.force_login(odette)
    data = {"oldpassword": PASSWORD, "password1": "another four words", "password2": "another four words"}
    assert client.post(reverse("account_change_password"), data).url == reverse("people:account")
    odette.refresh_from_db()
    assert odette.check_password("another four words")


@pytest.mark.parametrize(
    "name",
    [
        "account_logout", "account_change_password", "account_reauthenticate", "mfa_index",
        "usersessions_list",
        "people:account", "people:leave",
    ],
)  # fmt: skip
def test_every_page_of_the_account_is_ours(client, name):
    sign_up(client)
    response = client.get(reverse(name))
    html = response.content.decode()
    assert response.status_code == 200
    assert '<main id="contenu"' in html
    assert html.count("<h1") == 1


def test_a_second_step_can_be_set_up_and_is_then_asked_for(client):
    from allauth.mfa.totp.internal import auth

    sign_up(client)
    again = client.get(reverse("mfa_activate_totp"))
    assert again.url.startswith(reverse("account_reauthenticate"))
    assert client.post(again.url, {"password": "wrong-password"}).context["form"].errors["password"]
    client.post(again.url, {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    code = auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    for name in (
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
    ):
        assert '<main id="contenu"' in client.get(reverse(name)).content.decode()
    client.post(reverse("account_logout"))
    response = sign_in(client, "odette")
    assert response.url == reverse("mfa_authenticate")
    assert '<main id="contenu"' in client.get(response.url).content.decode()
    assert "_auth_user_id" not in client.session
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.context["form"].errors["code"]


# The end on this device


def test_leaving_signs_out_and_keeps_the_account(client, odette):
    learner = Learner.objects.create(user=odette)
    client.force_login(odette)
    response = client.post(reverse("people:leave"))
    assert "_auth_user_id" not in client.session
    assert response.cookies[guests.COOKIE].value == ""
    assert Learner.objects.filter(pk=learner.pk, user=odette).exists()
    assert client.get(response.url).status_code == 200


def test_a_guest_is_warned_before_leaving_and_offered_an_account_first(client):
    guest = be_guest(client)
    html = client.get(reverse("people:leave")).content.decode()
    assert "call warn" in html
    assert html.index(reverse("account_signup")) < html.index("btn warn")
    response = client.post(reverse("people:leave"))
    assert response.cookies[guests.COOKIE].value == ""
    assert Learner.objects.filter(pk=guest.pk).exists()


def test_opening_the_leave_page_changes_nothing(client, odette):
    client.force_login(odette)
    client.get(reverse("people:leave"))
    assert client.session["_auth_user_id"] == str(odette.pk)


def test_leaving_from_another_site_is_refused(odette):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(odette)
    assert strict.post(reverse("people:leave")).status_code == 403


# The office


@pytest.mark.parametrize("role", ["editor", "directory manager", "administrator"])
def test_people_of_the_office_set_up_a_second_step_first(client, settings, odette, role):
    settings.PASSERELLE_DEMO = False
    odette.groups.add(Group.objects.get(name=role))
    client.force_login(odette)
    response = client.get("/cms/")
    assert response.status_code == 302
    assert response.url == reverse("mfa_index")


def test_in_the_demonstration_the_second_step_is_only_offered(client, settings, odette):
    settings.PASSERELLE_DEMO = True
    odette.groups.add(Group.objects.get(name="administrator"))
    client.force_login(odette)
    assert client.get("/cms/").status_code == 200
    assert reverse("mfa_index") in client.get(reverse("people:account")).content.decode()


def test_an_administrator_gives_a_new_password_to_a_person_without_email(client, settings, odette):
    settings.PASSERELLE_DEMO = True
    boss = User.objects.create_user(username="boss", password=PASSWORD)
    boss.groups.add(Group.objects.get(name="administrator"))
    client.force_login(boss)
    url = reverse("wagtailusers_users:edit", args=[odette.pk])
    data = {
        "username": "odette",
        "password1": "another four words",
        "password2": "another four words",
        "is_active": "on",
    }
    response = client.post(url, data)
    assert response.status_code == 302, response.context["form"].errors
    odette.refresh_from_db()
    assert odette.check_password("another four words")
