"""Small groups of a class, notes about its learners, and changing class."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable

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


def join_groups(*, classroom: Classroom, pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Put people of the class, by name, into small groups, by name; a group that is not there is made.

    Who is in a group stays in it. A name that nobody in the class has is left out. Returns the groups in their order.
    """
    with transaction.atomic():
        # One list at a time for each class: two sent together would both make the group.
        Classroom.objects.select_for_update().get(pk=classroom.pk)
        present = Enrolment.objects.present().filter(classroom=classroom)
        people = {flows.same_name(name): key for key, name in present.values_list("learner_id", "learner__display_name")}
        known = {flows.same_name(one.name): one for one in classroom.small_groups.all()}
        wanted: dict[str, list[uuid.UUID]] = {}
        for name, group in pairs:
            key = flows.same_name(group)
            if key and flows.same_name(name) in people:
                known.setdefault(key, SmallGroup(classroom=classroom, name=flows.tidy(group)))
                wanted.setdefault(key, []).append(people[flows.same_name(name)])
        for key, learners in wanted.items():
            if known[key].pk is None:
                known[key].save()
            known[key].learners.add(*Learner.objects.filter(pk__in=learners))
    return [known[key].name for key in wanted]


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
