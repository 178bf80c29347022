"""What following somebody leaves behind: small groups, notes, invitations, and who looked."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.classes.follow.models import AccessLog, Note, SmallGroup, TeamInvitation
from learning.classes.models import Assignment, Classroom
from learning.people.holdings import day
from learning.people.models import Learner, User
from learning.people.privacy import SHOWN, Holding, Person, Row, dump


class Looks(Holding):
    """The rows name nobody by a foreign key: those of a person who was erased say nothing about anybody."""

    key = "looks"
    label = gettext_lazy("Who looked at your progress")
    purpose = gettext_lazy("So that you know who looks, and when. Nobody can change or remove these lines.")
    models = frozenset({"classes.AccessLog"})

    def seen_by(self, person: Person) -> str:
        return _("You. People who run a group know that each look is noted.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        looks = list(_looks(person)[:limit])
        names = _names(looks)
        groups = {
            one.pk: one.name for one in Classroom.objects.filter(pk__in={look.classroom_id for look in looks}).only("name")
        }
        return [
            Row(
                _("%(day)s: %(who)s opened %(what)s, in “%(group)s”")
                % {
                    "day": day(look.seen_at),
                    "who": names.get(look.viewer_id) or _("a person whose account is erased"),
                    "what": look.get_page_display(),
                    "group": groups.get(look.classroom_id) or _("a group that is no longer there"),
                }
            )
            for look in looks
        ]

    def count(self, person: Person) -> int:
        return _looks(person).count()

    def export(self, person: Person) -> Any:
        names = _names(_looks(person))
        about = [{**row, "viewer": names.get(row["viewer_id"], "")} for row in dump(_looks(person))]
        mine = AccessLog.objects.by(person.user) if person.user else AccessLog.objects.none()
        return {"looks_at_you": about, "your_looks": dump(mine)}

    def erase(self, person: Person, ghost: Learner) -> None:
        """Nothing: the numbers in these rows belong to nobody once the learner and the account are gone."""


class SmallGroups(Holding):
    key = "small_groups"
    label = gettext_lazy("Your small groups, and modules given to you by name")
    purpose = gettext_lazy("The person who runs a group gives other modules to some of its members.")
    models = frozenset({"classes.SmallGroup_learners", "classes.Assignment_learners"})

    def seen_by(self, person: Person) -> str:
        return _("You, and the people who run these groups. Other members never see your progress.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        words = _("%(small)s, in “%(group)s”")
        groups = _mine(SmallGroup, person).select_related("classroom").order_by("name", "pk")[:limit]
        return [Row(words % {"small": one.name, "group": one.classroom.name}) for one in groups]

    def export(self, person: Person) -> Any:
        return {"small_groups": dump(_mine(SmallGroup, person)), "modules_given": dump(_mine(Assignment, person))}

    def erase(self, person: Person, ghost: Learner) -> None:
        if person.learner:
            for through in (SmallGroup.learners.through, Assignment.learners.through):
                through.objects.filter(learner_id=person.learner.pk).delete()


class Notes(Holding):
    key = "notes"
    label = gettext_lazy("Notes about you, and notes that you wrote")
    purpose = gettext_lazy("The people who run a group write down how they helped, and words for you.")
    models = frozenset({"classes.Note"})

    def seen_by(self, person: Person) -> str:
        return _("You, and the people who run the group.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        rows = _notes(person).select_related("classroom").order_by("-created_at", "-pk")[:limit]
        words = _("%(day)s, in “%(group)s”: %(text)s")
        return [Row(words % {"day": day(one.created_at), "group": one.classroom.name, "text": one.text}) for one in rows]

    def count(self, person: Person) -> int:
        return _notes(person).count()

    def export(self, person: Person) -> Any:
        return dump(_notes(person))

    def erase(self, person: Person, ghost: Learner) -> None:
        """A note about somebody goes with them. One about another learner stays theirs, without its author."""
        if person.learner:
            Note.objects.filter(learner=person.learner).delete()
        if person.user:
            Note.objects.filter(author=person.user).update(author=None)


class Invitations(Holding):
    key = "team_invitations"
    label = gettext_lazy("Invitations to run a group")
    purpose = gettext_lazy("They let several people run a group, or hand it over.")
    models = frozenset({"classes.TeamInvitation"})

    def seen_by(self, person: Person) -> str:
        return _("You, and the people who run the group.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        rows = _invitations(person).select_related("classroom").order_by("-created_at", "-pk")[:limit]
        words = _("%(day)s, to run “%(group)s”")
        return [Row(words % {"day": day(one.created_at), "group": one.classroom.name}) for one in rows]

    def count(self, person: Person) -> int:
        return _invitations(person).count()

    def export(self, person: Person) -> Any:
        return dump(_invitations(person))

    def erase(self, person: Person, ghost: Learner) -> None:
        """The name that was typed is the person's, also when somebody else typed it."""
        if person.user:
            TeamInvitation.objects.filter(Q(invited=person.user) | Q(username__iexact=person.user.username)).delete()
            TeamInvitation.objects.filter(invited_by=person.user).update(invited_by=None)


def _looks(person: Person) -> Any:
    """Return the looks at a learner, also at those that were joined to it."""
    if person.learner is None:
        return AccessLog.objects.none()
    ids = [person.learner.pk, *person.learner.merged.values_list("pk", flat=True)]
    return AccessLog.objects.filter(learner_id__in=ids).order_by("-seen_at", "-id")


def _names(looks: Any) -> dict[int, str]:
    people = User.objects.filter(pk__in={look.viewer_id for look in looks})
    return {one.pk: one.get_full_name() or one.get_username() for one in people}


def _mine(model: Any, person: Person) -> Any:
    return model.objects.filter(learners=person.learner) if person.learner else model.objects.none()


def _notes(person: Person) -> Any:
    about = Q(learner=person.learner) if person.learner else Q(pk=None)
    return Note.objects.filter(about | (Q(author=person.user) if person.user else Q(pk=None)))


def _invitations(person: Person) -> Any:
    user = person.user
    return TeamInvitation.objects.filter(Q(invited=user) | Q(invited_by=user)) if user else TeamInvitation.objects.none()
