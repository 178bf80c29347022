"""What is kept about coming in. No token, picture, PIN or code is here: they are computed from CARD_KEY."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.classes.signin.querysets import JoinRequestQuerySet, LoginCardQuerySet
from learning.people.models import Learner


class CardSecret(models.TextChoices):
    """What a card asks for after its square code."""

    PICTURES = "pictures", _("Three pictures, in order")
    PIN = "pin", _("A number of four figures")


class LoginCard(models.Model):
    """The card of a learner. Replacing it adds one to the version: what was printed before stops working."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="card")
    number = models.CharField(_("number"), max_length=8, unique=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    secret = models.CharField(_("what it asks for"), max_length=10, choices=CardSecret.choices, default=CardSecret.PICTURES)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    signed_out_at = models.DateTimeField(_("signed out everywhere"), null=True, blank=True)

    objects = LoginCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.CheckConstraint(condition=models.Q(secret__in=("pictures", "pin")), name="card_asks_for_something_known"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="card_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.version})"


class SignInNumber(models.Model):
    """Six figures of two minutes that a helper gives to one learner. Only a keyed hash of them is here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    classroom = models.ForeignKey("classes.Classroom", on_delete=models.CASCADE, related_name="+")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(_("keyed hash"), max_length=64, unique=True)
    expires_at = models.DateTimeField(_("works until"))

    class Meta:
        verbose_name = _("sign-in number")
        verbose_name_plural = _("sign-in numbers")
        constraints = [
            models.UniqueConstraint(fields=("classroom", "learner"), name="one_sign_in_number_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} @ {self.classroom_id}"


class JoinRequest(models.Model):
    """Somebody typed the class code and waits for the teacher. Kept a day at most."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    classroom = models.ForeignKey("classes.Classroom", on_delete=models.CASCADE, related_name="join_requests")
    # Who asked, where the device knew: a guest or an account. Set by the acceptance for everybody else.
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, null=True, blank=True, related_name="join_requests")
    name = models.CharField(_("name or pseudonym"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "accepted", "declined")), name="join_request_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} @ {self.classroom_id}"


class TryCount(models.Model):
    """How often a thing was tried, in the database: right in several processes. The key is a keyed hash."""

    key = models.CharField(_("key"), max_length=64, unique=True)
    count = models.PositiveIntegerField(_("tries"), default=0)
    until = models.DateTimeField(_("counted until"), db_index=True)

    class Meta:
        verbose_name = _("count of tries")
        verbose_name_plural = _("counts of tries")

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%Y-%m-%d %H:%M}"
