"""Who runs a class: co-teachers, another owner; the end of the year."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from learning.classes.follow.models import TeamInvitation
from learning.classes.models import Classroom
from learning.people.models import User
from learning.people.rules import is_teacher


class AlreadyThere(ValueError):
    """The person runs this class already."""


class TooLate(ValueError):
    """The invitation was answered before, or waited too long."""


def invite(
    *, classroom: Classroom, by: User, username: str, as_owner: bool = False, owner_stays: bool = True
) -> TeamInvitation:
    """Ask a teacher to run the class with its owner, or (`as_owner`) instead of its owner.

    A name that no teacher has makes an invitation that nobody can answer: whoever invites is told the same.
    Raises AlreadyThere for a person who runs the class already (for as_owner: who owns it).
    """
    found = User.objects.filter(username__iexact=username, is_active=True).first()
    if found and not is_teacher(found):
        found = None
    if found and (found.pk == classroom.owner_id or (not as_owner and classroom.co_teachers.filter(pk=found.pk).exists())):
        raise AlreadyThere(username)
    with transaction.atomic():
        same = TeamInvitation.objects.filter(classroom=classroom, answered_at__isnull=True)
        # Handing over is a question to one person; asking again takes the place of the question before.
        (same.filter(as_owner=True) if as_owner else same.filter(as_owner=False, username__iexact=username)).delete()
        return TeamInvitation.objects.create(
            classroom=classroom,
            invited=found,
            username=username,
            as_owner=as_owner,
            owner_stays=owner_stays,
            invited_by=by,
        )


def answer(*, invitation: TeamInvitation, user: User, accept: bool) -> Classroom:
    """Accept or refuse an invitation. Accepting makes the person a co-teacher, or the owner.

    Raises TooLate for one that cannot be answered any more.
    """
    with transaction.atomic():
        now = timezone.now()
        # One answer only: two presses must not make an owner of somebody who has just refused.
        taken = (
            TeamInvitation.objects.waiting().filter(pk=invitation.pk, invited=user).update(answered_at=now, accepted=accept)
        )
        if not taken:
            raise TooLate
        classroom = Classroom.objects.select_for_update().get(pk=invitation.classroom_id)
        if accept and invitation.as_owner:
            before = classroom.owner
            classroom.owner = user
            classroom.save(update_fields=["owner"])
            classroom.co_teachers.remove(user)
            if invitation.owner_stays:
                classroom.co_teachers.add(before)
        elif accept and classroom.owner_id != user.pk:
            classroom.co_teachers.add(user)
    return classroom


def take_back(*, invitation: TeamInvitation) -> None:
    """Forget an invitation that was not answered."""
    TeamInvitation.objects.filter(pk=invitation.pk, answered_at__isnull=True).delete()


def remove_co_teacher(*, classroom: Classroom, user: User) -> None:
    """Close the class to a co-teacher; what they gave stays given."""
    classroom.co_teachers.remove(user)


def save_settings(*, classroom: Classroom, name: str, quiet_days: int) -> None:
    """Change the name of the class and after how many days without a lesson a person is named."""
    classroom.name, classroom.quiet_days = name, quiet_days
    classroom.save(update_fields=["name", "quiet_days"])


def archive(*, classroom: Classroom) -> None:
    """Put the class away: read only, out of the lists, with the progress as it is on this day.

    Its window closes: cards and the class code let nobody in any more, also after it is opened again.
    """
    values = {"archived_at": timezone.now(), "open_until": None}
    Classroom.objects.filter(pk=classroom.pk, archived_at__isnull=True).update(**values)
    classroom.refresh_from_db(fields=["archived_at", "open_until"])


def reopen(*, classroom: Classroom) -> None:
    """Take the class out of the archive."""
    classroom.archived_at = None
    classroom.save(update_fields=["archived_at"])
