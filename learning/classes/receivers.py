"""What the rooms below tell this one."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from learning.classes.models import Assignment, Enrolment, Note, SmallGroup
from learning.people.models import Learner
from learning.people.signals import learners_merged


@receiver(learners_merged)
def move_enrolments(source: Learner, target: Learner, **kwargs: Any) -> None:
    """Put a merged learner's classes in the name of the other; a class that has both keeps one."""
    there = set(Enrolment.objects.filter(learner=target).values_list("classroom_id", flat=True))
    # Whoever refused to share the progress as one of the two has refused.
    refused = Enrolment.objects.filter(learner=source, shares_progress=False).values("classroom_id")
    Enrolment.objects.filter(learner=target, classroom_id__in=refused).update(shares_progress=False)
    Enrolment.objects.filter(learner=source, classroom__in=there).delete()
    Enrolment.objects.filter(learner=source).update(learner=target)


@receiver(learners_merged)
def move_small_groups_and_notes(source: Learner, target: Learner, **kwargs: Any) -> None:
    """Put a merged learner's small groups, modules given by name and notes in the name of the other, each once."""
    links: tuple[tuple[Any, str], ...] = (
        (SmallGroup.learners.through, "smallgroup_id"),
        (Assignment.learners.through, "assignment_id"),
    )
    for through, owner in links:
        there = set(through.objects.filter(learner=target).values_list(owner, flat=True))
        through.objects.filter(learner=source, **{f"{owner}__in": there}).delete()
        through.objects.filter(learner=source).update(learner=target)
    Note.objects.filter(learner=source).update(learner=target)
