"""The grid: filters, the same numbers everywhere, who needs help and what to do, refreshing, archived classes."""

from __future__ import annotations

import csv
import datetime as dt
import html as entities
import io
import re
import subprocess

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.classes import flows
from learning.classes.follow.flows import giving, groups
from learning.classes.grid import Filters, class_grid, monday
from learning.classes.models import Assignment
from learning.classes.needs import helps
from learning.people.models import Learner
from learning.progress.flows import REVEAL, record_attempt
from learning.progress.models import LessonProgress
from tests.classes.factories import make_class, make_module, make_teacher, set_progress
from tests.progress.factories import make_module as make_lessons
from tests.progress.factories import module_of, question

pytestmark = pytest.mark.django_db

NAMES = ["Amina", "Bernard", "Chantal", "Danièle", "Élodie"]


@pytest.fixture
def teacher(client):
    user = make_teacher("claire")
    client.force_login(user)
    return user


@pytest.fixture
def lively(teacher):
    """A class with each state, a small group, a module given to it alone, and one given to one person."""
    classroom = make_class(teacher, names=NAMES)
    first, second, third = make_module("Premier"), make_module("Deuxième"), make_module("Troisième")
    group = groups.save_group(classroom=classroom, name="Débutants", learners=[someone("Amina").pk, someone("Élodie").pk])
    flows.assign_module(teacher=teacher, classroom=classroom, module=first)
    giving.give(teacher=teacher, classroom=classroom, modules=[second.translation_key], small_group=group)
    giving.give(teacher=teacher, classroom=classroom, modules=[third.translation_key], learners=[someone("Bernard").pk])
    set_progress([someone("Amina")], first, 3)
    set_progress([someone("Bernard")], first, 1)
    set_progress([someone("Chantal")], first, 2, needs_help=True)
    set_progress([someone("Élodie")], second, 2)
    return classroom


def someone(name: str) -> Learner:
    return Learner.objects.get(display_name=name)


def url(name: str, classroom, *more) -> str:
    return reverse(f"classes:{name}", args=[classroom.pk, *more])


def key_of(classroom, number: int) -> str:
    return str(classroom.assignments.order_by("id")[number].module_key)


# The same numbers on the page and in the file


def page_table(html: str) -> list[list[str]]:
    """Return the table of a page as rows of words: the name, then the cells, as a screen reader says them."""
    body = re.search(r"<tbody.*?</tbody>", html, re.DOTALL)
    rows = []
    for row in re.findall(r"<tr.*?</tr>", body.group(0), re.DOTALL) if body else []:
        name = re.search(r"<th.*?<a[^>]*>(.*?)</a>", row, re.DOTALL).group(1)
        cells = []
        for cell in re.findall(r"<td.*?</td>", row, re.DOTALL):
            said = re.sub(r'<span[^>]*aria-hidden="true"[^>]*>[^<]*</span>|<svg.*?</svg>', "", cell, flags=re.DOTALL)
            cells.append(entities.unescape(re.sub(r"<[^>]+>", "", said)).strip())
        rows.append([entities.unescape(name), *cells])
    return rows


def pdf_text(data: bytes) -> str:
    """Return what a PDF says, row by row."""
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


FILTERS = {
    "everything": {},
    "by name": {"sort": "name"},
    "by name, backwards": {"sort": "-name"},
    "a small group": {"group": "group"},
    "one module": {"module": 1},
    "this week": {"week": "now"},
    "last week": {"week": "last"},
    "a group in this week": {"group": "group", "week": "now"},
}


