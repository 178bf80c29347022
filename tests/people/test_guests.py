"""A guest keeps the same learner, and a cookie never opens an account."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from learning.people import guests
from learning.people.middleware import LearnerMiddleware, find_learner
from learning.people.models import Learner, User

pytestmark = pytest.mark.django_db
PASSWORD = "four words on paper"


def request_of(cookies: dict[str, str] | None = None, user=None):
    request = RequestFactory().get("/")
    request.COOKIES = cookies or {}
    request.user = user or AnonymousUser()
    return request


def cookie_of(learner: Learner) -> str:
    response = HttpResponse()
    guests.remember(request=request_of(), response=response, learner=learner)
    return response.cookies[guests.COOKIE].value


def be_guest(client) -> Learner:
    learner = Learner.objects.create()
    client.cookies[guests.COOKIE] = cookie_of(learner)
    return learner


def test_reading_sets_no_cookie_and_makes_no_learner(client):
    response = client.get(reverse("people:leave"))
    assert guests.COOKIE not in response.cookies
    assert not Learner.objects.exists()


def test_the_first_answer_makes_a_guest_and_the_cookie_finds_it_again():
    seen = []

    def view(request):
        seen.append(guests.ensure_learner(request))
        assert guests.ensure_learner(request).pk == seen[0].pk
        return HttpResponse()

    response = LearnerMiddleware(view)(request_of())
    cookie = response.cookies[guests.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] <= 60 * 60 * 24 * 396
    assert guests.learner_from_cookie(request_of({guests.COOKIE: cookie.value})) == seen[0]


def test_the_learner_of_a_request_is_read_only_when_used(django_assert_num_queries):
    cookies = {guests.COOKIE: cookie_of(Learner.objects.create())}
    with django_assert_num_queries(0):
        LearnerMiddleware(lambda request: HttpResponse())(request_of(cookies))


@pytest.mark.parametrize("value", ["", "nonsense", "nonsense:signature", "é" * 500])
def test_a_forged_cookie_names_nobody(value):
    assert guests.learner_from_cookie(request_of({guests.COOKIE: value})) is None


def test_the_number_of_a_learner_without_signature_names_nobody():
    learner = Learner.objects.create()
    assert guests.learner_from_cookie(request_of({guests.COOKIE: str(learner.pk)})) is None


def test_a_cookie_never_opens_a_learner_who_has_an_account():
    learner = Learner.objects.create(user=User.objects.create_user(username="odette"))
    assert guests.learner_from_cookie(request_of({guests.COOKIE: cookie_of(learner)})) is None


def test_the_account_comes_before_the_cookie():
    user = User.objects.create_user(username="odette")
    mine = Learner.objects.create(user=user)
    request = request_of({guests.COOKIE: cookie_of(Learner.objects.create())}, user)
    assert find_learner(request) == mine


def sign_up(client, username: str = "odette", **data):
    data = {"username": username, "password1": PASSWORD, "password2": PASSWORD, **data}
    return client.post(reverse("account_signup"), data)


def test_signing_up_keeps_the_guests_learner_and_its_id(client):
    guest = be_guest(client)
    response = sign_up(client)
    assert response.status_code == 302
    user = User.objects.get(username="odette")
    assert user.learner.pk == guest.pk
    assert Learner.objects.count() == 1
    assert response.cookies[guests.COOKIE].value == ""


def test_signing_up_without_progress_makes_a_learner(client):
    sign_up(client)
    assert User.objects.get(username="odette").learner.display_name == "odette"


def test_two_accounts_made_from_one_device_do_not_share_a_learner(client):
    guest = be_guest(client)
    cookie = client.cookies[guests.COOKIE].value
    sign_up(client)
    client.post(reverse("account_logout"))
    client.cookies[guests.COOKIE] = cookie
    sign_up(client, "marie")
    assert User.objects.get(username="odette").learner.pk == guest.pk
    assert User.objects.get(username="marie").learner.pk != guest.pk


def test_signing_in_keeps_the_guest_and_the_accounts_learner(client):
    user = User.objects.create_user(username="odette", password=PASSWORD)
    mine = Learner.objects.create(user=user)
    guest = be_guest(client)
    client.post(reverse("account_login"), {"login": "odette", "password": PASSWORD})
    assert set(Learner.objects.values_list("pk", flat=True)) == {mine.pk, guest.pk}
    guest.refresh_from_db()
    assert guest.user_id is None


def test_an_account_chooses_the_language_of_the_page_it_was_made_on(client):
    from django.utils import translation

    with translation.override("en"):
        url = reverse("account_signup")
    client.post(url, {"username": "odette", "password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(username="odette").language == "en"
