"""Who uses the service: people with an account, and the learners to whom progress belongs."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with an account. The e-mail address is optional everywhere."""

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    is_demo = models.BooleanField(_("demonstration account"), default=False)
    display = models.CharField(_("display options"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")


class ErasureRequest(models.Model):
    """Somebody is to be erased after a delay, and may change their mind until then."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("you asked for it")
        HELPER = "helper", _("the person who runs your group asked for it")
        INACTIVE = "inactive", _("nobody has used it for a long time")

    learner = models.OneToOneField(
        "Learner", on_delete=models.CASCADE, null=True, blank=True, related_name="erasure", verbose_name=_("learner")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="erasure",
        verbose_name=_("user"),
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices, default=Reason.ASKED)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_at = models.DateTimeField(_("to be erased"))

    class Meta:
        verbose_name = _("request to be erased")
        verbose_name_plural = _("requests to be erased")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(learner__isnull=False) | models.Q(user__isnull=False), name="erasure_of_somebody"
            ),
            models.CheckConstraint(condition=models.Q(due_at__gte=models.F("asked_at")), name="erasure_due_after_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id or self.user_id} {self.due_at:%Y-%m-%d}"


class OneTimeLink(models.Model):
    """An address that works once, for some days. Only a keyed hash of its secret is here."""

    class Kind(models.TextChoices):
        TEACHER = "teacher", _("invitation to teach")
        PASSWORD = "password", _("a new password")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    digest = models.CharField(_("keyed hash"), max_length=64, unique=True, editable=False)
    # Whose password is to be chosen, or who accepted the invitation.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="one_time_links",
        verbose_name=_("for whom"),
    )
    note = models.CharField(_("for whom, in words"), max_length=80, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("link that works once")
        verbose_name_plural = _("links that work once")
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="teacher") | models.Q(kind="password", user__isnull=False),
                name="password_link_is_for_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"


class TeacherRequest(models.Model):
    """Somebody asked to open classes; an administrator accepts or refuses."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teacher_request", verbose_name=_("who asks")
    )
    words = models.TextField(_("what they say"), max_length=500)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    accepted = models.BooleanField(_("accepted"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by")
    )

    class Meta:
        verbose_name = _("request to teach")
        verbose_name_plural = _("requests to teach")
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted__isnull=True, answered_at__isnull=True)
                | models.Q(accepted__isnull=False, answered_at__isnull=False),
                name="answered_request_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"


class TryCount(models.Model):
    """How often a password or a second step was tried: the same count for every process (learning.people.limits)."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("tries")
        verbose_name_plural = _("tries")

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%H:%M}"


class Learner(models.Model):
    """Who the progress belongs to: with an account, or without one (a guest, a pupil, a person on paper).

    Never deleted and made again: a guest who signs up keeps the same learner.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="learner"
    )
    display_name = models.CharField(_("name or pseudonym"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_active_on = models.DateField(_("last active on"), null=True, blank=True)
    # Set on the nameless learner who keeps the answers of a person that was erased (learning.people.erasing).
    erased_on = models.DateField(_("erased on"), null=True, blank=True, editable=False)
    # Set by a merge: a device that still knows this learner is led to the one who has the answers now.
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")

    class Meta:
        verbose_name = _("learner")
        verbose_name_plural = _("learners")

    def __str__(self) -> str:
        return self.display_name or str(self.pk)


class ResumeSlip(models.Model):
    """Four words on paper that open a learner's progress on any device. The words themselves are kept nowhere."""

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="slip")
    selector = models.CharField(_("HMAC of the first two words"), max_length=64, db_index=True)
    digest = models.CharField(_("HMAC of the four words"), max_length=64)
    made_at = models.DateTimeField(_("made"))
    used_at = models.DateTimeField(_("last used"))
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    wait_until = models.DateTimeField(_("no try before"), null=True, blank=True)

    class Meta:
        verbose_name = _("resume slip")
        verbose_name_plural = _("resume slips")

    def __str__(self) -> str:
        return f"{self.learner} {self.made_at:%Y-%m-%d}"
