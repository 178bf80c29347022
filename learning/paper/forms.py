from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.paper import codes


class CodeForm(forms.Form):
    """The short code of a sheet."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        help_text=_("Five letters and numbers, printed at the top of the sheet. For example: K7M4P."),
        widget=forms.TextInput(
            attrs={"class": "code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Write the code that is printed at the top of your sheet."),
            "max_length": _("This is too long for a code. Write the five letters and numbers at the top of your sheet."),
        },
    )

    def clean_code(self) -> Any:
        """Return the identity of the page that the code names."""
        key = codes.find_page(self.cleaned_data["code"])
        if key is None:
            raise forms.ValidationError(
                _("No sheet has this code. Look again at the top of your sheet: the code has five letters and numbers.")
            )
        return key
