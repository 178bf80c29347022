"""Giving modules: to a class, to a small group, to some people. What was learnt is never touched by it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from learning.classes.follow.models import SmallGroup
from learning.classes.models import Assignment, Classroom, Enrolment
from learning.people.models import Learner, User


class DateInThePast(ValueError):
    """A module cannot be finished before today is over."""


class DueBeforeOpening(ValueError):
    """A module cannot be finished before it opens."""


class NobodyChosen(ValueError):
    """A module given to some people needs at least one of the class."""


@dataclass
class Copied:
    """What became of the modules that were to be copied."""

    given: list[Assignment] = field(default_factory=list)
    there_already: int = 0


def first_due_day() -> dt.date:
    """Return the first day that a module may have to be finished before: tomorrow, in the site's zone."""
    return timezone.localdate() + dt.timedelta(days=1)


def check_dates(*, opens: dt.date | None, due: dt.date | None, known_due: dt.date | None = None) -> None:
    """Raise DateInThePast when `due` is before tomorrow, DueBeforeOpening when it is before `opens`.

    `known_due` was accepted when it was given: it may stay although it has passed.
    """
    if due is not None and due != known_due and due < first_due_day():
        raise DateInThePast(due.isoformat())
    if due is not None and opens is not None and due < opens:
        raise DueBeforeOpening(due.isoformat())


def give(
    *,
    teacher: User,
    classroom: Classroom,
    modules: Iterable[uuid.UUID],
    small_group: SmallGroup | None = None,
    learners: Collection[uuid.UUID] | None = None,
    opens: dt.date | None = None,
    due: dt.date | None = None,
    note: str = "",
) -> list[Assignment]:
    """Give modules (translation keys) to everybody of the class, to a small group of it, or to some learners.

    Given again to the same people, the dates and the note are changed: nothing is given twice.
    Raises DateInThePast, DueBeforeOpening, and NobodyChosen when none of `learners` is in the class.
    """
    check_dates(opens=opens, due=due)
    values: dict[str, Any] = {"opens": opens, "due": due, "note": note, "given_by": teacher}
    made: list[Assignment] = []
    with transaction.atomic():
        # One at a time for each class: two tabs would both find that nothing is given to these people yet.
        Classroom.objects.select_for_update().get(pk=classroom.pk)
        chosen = _present(classroom, learners) if learners is not None else set()
        if learners is not None and not chosen:
            raise NobodyChosen
        for key in dict.fromkeys(modules):
            if learners is not None:
                made.append(_give_to(classroom, key, chosen, values))
                continue
            audience = Assignment.Audience.GROUP if small_group else Assignment.Audience.CLASS
            target: dict[str, Any] = {
                "classroom": classroom,
                "module_key": key,
                "audience": audience,
                "small_group": small_group,
            }
            made.append(Assignment.objects.update_or_create(**target, defaults=values)[0])
    return made


def _present(classroom: Classroom, learners: Collection[uuid.UUID]) -> set[uuid.UUID]:
    found = Enrolment.objects.present().filter(classroom=classroom, learner_id__in=learners)
    return set(found.values_list("learner_id", flat=True))


def _give_to(classroom: Classroom, key: uuid.UUID, chosen: set[uuid.UUID], values: dict[str, Any]) -> Assignment:
    same = Assignment.objects.filter(classroom=classroom, module_key=key, audience=Assignment.Audience.LEARNERS)
    for one in same.prefetch_related("learners"):
        if {learner.pk for learner in one.learners.all()} == chosen:
            Assignment.objects.filter(pk=one.pk).update(**values)
            one.refresh_from_db()
            return one
    made = Assignment.objects.create(classroom=classroom, module_key=key, audience=Assignment.Audience.LEARNERS, **values)
    made.learners.set(Learner.objects.filter(pk__in=chosen))
    return made


def change(
    *,
    assignment: Assignment,
    opens: dt.date | None,
    due: dt.date | None,
    note: str,
    learners: Collection[uuid.UUID] | None = None,
) -> None:
    """Change the dates and the note of what was given, and, where it was given to some people, to whom.

    Raises DateInThePast (a date that has passed meanwhile may stay), DueBeforeOpening, NobodyChosen.
    """
    check_dates(opens=opens, due=due, known_due=assignment.due)
    with transaction.atomic():
        if assignment.audience == Assignment.Audience.LEARNERS and learners is not None:
            chosen = _present(assignment.classroom, learners)
            if not chosen:
                raise NobodyChosen
            assignment.learners.set(Learner.objects.filter(pk__in=chosen))
        assignment.opens, assignment.due, assignment.note = opens, due, note
        assignment.save(update_fields=["opens", "due", "note"])


def withdraw(*, assignment: Assignment) -> None:
    """Take back a module that was given. The lessons that were done stay done."""
    assignment.delete()


def copy_to(*, teacher: User, assignments: Iterable[Assignment], classroom: Classroom, keep_dates: bool = True) -> Copied:
    """Give the modules of one class to everybody of another. What is given there already stays as it is.

    Dates that have passed are left out: nothing begins late.
    """
    copied = Copied()
    first = first_due_day()
    with transaction.atomic():
        Classroom.objects.select_for_update().get(pk=classroom.pk)
        there = set(classroom.assignments.filter(audience=Assignment.Audience.CLASS).values_list("module_key", flat=True))
        for one in assignments:
            if one.module_key in there:
                copied.there_already += 1
                continue
            there.add(one.module_key)
            due = one.due if keep_dates and one.due and one.due >= first else None
            copied.given.append(
                Assignment.objects.create(
                    classroom=classroom,
                    module_key=one.module_key,
                    opens=one.opens if keep_dates else None,
                    due=due,
                    note=one.note,
                    given_by=teacher,
                )
            )
    return copied
