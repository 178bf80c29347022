"""Small groups of a class, notes, invitations to teach with somebody, and who looked at whose progress."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.classes.follow.querysets import (
    AccessLogQuerySet,
    AppendOnly,
    InvitationQuerySet,
    NoteQuerySet,
    SmallGroupQuerySet,
)
from learning.people.models import Learner


class SmallGroup(models.Model):
    """A label for some learners of a class: modules are given to it, and the grid is filtered by it."""

    classroom = models.ForeignKey("classes.Classroom", on_delete=models.CASCADE, related_name="small_groups")
    name = models.CharField(_("name"), max_length=60)
    learners = models.ManyToManyField(Learner, related_name="small_groups", blank=True, verbose_name=_("learners"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = SmallGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("small group")
        verbose_name_plural = _("small groups")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint("classroom", Lower("name"), name="small_group_named_once_in_a_class"),
        ]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """What a teacher writes about a learner of a class. `shown`: the learner reads it in "My learning"."""

    classroom = models.ForeignKey("classes.Classroom", on_delete=models.CASCADE, related_name="notes")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("written by")
    )
    text = models.CharField(_("note"), max_length=1000)
    shown = models.BooleanField(_("shown to the learner"), default=False)
    created_at = models.DateTimeField(_("written on"), default=timezone.now, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.created_at:%Y-%m-%d}"


class TeamInvitation(models.Model):
    """A teacher is asked to run a class with its owner, or instead of its owner.

    `invited` is empty when no teacher has the name that was typed: nobody is told whether there is one.
    """

    classroom = models.ForeignKey("classes.Classroom", on_delete=models.CASCADE, related_name="invitations")
    invited = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="team_invitations"
    )
    username = models.CharField(_("user name typed"), max_length=150)
    as_owner = models.BooleanField(_("the class is handed over"), default=False)
    owner_stays = models.BooleanField(_("the owner stays as a co-teacher"), default=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("invited on"), default=timezone.now, editable=False)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    accepted = models.BooleanField(_("accepted"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a class")
        verbose_name_plural = _("invitations to classes")
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, accepted__isnull=True)
                | models.Q(answered_at__isnull=False, accepted__isnull=False),
                name="answered_team_invitation_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.username} → {self.classroom_id}"


class AccessLog(models.Model):
    """Who looked at whose progress, when, and in which class. Rows are added, never changed.

    People and classes are named by their numbers, without a foreign key: a row outlives what it is about, and then
    says nothing about anybody. On both databases a trigger refuses UPDATE (migration 0004); the trigger goes
    with the table if a later migration makes the table anew on SQLite, and must be made again there.
    """

    class Page(models.TextChoices):
        GRID = "grid", _("the progress of everybody")
        FILE = "file", _("the file of the progress")
        LEARNER = "learner", _("the page about you")
        BESIDE = "beside", _("a lesson beside you")

    viewer_id = models.BigIntegerField(_("who looked"))
    learner_id = models.UUIDField(_("at whose progress"))
    classroom_id = models.UUIDField(_("in which class"))
    page = models.CharField(_("page"), max_length=10, choices=Page.choices)
    day = models.DateField(_("day"))
    seen_at = models.DateTimeField(_("first look of the day, or the look"))

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at the progress")
        verbose_name_plural = _("looks at the progress")
        base_manager_name = "objects"
        indexes = [models.Index(fields=("learner_id", "-seen_at"), name="looks_at_a_learner")]
        constraints = [
            # A page about everybody is opened all day long: one row for each person, day and page is enough to know.
            models.UniqueConstraint(
                fields=("viewer_id", "learner_id", "classroom_id", "page", "day"),
                condition=models.Q(page__in=("grid", "file", "beside")),
                name="look_at_everybody_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.viewer_id} {self.learner_id} {self.seen_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises AppendOnly for one that is there already."""
        if not self._state.adding:
            raise AppendOnly("The access log is not changed.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The access log is not deleted.")
