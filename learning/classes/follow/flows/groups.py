"""Small groups of a class, notes about its learners, and changing class."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import IntegrityError, transaction

from learning.classes import flows
from learning.classes.follow.models import Note, SmallGroup
from learning.classes.models import Classroom, Enrolment
from learning.people.models import Learner, User


class NameTaken(ValueError):
    """The class has a small group of this name."""


def save_group(
    *, classroom: Classroom, name: str, learners: Collection[uuid.UUID], group: SmallGroup | None = None
) -> SmallGroup:
    """Make a small group, or change one: its name and who is in it. People who are not in the class are left out.

    Raises NameTaken, whatever the case of the letters.
    """
    group = group or SmallGroup(classroom=classroom)
    group.name = name
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise NameTaken(name) from error
    present = Enrolment.objects.present().filter(classroom=classroom, learner_id__in=learners)
    group.learners.set(present.values_list("learner_id", flat=True))
    return group


def delete_group(*, group: SmallGroup) -> None:
    """Delete a small group, and what was given to it alone. Its people stay in the class, their progress too."""
    group.delete()


def write_note(*, classroom: Classroom, learner: Learner, author: User, text: str, shown: bool) -> Note:
    """Keep a note about a learner; with `shown` the learner reads it in "My learning"."""
    return Note.objects.create(classroom=classroom, learner=learner, author=author, text=text, shown=shown)


def delete_note(*, note: Note) -> None:
    """Take a note away."""
    note.delete()


def move_learner(*, learner: Learner, source: Classroom, target: Classroom) -> Enrolment:
    """Put a learner of one class into another, with all progress; small groups belong to the class and stay there."""
    with transaction.atomic():
        for group in SmallGroup.objects.filter(classroom=source, learners=learner):
            group.learners.remove(learner)
        flows.end_enrolment(classroom=source, learner=learner)
        return flows.enrol(classroom=target, learner=learner)
