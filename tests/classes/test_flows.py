"""Classes, names, modules given."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from learning.classes import flows, rules
from learning.classes.models import Assignment, Classroom, Enrolment
from learning.classes.templatetags.classes_tags import given_modules
from learning.classes.words import people, pseudonyms
from learning.people.models import Learner
from tests.classes.factories import make_class, make_module, make_teacher, make_user, set_progress

pytestmark = pytest.mark.django_db


def test_names_become_learners_without_an_account():
    classroom = make_class(make_teacher(), names=["Amina", "Bernard"])
    learners = [one.learner for one in classroom.enrolments.select_related("learner")]
    assert {one.display_name for one in learners} == {"Amina", "Bernard"}
    assert all(one.user_id is None for one in learners)


def test_the_same_list_sent_twice_makes_nobody_twice():
    classroom = make_class(make_teacher(), names=["Amina", "Bernard"])
    added = flows.add_learners(classroom=classroom, names=["amina ", "Bernard", "Chantal", "Chantal"])
    assert [one.display_name for one in added.learners] == ["Chantal"]
    assert added.doubles == ["amina", "Bernard", "Chantal"]
    assert Enrolment.objects.filter(classroom=classroom).count() == 3


def test_accents_make_another_name():
    classroom = make_class(make_teacher(), names=["Rene"])
    assert not flows.add_learners(classroom=classroom, names=["René"]).doubles


def test_blanks_and_control_characters_are_tidied():
    assert flows.tidy("  A\u00a0mina\t\u0000 B ") == "A mina B"
    assert not flows.add_learners(classroom=make_class(make_teacher(), names=[]), names=["  ", "\u2028"]).learners


def test_two_hundred_names_cost_a_bounded_number_of_queries(django_assert_max_num_queries):
    classroom = make_class(make_teacher(), names=[])
    with django_assert_max_num_queries(9):
        flows.add_learners(classroom=classroom, names=[f"Person {n}" for n in range(200)])


def test_leaving_a_class_deletes_nothing_and_can_be_undone():
    classroom = make_class(make_teacher(), names=["Amina"])
    learner = Learner.objects.get(display_name="Amina")
    flows.end_enrolment(classroom=classroom, learner=learner)
    assert not Enrolment.objects.present().filter(classroom=classroom).exists()
    assert Learner.objects.filter(pk=learner.pk).exists()
    flows.enrol(classroom=classroom, learner=learner)
    assert Enrolment.objects.present().get(classroom=classroom).learner == learner


def test_a_learner_is_once_in_a_class():
    classroom = make_class(make_teacher(), names=["Amina"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(classroom=classroom, learner=Learner.objects.get())


def test_a_module_is_given_once_and_then_changed():
    teacher, module = make_teacher(), make_module()
    classroom = make_class(teacher)
    due = timezone.localdate() + dt.timedelta(days=5)
    flows.assign_module(teacher=teacher, classroom=classroom, module=module, due=due)
    flows.assign_module(teacher=teacher, classroom=classroom, module=module, due=None, note="Mardi")
    given = Assignment.objects.get()
    assert (given.module_key, given.due, given.note) == (module.translation_key, None, "Mardi")


@pytest.mark.parametrize("days", [0, -1, -400])
def test_a_module_cannot_be_due_before_tomorrow(days):
    teacher = make_teacher()
    due = timezone.localdate() + dt.timedelta(days=days)
    with pytest.raises(flows.DateInThePast):
        flows.assign_module(teacher=teacher, classroom=make_class(teacher), module=make_module(), due=due)
    assert not Assignment.objects.exists()


def test_tomorrow_is_counted_in_the_zone_of_the_site(monkeypatch):
    late_evening = dt.datetime(2026, 3, 6, 23, 30, tzinfo=dt.UTC)  # already 7 March in Paris
    monkeypatch.setattr(timezone, "now", lambda: late_evening)
    assert flows.first_due_day() == dt.date(2026, 3, 8)


# What is due first


def test_what_is_due_first_comes_first_and_what_is_finished_is_left_out():
    teacher = make_teacher()
    classroom = make_class(teacher, names=["Amina"])
    learner = Learner.objects.get(display_name="Amina")
    soon, later, never, done = (make_module(title) for title in ("Soon", "Later", "Never", "Done"))
    today = timezone.localdate()
    for module, days in ((later, 20), (never, None), (soon, 3), (done, 1)):
        due = today + dt.timedelta(days=days) if days else None
        flows.assign_module(teacher=teacher, classroom=classroom, module=module, due=due)
    set_progress([learner], done, 3)
    set_progress([learner], later, 1)
    given = given_modules(learner)
    assert [one.module.title for one in given] == ["Soon", "Later", "Never"]
    assert given[1].done == 1
    assert given[1].module.total == 3


def test_who_left_the_class_is_given_nothing():
    teacher = make_teacher()
    classroom = make_class(teacher, names=["Amina"])
    learner = Learner.objects.get()
    flows.assign_module(teacher=teacher, classroom=classroom, module=make_module())
    flows.end_enrolment(classroom=classroom, learner=learner)
    assert given_modules(learner) == []


def test_a_module_withdrawn_by_the_editors_is_not_due():
    teacher, module = make_teacher(), make_module(languages=("fr",))
    classroom = make_class(teacher, names=["Amina"])
    flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    module.unpublish()
    assert given_modules(Learner.objects.get()) == []


@pytest.mark.parametrize("number", [1, 12])
def test_what_is_due_costs_the_same_for_one_module_or_twelve(django_assert_num_queries, number):
    teacher = make_teacher()
    classroom = make_class(teacher, names=["Amina"])
    for _ in range(number):
        flows.assign_module(teacher=teacher, classroom=classroom, module=make_module(lessons=1))
    learner = Learner.objects.get()
    with django_assert_num_queries(5):
        assert len(given_modules(learner)) == number


# Rules and words


def test_only_the_owner_and_the_co_teachers_may_open_a_class():
    owner, other, both = make_teacher(), make_teacher(), make_teacher()
    boss = make_user("", "administrator", is_superuser=True)
    classroom = make_class(owner)
    classroom.co_teachers.add(both)
    allowed = {owner: True, both: True, other: False, boss: False, make_user(): False}
    for user, expected in allowed.items():
        assert rules.may_open(user, classroom) is expected
        assert Classroom.objects.visible_to(user).filter(pk=classroom.pk).exists() is expected


def test_a_teacher_who_is_no_longer_one_opens_nothing():
    owner = make_teacher()
    classroom = make_class(owner)
    owner.groups.clear()
    owner.__dict__.pop("_roles", None)
    assert not rules.may_open(owner, classroom)


def test_counts_are_right_with_several_teachers_and_modules():
    owner = make_teacher()
    classroom = make_class(owner)
    classroom.co_teachers.add(make_teacher(), make_teacher())
    for _ in range(2):
        flows.assign_module(teacher=owner, classroom=classroom, module=make_module(lessons=1))
    flows.end_enrolment(classroom=classroom, learner=Learner.objects.first())
    row = Classroom.objects.visible_to(owner).with_counts().get()
    assert (row.learner_count, row.module_count) == (2, 2)


def test_the_kind_chooses_the_word_for_the_people():
    teacher = make_teacher()
    school, group = make_class(teacher, kind="school"), make_class(teacher, kind="adult")
    assert people(school, 2) != people(group, 2)


def test_suggested_pseudonyms_are_all_different_and_not_taken():
    first = pseudonyms(1, set())[0]
    names = pseudonyms(90, {first.casefold()})
    assert len(set(names)) == 90
    assert first not in names
