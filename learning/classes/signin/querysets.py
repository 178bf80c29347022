"""Reads of cards and requests, in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

REQUESTS_KEPT = dt.timedelta(days=1)


class LoginCardQuerySet(models.QuerySet[Any]):
    def with_open_class(self, now: dt.datetime | None = None) -> LoginCardQuerySet:
        """Add `is_open`: one of the learner's present classes lets people in at the moment."""
        from learning.classes.models import Enrolment

        here = Enrolment.objects.present().filter(
            learner_id=OuterRef("learner_id"), classroom__open_until__gt=now or timezone.now()
        )
        return self.annotate(is_open=Exists(here))

    def of_class(self, classroom: Any) -> LoginCardQuerySet:
        """Cards of the people who are in the class now."""
        from learning.classes.models import Enrolment

        return self.filter(learner__in=Enrolment.objects.present().filter(classroom=classroom).values("learner"))


class JoinRequestQuerySet(models.QuerySet[Any]):
    def waiting(self) -> JoinRequestQuerySet:
        """Requests that nobody has answered, not older than a day."""
        return self.filter(state="waiting", created_at__gt=timezone.now() - REQUESTS_KEPT)

    def outdated(self) -> JoinRequestQuerySet:
        """Requests older than a day, whatever became of them."""
        return self.filter(created_at__lte=timezone.now() - REQUESTS_KEPT)
