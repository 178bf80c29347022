"""The window, joining by code, six figures: what a teacher opens, and what a learner sees of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from learning.classes.models import Classroom, Enrolment
from learning.classes.signin import flows, keyed, session
from learning.classes.signin.clock import clock
from learning.classes.signin.forms import WindowForm
from learning.classes.signin.models import JoinRequest, LoginCard, SignInNumber
from learning.people.models import Learner
from tests.classes.factories import make_class, make_teacher, make_user
from tests.classes.signin.factories import cards_of, come_in, open_class

pytestmark = pytest.mark.django_db

MINE = "/fr/my-learning/"
ENTER = "/fr/card/"
JOIN = "/fr/join/"


@pytest.fixture
def teacher(client):
    user = make_teacher("claire")
    client.force_login(user)
    return user


@pytest.fixture
def classroom(teacher):
    return open_class(teacher=teacher)


@pytest.fixture
def pupil():
    """A device of its own."""
    return Client()


def url(name: str, classroom: Classroom, *more) -> str:
    return reverse(f"classes:{name}", args=[classroom.pk, *more])


# The window


def noon(monkeypatch) -> None:
    """Make it 11:00 in Paris."""
    now = dt.datetime(2026, 3, 10, 10, 0, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.mark.parametrize(("how_long", "minutes"), [("60", 60), ("120", 120), ("180", 180)])
def test_a_class_opens_for_a_time(client, teacher, how_long, minutes):
    classroom = make_class(teacher)
    assert client.post(url("window", classroom), {"how_long": how_long, "open": "1"}).url == url("window", classroom)
    classroom.refresh_from_db()
    assert classroom.is_open
    assert abs((classroom.open_until - timezone.now()).total_seconds() - 60 * minutes) < 30


@pytest.mark.parametrize("typed", ["11:30", "11h30", "11 h 30", "11.30", "11 : 30"])
def test_a_class_opens_until_a_time_in_any_writing(monkeypatch, typed):
    noon(monkeypatch)
    form = WindowForm({"how_long": "until", "until": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["end"] == dt.datetime(2026, 3, 10, 10, 30, tzinfo=dt.UTC)


def test_a_whole_hour_needs_no_minutes(monkeypatch):
    noon(monkeypatch)
    form = WindowForm({"how_long": "until", "until": "12h"})
    assert form.is_valid()
    assert form.cleaned_data["end"] == dt.datetime(2026, 3, 10, 11, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("typed", ["", "10:59", "11:00", "25:00", "11:77", "midi", "23:30", "x" * 50, "²²:00"])
def test_a_time_that_cannot_be_is_explained(monkeypatch, typed):
    noon(monkeypatch)
    form = WindowForm({"how_long": "until", "until": typed})
    assert not form.is_valid()
    assert form.errors["until"]


@pytest.mark.parametrize("sent", [{"open": "1"}, {"how_long": "9999"}, {"how_long": "until", "until": "midi"}])
def test_a_wrong_time_opens_nothing_and_stays_typed(client, teacher, sent):
    classroom = make_class(teacher)
    response = client.post(url("window", classroom), sent)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    classroom.refresh_from_db()
    assert not classroom.is_open


@pytest.mark.parametrize("minutes", [0, -5, 12 * 60 + 1])
def test_no_class_is_open_in_the_past_or_for_days(teacher, minutes):
    classroom = make_class(teacher)
    with pytest.raises(flows.NotNow):
        flows.open_window(classroom=classroom, until=timezone.now() + dt.timedelta(minutes=minutes))
    assert not classroom.is_open


def test_closing_and_signing_out_are_one_press_each(client, classroom, pupil):
    card = cards_of(classroom)[0]
    come_in(pupil, card)
    client.post(url("window", classroom), {"close": "1"})
    classroom.refresh_from_db()
    assert not classroom.is_open
    assert pupil.get(MINE).context["learner"] == card.learner
    client.post(url("window", classroom), {"out": "1"})
    assert pupil.get(MINE).url == "/fr/card/over/"


def test_the_page_of_the_class_says_whether_it_is_open(client, teacher, classroom):
    assert clock(classroom.open_until) in client.get(url("detail", classroom)).content.decode()
    flows.close_window(classroom=classroom)
    assert "Fermé" in client.get(url("detail", classroom)).content.decode()


@pytest.mark.parametrize(
    ("language", "hour", "minute", "text"),
    [("fr", 9, 0, "9\u00a0h"), ("fr", 17, 30, "17\u00a0h\u00a030"), ("en", 9, 0, "9:00"), ("en", 17, 5, "17:05")],
)
def test_times_are_written_as_each_language_writes_them(language, hour, minute, text):
    moment = timezone.make_aware(dt.datetime(2026, 3, 10, hour, minute))
    with translation.override(language):
        assert clock(moment) == text


@pytest.mark.parametrize("kind", ["school", "adult"])
def test_every_page_of_the_door_opens_for_both_kinds(client, teacher, kind):
    classroom = open_class(kind=kind, teacher=teacher)
    learner = classroom.enrolments.first().learner_id
    for address in (url("window", classroom), url("board", classroom), url("cards", classroom),
                    url("new_cards", classroom), url("number", classroom, learner)):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]
    people = "élèves" if kind == "school" else "participants"
    assert people in client.get(url("cards", classroom)).content.decode()
    assert ("parents" in client.get(url("cards", classroom)).content.decode()) is (kind == "school")


@pytest.mark.parametrize("number", [3, 60])
def test_the_pages_of_the_door_cost_the_same_for_any_number(client, teacher, django_assert_max_num_queries, number):
    classroom = open_class([f"P{n}" for n in range(number)], teacher=teacher)
    for one in cards_of(classroom):
        flows.ask_to_join(classroom=classroom, name=f"Z{one.number}", learner=None) if number < 60 else None
    client.get(url("window", classroom))  # the class code is made once
    with django_assert_max_num_queries(8):
        client.get(url("window", classroom))
    with django_assert_max_num_queries(9):
        client.get(url("cards", classroom))


# The class code


def test_the_board_shows_the_code_and_no_name(client, classroom):
    html = client.get(url("board", classroom)).content.decode()
    assert flows.class_code(classroom=classroom) in html
    assert "Amina" not in html


def test_a_closed_class_has_no_board(client, classroom):
    flows.close_window(classroom=classroom)
    assert client.get(url("board", classroom)).url == url("window", classroom)
    assert flows.class_code(classroom=classroom) not in client.get(url("window", classroom)).content.decode()


def test_a_new_code_stops_the_old_one(client, classroom, pupil):
    old = flows.class_code(classroom=classroom)
    client.post(url("window", classroom), {"new_code": "1"})
    classroom.refresh_from_db()
    new = flows.class_code(classroom=classroom)
    assert new != old
    assert pupil.post(ENTER, {"code": old}).context["form"].errors
    assert pupil.post(ENTER, {"code": new}).url == JOIN


def test_two_classes_never_share_a_code(monkeypatch, teacher):
    monkeypatch.setattr(keyed, "LETTERS", "CD")
    monkeypatch.setattr(keyed, "CLASS_CODE_LENGTH", 3)
    codes = {flows.class_code(classroom=make_class(teacher, names=[], name=f"C{n}")) for n in range(8)}
    assert len(codes) == 8


def test_a_class_code_is_never_taken_for_six_figures(teacher):
    for n in range(50):
        assert flows.class_code(classroom=make_class(teacher, names=[], name=f"C{n}")).isalpha()


def test_a_closed_class_and_an_unknown_code_look_the_same(classroom, pupil):
    code = flows.class_code(classroom=classroom)
    flows.close_window(classroom=classroom)
    closed = pupil.post(ENTER, {"code": code}).context["form"].errors["code"]
    unknown = pupil.post(ENTER, {"code": "CCCCCC"}).context["form"].errors["code"]
    assert closed == unknown


@pytest.mark.parametrize("code", ["", " ", "x" * 41, "é", "\x00", "-", "7KQ4-M2PX", "<b>", "💬", "1234567"])
def test_odd_codes_get_a_sentence(pupil, db, code):
    response = pupil.post(ENTER, {"code": code})
    assert response.status_code == 200
    assert response.context["form"].errors["code"]
    assert 'role="alert"' in response.content.decode()


def test_the_page_of_sheets_leads_codes_of_doors_to_their_page(pupil, classroom):
    code = flows.class_code(classroom=classroom)
    for typed in (code, "123456", keyed.typed_code(cards_of(classroom)[0])):
        response = pupil.get("/fr/code/", {"code": typed})
        assert response.url.startswith(f"{ENTER}?code=")
        page = pupil.get(response.url)
        assert f'value="{typed}"' in page.content.decode()
    assert not pupil.get(MINE).context["learner"]  # a link signs nobody in


# Joining


def ask(pupil, classroom, name="Zoé", **more):
    pupil.post(ENTER, {"code": flows.class_code(classroom=classroom)})
    return pupil.post(JOIN, {"name": name, **more})


def test_who_has_the_code_asks_and_the_teacher_accepts(client, classroom, pupil):
    assert ask(pupil, classroom).url == JOIN
    html = pupil.get(JOIN).content.decode()
    assert "Amina" not in html
    assert "Bernard" not in html
    assert "Zoé" in client.get(url("window", classroom)).content.decode()
    assert "Zoé" not in {one.learner.display_name for one in classroom.enrolments.select_related("learner")}
    request = JoinRequest.objects.get()
    client.post(url("window", classroom), {"accept": str(request.pk)})
    learner = Learner.objects.get(display_name="Zoé")
    assert Enrolment.objects.present().filter(classroom=classroom, learner=learner).exists()
    # Nobody is signed in by looking at the page again.
    assert "Bienvenue" in pupil.get(JOIN).content.decode()
    assert not pupil.get(MINE).context["learner"]
    before = pupil.session.session_key
    assert pupil.post(JOIN).url == MINE
    assert pupil.session.session_key != before
    assert pupil.get(MINE).context["learner"] == learner
    assert not JoinRequest.objects.exists()


def test_who_is_declined_is_told_and_the_name_is_removed(client, classroom, pupil):
    ask(pupil, classroom)
    client.post(url("window", classroom), {"decline": str(JoinRequest.objects.get().pk)})
    assert JoinRequest.objects.get().name == ""
    html = pupil.get(JOIN).content.decode()
    assert "Vous n’êtes pas dans la liste" in html
    assert pupil.post(JOIN, {"stop": "1"}).url == ENTER
    assert not Learner.objects.filter(display_name="Zoé").exists()


def test_accepting_twice_makes_one_person(classroom):
    request = flows.ask_to_join(classroom=classroom, name="Zoé", learner=None)
    assert flows.accept(request=request) == flows.accept(request=request)
    assert Learner.objects.filter(display_name="Zoé").count() == 1


def test_an_account_joins_with_its_own_learner(client, classroom, pupil):
    user = make_user("odette")
    pupil.force_login(user)
    ask(pupil, classroom, "Odette")
    client.post(url("window", classroom), {"accept": str(JoinRequest.objects.get().pk)})
    assert pupil.post(JOIN).url == MINE
    learner = Learner.objects.get(user=user)
    assert Enrolment.objects.present().filter(classroom=classroom, learner=learner).exists()
    assert pupil.get(MINE).context["learner"] == learner
    assert pupil.get("/fr/my-account/").status_code == 200  # still the account's own session


def guest_on(pupil) -> Learner:
    from django.http import HttpResponse
    from django.test import RequestFactory

    from learning.people import guests

    guest = Learner.objects.create()
    response = HttpResponse()
    guests.remember(request=RequestFactory().get("/"), response=response, learner=guest)
    pupil.cookies.update(response.cookies)
    return guest


def test_a_guest_says_whose_the_answers_are_and_keeps_them(client, classroom, pupil):
    guest = guest_on(pupil)
    assert ask(pupil, classroom).context["form"].errors["mine"]
    ask(pupil, classroom, mine="yes")
    client.post(url("window", classroom), {"accept": str(JoinRequest.objects.get().pk)})
    pupil.post(JOIN)
    guest.refresh_from_db()
    assert guest.display_name == "Zoé"
    assert Enrolment.objects.present().filter(classroom=classroom, learner=guest).exists()
    assert pupil.get(MINE).context["learner"] == guest


def test_another_persons_answers_on_the_device_stay_theirs(client, classroom, pupil):
    guest = guest_on(pupil)
    ask(pupil, classroom, mine="no")
    client.post(url("window", classroom), {"accept": str(JoinRequest.objects.get().pk)})
    pupil.post(JOIN)
    guest.refresh_from_db()
    assert guest.display_name == ""
    assert pupil.get(MINE).context["learner"] == Learner.objects.get(display_name="Zoé")


def test_who_is_in_the_class_already_is_led_to_the_lessons(classroom, pupil):
    come_in(pupil, cards_of(classroom)[0])
    pupil.post(ENTER, {"code": flows.class_code(classroom=classroom)})
    assert pupil.get(JOIN).url == MINE
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "\u2003", "x" * 81, "zoe@example.org", "a\x00b"])
def test_a_name_that_cannot_be_taken_gets_its_sentence(classroom, pupil, name):
    assert ask(pupil, classroom, name).context["form"].errors["name"]
    assert not JoinRequest.objects.exists()


def test_markup_in_a_name_stays_text(client, classroom, pupil):
    ask(pupil, classroom, "<script>x</script>")
    for html in (client.get(url("window", classroom)).content.decode(), pupil.get(JOIN).content.decode()):
        assert "<script>x" not in html


def test_a_class_that_closes_while_one_writes_the_name_takes_nobody(classroom, pupil):
    pupil.post(ENTER, {"code": flows.class_code(classroom=classroom)})
    flows.close_window(classroom=classroom)
    assert "fermé" in pupil.post(JOIN, {"name": "Zoé"}).content.decode()
    assert not JoinRequest.objects.exists()


def test_a_person_accepted_after_the_class_closed_does_not_come_in(classroom, pupil):
    ask(pupil, classroom)
    flows.accept(request=JoinRequest.objects.get())
    flows.close_window(classroom=classroom)
    assert "fermé" in pupil.post(JOIN).content.decode()
    assert not pupil.get(MINE).context["learner"]


def test_who_waits_can_give_up(classroom, pupil):
    ask(pupil, classroom)
    pupil.post(JOIN, {"stop": "1"})
    assert not JoinRequest.objects.exists()
    assert session.JOIN not in pupil.session


def test_not_more_wait_than_a_teacher_can_look_through(classroom, pupil, monkeypatch):
    monkeypatch.setattr(flows, "WAITING_AT_MOST", 2)
    for name in ("A", "B"):
        ask(Client(), classroom, name)
    response = ask(pupil, classroom, "C")
    assert response.context["form"].non_field_errors()
    assert JoinRequest.objects.count() == 2


def test_a_name_that_is_in_the_list_is_pointed_out_to_the_teacher(client, classroom, pupil):
    ask(pupil, classroom, "AMINA")
    assert "déjà dans la liste" in client.get(url("window", classroom)).content.decode()


def test_a_second_person_of_the_same_name_gets_a_figure(classroom):
    names = []
    for _turn in range(2):
        request = flows.ask_to_join(classroom=classroom, name="AMINA", learner=None)
        names.append(flows.accept(request=request).display_name)
    assert names == ["AMINA 2", "AMINA 3"]


def test_requests_of_another_class_are_left_alone(client, classroom, pupil):
    theirs = open_class(["Y"])
    ask(pupil, theirs)
    request = JoinRequest.objects.get()
    client.post(url("window", classroom), {"accept": str(request.pk)})
    request.refresh_from_db()
    assert request.state == "waiting"
    assert client.post(url("window", classroom), {"accept": "x"}).status_code == 404


def test_all_are_declined_with_one_press(client, classroom):
    for name in ("A", "B"):
        ask(Client(), classroom, name)
    client.post(url("window", classroom), {"decline_all": "1"})
    assert not JoinRequest.objects.waiting().exists()


def test_requests_of_yesterday_are_gone_when_the_class_opens(classroom):
    request = flows.ask_to_join(classroom=classroom, name="Zoé", learner=None)
    JoinRequest.objects.filter(pk=request.pk).update(created_at=timezone.now() - dt.timedelta(hours=25))
    assert not JoinRequest.objects.waiting().exists()
    flows.open_window(classroom=classroom, until=timezone.now() + dt.timedelta(hours=1))
    assert not JoinRequest.objects.exists()


# Six figures


def give(client, classroom, name="Amina") -> str:
    learner = Learner.objects.get(display_name=name)
    return client.post(url("number", classroom, learner.pk)).context["code"]


def test_a_helper_signs_somebody_in_with_six_figures(client, classroom, pupil):
    code = give(client, classroom)
    assert len(code.replace(" ", "")) == 6
    assert pupil.post(ENTER, {"code": code}).url == MINE
    assert pupil.get(MINE).context["learner"].display_name == "Amina"


def test_six_figures_work_once(client, classroom, pupil):
    code = give(client, classroom)
    pupil.post(ENTER, {"code": code})
    assert Client().post(ENTER, {"code": code}).context["form"].errors["code"]


def test_six_figures_live_two_minutes(client, classroom, pupil, monkeypatch):
    code = give(client, classroom)
    later = timezone.now() + dt.timedelta(minutes=2, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert pupil.post(ENTER, {"code": code}).context["form"].errors["code"]


def test_a_second_number_stops_the_first(client, classroom, pupil):
    first, second = give(client, classroom), give(client, classroom)
    assert pupil.post(ENTER, {"code": first}).context["form"].errors["code"]
    assert pupil.post(ENTER, {"code": second}).url == MINE


def test_a_closed_class_gives_no_number_and_stops_those_given(client, classroom, pupil):
    code = give(client, classroom)
    flows.close_window(classroom=classroom)
    assert not SignInNumber.objects.exists()
    assert pupil.post(ENTER, {"code": code}).context["form"].errors["code"]
    learner = Learner.objects.get(display_name="Amina")
    assert "code" not in client.post(url("number", classroom, learner.pk)).context
    with pytest.raises(flows.NotNow):
        flows.give_number(teacher=classroom.owner, classroom=classroom, learner=learner)


def test_a_number_is_given_for_people_of_ones_own_class_alone(client, classroom):
    theirs = open_class(["Yann"])
    stranger = theirs.enrolments.get().learner_id
    assert client.post(url("number", classroom, stranger)).status_code == 404
    assert client.post(url("number", theirs, stranger)).status_code == 404
    assert not SignInNumber.objects.exists()


def test_a_number_may_begin_with_zero(client, classroom, pupil, monkeypatch):
    monkeypatch.setattr(keyed, "six_figures", lambda _id: "000042")
    assert give(client, classroom) == "000 042"
    assert pupil.post(ENTER, {"code": "000042"}).url == MINE


def test_two_people_never_hold_the_same_number(classroom, monkeypatch):
    numbers = iter(["111111", "111111", "222222"])
    monkeypatch.setattr(keyed, "six_figures", lambda _id: next(numbers))
    made = [
        flows.give_number(teacher=classroom.owner, classroom=classroom, learner=one.learner)[0]
        for one in classroom.enrolments.select_related("learner")
    ]
    assert made == ["111111", "222222"]


# Cards, as their teacher sees them


def test_a_lost_card_is_replaced_with_one_press(client, classroom):
    card = cards_of(classroom)[0]
    response = client.post(url("cards", classroom), {"replace": str(card.learner_id)})
    assert response.url.endswith(f"#card-{card.learner_id}")
    assert LoginCard.objects.get(pk=card.pk).version == card.version + 1


@pytest.mark.parametrize("sent", [{"replace": "x"}, {"again": ""}, {}, {"replace": "00000000-0000-0000-0000-000000000000"}])
def test_a_card_that_is_not_there_is_404(client, classroom, sent):
    assert client.post(url("cards", classroom), sent).status_code == 404


def test_a_card_of_another_class_is_404(client, classroom):
    theirs = cards_of(open_class(["Yann"]))[0]
    assert client.post(url("cards", classroom), {"replace": str(theirs.learner_id)}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.version == 1


def test_all_cards_are_replaced_after_one_question(client, classroom):
    before = {one.pk: one.version for one in cards_of(classroom)}
    assert client.post(url("new_cards", classroom), {"secret": "dragon"}).context["form"].errors["secret"]
    assert client.post(url("new_cards", classroom), {"secret": "pin"}).url == url("cards", classroom)
    assert all(LoginCard.objects.get(pk=pk).version == version + 1 for pk, version in before.items())
    assert set(LoginCard.objects.values_list("secret", flat=True)) == {"pin"}


def test_the_page_of_cards_shows_no_secret(client, classroom):
    html = client.get(url("cards", classroom)).content.decode()
    for card in cards_of(classroom):
        assert keyed.card_end(card) not in html
        assert keyed.card_token(card) not in html


def test_another_teacher_opens_no_door(client, classroom):
    learner = classroom.enrolments.first().learner_id
    other = Client()
    other.force_login(make_teacher())
    for name in ("window", "board", "cards", "new_cards"):
        assert other.get(url(name, classroom)).status_code == 404
        assert other.post(url(name, classroom), {"close": "1", "out": "1"}).status_code in (404, 405)
    assert other.get(url("number", classroom, learner)).status_code == 404
    assert other.get(reverse("paper:cards", args=[classroom.pk])).status_code == 404
    classroom.refresh_from_db()
    assert classroom.is_open
