"""Who looked at whose progress is noted, and what was noted stays."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from learning.classes import flows
from learning.classes.follow.flows import access
from learning.classes.follow.models import AccessLog
from learning.classes.follow.querysets import AppendOnly
from learning.classes.models import Enrolment
from learning.people.models import Learner
from tests.classes.factories import make_class, make_module, make_teacher

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(client):
    user = make_teacher("claire")
    client.force_login(user)
    return user


@pytest.fixture
def classroom(teacher):
    made = make_class(teacher)
    flows.assign_module(teacher=teacher, classroom=made, module=make_module())
    return made


def url(name: str, classroom, *more) -> str:
    return reverse(f"classes:{name}", args=[classroom.pk, *more])


def pages() -> list[str]:
    return list(AccessLog.objects.order_by("id").values_list("page", flat=True))


def test_the_page_of_a_class_is_noted_once_a_day_for_each_person_shown(client, teacher, classroom):
    for _ in range(3):
        client.get(url("detail", classroom))
    rows = AccessLog.objects.all()
    assert {(one.viewer_id, one.classroom_id, one.page) for one in rows} == {(teacher.pk, classroom.pk, "grid")}
    assert {one.learner_id for one in rows} == set(classroom.enrolments.values_list("learner_id", flat=True))
    assert len(rows) == 3
    cache.clear()  # another process: it finds the rows there
    client.get(url("detail", classroom))
    assert AccessLog.objects.count() == 3


def test_another_day_is_noted_anew(client, classroom, monkeypatch):
    client.get(url("detail", classroom))
    tomorrow = timezone.now() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    client.get(url("detail", classroom))
    assert AccessLog.objects.count() == 6


def test_only_who_was_shown_is_noted(client, teacher, classroom):
    amina, bernard, chantal = Learner.objects.order_by("display_name")
    Enrolment.objects.filter(learner=amina).update(shares_progress=False)
    flows.end_enrolment(classroom=classroom, learner=bernard)
    client.get(url("detail", classroom))
    assert [one.learner_id for one in AccessLog.objects.all()] == [chantal.pk]


def test_a_file_and_a_sheet_are_noted_as_taken_away(client, classroom):
    client.get(url("csv", classroom))
    assert set(pages()) == {"file"}
    client.get(url("sheet", classroom))
    assert AccessLog.objects.count() == 3


def test_each_opening_of_the_page_about_a_person_is_noted(client, teacher, classroom):
    amina = Learner.objects.get(display_name="Amina")
    for _ in range(2):
        client.get(url("learner", classroom, amina.pk))
    found = AccessLog.objects.about(amina)
    assert [(one.viewer_id, one.page) for one in found] == [(teacher.pk, "learner")] * 2
    assert found[0].seen_at >= found[1].seen_at


def test_the_page_of_who_shares_nothing_shows_nothing_and_notes_nothing(client, classroom):
    Enrolment.objects.update(shares_progress=False)
    amina = Learner.objects.get(display_name="Amina")
    response = client.get(url("learner", classroom, amina.pk))
    assert "Ce qui a été fait" not in response.content.decode()
    assert pages() == []


def test_pages_say_that_they_are_noted(client, classroom):
    amina = Learner.objects.get(display_name="Amina")
    assert "qui a regardé leurs progrès" in client.get(url("detail", classroom)).content.decode()
    assert "que vous avez ouvert cette page" in client.get(url("learner", classroom, amina.pk)).content.decode()


def test_three_hundred_people_are_noted_with_one_query(teacher, django_assert_num_queries):
    big = make_class(teacher, names=[f"Person {n}" for n in range(300)])
    ids = list(big.enrolments.values_list("learner_id", flat=True))
    with django_assert_num_queries(1):
        access.note_class_view(viewer=teacher, classroom=big, learner_ids=ids, page="grid")
    assert AccessLog.objects.filter(day=timezone.localdate()).count() == 300
    with django_assert_num_queries(0):
        access.note_class_view(viewer=teacher, classroom=big, learner_ids=ids, page="grid")


def test_what_was_noted_is_neither_changed_nor_deleted(teacher, classroom):
    amina = Learner.objects.get(display_name="Amina")
    row = access.note_page_view(viewer=teacher, classroom=classroom, learner=amina)
    other = AccessLog.objects.get()
    for forbidden in (
        row.save,
        row.delete,
        other.save,
        AccessLog.objects.all().delete,
        lambda: AccessLog.objects.update(viewer_id=1),
        lambda: AccessLog.objects.bulk_update([row], ["viewer_id"]),
        lambda: AccessLog._base_manager.filter(pk=row.pk).delete(),
        lambda: AccessLog._default_manager.filter(pk=row.pk).update(viewer_id=1),
    ):
        with pytest.raises(AppendOnly):
            forbidden()
    assert AccessLog.objects.get().viewer_id == teacher.pk


def test_the_database_itself_refuses_a_change(teacher, classroom):
    access.note_page_view(viewer=teacher, classroom=classroom, learner=Learner.objects.first())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE classes_accesslog SET viewer_id = 0")
    assert AccessLog.objects.get().viewer_id == teacher.pk


def test_rows_outlive_the_people_they_name(teacher, classroom):
    amina = Learner.objects.get(display_name="Amina")
    access.note_page_view(viewer=teacher, classroom=classroom, learner=amina)
    amina.delete()
    assert AccessLog.objects.count() == 1
