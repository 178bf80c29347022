"""How allauth speaks and where it leads. Too many tries: it shows templates/429.html."""

from __future__ import annotations

import base64
import re
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.people import guests, limits
from learning.people.models import User
from learning.people.rules import is_teacher

WRONG_CODE = gettext_lazy(
    "This code is not right, or it is too old. Write the code that shows now. If you have just used it, wait for the "
    "next one."
)
ENCRYPTED = "fernet:"
KEY_SALT = "people.second-factor"
TOO_OFTEN = gettext_lazy("Too many tries. Wait five minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):
    # allauth joins these with its own: what is not here keeps its sentence.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # The same sentence whether the account exists or not.
        "username_password_mismatch": gettext_lazy(
            "The user name or the password is not right. Check both, and the capital letters."
        ),
        "invalid_login": gettext_lazy("The user name or the password is not right. Check both, and the capital letters."),
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
        "username_taken": gettext_lazy("This user name is taken. Choose another one, for example with a number at the end."),
        "incorrect_password": gettext_lazy("This password is not right. Check the capital letters."),
        "enter_current_password": gettext_lazy("This is not your current password. Check the capital letters."),
        "incorrect_code": WRONG_CODE,
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Return the user name; raises ValidationError with a sentence that says which signs are possible."""
        if not re.fullmatch(r"[\w.@+-]+", username):
            raise ValidationError(_("Write letters, figures, full stops or hyphens, without a space."), code="invalid")
        return super().clean_username(username, shallow=shallow)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the first page after sign-in, in the language that the account has chosen."""
        user = request.user
        language = user.language if isinstance(user, User) else translation.get_language()
        with translation.override(language):
            # Answers were given here without an account: whose they are is asked first.
            other = guests.learner_from_cookie(request)
            if other and other.last_active_on:
                return reverse("progress:merge")
            return self._first_page(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self._first_page(request)

    def _first_page(self, request: HttpRequest) -> str:
        if is_teacher(request.user):
            return reverse("classes:list")
        return resolve_url(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:account")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try: for the address in the cache, for the user name in the database.

        The same for a name that nobody has. Raises ValidationError when there is no try left.
        """
        super().pre_authenticate(request, **credentials)
        if not limits.take(limits.PASSWORD, _name(credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user = super().authenticate(request, **credentials)
        if user:
            limits.give_back(limits.PASSWORD, _name(credentials))
        return user


def _name(credentials: dict[str, Any]) -> str:
    # As allauth looks users up: capital letters do not count, so they make no new counter either.
    return User.normalize_username(str(credentials.get("username", ""))).casefold()


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        """Return what stands in the database for a secret: of no use without the installation's key."""
        return ENCRYPTED + _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret. After a change of SECRET_KEY it is lost: no code is right any more."""
        if not encrypted_text.startswith(ENCRYPTED):
            return encrypted_text  # written before secrets were encrypted
        try:
            return _fernet().decrypt(encrypted_text.removeprefix(ENCRYPTED).encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("My key") if number == 1 else _("My key number %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.WAGTAIL_SITE_NAME}


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac(KEY_SALT, "", algorithm="sha256").digest()))
