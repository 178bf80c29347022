"""Forms of requests to teach, invitations and lost passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from learning.people.forms import WORDS, OurWords
from learning.people.models import User


class TeachForm(forms.Form):
    """Asking to open groups."""

    words = forms.CharField(
        label=_("Who do you help, and where?"),
        help_text=_(
            "Two or three sentences, for the person who reads your request. For example: I teach at a school in Annecy."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write who you help, and where."),
            "max_length": _("Write at most 500 signs."),
        },
    )


class AnswerForm(forms.Form):
    """The answer of an administrator to a request."""

    ACCEPT, REFUSE = "accept", "refuse"

    answer = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (REFUSE, REFUSE)])


class InvitationForm(forms.Form):
    """For whom an invitation is."""

    note = forms.CharField(
        label=_("Who is the invitation for?"),
        help_text=_("For example: Claire Martin, library. You find the invitation again by it."),
        max_length=80,
        error_messages={
            "required": _("Write who the invitation is for."),
            "max_length": _("Write at most 80 letters."),
        },
    )


class WayBackForm(forms.Form):
    """Whose password is lost."""

    username = forms.CharField(
        label=_("User name of the person"),
        help_text=_("Make sure that you are talking to the person."),
        error_messages={"required": _("Write the user name.")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    second_step = forms.BooleanField(
        label=_("The second step is lost too: remove it"),
        required=False,
    )

    def clean_username(self) -> User:
        """Return the account; raises ValidationError when nobody has this name."""
        name = self.cleaned_data["username"].strip()
        user = User.objects.filter(username__iexact=name, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody has this user name. Check how it is written."), code="unknown")
        return user


class LinkPasswordForm(OurWords, forms.Form):
    """A new password, twice."""

    words = {"password1": (_("Your new password"), WORDS["password1"][1], _("Choose a new password."))}

    password1 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    password2 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        """Return the password; raises ValidationError when it is weak."""
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Return the data; the second field carries the error when the two differ."""
        data = super().clean() or {}
        if data.get("password1") and data.get("password2") and data["password1"] != data["password2"]:
            self.add_error("password2", _("The two passwords are not the same. Write the same one twice."))
        return data
