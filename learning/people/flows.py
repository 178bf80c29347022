"""What happens to accounts and learners: one function for each use."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import translation

from learning.people.models import Learner, User
from learning.people.rules import ADMINISTRATOR, DIRECTORY_MANAGER, ROLES

NAME_LENGTH = 80
DIRECTORY_MODELS = ("servicepoint", "visitstop")  # the office's pages of the directory ask for these permissions
USER_PERMISSIONS = ("add_user", "change_user", "delete_user", "view_user")


def ensure_roles() -> None:
    """Make the groups, and let into the office who works there: administrators look after accounts. Idempotent."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in ROLES}
    # The permissions may not be there yet: Django makes them after the last migration, as Wagtail does here.
    office, _made = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    people, _made = ContentType.objects.get_or_create(app_label="people", model="user")
    wanted = [("access_admin", office, "Can access Wagtail admin")]
    wanted += [(name, people, f"Can {name.partition('_')[0]} user") for name in USER_PERMISSIONS]
    permissions = [
        Permission.objects.get_or_create(codename=code, content_type=kind, defaults={"name": label})[0]
        for code, kind, label in wanted
    ]
    groups[ADMINISTRATOR].permissions.add(*permissions)
    groups[DIRECTORY_MANAGER].permissions.add(permissions[0])
    for model in DIRECTORY_MODELS:
        kind, _made = ContentType.objects.get_or_create(app_label="locator", model=model)
        for action in ("add", "change"):
            permission, _made = Permission.objects.get_or_create(
                codename=f"{action}_{model}", content_type=kind, defaults={"name": f"Can {action} {model}"}
            )
            groups[DIRECTORY_MANAGER].permissions.add(permission)
            groups[ADMINISTRATOR].permissions.add(permission)


def adopt_guest(*, user: User, guest: Learner | None) -> Learner:
    """Give a new account its learner: the guest who signs up, else a new one.

    Returns the learner. The guest keeps its id, so every answer given before counts.
    """
    with transaction.atomic():
        # A filter instead of a read then a write: two sign-ups from one device must not take the same guest.
        taken = guest and Learner.objects.filter(pk=guest.pk, user__isnull=True).update(user=user)
        learner = Learner.objects.get(pk=guest.pk) if guest and taken else Learner.objects.create(user=user)
        if not learner.display_name:
            learner.display_name = user.username[:NAME_LENGTH]
            learner.save(update_fields=["display_name"])
    user.language = (translation.get_language() or user.language)[:2]
    user.save(update_fields=["language"])
    return learner


def rename_learner(*, learner: Learner, name: str) -> Learner:
    """Correct the name of a learner, which the people of their groups see; return the learner."""
    learner.display_name = " ".join(name.split())[:NAME_LENGTH]
    learner.save(update_fields=["display_name"])
    return learner


def create_administrator(*, username: str, password: str) -> User:
    """Return a new administrator.

    Raises ValidationError (of Django) for a weak password, ValueError when the user name is taken.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise ValueError(f"“{username}” is taken.")
    user = User(username=username, is_staff=True, is_superuser=True)
    user.full_clean(exclude=["password"])
    validate_password(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.save()
        ensure_roles()
        user.groups.add(Group.objects.get(name=ADMINISTRATOR))
    return user
