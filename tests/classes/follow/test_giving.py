"""Giving modules to a class, a small group, some people; changing, withdrawing, copying."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from learning.classes import flows
from learning.classes.follow.flows import giving, groups
from learning.classes.follow.models import SmallGroup
from learning.classes.grid import class_grid
from learning.classes.models import Assignment
from learning.classes.templatetags.classes_tags import given_modules
from learning.people.models import Learner
from learning.progress.models import LessonProgress
from tests.classes.factories import make_class, make_module, make_teacher, make_user, set_progress

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(client):
    user = make_teacher("claire")
    client.force_login(user)
    return user


@pytest.fixture
def classroom(teacher):
    return make_class(teacher)


def url(name: str, classroom, *more) -> str:
    return reverse(f"classes:{name}", args=[classroom.pk, *more])


def someone(name: str) -> Learner:
    return Learner.objects.get(display_name=name)


def make_group(classroom, name: str = "Débutants", *names: str) -> SmallGroup:
    ids = [someone(one).pk for one in names]
    return groups.save_group(classroom=classroom, name=name, learners=ids)


def send(client, classroom, *modules, **data):
    values = {"module": [str(one.translation_key) for one in modules], "to": "class", **data}
    for name in ("opens", "due"):
        day = values.pop(name, None)
        if day:
            values |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return client.post(url("assign", classroom), values)


def today(days: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


# To whom


def test_several_modules_are_given_at_once(client, classroom):
    first, second = make_module(), make_module()
    response = send(client, classroom, first, second, due=today(9), note="Mardi")
    assert response.url == url("detail", classroom)
    given = Assignment.objects.filter(classroom=classroom)
    assert {one.module_key for one in given} == {first.translation_key, second.translation_key}
    assert {(one.due, one.note, one.audience) for one in given} == {(today(9), "Mardi", "class")}


def test_a_small_group_alone_is_given_a_module(client, classroom):
    group, module = make_group(classroom, "Débutants", "Amina"), make_module()
    send(client, classroom, module, to=f"group-{group.pk}")
    assert Assignment.objects.get().small_group == group
    assert [one.module.key for one in given_modules(someone("Amina"))] == [module.translation_key]
    assert given_modules(someone("Bernard")) == []


def test_some_people_are_chosen_on_a_second_screen_that_keeps_everything(client, classroom):
    module = make_module()
    response = send(client, classroom, module, to="people", due=today(9), note="Pour vous")
    assert not Assignment.objects.exists()
    html = response.content.decode()
    for hidden in (f'name="module" value="{module.translation_key}"', 'name="note" value="Pour vous"', 'name="due_day"'):
        assert hidden in html
    nobody = send(client, classroom, module, to="people", step="people")
    assert nobody.context["form"].errors["people"]
    chosen = [someone("Amina").pk, someone("Chantal").pk]
    send(client, classroom, module, to="people", step="people", people=chosen, due=today(9), note="Pour vous")
    one = Assignment.objects.get()
    assert (set(one.learners.values_list("pk", flat=True)), one.due, one.note) == (set(chosen), today(9), "Pour vous")
    assert given_modules(someone("Amina"))
    assert not given_modules(someone("Bernard"))


def test_people_of_another_class_are_not_chosen(client, teacher, classroom):
    stranger = make_class(make_teacher(), names=["Zoé"]).enrolments.get().learner_id
    response = send(client, classroom, make_module(), to="people", step="people", people=[stranger])
    assert response.context["form"].errors["people"]
    with pytest.raises(giving.NobodyChosen):
        giving.give(teacher=teacher, classroom=classroom, modules=[make_module().translation_key], learners=[stranger])
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("to", ["", "group-99999", "group-x", "everybody"])
def test_who_is_not_there_is_refused(client, classroom, to):
    assert send(client, classroom, make_module(), to=to).context["form"].errors["to"]
    assert not Assignment.objects.exists()


def test_the_small_group_of_another_class_is_refused(client, classroom):
    theirs = make_group(make_class(make_teacher(), names=["Zoé"]), "Eux", "Zoé")
    assert send(client, classroom, make_module(), to=f"group-{theirs.pk}").context["form"].errors["to"]


def test_given_again_to_the_same_people_only_dates_and_note_change(teacher, classroom):
    module, group = make_module(), make_group(classroom, "Débutants", "Amina")
    people = [someone("Amina").pk, someone("Bernard").pk]
    for target in ({}, {"small_group": group}, {"learners": people}, {"learners": people[:1]}):
        for note in ("avant", "après"):
            giving.give(teacher=teacher, classroom=classroom, modules=[module.translation_key] * 2, note=note, **target)
    assert [one.note for one in Assignment.objects.all()] == ["après"] * 4


def test_the_database_refuses_a_module_twice_for_a_class_or_a_small_group(teacher, classroom):
    key, group = make_module().translation_key, make_group(classroom, "Débutants", "Amina")
    giving.give(teacher=teacher, classroom=classroom, modules=[key])
    giving.give(teacher=teacher, classroom=classroom, modules=[key], small_group=group)
    for double in ({}, {"audience": "group", "small_group": group}, {"audience": "group"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.create(classroom=classroom, module_key=key, **double)


def test_who_is_given_a_module_twice_finds_it_once_with_the_nearer_date(teacher, classroom):
    module, group = make_module(), make_group(classroom, "Débutants", "Amina")
    giving.give(teacher=teacher, classroom=classroom, modules=[module.translation_key], due=today(20))
    giving.give(teacher=teacher, classroom=classroom, modules=[module.translation_key], small_group=group, due=today(5))
    assert [one.due for one in given_modules(someone("Amina"))] == [today(5)]
    assert [one.due for one in given_modules(someone("Bernard"))] == [today(20)]


# Dates


def test_a_module_shows_from_its_opening_date(client, classroom, monkeypatch):
    send(client, classroom, make_module(), opens=today(3))
    assert given_modules(someone("Amina")) == []
    later = timezone.now() + dt.timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert len(given_modules(someone("Amina"))) == 1


@pytest.mark.parametrize(("opens", "due", "bad"), [(-1, 9, "opens"), (9, 5, "due"), (0, 0, "due"), (None, -3, "due")])
def test_dates_that_make_no_sense_are_explained(client, classroom, opens, due, bad):
    days = {"due": today(due)} | ({"opens": today(opens)} if opens is not None else {})
    response = send(client, classroom, make_module(), note="Je reste", **days)
    assert list(response.context["form"].errors) == [bad]
    assert "Je reste</textarea>" in response.content.decode()
    assert not Assignment.objects.exists()


def test_a_flow_refuses_what_the_form_refuses(teacher, classroom):
    key = make_module().translation_key
    with pytest.raises(giving.DueBeforeOpening):
        giving.give(teacher=teacher, classroom=classroom, modules=[key], opens=today(9), due=today(5))
    with pytest.raises(giving.DateInThePast):
        giving.give(teacher=teacher, classroom=classroom, modules=[key], due=today())


# Changing and withdrawing


def test_a_date_that_has_passed_may_stay_while_the_note_changes(client, teacher, classroom):
    module = make_module()
    one = flows.assign_module(teacher=teacher, classroom=classroom, module=module, due=today(5))
    past = today(-4)
    Assignment.objects.update(due=past)
    data = {"due_day": past.day, "due_month": past.month, "due_year": past.year, "note": "Encore un effort"}
    assert client.post(url("change", classroom, one.pk), data).status_code == 302
    one.refresh_from_db()
    assert (one.due, one.note) == (past, "Encore un effort")
    earlier = past - dt.timedelta(days=1)
    data |= {"due_day": earlier.day, "due_month": earlier.month, "due_year": earlier.year}
    assert client.post(url("change", classroom, one.pk), data).context["form"].errors["due"]


def test_who_was_chosen_can_be_changed(client, teacher, classroom):
    one = giving.give(
        teacher=teacher, classroom=classroom, modules=[make_module().translation_key], learners=[someone("Amina").pk]
    )[0]
    html = client.get(url("change", classroom, one.pk)).content.decode()
    assert html.count('name="people"') == 3
    assert client.post(url("change", classroom, one.pk), {"note": ""}).context["second"].errors
    client.post(url("change", classroom, one.pk), {"note": "", "people": [someone("Bernard").pk]})
    assert [learner.display_name for learner in one.learners.all()] == ["Bernard"]


def test_withdrawing_asks_first_and_deletes_no_progress(client, teacher, classroom):
    module = make_module()
    one = flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    set_progress([someone("Amina")], module, 2)
    address = url("withdraw", classroom, one.pk)
    assert client.get(address).status_code == 200
    assert Assignment.objects.count() == 1
    assert client.post(address).url == url("given", classroom)
    assert not Assignment.objects.exists()
    assert LessonProgress.objects.count() == 2
    flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    grid = class_grid(classroom=classroom, language="fr")
    assert {row.learner.display_name: row.cells[0].done for row in grid.rows}["Amina"] == 2


def test_the_page_of_what_was_given_says_to_whom_and_when(client, teacher, classroom):
    module, group = make_module("Courrier"), make_group(classroom, "Débutants", "Amina")
    key = [module.translation_key]
    giving.give(teacher=teacher, classroom=classroom, modules=key, opens=today(1), due=today(9))
    giving.give(teacher=teacher, classroom=classroom, modules=key, small_group=group)
    giving.give(teacher=teacher, classroom=classroom, modules=key, learners=[someone("Bernard").pk])
    response = client.get(url("given", classroom))
    assert len(response.context["rows"]) == 3
    targets = " ".join(row["target"] for row in response.context["rows"])
    assert "Débutants" in targets
    assert "Bernard" in targets
    html = response.content.decode()
    assert html.count(reverse("paper:module", args=[module.translation_key])) == 3


@pytest.mark.parametrize("number", [1, 15])
def test_the_page_of_what_was_given_costs_the_same(client, teacher, classroom, django_assert_num_queries, number):
    for _ in range(number):
        key = [make_module(lessons=1).translation_key]
        giving.give(teacher=teacher, classroom=classroom, modules=key, learners=[someone("Amina").pk])
    with django_assert_num_queries(9):
        client.get(url("given", classroom))


def test_what_another_class_gave_is_not_found(client, classroom):
    other = make_teacher()
    theirs = make_class(other, names=["Zoé"])
    one = flows.assign_module(teacher=other, classroom=theirs, module=make_module())
    group = make_group(theirs, "Eux", "Zoé")
    for name, number in (("change", one.pk), ("withdraw", one.pk), ("small_group", group.pk), ("delete_group", group.pk)):
        for where in (classroom, theirs):
            assert client.get(url(name, where, number)).status_code == 404
            assert client.post(url(name, where, number)).status_code == 404
    assert Assignment.objects.filter(classroom=theirs).exists()


# Copying


def test_the_same_modules_are_given_to_another_class(client, teacher, classroom):
    first, second, third = (make_module() for _ in range(3))
    for module, due in ((first, 5), (second, 6), (third, 7)):
        flows.assign_module(teacher=teacher, classroom=classroom, module=module, due=today(due), note="Mardi")
    Assignment.objects.filter(module_key=first.translation_key).update(due=today(-1))
    target = make_class(teacher, name="Jeudi")
    flows.assign_module(teacher=teacher, classroom=target, module=third, note="reste")
    chosen = list(classroom.assignments.values_list("pk", flat=True))
    data = {"modules": chosen, "to": target.pk, "dates": "on"}
    assert client.post(url("copy", classroom), data).url == url("given", target)
    copied = {one.module_key: (one.due, one.note) for one in target.assignments.all()}
    assert copied == {
        first.translation_key: (None, "Mardi"),  # its day has passed
        second.translation_key: (today(6), "Mardi"),
        third.translation_key: (None, "reste"),
    }
    assert classroom.assignments.count() == 3


def test_a_copy_goes_to_a_class_of_the_same_teacher_only(client, teacher, classroom):
    one = flows.assign_module(teacher=teacher, classroom=classroom, module=make_module())
    theirs = make_class(make_teacher())
    make_class(teacher, name="Jeudi")
    response = client.post(url("copy", classroom), {"modules": [one.pk], "to": theirs.pk})
    assert response.context["form"].errors["to"]
    assert not theirs.assignments.exists()


# Small groups


def test_small_groups_are_made_changed_and_deleted(client, teacher, classroom):
    amina, bernard = someone("Amina"), someone("Bernard")
    client.post(url("small_groups", classroom), {"name": "  Débutants ", "people": [amina.pk]})
    group = SmallGroup.objects.get()
    assert (group.name, list(group.learners.all())) == ("Débutants", [amina])
    again = client.post(url("small_groups", classroom), {"name": "débutants", "people": []})
    assert again.context["form"].errors["name"]
    client.post(url("small_group", classroom, group.pk), {"name": "Les débutants", "people": [bernard.pk]})
    group.refresh_from_db()
    assert (group.name, list(group.learners.all())) == ("Les débutants", [bernard])
    giving.give(teacher=teacher, classroom=classroom, modules=[make_module().translation_key], small_group=group)
    assert "1" in client.get(url("delete_group", classroom, group.pk)).content.decode()
    client.post(url("delete_group", classroom, group.pk))
    assert not SmallGroup.objects.exists()
    assert not Assignment.objects.exists()
    assert classroom.enrolments.present().count() == 3


def test_who_left_is_not_counted_in_a_small_group(classroom):
    make_group(classroom, "Débutants", "Amina", "Bernard")
    flows.end_enrolment(classroom=classroom, learner=someone("Amina"))
    assert SmallGroup.objects.with_numbers(classroom).get().number == 1


def test_a_learner_reads_what_was_given_on_the_home_page(client, teacher, classroom, courses):
    user = make_user()
    learner = Learner.objects.create(user=user, display_name="Odette")
    flows.enrol(classroom=classroom, learner=learner)
    flows.assign_module(teacher=teacher, classroom=classroom, module=make_module("Courrier"), due=today(4))
    client.force_login(user)
    assert "Courrier" in client.get("/fr/").content.decode()
    client.logout()
    assert "Courrier" not in client.get("/fr/").content.decode()
