"""The demonstration people."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from learning.classes import demo
from learning.classes.grid import class_grid
from learning.classes.models import Assignment, Classroom
from learning.people.models import Learner, User
from learning.progress.models import LessonProgress
from tests.classes.factories import make_module

pytestmark = pytest.mark.django_db


def test_outside_the_demonstration_nobody_is_loaded(settings):
    settings.PASSERELLE_DEMO = False
    with pytest.raises(CommandError, match="PASSERELLE_DEMO"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_the_demonstration_has_four_roles_and_a_class_with_progress(settings, capsys, django_capture_on_commit_callbacks):
    settings.PASSERELLE_DEMO = True
    for title in ("Premier", "Second"):
        make_module(title, lessons=3)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("load_demo")
    said = capsys.readouterr().out
    for person in demo.PEOPLE:
        user = User.objects.get(username=person.username)
        assert user.is_demo
        assert user.check_password(demo.PASSWORD)
        assert user.groups.filter(name=person.role).exists()
        assert person.username in said
    assert len(demo.PASSWORD) >= 10
    grid = class_grid(classroom=Classroom.objects.get(name=demo.CLASS), language="fr")
    assert len(grid.columns) == 2
    states = {cell.state for row in grid.rows for cell in row.cells}
    assert {"done", "started", "todo"} <= states
    assert {row.need.kind for row in grid.rows if row.need} == {"late", "quiet"}
    assert Classroom.objects.filter(archived_at__isnull=False).count() == 1
    assert Classroom.objects.filter(kind="school").count() == 1
    assert [name for _number, name in grid.groups] == [demo.SMALL_GROUP]


def test_loading_again_changes_nothing(settings, capsys):
    settings.PASSERELLE_DEMO = True
    make_module()
    call_command("load_demo")
    before = (User.objects.count(), Learner.objects.count(), LessonProgress.objects.count())
    capsys.readouterr()
    call_command("load_demo")
    assert before == (User.objects.count(), Learner.objects.count(), LessonProgress.objects.count())
    assert "(unchanged)" in capsys.readouterr().out


def test_people_come_first_and_modules_when_the_courses_are_there(settings):
    settings.PASSERELLE_DEMO = True
    call_command("load_demo")
    assert not Assignment.objects.exists()
    make_module()
    call_command("load_demo")
    assert [one.audience for one in Assignment.objects.order_by("id")] == ["class", "group"]


def test_a_real_account_is_never_taken_over(settings):
    settings.PASSERELLE_DEMO = True
    User.objects.create_user(username="Claire", password="four words on paper")
    with pytest.raises(CommandError, match="claire"):
        call_command("load_demo")
    assert User.objects.get().check_password("four words on paper")
