"""Accounts in the office, for people without an e-mail address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet


class Optional(forms.Form):
    """Make optional what Wagtail requires: a user name is enough for us."""

    email = forms.EmailField(required=False, label=_("E-mail (optional)"))
    first_name = forms.CharField(required=False, max_length=150, label=_("First name (optional)"))
    last_name = forms.CharField(required=False, max_length=150, label=_("Last name (optional)"))


class OfficeUserCreationForm(Optional, UserCreationForm):
    pass


class OfficeUserEditForm(Optional, UserEditForm):
    pass


class OfficeUserViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> Any:
        return OfficeUserEditForm if for_update else OfficeUserCreationForm
