"""The ten people of the table of permissions, and words for common decisions."""

from __future__ import annotations

from collections.abc import Mapping

Decision = Mapping[str, int]

ROLES = (
    "anonymous",
    "guest",
    "learner",
    "classmate",
    "teacher",
    "other teacher",
    "co-teacher",
    "editor",
    "directory manager",
    "administrator",
)
LIKE = {"classmate": "learner", "co-teacher": "teacher", "directory manager": "editor"}
"""Role → the one it is like where a row says nothing else: a classmate sees what any learner sees."""

SIGN_IN = 1302
"""A redirect to the sign-in page: the same status as success, and the contrary of it."""


def everybody(status: int) -> dict[str, int]:
    """Return one decision for all."""
    return dict.fromkeys(ROLES, status)


def for_role(decision: Decision, role: str) -> int:
    """Return what a row says of a role; raises KeyError when it says nothing."""
    return decision[role] if role in decision else decision[LIKE[role]]


ALL_200 = everybody(200)
SIGNED_IN = {**ALL_200, "anonymous": SIGN_IN, "guest": SIGN_IN}
TEACHERS = {"anonymous": SIGN_IN, "guest": SIGN_IN, "learner": 404, "editor": 404}
OWN_CLASS = {**TEACHERS, "teacher": 200, "other teacher": 404, "administrator": 404}