@pytest.mark.parametrize("asked", FILTERS.values(), ids=FILTERS)
def test_the_file_says_exactly_what_the_page_says_with_the_same_filter(client, lively, asked):
    days = {"now": timezone.localdate(), "last": timezone.localdate() - dt.timedelta(days=7)}
    query = dict(asked)
    if "group" in query:
        query["group"] = lively.small_groups.get().pk
    if "module" in query:
        query["module"] = key_of(lively, query["module"])
    if "week" in query:
        query["week"] = days[query["week"]].isoformat()
    page = client.get(url("detail", lively), query)
    rows = page_table(page.content.decode())
    assert rows
    # The link on the page carries the filter.
    link = entities.unescape(re.search(r'href="([^"]*progress\.csv[^"]*)"', page.content.decode()).group(1))
    text = client.get(link).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    assert [line[:-1] for line in lines] == rows
    # And the sum of each row, which a small screen shows beside the name.
    assert [line[-1] for line in lines] == re.findall(r'class="sum-in">([^<]*)<', page.content.decode())
    # The sheet of paper too: the same words, in the same order.
    sheet = client.get(link.replace("progress.csv", "progress.pdf"))
    said = re.sub(r"[●◐▲○–]", " ", pdf_text(sheet.content))
    for line in lines:
        assert " ".join(line) in " ".join(said.split()), line


def test_a_small_group_shows_its_people_alone(lively):
    group = lively.small_groups.get()
    grid = class_grid(classroom=lively, language="fr", filters=Filters(group=group.pk, sort="name"))
    assert [row.learner.display_name for row in grid.rows] == ["Amina", "Élodie"]
    assert class_grid(classroom=lively, language="fr", filters=Filters(group=group.pk + 99)).rows == []


def test_a_module_shows_who_was_given_it_alone(lively):
    filters = Filters(module=lively.assignments.order_by("id")[2].module_key)
    grid = class_grid(classroom=lively, language="fr", filters=filters)
    assert [row.learner.display_name for row in grid.rows] == ["Bernard"]
    assert [column.module.title for column in grid.columns] == ["Troisième"]
    assert len(grid.given) == 3


def test_a_week_counts_what_was_finished_in_it(client, lively):
    amina = someone("Amina")
    rows = LessonProgress.objects.filter(learner=amina)
    LessonProgress.objects.filter(pk=rows.first().pk).update(completed_at=timezone.now() - dt.timedelta(days=7))
    week = monday(timezone.localdate())
    now = class_grid(classroom=lively, language="fr", filters=Filters(week=week, sort="name")).rows[0].cells[0]
    before = (
        class_grid(classroom=lively, language="fr", filters=Filters(week=week - dt.timedelta(days=7), sort="name"))
        .rows[0]
        .cells[0]
    )
    # The last lesson of the module came this week: it was finished then, not the week before.
    assert (now.done, now.state, before.done, before.state) == (2, "done", 1, "started")
    html = client.get(url("detail", lively), {"week": week.isoformat()}).content.decode()
    assert "4 participants ont terminé 7 leçons en tout." in html


def test_a_week_begins_on_monday_in_the_zone_of_the_site(lively):
    late = dt.datetime(2026, 3, 8, 23, 30, tzinfo=dt.UTC)  # already Monday the 9th in Paris
    LessonProgress.objects.filter(learner=someone("Bernard")).update(completed_at=late)
    for week, done in ((dt.date(2026, 3, 9), 1), (dt.date(2026, 3, 2), 0)):
        grid = class_grid(classroom=lively, language="fr", filters=Filters(week=week, sort="name"))
        assert grid.rows[1].cells[0].done == done


@pytest.mark.parametrize(
    "query",
    [
        {"group": "x"}, {"group": "²"}, {"group": "9" * 40}, {"module": "x"}, {"week": "x"}, {"week": "0001-01-01"},
        {"week": "9999-12-31"}, {"sort": "x" * 999}, {"every": "second"}, {"page": "-1"},
    ],
)  # fmt: skip
def test_an_odd_address_is_no_error(client, lively, query):
    for name in ("detail", "csv", "needs"):
        assert client.get(url(name, lively), query).status_code == 200


def test_an_empty_part_says_so_and_leads_back(client, lively):
    group = groups.save_group(classroom=lively, name="Vide", learners=[someone("Amina").pk])
    flows.end_enrolment(classroom=lively, learner=someone("Amina"))
    html = client.get(url("detail", lively), {"group": group.pk}).content.decode()
    assert "<table" not in html
    assert 'class="empty"' in html


# Sorting


