"""Sign-in with a user name and a password; demonstration accounts in demonstration mode only."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from learning.people.models import User


class PasserelleBackend(AuthenticationBackend):
    """Refuse demonstration accounts outside demonstration mode, at sign-in and in existing sessions."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and _is_allowed(user)

    def get_user(self, user_id: Any) -> User | None:
        user = super().get_user(user_id)
        return user if user is not None and _is_allowed(user) else None

    def _check_password(self, user: Any, password: str) -> Any:
        # allauth lets a refused person with the right password on to its "inactive" check, which looks at
        # is_active alone and would sign a demonstration account in: here it is as if it did not exist.
        if user is not None and not _is_allowed(user):
            return None
        return super()._check_password(user, password)


def _is_allowed(user: User) -> bool:
    return settings.PASSERELLE_DEMO or not user.is_demo
