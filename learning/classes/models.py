"""Classes: who teaches, who learns, and which modules were given."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.classes.querysets import AssignmentQuerySet, ClassroomQuerySet, EnrolmentQuerySet
from learning.classes.signin.models import CardSecret
from learning.people.models import Learner


class Classroom(models.Model):
    """A class of a school or a group of adults. The kind chooses the words for its people."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("A class in a school")
        ADULT = "adult", _("A group of adults")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="classrooms",
        verbose_name=_("teacher"),
    )
    co_teachers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="shared_classrooms", blank=True, verbose_name=_("co-teachers")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    # The window: cards and the class code let people in until then, never longer (learning.classes.signin).
    open_until = models.DateTimeField(_("open until"), null=True, blank=True)
    card_secret = models.CharField(
        _("what new cards ask for"), max_length=10, choices=CardSecret.choices, default=CardSecret.PICTURES
    )
    code_version = models.PositiveIntegerField(_("version of the class code"), default=1)
    code_hash = models.CharField(_("keyed hash of the class code"), max_length=64, unique=True, null=True, blank=True)

    objects = ClassroomQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=("school", "adult")), name="classroom_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_school(self) -> bool:
        return self.kind == self.Kind.SCHOOL

    @property
    def is_open(self) -> bool:
        """Whether people may come in at the moment. Nobody has to close it: time does."""
        return self.open_until is not None and self.open_until > timezone.now()


class Enrolment(models.Model):
    """A learner in a class. It ends with a date and is never deleted: what was learnt there stays."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="enrolments")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="enrolments")
    shares_progress = models.BooleanField(_("shares the progress with the class"), default=True)
    created_at = models.DateTimeField(_("enrolled on"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("left on"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=("classroom", "learner"), name="learner_once_in_a_class"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} @ {self.classroom_id}"


class Assignment(models.Model):
    """A module given to a class. Identity of the module: its translation_key, the same in both languages."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="assignments")
    module_key = models.UUIDField(_("module"))
    opens = models.DateField(_("opens on"), null=True, blank=True)
    due = models.DateField(_("to finish before"), null=True, blank=True)
    note = models.CharField(_("a word for the group"), max_length=500, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("given by"),
    )
    created_at = models.DateTimeField(_("given on"), default=timezone.now, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=("classroom", "module_key"), name="module_once_in_a_class"),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True) | models.Q(due__isnull=True) | models.Q(opens__lte=models.F("due")),
                name="assignment_opens_before_it_is_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module_key} @ {self.classroom_id}"
