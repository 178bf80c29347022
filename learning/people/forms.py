"""Forms of the account: allauth's, with our words and without placeholders."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm as DjangoSetPasswordForm
from django.utils.translation import gettext_lazy as _

from learning.people import limits, words
from learning.people.models import User

# Name of the field → label, hint, what to say when it is empty.
WORDS: dict[str, tuple[Any, Any, Any]] = {
    "login": (_("User name"), "", _("Write your user name.")),
    "password": (_("Password"), "", _("Write your password.")),
    "remember": (
        _("Stay signed in on this device for two weeks"),
        _("Only on a device that you do not share."),
        "",
    ),
    "username": (
        _("User name"),
        _("A name that you will remember, without a space. It need not be your real name."),
        _("Choose a user name."),
    ),
    "oldpassword": (_("Your current password"), "", _("Write your current password.")),
    "password1": (
        _("Password"),
        _("At least 10 characters. Four words that do not go together are a good choice."),
        _("Choose a password."),
    ),
    "password2": (_("The same password again"), "", _("Write the same password again.")),
    "code": (
        _("Code"),
        _("Six figures that your application shows, or one of your recovery codes."),
        _("Write the code."),
    ),
}


class OurWords:
    """Give the fields of a form our labels, hints and sentences."""

    fields: dict[str, forms.Field]
    words: dict[str, tuple[Any, Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            words = {**WORDS, **self.words}.get(name)
            if words is None:
                continue
            field.label, field.help_text = words[0], words[1]
            field.error_messages = {**field.error_messages, "required": words[2]}
            if name in ("login", "username"):
                # Telephones would write a capital letter and correct the name.
                field.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class LoginForm(OurWords, account.LoginForm):
    pass


class SignupForm(OurWords, account.SignupForm):
    pass


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    words = {"password1": (_("Your new password"), WORDS["password1"][1], _("Choose a new password."))}


class SetPasswordForm(OurWords, account.SetPasswordForm):
    pass


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    pass


class CountedCode:
    """A code of the second step: so many tries for each account, whichever process looks at them."""

    user: User

    def clean_code(self) -> str:
        """Return the code when it is right; raises ValidationError when it is not, or when it has to wait.

        A code is taken once: whoever has looked over a shoulder can do nothing with it."""
        if not limits.take(limits.SECOND_STEP, self.user.pk):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        if not limits.take(limits.USED_CODE, f"{self.user.pk} {normalize_user_code(code)}"):
            raise get_adapter().validation_error("incorrect_code")
        limits.give_back(limits.SECOND_STEP, self.user.pk)
        return code


class SecondFactorForm(OurWords, CountedCode, factor.AuthenticateForm):
    pass


class SecondFactorAgainForm(OurWords, CountedCode, factor.ReauthenticateForm):
    pass


class AddKeyForm(OurWords, webauthn.AddWebAuthnForm):
    words = {
        "name": (_("A name for this key"), _("For example: my phone, the key of the office."), ""),
        "passwordless": (
            _("Sign in with this key alone, without a password"),
            _("The device then asks for its own lock: a finger, a face or a PIN."),
            "",
        ),
    }


class RenameKeyForm(OurWords, webauthn.EditWebAuthnForm):
    words = {"name": (_("A name for this key"), "", _("Write a name."))}


class ActivateApplicationForm(OurWords, totp.ActivateTOTPForm):
    words = {"code": (_("Code"), _("Six figures that your application shows now."), _("Write the code."))}

    @property
    def key_to_type(self) -> str:
        """The secret in groups of four: easier to copy, and it fits a narrow screen."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


class AccountForm(forms.ModelForm):
    """What a person may change about the account."""

    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("The service opens in this language when you sign in."),
        choices=[(code, {"fr": "Français", "en": "English"}[code]) for code, _name in settings.LANGUAGES],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ("first_name", "language")
        labels = {"first_name": _("Name to show at the top of the pages")}
        help_texts = {"first_name": _("Optional. Without it, your user name is shown.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"


class SlipForm(forms.Form):
    """The four words of a resume slip, as a hand wrote them."""

    words = forms.CharField(
        label=_("Your four words"),
        help_text=_("As they stand on your slip. Capital letters and accents do not matter."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            "required": _("Write the four words of your slip."),
            "max_length": _("This is too long. Write only the four words of your slip."),
        },
    )

    def clean_words(self) -> tuple[str, ...]:
        """Return the four words; a sentence says which of them is in no list."""
        try:
            return words.read_words(self.cleaned_data["words"])
        except words.NotFourWords as error:
            raise forms.ValidationError(_("Write four words, with a space between them.")) from error
        except words.UnknownWord as error:
            sentence = _("We do not know the word “%(word)s”. Look at it again on your slip.")
            raise forms.ValidationError(sentence, params={"word": error.word[:30]}) from error


class NewPasswordForm(OurWords, DjangoSetPasswordForm):
    """A new password for a person who came in by a slip."""

    words = {
        "new_password1": (_("Your new password"), WORDS["password1"][1], _("Choose a new password.")),
        "new_password2": WORDS["password2"],
    }
