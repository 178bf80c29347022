"""Erased when the day has come, told beforehand, kept when somebody comes back."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from learning.people import erasing
from learning.people.models import ErasureRequest, Learner, OneTimeLink, User
from learning.people.privacy import Person
from tests.people.test_guests import PASSWORD, be_guest

pytestmark = pytest.mark.django_db


def run(command: str, **options) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def long_ago(months: int = 30) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=months * 31)


def old_learner(name: str = "Amina", user: User | None = None, active: dt.date | None = None) -> Learner:
    learner = Learner.objects.create(display_name=name, user=user, last_active_on=active)
    Learner.objects.filter(pk=learner.pk).update(created_at=long_ago())
    if user:
        User.objects.filter(pk=user.pk).update(date_joined=long_ago())
    return learner


def make_due(**fields) -> None:
    past = timezone.now() - dt.timedelta(days=40)
    ErasureRequest.objects.update(asked_at=past, due_at=timezone.now() - dt.timedelta(hours=1), **fields)


def test_nobody_is_erased_before_the_day(client):
    learner = be_guest(client)
    erasing.ask(person=Person(learner=learner))
    assert "0 erased" in run("erase_requested")
    assert Learner.objects.exists()
    make_due()
    assert "1 to be erased" in run("erase_requested", dry_run=True)
    assert Learner.objects.exists()
    assert "1 erased" in run("erase_requested")
    assert not Learner.objects.exists()


def test_one_who_cannot_be_erased_stops_nobody_else():
    from tests.classes.factories import make_class, make_teacher

    teacher = make_teacher()
    erasing.ask(person=Person(user=teacher))
    erasing.ask(person=Person(learner=Learner.objects.create(display_name="Amina")))
    make_class(teacher, names=["Bernard"])
    make_due()
    assert "1 erased" in (said := run("erase_requested"))
    assert "1 wait" in said
    assert User.objects.filter(pk=teacher.pk).exists()
    assert not Learner.objects.filter(display_name="Amina").exists()


def test_whoever_has_not_come_for_long_is_given_notice_first_and_erased_later(settings):
    settings.PASSERELLE_KEEP_MONTHS = 24
    old_learner()
    assert "1 to be given notice" in run("purge_inactive", dry_run=True)
    assert not ErasureRequest.objects.exists()
    assert "1 were given notice" in run("purge_inactive")
    request = ErasureRequest.objects.get()
    assert (request.due_at - request.asked_at).days == erasing.NOTICE_DAYS
    assert "0 were given notice (0 by e-mail), 0 erased" in run("purge_inactive")
    make_due()
    assert "1 erased" in run("purge_inactive")
    assert not Learner.objects.exists()


@pytest.mark.parametrize("kind", ["active", "young", "signed in"])
def test_whoever_came_lately_is_left_alone(settings, kind):
    settings.PASSERELLE_KEEP_MONTHS = 24
    if kind == "young":
        Learner.objects.create(display_name="Amina")
    elif kind == "active":
        old_learner(active=timezone.localdate() - dt.timedelta(days=100))
    else:
        old_learner(user=User.objects.create_user(username="odette", last_login=timezone.now()))
    assert "0 to be given notice" in run("purge_inactive", dry_run=True)


def test_whoever_comes_back_after_the_notice_stays(settings):
    learner = old_learner()
    run("purge_inactive")
    make_due()
    Learner.objects.filter(pk=learner.pk).update(last_active_on=timezone.localdate())
    assert "1 kept" in run("purge_inactive")
    assert not ErasureRequest.objects.exists()
    assert Learner.objects.filter(pk=learner.pk).exists()


def test_signing_in_after_the_notice_keeps_the_account_and_says_so(client):
    user = User.objects.create_user(username="odette", password=PASSWORD)
    old_learner(user=user)
    run("purge_inactive")
    assert ErasureRequest.objects.get().reason == "inactive"
    client.post(reverse("account_login"), {"login": "odette", "password": PASSWORD})
    assert not ErasureRequest.objects.exists()
    assert "call warn" in client.get(reverse("progress:mine")).content.decode()


def test_signing_in_after_asking_to_be_erased_says_the_day_and_changes_nothing(client):
    user = User.objects.create_user(username="odette", password=PASSWORD)
    learner = Learner.objects.create(user=user)
    erasing.ask(person=Person(user=user, learner=learner))
    client.post(reverse("account_login"), {"login": "odette", "password": PASSWORD})
    assert ErasureRequest.objects.filter(user=user).exists()
    assert reverse("people:data") in client.get(reverse("progress:mine")).content.decode()


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_people_of_the_office_are_an_administrators_business(role):
    user = User.objects.create_user(username="odette")
    user.groups.add(Group.objects.get(name=role))
    old_learner(user=user)
    assert "0 to be given notice" in run("purge_inactive", dry_run=True)


def test_an_account_without_a_learner_is_found_too():
    user = User.objects.create_user(username="odette")
    User.objects.filter(pk=user.pk).update(date_joined=long_ago())
    assert "1 were given notice" in run("purge_inactive")
    make_due()
    run("purge_inactive")
    assert not User.objects.exists()


def test_answers_without_a_person_are_left_alone():
    Learner.objects.create(erased_on=timezone.localdate() - dt.timedelta(days=2000))
    Learner.objects.update(created_at=long_ago())
    assert "0 to be given notice" in run("purge_inactive", dry_run=True)


def test_the_notice_goes_by_e_mail_where_there_is_an_address(settings):
    settings.EMAIL_URL = "smtp://localhost"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    old_learner(user=User.objects.create_user(username="odette", email="odette@example.org", language="en"))
    old_learner(user=User.objects.create_user(username="marie"))
    assert "2 were given notice (1 by e-mail)" in run("purge_inactive")
    [message] = mail.outbox
    assert message.to == ["odette@example.org"]
    assert "odette" in message.body
    assert settings.PASSERELLE_URL in message.body
    assert "erased" in message.subject


def test_never_means_never(settings):
    settings.PASSERELLE_KEEP_MONTHS = 0
    old_learner()
    run("purge_inactive")
    assert not ErasureRequest.objects.exists()
    with pytest.raises(CommandError):
        run("purge_inactive", months=-1)


@pytest.mark.parametrize(
    ("today", "months", "before"),
    [
        (dt.date(2026, 3, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2028, 3, 31), 1, dt.date(2028, 2, 29)),
        (dt.date(2026, 1, 15), 24, dt.date(2024, 1, 15)),
        (dt.date(2026, 1, 31), 2, dt.date(2025, 11, 30)),
    ],
)
def test_months_are_those_of_the_calendar(today, months, before):
    assert erasing._months_before(today, months) == before


def test_a_link_that_nobody_used_is_forgotten_with_its_note():
    now = timezone.now()
    OneTimeLink.objects.create(kind="teacher", digest="a", note="Claire Martin", expires_at=now - dt.timedelta(days=91))
    OneTimeLink.objects.create(kind="teacher", digest="b", note="Odette", expires_at=now - dt.timedelta(days=2))
    assert "1 old links removed" in run("purge_inactive")
    assert [one.note for one in OneTimeLink.objects.all()] == ["Odette"]


def test_asked_twice_the_first_day_stands(client):
    learner = be_guest(client)
    first = erasing.ask(person=Person(learner=learner))
    second = erasing.ask(person=Person(learner=learner), days=0)
    assert (first.pk, first.due_at) == (second.pk, second.due_at)
