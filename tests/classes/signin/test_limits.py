"""Whoever tries every code is stopped; thirty pupils behind one address all come in; the same in several processes."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.classes.signin import doors, flows, keyed, limits
from learning.classes.signin.models import LoginCard, TryCount
from learning.classes.signin.pictures import KEYS
from tests.classes.factories import make_teacher
from tests.classes.signin.factories import card_url, cards_of, come_in, open_class, press

MINE = "/fr/my-learning/"
ENTER = "/fr/card/"
HELLO = "/fr/card/hello/"
SCHOOL = "203.0.113.9"  # one address for a whole school


def later(monkeypatch, **time) -> None:
    moment = timezone.now() + dt.timedelta(**time)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def guesses(card: LoginCard):
    """Every sequence of three pictures but the right one."""
    right = tuple(keyed.card_pictures(card))
    return (list(one) for one in itertools.permutations(KEYS, 3) if one != right)


# The pictures of a card


@pytest.mark.django_db
def test_five_wrong_sequences_then_a_wait_even_for_the_right_one(client):
    card = cards_of(open_class())[0]
    client.get(card_url(card))
    for wrong in itertools.islice(guesses(card), limits.CARD.tries):
        press(client, wrong)
    html = client.get(HELLO).content.decode()
    assert 'role="alert"' in html
    assert 'name="picture"' not in html
    press(client, keyed.card_pictures(card))
    assert not client.get(MINE).context["learner"]
    assert limits.waiting([card])


@pytest.mark.django_db
def test_another_device_and_another_address_do_not_get_round_the_wait():
    card = cards_of(open_class())[0]
    for number, wrong in enumerate(itertools.islice(guesses(card), limits.CARD.tries)):
        device = Client(REMOTE_ADDR=f"198.51.100.{number}")
        device.get(card_url(card))
        press(device, wrong)
    device = Client(REMOTE_ADDR="198.51.100.200")
    come_in(device, card)
    assert not device.get(MINE).context["learner"]


@pytest.mark.django_db
def test_after_ten_minutes_the_right_pictures_come_in(client, monkeypatch):
    card = cards_of(open_class())[0]
    client.get(card_url(card))
    for wrong in itertools.islice(guesses(card), limits.CARD.tries):
        press(client, wrong)
    later(monkeypatch, minutes=10, seconds=1)
    assert come_in(client, card).url == MINE
    assert not limits.waiting([card])


@pytest.mark.django_db
def test_twenty_wrong_sequences_wait_for_the_teacher(client, monkeypatch):
    teacher = make_teacher("claire")
    classroom = open_class(teacher=teacher, minutes=600)
    card = cards_of(classroom)[0]
    client.get(card_url(card))
    tried = 0
    for wrong in itertools.islice(guesses(card), 60):
        if doors.try_card(card, ",".join(wrong)).answer is doors.Answer.WAIT:
            later(monkeypatch, minutes=10, seconds=1)
        else:
            tried += 1
    assert tried < limits.CARD_IN_ALL.tries + limits.CARD.tries
    come_in(client, card)
    assert not client.get(MINE).context["learner"]
    assert limits.waiting([card])[card.learner_id].until is None
    desk = Client()
    desk.force_login(teacher)
    page = desk.get(reverse("classes:cards", args=[classroom.pk])).content.decode()
    assert f'name="again" value="{card.learner_id}"' in page
    desk.post(reverse("classes:cards", args=[classroom.pk]), {"again": str(card.learner_id)})
    assert come_in(client, card).url == MINE


@pytest.mark.django_db
def test_a_new_card_begins_without_wrong_tries(client):
    card = cards_of(open_class())[0]
    for wrong in itertools.islice(guesses(card), limits.CARD.tries):
        doors.try_card(card, ",".join(wrong))
    flows.replace_card(card=card)
    assert come_in(client, card).url == MINE


@pytest.mark.django_db
def test_one_pupil_who_guesses_stops_nobody_else(client):
    first, second = cards_of(open_class())
    for wrong in itertools.islice(guesses(first), 10):
        doors.try_card(first, ",".join(wrong))
    assert come_in(client, second).url == MINE


@pytest.mark.django_db
def test_every_pin_cannot_be_tried(client):
    classroom = open_class()
    flows.reset_cards(classroom=classroom, secret="pin")
    card = cards_of(classroom)[0]
    client.get(card_url(card))
    pin = int(keyed.card_pin(card))
    order = [*range(pin), *range(pin + 1, 10_000)][:8] + [pin]
    answers = [client.post(HELLO, {"pin": f"{one:04}"}) for one in order]
    assert all(one.status_code == 200 for one in answers)
    assert not client.get(MINE).context["learner"]


# Codes that are typed


@pytest.mark.django_db
def test_the_end_of_a_code_cannot_be_guessed_and_the_square_code_still_works(client):
    card = cards_of(open_class())[0]
    ends = ("".join(one) for one in itertools.product("CDFG", repeat=4))
    statuses = [client.post(ENTER, {"code": f"{card.number}-{end}"}).status_code for end in itertools.islice(ends, 15)]
    assert statuses == [200] * limits.TYPED.tries + [429] * (15 - limits.TYPED.tries)
    assert client.post(ENTER, {"code": keyed.typed_code(card)}).status_code == 429
    # Whoever guesses has no card. Who has it still comes in.
    assert come_in(client, card).url == MINE


@pytest.mark.django_db
def test_class_codes_cannot_be_tried_one_after_the_other(client, monkeypatch):
    classroom = open_class()
    code = flows.class_code(classroom=classroom)
    tried = ("".join(one) for one in itertools.product("CDFGHJ", repeat=6))
    statuses = []
    for one in itertools.islice((one for one in tried if one != code), limits.UNKNOWN.tries + 20):
        statuses.append(client.post(ENTER, {"code": one}).status_code)
    assert statuses.count(200) == limits.UNKNOWN.tries
    assert statuses[-1] == 429
    later(monkeypatch, hours=1, seconds=1)
    assert client.post(ENTER, {"code": "CDFGHK"}).status_code == 200


@pytest.mark.django_db
def test_six_figures_cannot_be_tried_from_one_address():
    classroom = open_class()
    learner = classroom.enrolments.first().learner
    code, _until = flows.give_number(teacher=classroom.owner, classroom=classroom, learner=learner)
    device = Client(REMOTE_ADDR="198.51.100.7")
    wrong = (f"{n:06}" for n in range(1_000_000) if f"{n:06}" != code)
    statuses = [device.post(ENTER, {"code": one}).status_code for one in itertools.islice(wrong, limits.SIX_HERE.tries + 5)]
    assert statuses == [200] * limits.SIX_HERE.tries + [429] * 5
    assert device.post(ENTER, {"code": code}).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.8").post(ENTER, {"code": code}).url == MINE


@pytest.mark.django_db
def test_six_figures_cannot_be_tried_from_many_addresses(monkeypatch):
    monkeypatch.setattr(limits, "SIX_FIGURES", limits.Limit("six", 30, 600))
    classroom = open_class()
    learner = classroom.enrolments.first().learner
    code, _until = flows.give_number(teacher=classroom.owner, classroom=classroom, learner=learner)
    wrong = (f"{n:06}" for n in range(1_000_000) if f"{n:06}" != code)
    for number in range(30):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(ENTER, {"code": next(wrong)})
    assert Client(REMOTE_ADDR="198.51.100.99").post(ENTER, {"code": code}).status_code == 429
    # Cards go on.
    assert come_in(Client(), cards_of(classroom)[0]).url == MINE


# Thirty pupils behind one address


@pytest.mark.django_db
def test_thirty_pupils_behind_one_address_all_come_in_with_slips_of_the_hand():
    classroom = open_class([f"Pupil {n:02}" for n in range(30)])
    cards = cards_of(classroom)
    for number, card in enumerate(cards):
        device = Client(REMOTE_ADDR=SCHOOL)
        if number % 2:
            device.get(card_url(card))
        else:
            for slip in ("CCCC-CCCC", "XXXXXX", f"{card.number}-CCCC"):
                device.post(ENTER, {"code": slip})
            assert device.post(ENTER, {"code": keyed.typed_code(card)}).url == HELLO
        for wrong in itertools.islice(guesses(card), 2):
            press(device, wrong)
        assert press(device, keyed.card_pictures(card)).url == MINE
        assert device.get(MINE).context["learner"] == card.learner


@pytest.mark.django_db
def test_thirty_people_behind_one_address_all_join_and_all_use_a_number():
    classroom = open_class([])
    code = flows.class_code(classroom=classroom)
    for number in range(30):
        device = Client(REMOTE_ADDR=SCHOOL)
        device.post(ENTER, {"code": "WWWWWW"})
        device.post(ENTER, {"code": code})
        assert device.post("/fr/join/", {"name": f"Person {number}"}).url == "/fr/join/"
    for request in classroom.join_requests.all():
        learner = flows.accept(request=request)
        figures, _until = flows.give_number(teacher=classroom.owner, classroom=classroom, learner=learner)
        device = Client(REMOTE_ADDR=SCHOOL)
        device.post(ENTER, {"code": "000000" if figures != "000000" else "000001"})
        assert device.post(ENTER, {"code": figures}).url == MINE


@pytest.mark.django_db
def test_an_address_where_somebody_came_in_may_make_more_slips():
    card = cards_of(open_class())[0]
    come_in(Client(REMOTE_ADDR=SCHOOL), card)
    device = Client(REMOTE_ADDR=SCHOOL)
    for _turn in range(limits.UNKNOWN.tries + 5):
        assert device.post(ENTER, {"code": "CCCCCC"}).status_code == 200


# The counter


@pytest.mark.django_db
def test_a_try_that_was_right_is_given_back():
    limit = limits.Limit("test", 2, 60)
    assert limits.take(limit, "a")
    limits.give_back(limit, "a")
    assert limits.take(limit, "a")
    assert limits.take(limit, "a")
    assert not limits.take(limit, "a")
    assert limits.take(limit, "b")


@pytest.mark.django_db
def test_counters_that_are_over_are_removed(monkeypatch):
    limits.take(limits.Limit("test", 2, 60), "a")
    later(monkeypatch, days=2)
    limits.take(limits.Limit("test", 2, 60), "b")
    assert TryCount.objects.count() == 1


PROCESS = """
import sys, time
import django
django.setup()
from learning.classes.signin import doors
from learning.classes.signin.models import LoginCard
card = LoginCard.objects.get(pk=sys.argv[1])
wrong = sys.argv[2].split(";")
while time.time() < float(sys.argv[3]):
    time.sleep(0.01)
