"""What the rooms below tell this one."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from learning.classes.models import Enrolment
from learning.people.models import Learner
from learning.people.signals import learners_merged


@receiver(learners_merged)
def move_enrolments(source: Learner, target: Learner, **kwargs: Any) -> None:
    """Put a merged learner's classes in the name of the other; a class that has both keeps one."""
    there = set(Enrolment.objects.filter(learner=target).values_list("classroom_id", flat=True))
    Enrolment.objects.filter(learner=source, classroom__in=there).delete()
    Enrolment.objects.filter(learner=source).update(learner=target)
