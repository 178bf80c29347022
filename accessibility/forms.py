"""The form of the display page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accessibility.preferences import Preferences
from kit.forms import HintedRadioSelect


class DisplayForm(forms.Form):
    """Four questions, one answer each; colours may stay unanswered (then the device decides)."""

    theme = forms.ChoiceField(
        label=_("Colours"),
        required=False,
        choices=(("light", _("Light")), ("dark", _("Dark")), ("contrast", _("Strong contrast"))),
        widget=forms.RadioSelect,
    )
    size = forms.ChoiceField(
        label=_("Text size"),
        choices=(("normal", _("Normal size")), ("large", _("Large")), ("larger", _("Very large"))),
        widget=forms.RadioSelect,
    )
    spacing = forms.ChoiceField(
        label=_("Space between lines"),
        choices=(("normal", _("Normal space")), ("wide", _("Wide")), ("wider", _("Very wide"))),
        widget=forms.RadioSelect,
    )
    font = forms.ChoiceField(
        label=_("Typeface"),
        choices=(("atkinson", _("Atkinson")), ("device", _("Your device’s own"))),
        widget=HintedRadioSelect(hints={"atkinson": _("Letters easy to tell apart"), "device": _("Less to download")}),
    )

    def preferences(self) -> Preferences:
        """Return what a valid form asks for."""
        return Preferences(**self.cleaned_data)


def in_words(preferences: Preferences) -> str:
    """Return the chosen options in words, those of the form; empty when nothing was chosen."""
    default = Preferences()
    chosen = []
    for name, field in DisplayForm.base_fields.items():
        value = getattr(preferences, name)
        if value != getattr(default, name) and isinstance(field, forms.ChoiceField):
            chosen.append(str(dict(field.choices).get(value, value)))  # type: ignore[arg-type]
    return ", ".join(chosen)
