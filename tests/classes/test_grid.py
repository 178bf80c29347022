"""The progress grid: states, who needs help first, sorting, the file, the number of queries."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.classes import flows
from learning.classes.grid import class_grid
from learning.classes.models import Assignment, Enrolment
from learning.courses.models import LessonPage
from learning.people.models import Learner
from tests.classes.factories import make_class, make_module, make_teacher, set_progress

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return make_teacher("claire")


def learner_of(name: str) -> Learner:
    return Learner.objects.get(display_name=name)


def make_grid(teacher, sort: str = "name"):
    """Return a grid of four people and two modules, one person in each state."""
    classroom = make_class(teacher, names=["Zoé", "Élodie", "Bernard", "amina"])
    first, second = make_module("Premier"), make_module("Second")
    for module in (first, second):
        flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    set_progress([learner_of("Zoé")], first, 3)
    set_progress([learner_of("Bernard")], first, 1)
    set_progress([learner_of("Élodie")], first, 1, needs_help=True)
    return class_grid(classroom=classroom, language="fr", sort=sort), classroom, first


def states(grid, column: int = 0) -> dict[str, str]:
    return {row.learner.display_name: row.cells[column].state for row in grid.rows}


def test_each_state_has_its_cell(teacher):
    grid, _classroom, _first = make_grid(teacher)
    assert states(grid) == {"Zoé": "done", "Bernard": "started", "Élodie": "review", "amina": "todo"}
    assert set(states(grid, 1).values()) == {"todo"}
    assert [column.module.title for column in grid.columns] == ["Premier", "Second"]


def test_names_are_sorted_without_accents_or_case(teacher):
    grid, _classroom, _first = make_grid(teacher)
    assert [row.learner.display_name for row in grid.rows] == ["amina", "Bernard", "Élodie", "Zoé"]


def test_help_first(teacher):
    grid, _classroom, _first = make_grid(teacher, "help")
    assert grid.rows[0].learner.display_name == "Élodie"
    assert [row.learner.display_name for row in grid.in_need] == ["Élodie"]


def test_sorting_by_a_module_puts_who_needs_it_most_first(teacher):
    grid, classroom, first = make_grid(teacher)
    sorted_grid = class_grid(classroom=classroom, language="fr", sort=str(first.translation_key))
    assert [row.learner.display_name for row in sorted_grid.rows] == ["Élodie", "amina", "Bernard", "Zoé"]


def test_an_unknown_sort_is_by_who_needs_help(teacher):
    grid, _classroom, _first = make_grid(teacher, "'; drop table")
    assert grid.rows[0].learner.display_name == "Élodie"


def test_modules_are_named_in_the_language_of_the_page(teacher):
    _grid, classroom, _first = make_grid(teacher)
    grid = class_grid(classroom=classroom, language="en")
    assert grid.columns[0].module.title == "Premier (en)"
    assert grid.columns[0].module.total == 3


def test_a_module_without_translation_shows_in_its_own_language(teacher):
    classroom = make_class(teacher)
    flows.assign_module(teacher=teacher, classroom=classroom, module=make_module("Seul", languages=("fr",)))
    grid = class_grid(classroom=classroom, language="en")
    assert grid.columns[0].module.title == "Seul"
    assert grid.columns[0].module.url.startswith("/fr/")


def test_a_lesson_that_was_withdrawn_leaves_the_totals(teacher):
    classroom = make_class(teacher, names=["Amina", "Bernard"])
    module = make_module(lessons=3, languages=("fr",))
    flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    set_progress([learner_of("Amina")], module, 2)
    LessonPage.objects.child_of(module).order_by("path").first().unpublish()
    cell = class_grid(classroom=classroom, language="fr").rows[0].cells[0]
    assert (cell.done, cell.total, cell.state) == (1, 2, "started")


def test_who_hides_the_progress_or_left_is_not_shown(teacher):
    _grid, classroom, _first = make_grid(teacher)
    Enrolment.objects.filter(learner=learner_of("Zoé")).update(shares_progress=False)
    flows.end_enrolment(classroom=classroom, learner=learner_of("amina"))
    grid = class_grid(classroom=classroom, language="fr")
    assert {row.learner.display_name for row in grid.rows} == {"Bernard", "Élodie"}


def test_needs_are_told_by_urgency_difficulty_then_date_then_silence(teacher):
    grid, classroom, first = make_grid(teacher)
    today = timezone.localdate()
    Assignment.objects.filter(classroom=classroom).update(due=None)
    Learner.objects.filter(display_name="amina").update(last_active_on=today - dt.timedelta(days=21))
    grid = class_grid(classroom=classroom, language="fr")
    assert [(row.learner.display_name, row.need.icon) for row in grid.in_need] == [
        ("Élodie", "flag"),
        ("amina", "clock"),
    ]
    Assignment.objects.filter(module_key=first.translation_key).update(due=today - dt.timedelta(days=1))
    grid = class_grid(classroom=classroom, language="fr")
    # Zoé has finished the module that was due.
    assert [(row.learner.display_name, row.need.icon) for row in grid.in_need] == [
        ("Élodie", "flag"),
        ("amina", "calendar"),
        ("Bernard", "calendar"),
    ]


def test_who_has_just_been_added_is_not_said_to_be_silent(teacher):
    classroom = make_class(teacher)
    flows.assign_module(teacher=teacher, classroom=classroom, module=make_module())
    assert class_grid(classroom=classroom, language="fr").in_need == []


def test_who_has_finished_everything_needs_nobody(teacher):
    classroom = make_class(teacher, names=["Amina"])
    module = make_module()
    flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    set_progress([learner_of("Amina")], module, 3)
    Learner.objects.update(last_active_on=dt.date(2020, 1, 1))
    Assignment.objects.update(due=dt.date(2020, 2, 1))
    assert class_grid(classroom=classroom, language="fr").in_need == []


# The page


def big_class(teacher, learners: int, modules: int = 6):
    classroom = make_class(teacher, names=[f"Person {n}" for n in range(learners)])
    people = [one.learner for one in classroom.enrolments.select_related("learner")]
    for number in range(modules):
        module = make_module(lessons=2)
        flows.assign_module(teacher=teacher, classroom=classroom, module=module)
        set_progress(people, module, number % 3, needs_help=number == 2)
    return classroom


@pytest.mark.parametrize("learners", [3, 300])
def test_the_page_costs_at_most_twelve_queries(client, teacher, django_assert_max_num_queries, learners):
    classroom = big_class(teacher, learners)
    client.force_login(teacher)
    with django_assert_max_num_queries(12) as counted:
        response = client.get(reverse("classes:detail", args=[classroom.pk]))
    assert response.content.count(b'<th scope="row"') == learners
    assert len(counted) <= 12


def test_the_page_costs_the_same_for_three_and_three_hundred(client, teacher, django_assert_max_num_queries):
    client.force_login(teacher)
    counts = []
    for learners in (3, 30, 300):
        classroom = big_class(teacher, learners, modules=2)
        with django_assert_max_num_queries(12) as counted:
            client.get(reverse("classes:detail", args=[classroom.pk]))
        counts.append(len(counted))
    assert len(set(counts)) == 1, counts


def test_the_table_is_a_table_for_everybody(client, teacher):
    _grid, classroom, first = make_grid(teacher)
    client.force_login(teacher)
    html = client.get(reverse("classes:detail", args=[classroom.pk]), {"sort": first.translation_key}).content.decode()
    assert html.count("<caption") == 1
    assert html.count('scope="row" role="rowheader"') == 4
    assert html.count('scope="col" role="columnheader"') == 3
    assert html.count('role="cell"') == 8
    assert html.count('aria-sort="ascending"') == 1
    assert html.count("<h1") == 1


def test_at_most_three_people_are_named_first(client, teacher):
    classroom = big_class(teacher, 5, modules=3)
    client.force_login(teacher)
    response = client.get(reverse("classes:detail", args=[classroom.pk]))
    assert len(response.context["grid"].in_need) == 5
    assert len(response.context["first"]) == 3


def test_more_than_six_modules_are_shown_in_parts(client, teacher):
    classroom = big_class(teacher, 3, modules=8)
    client.force_login(teacher)
    url = reverse("classes:detail", args=[classroom.pk])
    assert len(client.get(url).context["columns"]) == 6
    assert len(client.get(url, {"page": "2"}).context["columns"]) == 2
    for odd in ("0", "99", "x", "²", "9" * 5000):
        assert client.get(url, {"page": odd}).status_code == 200


def test_an_empty_class_says_what_to_do_and_shows_no_table(client, teacher):
    client.force_login(teacher)
    classroom = make_class(teacher, names=[])
    html = client.get(reverse("classes:detail", args=[classroom.pk])).content.decode()
    assert "<table" not in html
    assert reverse("classes:roster", args=[classroom.pk]) in html


def test_a_name_is_never_markup(client, teacher):
    classroom = make_class(teacher, names=["<script>alert(1)</script>"])
    flows.assign_module(teacher=teacher, classroom=classroom, module=make_module())
    client.force_login(teacher)
    for url in (
        reverse("classes:detail", args=[classroom.pk]),
        reverse("classes:roster", args=[classroom.pk]),
    ):
        assert b"<script>alert" not in client.get(url).content


# The file


def test_the_file_holds_the_same_numbers_as_the_page(client, teacher):
    grid, classroom, _first = make_grid(teacher)
    client.force_login(teacher)
    response = client.get(reverse("classes:csv", args=[classroom.pk]), {"sort": "name"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"].count("no-store") == 1
    text = response.content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert lines[0][1:3] == ["Premier", "Second"]
    for row, line in zip(grid.rows, lines[1:], strict=True):
        assert line[0] == row.learner.display_name
        for cell, word in zip(row.cells, line[1:], strict=False):
            assert cell.text in word


@pytest.mark.parametrize("name", ["=1+1", "+33", "-1", "@SUM(A1)", "＝1+1"])
def test_no_name_becomes_a_formula(client, teacher, name):
    from learning.people.models import Learner

    classroom = make_class(teacher, names=[])
    learner = Learner.objects.create(display_name=name)
    flows.enrol(classroom=classroom, learner=learner)
    client.force_login(teacher)
    text = client.get(reverse("classes:csv", args=[classroom.pk])).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";"))[1][0] == f"'{name}"
