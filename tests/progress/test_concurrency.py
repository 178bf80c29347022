"""Answers that arrive at the same moment, on connections of their own."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import uuid

import pytest
from django.conf import settings
from django.db import connections

from learning.people.models import Learner
from learning.progress.flows import record_attempt
from learning.progress.models import Attempt, LessonProgress, ModuleProgress
from tests.progress.factories import make_learner, make_lesson, make_module, module_of, question

ON_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True, scope="module")
def _shared_database(django_db_setup, django_db_blocker, tmp_path_factory):
    """On SQLite: a file, as in production. Connections to a database in memory do not wait for each other.

    For the module, so that it stands before the test's own transaction handling: what that empties is the file.
    """
    if not ON_SQLITE:
        yield
        return
    path = tmp_path_factory.mktemp("database") / "shared.sqlite3"
    memory, settings_before = connections["default"], connections.databases["default"]
    with django_db_blocker.unblock():
        memory.ensure_connection()
    with contextlib.closing(sqlite3.connect(path)) as file:
        memory.connection.backup(file)
    connections.databases["default"] = {**settings_before, "NAME": str(path)}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        with django_db_blocker.unblock():
            connections["default"].close()
        connections.databases["default"] = settings_before
        connections["default"] = memory


def in_threads(*jobs):
    """Run jobs at the same moment, each on its own connection; return what they raised."""
    start = threading.Barrier(len(jobs))
    errors: list[Exception] = []

    def run(job):
        try:
            start.wait(timeout=10)
            job()
        except Exception as error:  # noqa: BLE001 - every failure of a thread is the test's
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return errors


def send(learner, lesson, response, number=None):
    record_attempt(
        learner=Learner.objects.get(pk=learner.pk),
        lesson=lesson,
        activity_id=lesson.activities()[0].id,
        revision=0,
        response=response,
        client_uuid=number,
    )


def test_the_same_answer_from_four_threads_is_one_attempt():
    learner, lesson, number = make_learner(), make_lesson(question()), uuid.uuid4()
    assert in_threads(*[lambda: send(learner, lesson, "a1", number)] * 4) == []
    assert Attempt.objects.filter(learner=learner).count() == 1
    assert LessonProgress.objects.filter(learner=learner).count() == 1


def test_a_double_click_without_a_number_is_one_attempt():
    learner, lesson = make_learner(), make_lesson(question())
    assert in_threads(*[lambda: send(learner, lesson, "a1")] * 2) == []
    assert Attempt.objects.filter(learner=learner).count() == 1


def test_answers_to_several_lessons_at_once_are_all_counted():
    learner = make_learner()
    lessons = make_module(*[[question()] for _ in range(4)])
    jobs = [lambda one=one: send(learner, one, "a2", uuid.uuid4()) for one in lessons]
    assert in_threads(*jobs) == []
    progress = ModuleProgress.objects.get(learner=learner, module_key=module_of(lessons[0]).translation_key)
    assert progress.lessons_done == 4


def test_three_wrong_answers_at_once_end_with_one_explanation():
    learner, lesson = make_learner(), make_lesson(question())
    assert in_threads(*[lambda: send(learner, lesson, "a1", uuid.uuid4())] * 3) == []
    assert Attempt.objects.filter(learner=learner, explained=True).count() == 1
    assert LessonProgress.objects.get(learner=learner).state == "done"
