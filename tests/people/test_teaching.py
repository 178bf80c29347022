"""How teachers come to be, and how an administrator helps with a lost password."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.people import links, rules
from learning.people.models import OneTimeLink, TeacherRequest, User
from tests.people.test_account import sign_in
from tests.people.test_guests import PASSWORD, sign_up

pytestmark = pytest.mark.django_db
NEW = "another four words"


@pytest.fixture
def boss(settings):
    settings.PASSERELLE_DEMO = True  # the second step is offered, not asked for
    user = User.objects.create_user(username="boss", password=PASSWORD)
    user.groups.add(Group.objects.get(name="administrator"))
    return user


@pytest.fixture
def office(boss):
    client = Client()
    client.force_login(boss)
    return client


@pytest.fixture
def odette():
    return User.objects.create_user(username="odette", password=PASSWORD)


def is_teacher(user: User) -> bool:
    return rules.is_teacher(User.objects.get(pk=user.pk))


def address_in(response) -> str:
    """Return the path of the link that a page shows."""
    found = re.search(r"<b>https?://[^/]+(/[^<]+)</b>", response.content.decode())
    assert found
    return found.group(1)


# By request


def test_a_request_waits_for_an_administrator_who_accepts(client, odette, office):
    client.force_login(odette)
    client.post(reverse("people:teach"), {"words": "J’aide à la médiathèque."})
    assert not is_teacher(odette)
    html = office.get(reverse("people:manage")).content.decode()
    assert "J’aide à la médiathèque." in html
    asked = TeacherRequest.objects.get()
    office.post(reverse("people:answer_request", args=[asked.pk]), {"answer": "accept"})
    assert is_teacher(odette)
    assert client.get(reverse("people:teach")).url == reverse("classes:list")


def test_a_request_is_refused_and_may_be_made_again(client, odette, office):
    client.force_login(odette)
    client.post(reverse("people:teach"), {"words": "Un."})
    office.post(reverse("people:answer_request", args=[TeacherRequest.objects.get().pk]), {"answer": "refuse"})
    assert not is_teacher(odette)
    client.post(reverse("people:teach"), {"words": "Deux."})
    again = TeacherRequest.objects.get()
    assert (again.words, again.accepted) == ("Deux.", None)


def test_an_empty_request_says_what_to_write(client, odette):
    client.force_login(odette)
    response = client.post(reverse("people:teach"), {"words": ""})
    assert response.context["form"].errors["words"]
    assert not TeacherRequest.objects.exists()


def test_a_request_that_waits_is_not_made_twice(client, odette):
    client.force_login(odette)
    client.post(reverse("people:teach"), {"words": "Un."})
    client.post(reverse("people:teach"), {"words": "Deux."})
    assert TeacherRequest.objects.get().words == "Un."


def test_where_teachers_are_invited_nobody_can_ask(client, odette, settings):
    settings.PASSERELLE_TEACHER_SIGNUP = "invite"
    client.force_login(odette)
    assert "<textarea" not in client.get(reverse("people:teach")).content.decode()
    client.post(reverse("people:teach"), {"words": "Un."})
    assert not TeacherRequest.objects.exists()
    with pytest.raises(links.NotAsked):
        links.ask_to_teach(user=odette, words="Un.")


def test_where_it_is_open_whoever_asks_teaches(client, odette, settings):
    settings.PASSERELLE_TEACHER_SIGNUP = "open"
    client.force_login(odette)
    assert client.post(reverse("people:teach"), {"words": "Un."}).url == reverse("classes:list")
    assert is_teacher(odette)


# By invitation


@pytest.fixture
def invitation(office):
    response = office.post(reverse("people:invite"), {"invite-note": "Odette, médiathèque"})
    return address_in(response)


def test_an_invitation_makes_a_teacher_once(client, odette, invitation):
    client.force_login(odette)
    assert client.get(invitation).status_code == 200
    assert not is_teacher(odette), "opening it does nothing"
    assert client.post(invitation).url == reverse("classes:list")
    assert is_teacher(odette)
    marie = User.objects.create_user(username="marie", password=PASSWORD)
    hers = Client()
    hers.force_login(marie)
    assert hers.get(invitation).status_code == hers.post(invitation).status_code == 404
    assert not is_teacher(marie)


def test_whoever_has_no_account_makes_one_and_comes_back(client, invitation):
    html = client.get(invitation).content.decode()
    signup = re.search(r'href="([^"]*signup[^"]*)"', html).group(1)
    assert invitation in signup.replace("%2F", "/")
    assert client.post(invitation).url.startswith(reverse("account_login"))
    response = sign_up(client, "odette", next=invitation)
    assert response.url == invitation
    client.post(invitation)
    assert is_teacher(User.objects.get(username="odette"))


def test_the_token_is_nowhere_in_the_database(invitation):
    token = invitation.rstrip("/").rpartition("/")[2]
    secret = token.partition(".")[2]
    link = OneTimeLink.objects.get()
    assert len(secret) >= 32
    assert secret not in str(vars(link))


def test_an_old_invitation_does_not_work(client, odette, invitation):
    OneTimeLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    client.force_login(odette)
    assert client.post(invitation).status_code == 404
    assert not is_teacher(odette)


def test_a_withdrawn_invitation_does_not_work(client, odette, invitation, office):
    office.post(reverse("people:withdraw", args=[OneTimeLink.objects.get().pk]))
    client.force_login(odette)
    assert client.post(invitation).status_code == 404


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + ("a" if t[-1] != "a" else "b"), lambda t: "999" + t, lambda t: "x", lambda t: "1" * 300]
)
def test_a_token_that_is_not_right_opens_nothing(client, odette, invitation, change):
    token = invitation.rstrip("/").rpartition("/")[2]
    client.force_login(odette)
    assert client.post(reverse("people:invitation", args=[change(token)])).status_code == 404
    assert not is_teacher(odette)


def test_tokens_are_compared_in_constant_time(monkeypatch, client, odette, invitation):
    compared = []

    def spy(one, two):
        compared.append((one, two))
        return one == two

    monkeypatch.setattr(links, "constant_time_compare", spy)
    client.force_login(odette)
    client.get(invitation)
    client.get(reverse("people:invitation", args=["999999.nothing"]))
    assert len(compared) == 2


def test_guessing_links_is_stopped(client, monkeypatch):
    from learning.people import teaching_views

    monkeypatch.setattr(teaching_views, "LINKS_AN_HOUR", 3)
    answers = [client.get(reverse("people:invitation", args=[f"{n}.guess"])).status_code for n in range(5)]
    assert answers == [404, 404, 404, 429, 429]


# A lost password


@pytest.fixture
def way_back(office, odette):
    return address_in(office.post(reverse("people:way_back"), {"back-username": "Odette"}))


def test_a_link_lets_choose_a_new_password_once(client, odette, way_back):
    other = Client()
    sign_in(other, "odette")
    assert "odette" in client.get(way_back).content.decode()
    response = client.post(way_back, {"password1": NEW, "password2": NEW})
    assert response.url == reverse("account_login")
    odette.refresh_from_db()
    assert odette.check_password(NEW)
    assert "_auth_user_id" not in client.session, "nobody is signed in by a link"
    assert other.get(reverse("people:account")).status_code == 302, "open sessions end"
    assert client.post(way_back, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 404


@pytest.mark.parametrize(
    ("one", "two", "field"), [("short", "short", "password1"), (NEW, "x" * 12, "password2"), ("", "", "password1")]
)
def test_a_password_that_will_not_do_is_explained_and_the_link_still_works(client, odette, way_back, one, two, field):
    assert client.post(way_back, {"password1": one, "password2": two}).context["form"].errors[field]
    assert client.get(way_back).status_code == 200


def test_a_new_link_takes_the_place_of_the_one_before(client, office, way_back):
    office.post(reverse("people:way_back"), {"back-username": "odette"})
    assert client.get(way_back).status_code == 404
    assert OneTimeLink.objects.count() == 1


def test_the_second_step_stays_unless_it_is_lost_too(office, odette):
    Authenticator.objects.create(user=odette, type="totp", data={})
    office.post(reverse("people:way_back"), {"back-username": "odette"})
    assert Authenticator.objects.exists()
    office.post(reverse("people:way_back"), {"back-username": "odette", "back-second_step": "on"})
    assert not Authenticator.objects.exists()


def test_a_name_that_nobody_has_is_said_beside_the_field(office):
    response = office.post(reverse("people:way_back"), {"back-username": "nobody"})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not OneTimeLink.objects.exists()


def test_a_link_of_one_kind_does_nothing_of_the_other(client, odette, way_back, invitation):
    token = way_back.rstrip("/").rpartition("/")[2]
    client.force_login(odette)
    assert client.post(reverse("people:invitation", args=[token])).status_code == 404
    token = invitation.rstrip("/").rpartition("/")[2]
    assert client.get(reverse("people:link_password", args=[token])).status_code == 404


def test_an_administrator_sets_up_a_second_step_before(boss, office, settings):
    settings.PASSERELLE_DEMO = False
    assert office.get(reverse("people:manage")).url == reverse("mfa_index")
    assert office.post(reverse("people:invite"), {"invite-note": "x"}).url == reverse("mfa_index")
    assert not OneTimeLink.objects.exists()


def test_the_office_leads_to_requests(office, odette):
    assert reverse("people:manage") in office.get("/cms/").content.decode()
    assert reverse("people:manage") in office.get(reverse("people:account")).content.decode()
    hers = Client()
    hers.force_login(odette)
    assert reverse("people:manage") not in hers.get(reverse("people:account")).content.decode()
