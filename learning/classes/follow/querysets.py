"""Reads of what teachers give, write and look at."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from learning.classes.models import Classroom
    from learning.people.models import Learner, User

INVITATION_DAYS = 14


class AppendOnly(TypeError):
    """These rows are added and never changed: they say who looked at whose progress."""


class AccessLogQuerySet(models.QuerySet[Any]):
    """Rows of the access log. They can be read and added; changing or deleting raises AppendOnly."""

    def about(self, learner: Learner) -> AccessLogQuerySet:
        """Return who looked at a learner's progress, the last look first."""
        return self.filter(learner_id=learner.pk).order_by("-seen_at", "-id")

    def by(self, user: User) -> AccessLogQuerySet:
        """Return what a person looked at, the last look first."""
        return self.filter(viewer_id=user.pk).order_by("-seen_at", "-id")

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The access log is not changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The access log is not changed.")

    def delete(self) -> NoReturn:
        raise AppendOnly("The access log is not deleted.")

    def _raw_delete(self, using: Any) -> NoReturn:
        raise AppendOnly("The access log is not deleted.")


class InvitationQuerySet(models.QuerySet[Any]):
    def waiting(self) -> InvitationQuerySet:
        """Return those that can still be answered."""
        oldest = timezone.now() - dt.timedelta(days=INVITATION_DAYS)
        return self.filter(answered_at__isnull=True, created_at__gte=oldest, classroom__archived_at__isnull=True)

    def for_user(self, user: User) -> InvitationQuerySet:
        """Return those that wait for an answer of this person."""
        return self.waiting().filter(invited=user).select_related("classroom", "invited_by").order_by("created_at", "id")


class NoteQuerySet(models.QuerySet[Any]):
    def shown_to(self, learner: Learner) -> NoteQuerySet:
        """Return the notes that a learner reads in "My learning": of classes where they still are, newest first."""
        return (
            self.filter(
                learner=learner,
                shown=True,
                classroom__archived_at__isnull=True,
                classroom__enrolments__learner=learner,
                classroom__enrolments__ended_at__isnull=True,
            )
            .select_related("classroom", "author")
            .order_by("-created_at", "-id")
        )


class SmallGroupQuerySet(models.QuerySet[Any]):
    def with_numbers(self, classroom: Classroom) -> SmallGroupQuerySet:
        """Return the small groups of a class by name, each with the number of its people who are in the class."""
        here = models.Q(learners__enrolments__classroom=classroom, learners__enrolments__ended_at__isnull=True)
        counted = models.Count("learners", filter=here, distinct=True)
        return self.filter(classroom=classroom).annotate(number=counted).order_by("name", "id")
