"""The practice scenarios that are there. Questions live in the lessons themselves."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from learning.activities.practice.definition import Scenario

# In the cache: a number that moves when a scenario changes.
VERSION = "practice:version"


class PracticeScenarioQuerySet(models.QuerySet["PracticeScenario"]):
    def in_language(self, language: str) -> PracticeScenarioQuerySet:
        """Return the scenarios of one language in the order of their titles."""
        return self.filter(language=language).order_by("title", "key")


class PracticeScenario(models.Model):
    """One scenario in one language, as its file says it. Only learning.activities.flows writes these rows."""

    class Device(models.TextChoices):
        PHONE = "phone", _("On a phone")
        COMPUTER = "computer", _("On a computer")
        KIOSK = "kiosk", _("At a machine")
        COUNTER = "counter", _("At a counter")

    key = models.SlugField(_("key"), max_length=60)
    language = models.CharField(_("language"), max_length=2)
    device = models.CharField(_("device"), max_length=10, choices=Device.choices)
    title = models.CharField(_("title"), max_length=90)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    track = models.CharField(_("track"), max_length=40, default="adult")
    revision = models.PositiveIntegerField(_("revision"), default=1)
    definition = models.JSONField(_("definition"))
    imported_at = models.DateTimeField(_("imported"), default=timezone.now)

    objects = PracticeScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice scenario")
        verbose_name_plural = _("practice scenarios")
        ordering = ("key", "language")
        constraints = [
            models.UniqueConstraint(fields=("key", "language"), name="scenario_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"

    @cached_property
    def scenario(self) -> Scenario:
        """The definition, checked when it was imported."""
        return Scenario.model_validate(self.definition)
