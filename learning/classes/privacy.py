"""What this room holds about a person: the groups of a learner, the groups that a teacher runs."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.classes.models import Assignment, Classroom, Enrolment
from learning.classes.signin.models import JoinRequest, LoginCard, SignInNumber
from learning.people.holdings import day
from learning.people.models import Learner, User
from learning.people.privacy import SHOWN, Holding, Person, Row, dump


class Groups(Holding):
    key = "groups"
    label = gettext_lazy("Your groups")
    purpose = gettext_lazy("The person who runs a group gives modules to its members and sees who needs help.")
    models = frozenset({"classes.Enrolment"})

    def seen_by(self, person: Person) -> str:
        return _("You, and the people who run these groups. Other members never see your progress.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        return [_group_row(one) for one in _enrolments(person).order_by("-created_at", "pk")[:limit]]

    def count(self, person: Person) -> int:
        return _enrolments(person).count()

    def export(self, person: Person) -> Any:
        rows = _enrolments(person)
        names = {str(one.classroom_id): (one.classroom.name, teachers(one.classroom)) for one in rows}
        return [
            {**one, "group": names[one["classroom_id"]][0], "run_by": names[one["classroom_id"]][1]}
            for one in dump(_enrolments(person))
        ]

    def erase(self, person: Person, ghost: Learner) -> None:
        _enrolments(person).delete()

    def deciders(self, person: Person) -> list[str]:
        """A school decides about its pupils' records (GDPR, article 6.1.e: a task in the public interest)."""
        return [
            _("The school decides about your record in “%(name)s”. Ask %(teachers)s, or have your parents ask the school.")
            % {"name": one.classroom.name, "teachers": teachers(one.classroom)}
            for one in _enrolments(person).filter(ended_at__isnull=True, classroom__kind=Classroom.Kind.SCHOOL)
        ]


class Cards(Holding):
    key = "cards"
    label = gettext_lazy("Your card and your ways into a group")
    purpose = gettext_lazy("They let you come in without a user name and a password.")
    models = frozenset({"classes.LoginCard", "classes.SignInNumber", "classes.JoinRequest"})

    def seen_by(self, person: Person) -> str:
        return _("You, and the people who run your groups. The pictures and the figures are kept nowhere.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        cards, _numbers, asked = _ways_in(person)
        found = [
            Row(_("Card %(number)s, made on %(day)s") % {"number": one.number, "day": day(one.created_at)}) for one in cards
        ]
        return found + [
            Row(_("You asked to join a group on %(day)s, as %(name)s") % {"day": day(one.created_at), "name": one.name})
            for one in asked[:limit]
        ]

    def export(self, person: Person) -> Any:
        cards, numbers, asked = _ways_in(person)
        return {"card": dump(cards), "numbers": dump(numbers, leave_out=("code_hash",)), "asked_to_join": dump(asked)}

    def erase(self, person: Person, ghost: Learner) -> None:
        for rows in _ways_in(person):
            rows.delete()
        if person.user:
            SignInNumber.objects.filter(given_by=person.user).delete()


class Teaching(Holding):
    key = "teaching"
    label = gettext_lazy("The groups that you run")
    purpose = gettext_lazy("You open them, see who needs help, and give modules.")
    models = frozenset({"classes.Classroom", "classes.Classroom_co_teachers", "classes.Assignment"})

    def seen_by(self, person: Person) -> str:
        return _("You, the people who run them with you, and their members.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        if person.user is None:
            return []
        return [
            Row(_("%(name)s, made on %(day)s") % {"name": one.name, "day": day(one.created_at)}, *_open(one))
            for one in _classrooms(person.user)[:limit]
        ]

    def count(self, person: Person) -> int:
        return _classrooms(person.user).count() if person.user else 0

    def export(self, person: Person) -> Any:
        if person.user is None:
            return []
        return {
            "groups": dump(_classrooms(person.user)),
            "modules_given": dump(Assignment.objects.filter(given_by=person.user)),
        }

    def erase(self, person: Person, ghost: Learner) -> None:
        """A word for the group was written by the person; the module stays given."""
        if person.user:
            Assignment.objects.filter(given_by=person.user).update(note="", given_by=None)
            Classroom.co_teachers.through.objects.filter(user_id=person.user.pk).delete()

    def obstacles(self, person: Person) -> list[Row]:
        owned = Classroom.objects.filter(owner=person.user) if person.user else Classroom.objects.none()
        words = _("You run the group “%s”. Hand it over or delete it first.")
        return [Row(words % one.name, *_open(one)) for one in owned[:SHOWN]]


def teachers(classroom: Classroom) -> str:
    """Return the names of the people who run a group, as they show themselves."""
    people = [classroom.owner, *classroom.co_teachers.all()]
    return ", ".join(one.get_full_name() or one.get_username() for one in people)


def _ways_in(person: Person) -> tuple[Any, Any, Any]:
    models = (LoginCard, SignInNumber, JoinRequest)
    if person.learner is None:
        return tuple(model.objects.none() for model in models)  # type: ignore[return-value]
    return tuple(model.objects.filter(learner=person.learner) for model in models)  # type: ignore[return-value]


def _open(classroom: Classroom) -> tuple[str, str]:
    return _("Open this group"), reverse("classes:detail", args=[classroom.pk])


def _enrolments(person: Person) -> Any:
    if person.learner is None:
        return Enrolment.objects.none()
    related = Enrolment.objects.select_related("classroom__owner").prefetch_related("classroom__co_teachers")
    return related.filter(learner=person.learner)


def _classrooms(user: User) -> Any:
    shared = Classroom.co_teachers.through.objects.filter(user_id=user.pk).values("classroom_id")
    return Classroom.objects.filter(Q(owner=user) | Q(pk__in=shared)).order_by("-created_at", "pk")


def _group_row(one: Enrolment) -> Row:
    values = {
        "name": one.classroom.name,
        "teachers": teachers(one.classroom),
        "day": day(one.created_at),
        "end": day(one.ended_at),
    }
    if one.ended_at:
        return Row(_("%(name)s, with %(teachers)s, from %(day)s to %(end)s") % values)
    if one.shares_progress:
        text = _("%(name)s, with %(teachers)s, since %(day)s: your progress is shared") % values
        action = _("Stop sharing my progress")
    else:
        text = _("%(name)s, with %(teachers)s, since %(day)s: your progress is not shared") % values
        action = _("Share my progress")
    if one.classroom.is_school:
        return Row(text)
    return Row(text, action, reverse("groups:sharing", args=[one.classroom_id]))
