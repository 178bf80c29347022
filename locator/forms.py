from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kit.services import CATEGORIES
from locator.models import Correction, Place


def service_choices() -> list[tuple[str, Any]]:
    """Return every need, the first being all of them."""
    return [("", _("All needs")), *((key, category.label) for key, category in CATEGORIES.items())]


class SearchForm(forms.Form):
    """Where and what for. Its sentences come from the view, which knows the communes."""

    where = forms.CharField(
        label=_("Your town or postcode"),
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "maxlength": "120"}),
    )
    service = forms.ChoiceField(label=_("What you need"), required=False, choices=service_choices)

    def __init__(self, data: Any = None, *, place: Place | None = None, service: str = "", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not self.is_bound:
            return
        # A need that does not exist (an old link) means all of them: never an error before a person finds help.
        # What was chosen stands in the field, so that another need can be tried without choosing again.
        self.data = {"where": str(place) if place else data.get("where", ""), "service": service}

    def clean_where(self) -> str:
        return str(self.cleaned_data["where"]).replace("\x00", " ")


class CorrectionForm(forms.ModelForm):
    """What is wrong about a place, in one short form. Nothing about the person is asked."""

    kind = forms.ChoiceField(label=_("What is wrong?"), choices=Correction.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What is right?"),
        help_text=_("For example the number, the hours or the address. Leave it empty when the place is closed for good."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": "500"}),
    )

    class Meta:
        model = Correction
        fields = ("kind", "text")

    def clean_text(self) -> str:
        text = " ".join(str(self.cleaned_data["text"]).replace("\x00", " ").split())
        if not text and self.cleaned_data.get("kind") not in (None, Correction.Kind.CLOSED):
            raise forms.ValidationError(_("Write what is right, for example the new number or the new hours."))
        return text


class LetterForm(forms.Form):
    """To whom the slip is posted. What is typed goes on the paper and is not kept."""

    MOST_LINES = 6
    LONGEST = 42

    address = forms.CharField(
        label=_("Name and address of the person"),
        help_text=_("As on an envelope: one line for the name, one for the street, one for the town. It is not kept."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"required": _("Write the name and the address, as on an envelope.")},
    )

    @property
    def lines(self) -> list[str]:
        """The address, line by line."""
        return [line.strip() for line in str(self.cleaned_data["address"]).splitlines() if line.strip()]

    def clean_address(self) -> str:
        text = "".join(sign for sign in str(self.cleaned_data["address"]) if sign >= " " or sign == "\n")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > self.MOST_LINES:
            raise forms.ValidationError(_("Write six lines at most: more do not show in the window of an envelope."))
        if any(len(line) > self.LONGEST for line in lines):
            raise forms.ValidationError(_("Write shorter lines: 42 letters at most show in the window of an envelope."))
        return text
