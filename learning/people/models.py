"""Who uses the service: people with an account, and the learners to whom progress belongs."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with an account. The e-mail address is optional everywhere."""

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    is_demo = models.BooleanField(_("demonstration account"), default=False)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")


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
