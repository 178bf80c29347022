"""Who may do what with classes. Another teacher's class is as if it did not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from learning.people.rules import is_teacher

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from learning.classes.models import Classroom
    from learning.people.models import User


def may_teach(user: User | AnonymousUser) -> bool:
    """Say whether the person may make classes."""
    return is_teacher(user)


def may_open(user: User | AnonymousUser, classroom: Classroom) -> bool:
    """Say whether the person may see and change the class: its owner and its co-teachers only.

    An administrator's role opens no class: names and progress of learners are their teachers' business.
    """
    if not user.is_authenticated or not may_teach(user):
        return False
    return classroom.owner_id == user.pk or classroom.co_teachers.filter(pk=user.pk).exists()
