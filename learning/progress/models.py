"""What a learner has answered and finished. Only learning.progress.flows writes these tables."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.people.models import Learner


class Attempt(models.Model):
    """One answer, for ever: rows are added and never changed."""

    class Source(models.TextChoices):
        WEB = "web", _("on the web")
        OFFLINE = "offline", _("offline")
        PAPER = "paper", _("on paper")
        HELPER = "helper", _("with a helper")

    class Support(models.TextChoices):
        ALONE = "alone", _("alone")
        HINT = "hint", _("with a hint")
        TOGETHER = "together", _("together")

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    lesson_key = models.UUIDField(_("lesson"))
    activity_id = models.UUIDField(_("activity"))
    revision = models.PositiveBigIntegerField(_("revision of the lesson"), default=0)
    # Of an answer that came later: its own text of the lesson was not known, the live one judged it.
    judged_live = models.BooleanField(_("judged against a later text"), default=False)
    response = models.JSONField(_("answer"))
    correct = models.BooleanField(_("right"))
    # What the learner was shown after this answer; progress derives it anew (flows.activity_states).
    explained = models.BooleanField(_("explained"), default=False)
    score = models.FloatField(_("score"))
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.WEB)
    support = models.CharField(_("support"), max_length=10, choices=Support.choices, default=Support.ALONE)
    client_uuid = models.UUIDField(_("number given by the device"), default=uuid.uuid4)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ("answered_at", "id")
        indexes = [models.Index(fields=("learner", "lesson_key"), name="attempt_of_a_lesson")]
        constraints = [
            # The same answer sent twice (double click, lost connection, replay) is one attempt.
            models.UniqueConstraint(fields=("learner", "client_uuid"), name="attempt_recorded_once"),
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=1), name="attempt_score_between_0_and_1"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity_id} {self.correct}"


class LessonProgress(models.Model):
    """Where a learner is in a lesson. No row: not started. A finished lesson never reopens."""

    class State(models.TextChoices):
        STARTED = "started", _("Started")
        DONE = "done", _("Done")

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="lessons")
    lesson_key = models.UUIDField(_("lesson"))
    module_key = models.UUIDField(_("module"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.STARTED)
    position = models.UUIDField(_("last activity answered"), null=True, blank=True)
    explained = models.PositiveSmallIntegerField(_("activities explained"), default=0)
    completed_at = models.DateTimeField(_("finished"), null=True, blank=True)
    last_activity = models.DateTimeField(_("last activity"), default=timezone.now)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        indexes = [models.Index(fields=("learner", "module_key"), name="lessons_of_a_module")]
        constraints = [
            models.UniqueConstraint(fields=("learner", "lesson_key"), name="one_progress_for_each_lesson"),
            models.CheckConstraint(
                condition=models.Q(state="done", completed_at__isnull=False)
                | models.Q(state="started", completed_at__isnull=True),
                name="lesson_done_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.lesson_key} {self.state}"


class ModuleProgressQuerySet(models.QuerySet["ModuleProgress"]):
    def for_learners(self, learner_ids: list[uuid.UUID], module_keys: list[uuid.UUID]) -> ModuleProgressQuerySet:
        """Return the rows of some learners in some modules: what a grid shows."""
        return self.filter(learner_id__in=learner_ids, module_key__in=module_keys)


class ModuleProgress(models.Model):
    """How many lessons of a module are finished. The total is read from the live lessons."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="modules")
    module_key = models.UUIDField(_("module"))
    lessons_done = models.PositiveSmallIntegerField(_("lessons finished"), default=0)
    needs_help = models.BooleanField(_("needs help"), default=False)
    last_activity = models.DateTimeField(_("last activity"), default=timezone.now)

    objects = ModuleProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("module progress")
        verbose_name_plural = _("module progress")
        constraints = [
            models.UniqueConstraint(fields=("learner", "module_key"), name="one_progress_for_each_module"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.module_key} {self.lessons_done}"


class Placement(models.Model):
    """The way that a learner was offered by “Where do I start?” and asked to keep."""

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="placement")
    modules = models.JSONField(_("modules, in order"), default=list)
    made_at = models.DateTimeField(_("made"), auto_now=True)

    class Meta:
        verbose_name = _("way to begin")
        verbose_name_plural = _("ways to begin")

    def __str__(self) -> str:
        return f"{self.learner_id} {len(self.modules)}"