def test_heads_lead_to_their_sort_and_back(client, lively):
    html = client.get(url("detail", lively), {"sort": "name"}).content.decode()
    assert html.count('aria-sort="ascending"') == 1
    assert 'href="?sort=-name"' in html
    names = [row[0] for row in page_table(client.get(url("detail", lively), {"sort": "-name"}).content.decode())]
    assert names == NAMES[::-1]
    key = key_of(lively, 0)
    html = client.get(url("detail", lively), {"sort": f"-{key}"}).content.decode()
    assert html.count('aria-sort="descending"') == 1
    names = [row[0] for row in page_table(html)]
    assert names[0] == "Amina"  # finished
    assert names[-1] == "Chantal"  # to go over again


def test_without_a_wish_who_needs_help_comes_first(client, lively):
    assert page_table(client.get(url("detail", lively)).content.decode())[0][0] == "Chantal"


def test_one_sentence_sums_up(client, lively):
    html = client.get(url("detail", lively)).content.decode()
    assert "5 participants\u00a0: 3 sont en cours, 1 n’a pas commencé" not in html
    assert "5 participants\u00a0: 4 sont en cours, 1 n’a pas commencé." in html


@pytest.mark.parametrize(("kind", "word"), [("school", "élèves"), ("adult", "participants")])
def test_people_have_the_name_that_fits_the_class(client, teacher, kind, word):
    classroom = make_class(teacher, kind=kind)
    flows.assign_module(teacher=teacher, classroom=classroom, module=make_module())
    other = {"élèves": "participant", "participants": "élève"}[word]
    for name in ("detail", "assign", "given", "small_groups", "settings"):
        html = client.get(url(name, classroom)).content.decode()
        assert other not in html.lower(), name
    assert f"3 {word}" in client.get(url("detail", classroom)).content.decode()


# Who needs help, and what to do


def make_stuck(teacher, *, easy: bool = False):
    classroom = make_class(teacher, names=["Amina"])
    lesson, other = make_lessons([question(anchor="q-1", prompt="Qui vous écrit ?"), question(anchor="q-2")], [question()])
    flows.assign_module(teacher=teacher, classroom=classroom, module=module_of(lesson))
    amina = someone("Amina")
    for place in (1, 0):
        activity = lesson.activities()[place].id
        record_attempt(learner=amina, lesson=lesson, activity_id=activity, revision=0, response=REVEAL)
    return classroom, lesson, amina


def only_help(classroom):
    grid = class_grid(classroom=classroom, language="fr")
    return helps(classroom=classroom, rows=grid.in_need, language="fr")[0]


def test_who_is_stuck_is_told_with_the_question_and_the_lesson(client, teacher):
    classroom, lesson, amina = make_stuck(teacher)
    one = only_help(classroom)
    assert "Qui vous écrit ?" in one.text
    assert "Leçon 1" in one.text
    assert one.action_url == reverse("classes:beside_lesson", args=[classroom.pk, amina.pk, lesson.translation_key])
    html = client.get(url("detail", classroom)).content.decode()
    assert one.action_url in html
    assert "Qui vous écrit" in html


def test_where_there_is_a_simple_version_it_is_offered_first(teacher, courses):
    from learning.courses.models import LessonPage, ModulePage

    lesson = next(one for one in LessonPage.objects.live() if one.has_simple_version and one.activities())
    module = ModulePage.objects.parent_of(lesson).get()
    before = next(one for one in LessonPage.objects.child_of(module).exclude(pk=lesson.pk) if one.activities())
    classroom = make_class(teacher, names=["Amina"])
    flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    for page in (before, lesson):
        activity = page.activities()[0].id
        record_attempt(learner=someone("Amina"), lesson=page, activity_id=activity, revision=0, response=REVEAL)
    one = only_help(classroom)
    assert one.action_url == reverse("paper:lesson", args=[lesson.translation_key]) + "?version=simple"


def test_the_question_that_was_answered_right_since_is_not_the_one(teacher):
    classroom, lesson, amina = make_stuck(teacher)
    record_attempt(learner=amina, lesson=lesson, activity_id=lesson.activities()[0].id, revision=0, response="a2")
    third = lesson.activities()[1]
    other = LessonProgress.objects.get(learner=amina)
    assert other.explained == 1  # one is left, and one is not enough to need help
    assert class_grid(classroom=classroom, language="fr").in_need == []
    assert third.id


