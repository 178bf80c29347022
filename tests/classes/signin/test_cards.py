"""Cards: what opens them, what stops them, what the database never holds."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from learning.classes import flows as class_flows
from learning.classes.models import Classroom
from learning.classes.signin import flows, keyed, limits, session
from learning.classes.signin.models import LoginCard, SignInNumber, TryCount
from learning.classes.signin.pictures import KEYS, PICTURES, drawing, printed
from learning.people.models import Learner
from tests.classes.factories import make_class, make_teacher, make_user
from tests.classes.signin.factories import card_url, cards_of, come_in, open_class, press, wrong_pictures

pytestmark = pytest.mark.django_db

MINE = "/fr/my-learning/"
HELLO = "/fr/card/hello/"


@pytest.fixture
def classroom():
    return open_class()


@pytest.fixture
def card(classroom):
    return cards_of(classroom)[0]


# The pictures


def test_twelve_pictures_have_names_in_both_languages_and_drawings_of_their_own():
    from django.utils import translation

    assert len(KEYS) == 12
    with translation.override("fr"):
        french = [str(PICTURES[key].name) for key in KEYS]
    with translation.override("en"):
        english = [str(PICTURES[key].name) for key in KEYS]
    assert len(set(french)) == len(set(english)) == 12
    assert "Soleil" in french  # and not the short form of a day
    assert len({PICTURES[key].inside for key in KEYS}) == 12
    for key in KEYS:
        assert 'aria-hidden="true"' in drawing(key)
        assert "var(" not in printed(key)  # paper has no custom properties
        assert set(re.findall(r"#\w{6}", printed(key))) <= {"#000000", "#595959", "#d9d9d9", "#ffffff"}


def test_a_card_has_three_different_pictures_that_stay_the_same(card):
    pictures = keyed.card_pictures(card)
    assert len(set(pictures)) == 3
    assert pictures == keyed.card_pictures(LoginCard.objects.get(pk=card.pk))


def test_every_picture_comes_first_on_some_card():
    import uuid

    firsts = {keyed.card_pictures(LoginCard(id=uuid.UUID(int=n), version=1))[0] for n in range(400)}
    assert firsts == set(KEYS)


def test_another_key_makes_other_cards(card, settings):
    before = (keyed.card_token(card), keyed.typed_code(card), keyed.card_pictures(card), keyed.card_pin(card))
    settings.CARD_KEY = "another key of forty signs, made for this test only"
    after = (keyed.card_token(card), keyed.typed_code(card), keyed.card_pictures(card), keyed.card_pin(card))
    assert before[0] != after[0]
    assert sum(one != other for one, other in zip(before, after, strict=True)) >= 3


# Coming in


def test_the_square_code_says_hello_and_signs_nobody_in(client, card):
    response = client.get(card_url(card))
    assert response.url == HELLO
    page = client.get(HELLO)
    assert page.status_code == 200
    assert "Bonjour Amina" in page.content.decode()
    assert keyed.card_token(card) not in page.content.decode()
    assert not client.get(MINE).context["learner"]
    assert "no-store" in page.headers["Cache-Control"]


def test_three_pictures_in_order_sign_in(client, card):
    response = come_in(client, card)
    assert response.url == MINE
    page = client.get(MINE)
    assert page.context["learner"] == card.learner
    assert "Amina" in page.content.decode()
    assert not page.wsgi_request.user.is_authenticated


def test_a_pupil_with_a_card_is_not_asked_to_make_an_account(client, card):
    come_in(client, card)
    assert not client.get(MINE).context["is_guest"]


def test_what_is_chosen_is_shown_in_its_place_and_can_be_taken_back(client, card):
    client.get(card_url(card))
    press(client, ["boat", "cup"])
    html = client.get(HELLO).content.decode()
    assert "1. Bateau" in html
    assert "2. Tasse" in html
    assert html.count('aria-pressed="true"') == 2
    assert "Image 2 choisie" in html
    client.post(HELLO, {"undo": "1"})
    assert client.session[session.HELLO]["chosen"] == ["boat"]
    press(client, ["boat"])  # pressed again: taken back
    assert client.session[session.HELLO]["chosen"] == []


def test_the_pictures_stand_always_in_the_same_order(client, card):
    client.get(card_url(card))
    orders = []
    for keys in ([], ["cat"], ["sun"]):
        press(client, keys)
        orders.append(re.findall(r'name="picture" value="(\w+)"', client.get(HELLO).content.decode()))
    assert orders == [list(KEYS)] * 3


def test_a_wrong_order_is_said_without_saying_which(client, card):
    client.get(card_url(card))
    wrong = wrong_pictures(card)
    assert press(client, wrong).url == HELLO
    html = client.get(HELLO).content.decode()
    assert 'role="alert"' in html
    assert "data-focus" in html
    alert = html.partition('role="alert"')[2].partition("</div>")[0]
    assert not any(str(PICTURES[key].name) in alert for key in KEYS)
    assert html.count('aria-pressed="true"') == 0
    assert "<title>Erreur" in html
    assert not client.get(MINE).context["learner"]
    # The next press takes the message away, and the right pictures still come in.
    assert press(client, keyed.card_pictures(card)).url == MINE


@pytest.mark.parametrize("sent", [{"picture": "dragon"}, {"picture": ""}, {}, {"picture": "x" * 5000}, {"picture": "\x00"}])
def test_odd_presses_change_nothing(client, card, sent):
    client.get(card_url(card))
    for _turn in range(5):
        assert client.post(HELLO, sent).status_code == 302
    assert client.session[session.HELLO]["chosen"] == []
    assert not TryCount.objects.exists()


def test_a_pin_signs_in(client):
    classroom = open_class()
    flows.reset_cards(classroom=classroom, secret="pin")
    card = cards_of(classroom)[0]
    client.get(card_url(card))
    html = client.get(HELLO).content.decode()
    assert 'inputmode="numeric"' in html
    assert 'name="picture"' not in html
    pin = keyed.card_pin(card)
    wrong = f"{(int(pin) + 1) % 10000:04}"
    refused = client.post(HELLO, {"pin": wrong})
    assert refused.context["form"].errors["pin"]
    assert pin not in refused.content.decode()
    assert client.post(HELLO, {"pin": f" {pin[:2]} {pin[2:]} "}).url == MINE


@pytest.mark.parametrize("pin", ["", "12", "12345", "abcd", "①②③④", "x" * 300])
def test_a_pin_that_is_none_gets_its_sentence_and_costs_no_try(client, pin):
    classroom = open_class()
    flows.reset_cards(classroom=classroom, secret="pin")
    client.get(card_url(cards_of(classroom)[0]))
    assert client.post(HELLO, {"pin": pin}).context["form"].errors["pin"]
    assert not TryCount.objects.exists()


def test_a_typed_code_opens_the_card_in_any_writing(client, card):
    code = keyed.typed_code(card)
    for typed in (code, code.lower(), code.replace("-", " "), f" {code.replace('-', '')} "):
        assert client.post("/fr/card/", {"code": typed}).url == HELLO


def test_i_am_not_amina_forgets_the_card(client, card):
    client.get(card_url(card))
    assert client.post(HELLO, {"other": "1"}).url == "/fr/card/"
    assert client.get(HELLO).url == "/fr/card/"


def test_the_page_of_pictures_without_a_card_leads_to_the_code(client, db):
    assert client.get(HELLO).url == "/fr/card/"
    assert client.post(HELLO, {"picture": "boat"}).url == "/fr/card/"


# What stops a card


def test_a_closed_class_lets_nobody_in_and_tells_no_name(client, classroom, card):
    flows.close_window(classroom=classroom)
    for response in (client.get(card_url(card)), client.post("/fr/card/", {"code": keyed.typed_code(card)})):
        assert response.status_code == 200
        assert "Amina" not in response.content.decode()
        assert "fermé" in response.content.decode()


def test_a_class_that_closes_between_hello_and_the_pictures_lets_nobody_in(client, classroom, card):
    client.get(card_url(card))
    flows.close_window(classroom=classroom)
    response = press(client, keyed.card_pictures(card))
    assert response.status_code in (200, 302)
    assert not client.get(MINE).context["learner"]


def test_the_class_closes_by_itself(client, classroom, card):
    Classroom.objects.filter(pk=classroom.pk).update(open_until=timezone.now() - dt.timedelta(seconds=1))
    assert "fermé" in client.get(card_url(card)).content.decode()


def test_who_left_the_class_does_not_come_in(client, classroom, card):
    class_flows.end_enrolment(classroom=classroom, learner=card.learner)
    assert "Amina" not in client.get(card_url(card)).content.decode()


def test_a_second_class_that_is_open_lets_the_same_card_in(client, classroom, card):
    other = open_class([])
    class_flows.enrol(classroom=other, learner=card.learner)
    flows.close_window(classroom=classroom)
    assert come_in(client, card).url == MINE


def test_replacing_a_card_stops_the_old_one_and_whoever_is_in(client, classroom, card):
    come_in(client, card)
    old = card_url(card)
    flows.replace_card(card=card)
    assert client.get(MINE).url == "/fr/card/over/"
    assert client.get(old).status_code == 404
    assert card_url(card) != old
    assert come_in(client, card).url == MINE


def test_replacing_between_hello_and_the_pictures_stops_the_old_card(client, card):
    client.get(card_url(card))
    pictures = keyed.card_pictures(card)
    flows.replace_card(card=card)
    press(client, pictures)
    assert not client.get(MINE).context["learner"]


def test_all_cards_are_replaced_at_once_and_no_other_classes(classroom, card):
    theirs = cards_of(open_class(["Zoé"]))[0]
    before = {one.pk: keyed.card_token(one) for one in [*cards_of(classroom), theirs]}
    assert flows.reset_cards(classroom=classroom, secret="pin") == 2
    after = {one.pk: keyed.card_token(one) for one in LoginCard.objects.all()}
    changed = {pk for pk in before if before[pk] != after[pk]}
    assert changed == {one.pk for one in cards_of(classroom)}
    assert all(one.secret == "pin" for one in cards_of(classroom))


@pytest.mark.parametrize("change", ["end", "start", "short", "number"])
def test_a_forged_square_code_is_404_and_tells_no_name(client, card, change):
    number, token = keyed.card_path(card).split("-")
    flip = {"C": "D"}.get
    forged = {
        "end": f"{number}-{token[:-1]}{flip(token[-1], 'C')}",
        "start": f"{number}-{flip(token[0], 'C')}{token[1:]}",
        "short": f"{number}-{token[:-1]}",
        "number": f"ZZZZ-{token}",
    }[change]
    response = client.get(f"/fr/card/{forged}/")
    assert response.status_code == 404
    assert "Amina" not in response.content.decode()


# The session


def test_the_session_is_a_new_one(client, card):
    client.get(card_url(card))
    before = client.session.session_key
    token = client.get(HELLO).context["csrf_token"]
    press(client, keyed.card_pictures(card))
    assert client.session.session_key != before
    assert session.HELLO not in client.session
    assert str(client.get("/fr/finished/").context["csrf_token"]) != str(token)


def test_a_session_planted_on_the_device_is_not_taken_over(client, card):
    """Fixation: whoever knows the session before the sign-in must not have it after."""
    client.get(card_url(card))
    planted = client.cookies["sessionid"].value
    press(client, keyed.card_pictures(card))
    client.cookies["sessionid"] = planted
    assert not client.get(MINE).context["learner"]


def test_an_account_that_was_signed_in_is_signed_out_and_it_was_said(client, card):
    teacher = make_teacher("odile")
    client.force_login(teacher)
    client.get(card_url(card))
    assert "odile" in client.get(HELLO).content.decode()
    press(client, keyed.card_pictures(card))
    page = client.get(MINE)
    assert page.context["learner"] == card.learner
    assert client.get("/fr/teach/").status_code == 302


def test_a_card_opens_no_account(client, classroom):
    """A person with an account may have a card: it opens the lessons, never the account."""
    user = make_user("odette")
    learner = Learner.objects.create(user=user, display_name="Odette")
    class_flows.enrol(classroom=classroom, learner=learner)
    card = flows.card_of(learner=learner, classroom=classroom)
    come_in(client, card)
    assert client.get(MINE).context["learner"] == learner
    assert client.get("/fr/my-account/").status_code == 302


def test_a_card_never_merges_with_the_guest_of_the_device(client, card):
    from django.http import HttpResponse
    from django.test import RequestFactory

    from learning.people import guests

    guest = Learner.objects.create()
    response = HttpResponse()
    guests.remember(request=RequestFactory().get("/"), response=response, learner=guest)
    client.cookies.update(response.cookies)
    come_in(client, card)
    assert client.get(MINE).context["learner"] == card.learner
    assert Learner.objects.filter(pk=guest.pk).exists()


def test_a_session_ends_after_twelve_hours(client, card, monkeypatch):
    come_in(client, card)
    later = timezone.now() + dt.timedelta(hours=12, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get(MINE).url == "/fr/card/over/"
    assert not client.get("/fr/card/").context["card_learner"]


def test_closing_the_class_signs_nobody_out(client, classroom, card):
    come_in(client, card)
    flows.close_window(classroom=classroom)
    assert client.get(MINE).context["learner"] == card.learner


def test_signing_everybody_out_ends_the_sessions_of_this_class_alone(client, classroom, card):
    from django.test import Client

    other_class = open_class(["Zoé"])
    theirs = cards_of(other_class)[0]
    elsewhere = Client()
    come_in(client, card)
    come_in(elsewhere, theirs)
    assert flows.sign_everybody_out(classroom=classroom) == 2
    assert client.get(MINE).url == "/fr/card/over/"
    assert elsewhere.get(MINE).context["learner"] == theirs.learner
    assert come_in(client, LoginCard.objects.get(pk=card.pk)).url == MINE


def test_i_have_finished_ends_the_session(client, card):
    come_in(client, card)
    assert "Amina" in client.get("/fr/finished/").content.decode()
    assert client.post("/fr/finished/").url == "/fr/finished/?done=card"
    assert not client.get(MINE).context["learner"]
    assert session.IN not in client.session


def test_the_name_of_a_pupil_is_not_in_the_session(client, card):
    come_in(client, card)
    assert "Amina" not in str(dict(client.session.items()))


def test_a_page_of_a_pupil_costs_one_query_more_for_the_card(client, card, django_assert_max_num_queries):
    come_in(client, card)
    with django_assert_max_num_queries(9):
        client.get(MINE)


# Making cards


def test_cards_are_made_once_and_cost_the_same_for_three_or_three_hundred(django_assert_max_num_queries):
    for number in (3, 300):
        classroom = make_class(make_teacher(), names=[f"P{n}" for n in range(200)][:number])
        if number > 200:
            class_flows.add_learners(classroom=classroom, names=[f"Q{n}" for n in range(100)])
        learners = [one.learner for one in classroom.enrolments.select_related("learner")]
        with django_assert_max_num_queries(8):
            made = flows.cards_of(learners=learners, secret="pictures")
        assert len({one.number for one in made}) == number
        assert [one.learner_id for one in made] == [one.pk for one in learners]
        with django_assert_max_num_queries(2):
            again = flows.cards_of(learners=learners, secret="pictures")
        assert {one.pk for one in again} == {one.pk for one in made}


def test_when_the_numbers_are_used_up_they_become_longer(monkeypatch):
    monkeypatch.setattr(keyed, "SIGNS", "C")
    classroom = make_class(make_teacher(), names=["A", "B", "C"])
    assert sorted(one.number for one in cards_of(classroom)) == ["CCCC", "CCCCC", "CCCCCC"]


def test_a_learner_has_one_card(card):
    with pytest.raises(IntegrityError), transaction.atomic():
        LoginCard.objects.create(learner=card.learner, number="CCCC")


# Nothing in clear


def test_a_dump_of_the_database_opens_no_door(client, classroom):
    teacher = classroom.owner
    card, other = cards_of(classroom)
    flows.reset_cards(classroom=classroom, secret="pictures")
    card.refresh_from_db()
    other.refresh_from_db()
    code = flows.class_code(classroom=classroom)
    six, _until = flows.give_number(teacher=teacher, classroom=classroom, learner=other.learner)
    client.post("/fr/card/", {"code": "CCCC-DDDD"}, REMOTE_ADDR="203.0.113.77")
    come_in(client, card)
    elsewhere = client.__class__()
    elsewhere.get(card_url(other))
    press(elsewhere, wrong_pictures(other))
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    dump = out.getvalue()
    assert str(card.pk) in dump  # it is the right database
    assert SignInNumber.objects.exists()
    assert TryCount.objects.exists()
    secrets = [code, six, "203.0.113.77"]
    for one in (card, other):
        secrets += [keyed.card_token(one), keyed.card_end(one), keyed.typed_code(one), ",".join(keyed.card_pictures(one))]
    found = [secret for secret in secrets if re.search(rf"(?<![0-9a-zA-Z]){re.escape(secret)}(?![0-9a-zA-Z])", dump)]
    assert not found


def test_secrets_are_compared_in_constant_time(client, card, monkeypatch):
    import hmac

    compared = []
    real = hmac.compare_digest
    monkeypatch.setattr(keyed.hmac, "compare_digest", lambda a, b: compared.append((a, b)) or real(a, b))
    come_in(client, card)
    client.post("/fr/card/", {"code": keyed.typed_code(card)})
    pairs = {b.decode() for _a, b in compared if isinstance(b, bytes)}
    assert {keyed.card_token(card), ",".join(keyed.card_pictures(card)), keyed.card_end(card)} <= pairs


def test_limits_of_a_card_say_why_it_waits(card):
    assert limits.waiting([card]) == {}
    for _turn in range(limits.CARD.tries):
        assert limits.take_for_card(card)
    assert not limits.take_for_card(card)
    assert limits.waiting([card])[card.learner_id].until > timezone.now()


def test_the_address_of_the_page_of_cards_is_short():
    assert reverse("cards:enter") == "/fr/card/"
