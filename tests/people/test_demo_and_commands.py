"""Demonstration accounts outside demonstration mode, and the first administrator."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse

from learning.people import flows
from learning.people.models import User
from tests.people.test_guests import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_user():
    return User.objects.create_user(username="claire", password=PASSWORD, is_demo=True)


def test_a_demonstration_account_signs_in_in_the_demonstration(client, settings, demo_user):
    settings.PASSERELLE_DEMO = True
    client.post(reverse("account_login"), {"login": "claire", "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_outside_the_demonstration_it_is_refused_as_if_it_did_not_exist(client, settings, demo_user):
    settings.PASSERELLE_DEMO = False
    right = client.post(reverse("account_login"), {"login": "claire", "password": PASSWORD})
    unknown = client.post(reverse("account_login"), {"login": "nobody", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert right.status_code == unknown.status_code == 200
    assert right.context["form"].errors == unknown.context["form"].errors


def test_an_open_session_of_the_demonstration_is_refused_too(client, settings, demo_user):
    settings.PASSERELLE_DEMO = True
    client.force_login(demo_user)
    assert client.get(reverse("people:account")).status_code == 200
    settings.PASSERELLE_DEMO = False
    assert client.get(reverse("people:account")).status_code == 302


def test_a_closed_account_cannot_sign_in(client):
    User.objects.create_user(username="odette", password=PASSWORD, is_active=False)
    client.post(reverse("account_login"), {"login": "odette", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_the_roles_are_there_and_can_be_made_again():
    flows.ensure_roles()
    names = set(Group.objects.values_list("name", flat=True))
    assert {"teacher", "editor", "directory manager", "administrator"} <= names


def test_the_first_administrator_is_made_from_the_environment(monkeypatch, capsys):
    monkeypatch.setenv("PASSERELLE_ADMIN_PASSWORD", PASSWORD)
    call_command("create_administrator", username="chief")
    user = User.objects.get(username="chief")
    assert user.check_password(PASSWORD)
    assert user.is_superuser
    assert user.groups.filter(name="administrator").exists()
    assert PASSWORD not in capsys.readouterr().out


@pytest.mark.parametrize("password", ["short", "1234567890"])
def test_a_weak_password_makes_no_administrator(monkeypatch, password):
    monkeypatch.setenv("PASSERELLE_ADMIN_PASSWORD", password)
    with pytest.raises(CommandError):
        call_command("create_administrator", username="chief")
    assert not User.objects.exists()


def test_a_taken_user_name_makes_no_administrator(monkeypatch):
    User.objects.create_user(username="Chief")
    monkeypatch.setenv("PASSERELLE_ADMIN_PASSWORD", PASSWORD)
    with pytest.raises(CommandError, match="taken"):
        call_command("create_administrator", username="chief")
