"""What Wagtail, the office, holds about the people who work in it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import SET_NULL, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from learning.people.models import Learner, User
from learning.people.privacy import SHOWN, Holding, Person, Row, dump

COMMENTS = "wagtail_admin_comments"
# Model → the field that points to the person, and the columns that are secret.
OWN: dict[type[Any], tuple[str, tuple[str, ...]]] = {
    UserProfile: ("user", ()),
    Comment: ("user", ()),
    CommentReply: ("user", ()),
    PageSubscription: ("user", ()),
    EditingSession: ("user", ()),
    FormState: ("user", ()),
    APIToken: ("user", ("key_hash", "prefix")),
    UploadedFile: ("uploaded_by_user", ()),
    ModelLogEntry: ("user", ()),
    PageLogEntry: ("user", ()),
    WorkflowState: ("requested_by", ()),
    TaskState: ("finished_by", ()),
    Revision: ("user", ("content",)),  # the text of the lesson, which is not about the person
    Page: ("owner", ()),
    Image: ("uploaded_by_user", ()),
    Document: ("uploaded_by_user", ()),
}


class OfficeWork(Holding):
    key = "office"
    label = gettext_lazy("Your work in the editors’ office")
    purpose = gettext_lazy("Editors see who wrote what, and can ask.")
    models = frozenset(model._meta.label for model in OWN)

    def seen_by(self, person: Person) -> str:
        return _("You, and the people who work in the office.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        user = person.user
        if user is None:
            return []
        found = []
        profile = UserProfile.objects.filter(user=user).first()
        if profile and profile.avatar:
            found.append(Row(_("A picture of you")))
        counts = (
            (Page.objects.filter(owner=user).count(), lambda n: ngettext("%d page made", "%d pages made", n)),
            (Revision.objects.filter(user=user).count(), lambda n: ngettext("%d version saved", "%d versions saved", n)),
            (
                Comment.objects.filter(user=user).count() + CommentReply.objects.filter(user=user).count(),
                lambda n: ngettext("%d comment written", "%d comments written", n),
            ),
            (
                Image.objects.filter(uploaded_by_user=user).count() + Document.objects.filter(uploaded_by_user=user).count(),
                lambda n: ngettext("%d file sent", "%d files sent", n),
            ),
            (
                PageLogEntry.objects.filter(user=user).count() + ModelLogEntry.objects.filter(user=user).count(),
                lambda n: ngettext("%d line in the history", "%d lines in the history", n),
            ),
        )
        return found + [Row(words(number) % number) for number, words in counts if number]

    def export(self, person: Person) -> Any:
        if person.user is None:
            return {}
        found = {
            model._meta.label: dump(model._default_manager.filter(**{path: person.user}), leave_out=secret)
            for model, (path, secret) in OWN.items()
        }
        found["about_the_account"] = dump(_about(person.user))
        return {label: rows for label, rows in found.items() if rows}

    def erase(self, person: Person, ghost: Learner) -> None:
        """Lessons, pictures and their history stay, without the person; what the person wrote as a remark goes."""
        user = person.user
        if user is None:
            return
        for profile in UserProfile.objects.filter(user=user).exclude(avatar=""):
            transaction.on_commit(partial(profile.avatar.storage.delete, profile.avatar.name))
        for upload in UploadedFile.objects.filter(uploaded_by_user=user):
            transaction.on_commit(partial(upload.file.storage.delete, upload.file.name))
            upload.delete()
        _forget_comments(user)
        # These two have no constraint in the database and would go on naming the number of the account.
        for log in (PageLogEntry, ModelLogEntry):
            log.objects.filter(user=user).update(user=None, data={})
        _about(user).delete()
        TaskState.objects.filter(finished_by=user).update(comment="")


def _about(user: User) -> Any:
    """Return the history of the account itself: its label is the user name."""
    kind = ContentType.objects.get_for_model(User)
    return ModelLogEntry.objects.filter(content_type=kind, object_id=str(user.pk))


def _forget_comments(user: User) -> None:
    """Remove the person's comments, also from the saved versions of pages, which hold a copy."""
    # On pages of others too: a version has every comment that was there when it was saved.
    copies = Revision.objects.filter(Q(**{f"content__{COMMENTS}__0__isnull": False}))
    for revision in copies.only("pk", "content").iterator():
        before = revision.content[COMMENTS]
        after = [
            {**one, "replies": [reply for reply in one.get("replies", []) if reply.get("user") != user.pk]}
            for one in before
            if one.get("user") != user.pk
        ]
        if after != before:
            Revision.objects.filter(pk=revision.pk).update(content={**revision.content, COMMENTS: after})
    CommentReply.objects.filter(user=user).delete()
    Comment.objects.filter(user=user).delete()


class Decisions(Holding):
    """What a person decided in rooms that know of no people: they only point to the account (SET_NULL)."""

    key = "decisions"
    label = gettext_lazy("What you decided about places")
    purpose = gettext_lazy("The people who look after the directory see who answered, and can ask.")
    apps = ("locator", "accessibility")

    @property
    def models(self) -> frozenset[str]:  # type: ignore[override]
        """Every model of these rooms that points to an account and goes on without it."""
        return frozenset(field.model._meta.label for field in self._fields())

    def _fields(self) -> list[Any]:
        found = [
            field for label in self.apps for model in apps.get_app_config(label).get_models() for field in _to_user(model)
        ]
        return [field for field in found if field.remote_field.on_delete is SET_NULL]

    def _decided(self, person: Person) -> list[Any]:
        return [field.model._default_manager.filter(**{field.name: person.user}) for field in self._fields() if person.user]

    def seen_by(self, person: Person) -> str:
        return _("You, and the people who work in the office.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        number = sum(rows.count() for rows in self._decided(person))
        return [Row(ngettext("%d decision", "%d decisions", number) % number)] if number else []

    def export(self, person: Person) -> Any:
        return {rows.model._meta.label: dump(rows) for rows in self._decided(person)}

    def erase(self, person: Person, ghost: Learner) -> None:
        for field in self._fields():
            if person.user:
                field.model._default_manager.filter(**{field.name: person.user}).update(**{field.name: None})


def _to_user(model: Any) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.is_relation and field.related_model is User]
