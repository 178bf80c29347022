"""Forms of "My data"."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kit.forms import HintedRadioSelect
from learning.people.flows import NAME_LENGTH


class LearnerNameForm(forms.Form):
    """The name by which the people of one's groups know one."""

    name = forms.CharField(
        label=_("Your name or pseudonym"),
        help_text=_("The people who run your groups see it. It need not be your real name."),
        max_length=NAME_LENGTH,
        error_messages={
            "required": _("Write a name or a pseudonym."),
            "max_length": _("Write at most 80 letters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class EraseForm(forms.Form):
    """When everything is to be erased. A guest, who has no password, may choose now."""

    NOW, LATER = "now", "later"

    def __init__(self, *args: Any, may_be_now: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = settings.PASSERELLE_ERASE_DAYS
        choices = [(self.LATER, ngettext("In %d day", "In %d days", days) % days), (self.NOW, _("Now"))]
        hints = {
            self.LATER: _("Until then you can change your mind, on the page “My data”."),
            self.NOW: _("Nobody can get it back afterwards."),
        }
        self.fields["when"] = forms.ChoiceField(
            label=_("When?"),
            # One possibility is no question.
            choices=choices if may_be_now else choices[:1],
            initial=None if may_be_now else self.LATER,
            widget=HintedRadioSelect(hints=hints) if may_be_now else forms.HiddenInput(),
            error_messages={"required": _("Choose when."), "invalid_choice": _("Choose when.")},
        )
