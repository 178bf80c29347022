"""Anybody may say what is wrong; a person applies it with one press, and a later import leaves it."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from locator import corrections
from locator.models import Correction, ServicePoint
from tests.locator.factories import place
from tests.locator.test_imports import ROW, mednum

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    place("74010", "Annecy", 45.9, 6.12, "74000")
    mednum(ROW)
    return ServicePoint.objects.get()


@pytest.fixture
def manager():
    return get_user_model().objects.create_user(username="nadia", password="bridge-over-brook")


def test_the_form_keeps_what_is_wrong_without_a_name(client, library):
    response = client.post(f"/fr/near-me/{library.pk}/correct/", {"kind": "phone", "text": "04 50 99 99 99"}, follow=True)
    assert "Merci" in response.content.decode()
    found = Correction.objects.get()
    assert (found.point, found.kind, found.text, found.state) == (library, "phone", "04 50 99 99 99", "new")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "kind"),
        ({"kind": "magic", "text": "x"}, "kind"),
        ({"kind": "hours", "text": "  "}, "text"),
        ({"kind": "other", "text": "x" * 501}, "text"),
    ],
)
def test_what_is_missing_gets_its_sentence_and_what_was_typed_stays(client, library, data, field):
    response = client.post(f"/fr/near-me/{library.pk}/correct/", data)
    html = response.content.decode()
    assert response.status_code == 400
    assert f'href="#id_{field}' in html
    assert data.get("text", "").strip()[:20] in html
    assert not Correction.objects.exists()


def test_a_closed_place_needs_no_words(client, library):
    assert client.post(f"/fr/near-me/{library.pk}/correct/", {"kind": "closed"}).status_code == 302


def test_too_many_corrections_of_one_place_are_stopped(client, library):
    codes = [
        client.post(f"/fr/near-me/{library.pk}/correct/", {"kind": "other", "text": f"wrong {n}"}).status_code
        for n in range(12)
    ]
    assert codes == [302] * 10 + [429] * 2
    assert Correction.objects.count() == 10


def test_a_place_that_is_not_shown_cannot_be_corrected(client, library):
    ServicePoint.objects.update(is_closed=True)
    assert client.get(f"/fr/near-me/{library.pk}/correct/").status_code == 404
    assert client.get(f"/fr/near-me/{2**70}/correct/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "text", "field", "value"),
    [
        ("phone", "04 50 99 99 99", "phone", "0450999999"),
        ("address", "2 rue Neuve", "address", "2 rue Neuve"),
        ("hours", "du lundi au mardi de 9h à 12h", "opening_hours", "Mo 09:00-12:00; Tu 09:00-12:00; PH off"),
        ("closed", "", "is_closed", True),
    ],
)
def test_a_correction_is_applied_and_a_later_import_leaves_it(library, manager, kind, text, field, value):
    found = corrections.report(point=library, kind=kind, text=text)
    corrections.apply(correction=found, user=manager)
    mednum(ROW)
    library.refresh_from_db()
    assert getattr(library, field) == value
    assert (found.state, found.decided_by) == ("applied", manager)
    if kind == "hours":
        assert (library.open_days, library.weekly_hours) == ("Mo Tu", 6.0)


@pytest.mark.parametrize(("kind", "text"), [("other", "x"), ("phone", "douze"), ("hours", "when the sun shines")])
def test_what_a_machine_cannot_apply_says_so_and_changes_nothing(library, manager, kind, text):
    found = corrections.report(point=library, kind=kind, text=text)
    with pytest.raises(corrections.CannotApply):
        corrections.apply(correction=found, user=manager)
    found.refresh_from_db()
    assert found.state == "new"
    corrections.set_aside(correction=found, user=manager)
    assert found.state == "refused"


def test_the_same_words_are_kept_once(library):
    assert corrections.report(point=library, kind="other", text="x") == corrections.report(
        point=library, kind="other", text="x "
    )
