"""Who gets cards and notices, and that they are kept nowhere."""

from __future__ import annotations

import pytest
from django.urls import reverse

from learning.classes import flows as class_flows
from learning.classes.signin import keyed
from learning.classes.signin.models import LoginCard
from learning.people.models import Learner
from tests.classes.factories import make_class, make_teacher, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def quick(monkeypatch):
    """Replace WeasyPrint by the document itself."""
    monkeypatch.setattr("learning.paper.card_views.render_pdf", lambda *, html: html.encode())


@pytest.fixture
def classroom(client, quick):
    teacher = make_teacher()
    client.force_login(teacher)
    return make_class(teacher, names=["Bernard", "Amina"], kind="school")


def cards_url(classroom) -> str:
    return reverse("paper:cards", args=[classroom.pk])


def test_cards_are_printed_in_the_order_of_the_alphabet(client, classroom):
    html = client.get(cards_url(classroom)).content.decode()
    assert html.index("Amina") < html.index("Bernard")
    for card in LoginCard.objects.all():
        assert keyed.typed_code(card) in html


def test_the_same_cards_are_printed_again(client, classroom):
    first = client.get(cards_url(classroom)).content
    assert client.get(cards_url(classroom)).content == first
    assert LoginCard.objects.count() == 2


def test_only_the_chosen_ones_are_printed(client, classroom):
    learner = Learner.objects.get(display_name="Amina")
    html = client.get(cards_url(classroom), {"learner": str(learner.pk)}).content.decode()
    assert "Amina" in html
    assert "Bernard" not in html


def test_who_has_an_account_gets_a_card_only_when_chosen(client, classroom):
    learner = Learner.objects.create(user=make_user(), display_name="Odette")
    class_flows.enrol(classroom=classroom, learner=learner)
    assert "Odette" not in client.get(cards_url(classroom)).content.decode()
    assert "Odette" in client.get(cards_url(classroom), {"learner": str(learner.pk)}).content.decode()


def test_a_learner_of_another_class_is_never_printed(client, classroom):
    theirs = make_class(make_teacher(), names=["Yann"])
    stranger = theirs.enrolments.get().learner_id
    response = client.get(cards_url(classroom), {"learner": str(stranger)})
    assert response.url == reverse("classes:cards", args=[classroom.pk])
    assert client.get(cards_url(theirs)).status_code == 404
    assert not LoginCard.objects.filter(learner=stranger).exists()


@pytest.mark.parametrize("odd", ["x", "", "0" * 3000, "\x00"])
def test_odd_choices_print_nothing_odd(client, classroom, odd):
    assert client.get(cards_url(classroom), {"learner": odd}).status_code in (200, 302)


def test_cards_are_kept_nowhere(client, classroom, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    response = client.get(cards_url(classroom))
    assert "no-store" in response.headers["Cache-Control"]
    assert not list(tmp_path.rglob("*"))


def test_a_name_is_escaped_on_paper(client, classroom):
    class_flows.add_learners(classroom=classroom, names=["<b>x</b>"])
    assert "<b>x</b>" not in client.get(cards_url(classroom)).content.decode()


def test_a_long_name_is_smaller_and_whole():
    from learning.paper.cards import PrintedCard

    sizes = [PrintedCard("x" * n, "", "", [], "").size for n in (5, 20, 60)]
    assert sizes == ["", "long", "longest"]


def test_cards_cost_a_bounded_number_of_queries(client, classroom, django_assert_max_num_queries):
    client.get(cards_url(classroom))
    with django_assert_max_num_queries(9):
        client.get(cards_url(classroom))
    class_flows.add_learners(classroom=classroom, names=[f"P{n}" for n in range(60)])
    client.get(cards_url(classroom))
    with django_assert_max_num_queries(9):
        client.get(cards_url(classroom))


def test_a_school_has_a_notice_and_a_group_of_adults_has_none(client, classroom):
    page = client.get(reverse("paper:notice", args=[classroom.pk])).content.decode()
    assert "Votre enfant" in page
    adults = make_class(classroom.owner, kind="adult")
    assert client.get(reverse("paper:notice", args=[adults.pk])).status_code == 404