def test_who_is_late_and_who_is_silent_have_their_action(teacher):
    classroom, module = make_class(teacher, names=["Amina", "Bernard"]), make_module()
    flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    today = timezone.localdate()
    Learner.objects.update(last_active_on=today - dt.timedelta(days=8))
    assert class_grid(classroom=classroom, language="fr").in_need == []
    classroom.quiet_days = 8
    classroom.save()
    one = only_help(classroom)
    assert "8 jours" in one.text
    assert one.action_url.endswith("#write")
    Assignment.objects.update(due=today - dt.timedelta(days=1))
    assert only_help(classroom).action_url == reverse("classes:beside", args=[classroom.pk, someone("Amina").pk])


def test_before_it_opens_a_module_makes_nobody_late_or_silent(teacher):
    classroom = make_class(teacher, names=["Amina"])
    flows.assign_module(teacher=teacher, classroom=classroom, module=make_module())
    Assignment.objects.update(opens=timezone.localdate() + dt.timedelta(days=2))
    Learner.objects.update(last_active_on=timezone.localdate() - dt.timedelta(days=40))
    assert class_grid(classroom=classroom, language="fr").in_need == []


def test_three_are_named_first_and_all_on_their_page(client, teacher):
    classroom = make_class(teacher, names=NAMES)
    module = make_module()
    flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    set_progress([one.learner for one in classroom.enrolments.all()], module, 1, needs_help=True)
    page = client.get(url("detail", classroom))
    assert len(page.context["first"]) == 3
    assert url("needs", classroom) in page.content.decode()
    assert len(client.get(url("needs", classroom)).context["helps"]) == 5


@pytest.mark.parametrize("number", [3, 40])
def test_the_page_of_all_needs_costs_the_same(client, teacher, django_assert_max_num_queries, number):
    classroom = make_class(teacher, names=[f"Person {n}" for n in range(number)])
    lessons = make_lessons(*[[question(anchor="q-1"), question(anchor="q-2")] for _ in range(3)])
    flows.assign_module(teacher=teacher, classroom=classroom, module=module_of(lessons[0]))
    for place, one in enumerate(classroom.enrolments.select_related("learner")):
        lesson = lessons[place % 3]
        for activity in lesson.activities():
            record_attempt(learner=one.learner, lesson=lesson, activity_id=activity.id, revision=0, response=REVEAL)
    with django_assert_max_num_queries(12):
        response = client.get(url("needs", classroom))
    assert len(response.context["helps"]) == number
    with django_assert_max_num_queries(12):
        client.get(url("detail", classroom))


# On paper, by itself


def test_the_grid_on_paper_is_a_pdf_of_everything(client, lively):
    response = client.get(url("sheet", lively), {"sort": "name"})
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_sheets_are_made_so_many_times_an_hour_for_each_person(client, lively, monkeypatch):
    monkeypatch.setattr("learning.classes.follow.views.grid.SHEETS_AN_HOUR", 1)
    assert client.get(url("sheet", lively), {"sort": "name"}).status_code == 200
    again = client.get(url("sheet", lively), {"sort": "name"})
    assert again.status_code == 429
    assert "Attendez une heure" in again.content.decode()


def test_the_page_refreshes_by_itself_only_when_asked_to(client, lively):
    plain = client.get(url("detail", lively)).content.decode()
    assert "http-equiv" not in plain
    assert "data-refresh" not in plain
    asked = client.get(url("detail", lively), {"every": "minute", "sort": "name"}).content.decode()
    # With scripts the part is put in place; without them the page loads again: never both.
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in asked
    assert 'id="now" data-refresh="60"' in asked
    assert "every=minute" not in re.search(r'<a href="([^"]*)">Ne plus', asked).group(1)


def test_the_state_in_a_cell_has_a_shape_a_word_and_a_number(client, lively):
    rows = page_table(client.get(url("detail", lively), {"sort": "name"}).content.decode())
    assert rows[0] == ["Amina", "Terminé", "Pas commencé", "Pas donné"]
    assert rows[1] == ["Bernard", "1 sur 3", "Pas donné", "Pas commencé"]
    assert rows[2] == ["Chantal", "À revoir, 2 sur 3", "Pas donné", "Pas donné"]
