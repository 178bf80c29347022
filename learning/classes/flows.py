"""What teachers do with classes: one function for each use. None takes a request."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from learning.classes.models import Assignment, Classroom, Enrolment
from learning.classes.signin.models import LoginCard
from learning.courses.models import ModulePage
from learning.people.models import Learner, User

NAME_LENGTH = 80
NAMES_AT_ONCE = 200


class DateInThePast(ValueError):
    """A module cannot be finished before today is over."""


@dataclass
class Added:
    """What became of a list of names."""

    learners: list[Learner] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)


def create_classroom(*, teacher: User, name: str, kind: str) -> Classroom:
    """Return a new class of the teacher, without anybody in it."""
    return Classroom.objects.create(owner=teacher, name=name, kind=kind)


def tidy(name: str) -> str:
    """Return a name without control characters and with single spaces."""
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Zs", "Zl", "Zp") else sign for sign in name)
    return " ".join(kept.split())


def same_name(name: str) -> str:
    """Return what two names must share to be the same: case and blanks do not count, accents do."""
    return unicodedata.normalize("NFC", tidy(name)).casefold()


def add_learners(*, classroom: Classroom, names: Iterable[str]) -> Added:
    """Add people without any account to the class, in one transaction.

    A name that is already in the class, or twice in the list, is not added again and comes back in `doubles`:
    the same list sent twice makes nobody twice.
    """
    added = Added()
    with transaction.atomic():
        # One list at a time for each class: two sent together would both find the names missing.
        Classroom.objects.select_for_update().get(pk=classroom.pk)
        present = Enrolment.objects.present().filter(classroom=classroom)
        known = {same_name(name) for name in present.values_list("learner__display_name", flat=True)}
        for typed in names:
            name = tidy(typed)
            if not name:
                continue
            if same_name(name) in known:
                added.doubles.append(name)
                continue
            known.add(same_name(name))
            added.learners.append(Learner(display_name=name))
        Learner.objects.bulk_create(added.learners)
        Enrolment.objects.bulk_create(Enrolment(classroom=classroom, learner=learner) for learner in added.learners)
    return added


def rename_learner(*, learner: Learner, name: str) -> None:
    """Give a person of the list another name. The progress and the card stay."""
    learner.display_name = tidy(name)
    learner.save(update_fields=["display_name"])


def enrol(*, classroom: Classroom, learner: Learner) -> Enrolment:
    """Put a learner into the class, or back into it."""
    enrolment, _made = Enrolment.objects.update_or_create(classroom=classroom, learner=learner, defaults={"ended_at": None})
    return enrolment


def end_enrolment(*, classroom: Classroom, learner: Learner) -> None:
    """Take a learner out of the class. The learner and all progress stay; a session opened by a card ends."""
    now = timezone.now()
    with transaction.atomic():
        Enrolment.objects.present().filter(classroom=classroom, learner=learner).update(ended_at=now)
        LoginCard.objects.filter(learner=learner).update(signed_out_at=now)


def first_due_day() -> dt.date:
    """Return the first day that a module may have to be finished before: tomorrow, in the site's zone."""
    return timezone.localdate() + dt.timedelta(days=1)


def assign_module(
    *, teacher: User, classroom: Classroom, module: ModulePage, due: dt.date | None = None, note: str = ""
) -> Assignment:
    """Give a module to everybody of the class; given again, the date and the note are changed.

    Raises DateInThePast when `due` is before tomorrow.
    """
    if due is not None and due < first_due_day():
        raise DateInThePast(due.isoformat())
    assignment, _made = Assignment.objects.update_or_create(
        classroom=classroom,
        module_key=module.translation_key,
        defaults={"due": due, "note": note, "given_by": teacher},
    )
    return assignment
