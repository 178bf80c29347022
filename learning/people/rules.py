"""Who may do what, by role. Roles are groups, named here once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from learning.people.models import User

TEACHER = "teacher"
EDITOR = "editor"
DIRECTORY_MANAGER = "directory manager"
ADMINISTRATOR = "administrator"
ROLES = ("learner", TEACHER, EDITOR, DIRECTORY_MANAGER, ADMINISTRATOR)
STAFF_ROLES = {EDITOR, DIRECTORY_MANAGER, ADMINISTRATOR}


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """Return the roles of a person, read once for each request."""
    if not user.is_authenticated:
        return frozenset()
    cached = user.__dict__.get("_roles")
    if cached is None:
        cached = frozenset(user.groups.values_list("name", flat=True))
        if user.is_superuser:
            cached |= {ADMINISTRATOR}
        user.__dict__["_roles"] = cached
    return cached


def is_teacher(user: User | AnonymousUser) -> bool:
    """Say whether the person may open classes."""
    return bool(roles_of(user) & {TEACHER, ADMINISTRATOR})


def works_in_the_office(user: User | AnonymousUser) -> bool:
    """Say whether the person may open /cms/: by role, or by a permission that was given otherwise."""
    return bool(roles_of(user) & STAFF_ROLES) or user.has_perm("wagtailadmin.access_admin")


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    """Say whether the person signs in with a password alone."""
    from allauth.mfa.utils import is_mfa_enabled

    return not is_mfa_enabled(user)


def needs_second_factor(user: User | AnonymousUser) -> bool:
    """Say whether the person works in the office and has no second factor yet."""
    return works_in_the_office(user) and lacks_second_factor(user)


def may_see_account(user: User | AnonymousUser) -> bool:
    """Say whether there is an account to show."""
    return user.is_authenticated


def may_have_slip(learner: object, *, by_card: bool) -> bool:
    """Say whether there is somebody to make a slip for: a guest who has answered something, or an account.

    A pupil who is here with a class card comes back with the card: a slip would go round the closed door.
    """
    return bool(learner) and not by_card
