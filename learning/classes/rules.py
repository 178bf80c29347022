"""Who may do what with classes. Another teacher's class is as if it did not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from learning.people.rules import is_teacher

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from learning.classes.models import Classroom, Enrolment
    from learning.people.models import Learner, User


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


def may_choose_sharing(enrolment: Enrolment) -> bool:
    """Say whether a learner decides who sees the progress: in a group of adults. A school decides for its pupils."""
    return not enrolment.classroom.is_school


def may_handle_record(user: User | AnonymousUser, enrolment: Enrolment) -> bool:
    """Say whether a teacher may print what is held about somebody: only when that person has no account to do it."""
    return enrolment.learner.user_id is None and may_open(user, enrolment.classroom)


def may_erase_record(user: User | AnonymousUser, learner: Learner | None) -> bool:
    """Say whether a teacher may have somebody without an account erased: when every group of theirs is the teacher's."""
    if learner is None or learner.user_id is not None:
        return False
    return all(may_open(user, one.classroom) for one in learner.enrolments.present().select_related("classroom"))
