"""Who may come in, and who may let people in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from learning.classes import rules

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from learning.classes.models import Classroom
    from learning.people.models import User


def may_let_in(user: User | AnonymousUser, classroom: Classroom) -> bool:
    """Say whether the person may open the class, print its cards and sign its people in: who may open its page."""
    return rules.may_open(user, classroom)


def may_print_notice(user: User | AnonymousUser, classroom: Classroom) -> bool:
    """Say whether there is a notice for parents to print: in a school only."""
    return classroom.is_school and rules.may_open(user, classroom)


def may_come_in(classroom: Classroom) -> bool:
    """Say whether the class lets anybody in at the moment."""
    return classroom.is_open
