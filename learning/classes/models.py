"""Classes: who teaches, who learns, and which modules were given."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.classes.follow.models import AccessLog, Note, SmallGroup, TeamInvitation
from learning.classes.querysets import AssignmentQuerySet, ClassroomQuerySet, EnrolmentQuerySet
from learning.classes.signin.models import CardSecret
from learning.people.models import Learner

__all__ = ["AccessLog", "Assignment", "Classroom", "Enrolment", "Note", "SmallGroup", "TeamInvitation"]

QUIET_DAYS = 14  # without a lesson for two weeks: somebody should ask


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
    # After how many days without a lesson the grid names a person.
    quiet_days = models.PositiveSmallIntegerField(_("days without a lesson"), default=QUIET_DAYS)
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True)

    objects = ClassroomQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=("school", "adult")), name="classroom_kind_known"),
            models.CheckConstraint(condition=models.Q(quiet_days__gte=1), name="classroom_quiet_days_at_least_one"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_school(self) -> bool:
        return self.kind == self.Kind.SCHOOL

    @property
    def is_open(self) -> bool:
        """Whether people may come in at the moment. Nobody has to close it: time does. An archived class never opens."""
        return self.archived_at is None and self.open_until is not None and self.open_until > timezone.now()


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
    """A module given to a class, to a small group of it, or to some of its learners.

    Identity of the module: its translation_key, the same in both languages.
    """

    class Audience(models.TextChoices):
        CLASS = "class", _("everybody")
        GROUP = "group", _("a small group")
        LEARNERS = "learners", _("some people")

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="assignments")
    module_key = models.UUIDField(_("module"))
    audience = models.CharField(_("for whom"), max_length=10, choices=Audience.choices, default=Audience.CLASS)
    small_group = models.ForeignKey(
        SmallGroup,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("small group"),
    )
    learners = models.ManyToManyField(Learner, related_name="assignments", blank=True, verbose_name=_("learners"))
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
            models.UniqueConstraint(
                fields=("classroom", "module_key"), condition=models.Q(audience="class"), name="module_once_in_a_class"
            ),
            models.UniqueConstraint(
                fields=("small_group", "module_key"),
                condition=models.Q(audience="group"),
                name="module_once_in_a_small_group",
            ),
            models.CheckConstraint(
                condition=models.Q(audience="group", small_group__isnull=False)
                | models.Q(audience__in=("class", "learners"), small_group__isnull=True),
                name="assignment_to_a_small_group_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True) | models.Q(due__isnull=True) | models.Q(opens__lte=models.F("due")),
                name="assignment_opens_before_it_is_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module_key} @ {self.classroom_id}"