print(sum(doors.try_card(card, one).answer is doors.Answer.WRONG for one in wrong), flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_two_processes_together_allow_no_more_tries_than_one(tmp_path):
    import time

    card = cards_of(open_class())[0]
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PASSERELLE", "DATABASE"))},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PASSERELLE_HOME": str(tmp_path),
        "CARD_KEY": settings.CARD_KEY,
    }
    if connection.vendor == "sqlite":
        # A copy on the disk, which both processes open; the test's own database lives in memory.
        with contextlib.closing(sqlite3.connect(tmp_path / "db.sqlite3")) as file:
            connection.connection.backup(file)
    else:
        one = connection.settings_dict
        environment["DATABASE_URL"] = f"postgres://{one['USER']}:{one['PASSWORD']}@{one['HOST']}:{one['PORT']}/{one['NAME']}"
    sequences = [",".join(one) for one in itertools.islice(guesses(card), 40)]
    begin = str(time.time() + 4)
    command = [sys.executable, "-W", "ignore", "-c", PROCESS, str(card.pk)]
    root = Path(settings.BASE_DIR)
    running = [
        subprocess.Popen([*command, ";".join(part), begin], cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
        for part in (sequences[:20], sequences[20:])
    ]
    allowed = [int(process.communicate(timeout=120)[0]) for process in running]
    # The try that uses up the last one is told to wait: one less than the limit is merely wrong.
    assert sum(allowed) == limits.CARD.tries - 1
