"""How allauth speaks and where it leads. Too many tries: it shows templates/429.html."""

from __future__ import annotations

import re

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from learning.people import guests
from learning.people.models import User
from learning.people.rules import is_teacher

WRONG_CODE = _("This code is not right, or it is too old. Write the code that shows now.")
TOO_OFTEN = _("Too many tries. Wait five minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):
    # allauth joins these with its own: what is not here keeps its sentence.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # The same sentence whether the account exists or not.
        "username_password_mismatch": _("The user name or the password is not right. Check both, and the capital letters."),
        "invalid_login": _("The user name or the password is not right. Check both, and the capital letters."),
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
        "username_taken": _("This user name is taken. Choose another one, for example with a number at the end."),
        "incorrect_password": _("This password is not right. Check the capital letters."),
        "enter_current_password": _("This is not your current password. Check the capital letters."),
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


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}
