"""Who may run a class, sit beside somebody and read a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from learning.people.rules import is_teacher

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from learning.classes.follow.models import Note, TeamInvitation
    from learning.classes.models import Classroom, Enrolment
    from learning.people.models import User


def may_run(user: User | AnonymousUser, classroom: Classroom) -> bool:
    """Say whether the person may invite, hand over, archive and open again: the owner alone."""
    return user.is_authenticated and is_teacher(user) and classroom.owner_id == user.pk


def may_see_progress(enrolment: Enrolment) -> bool:
    """Say whether the people who run the class see what this learner did: while the learner shares it."""
    return enrolment.shares_progress and enrolment.ended_at is None


def may_sit_beside(user: User | AnonymousUser) -> bool:
    """Say whether the person may note what somebody beside them does: a teacher or a helper, who has the same role."""
    return is_teacher(user)


def may_answer_invitation(user: User | AnonymousUser, invitation: TeamInvitation) -> bool:
    """Say whether the invitation is for this person, who teaches."""
    return user.is_authenticated and is_teacher(user) and invitation.invited_id == user.pk


def may_delete_note(user: User | AnonymousUser, note: Note) -> bool:
    """Say whether the person may take a note away: who wrote it, else the owner of the class."""
    return user.is_authenticated and (note.author_id == user.pk or note.classroom.owner_id == user.pk)
