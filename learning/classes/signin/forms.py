"""Forms at the door, and those of the teacher who opens it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit.forms import HintedRadioSelect
from learning.classes.flows import NAME_LENGTH, tidy
from learning.classes.signin import keyed
from learning.classes.signin.flows import LONGEST_WINDOW
from learning.classes.signin.models import CardSecret

TIME = re.compile(r"(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?")


class CodeForm(forms.Form):
    """The code of a card, of a class, or a number that a helper gave."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("The code on your card, the code of your class, or the six figures that you were given."),
        max_length=40,
        error_messages={
            "required": _("Write the code of your card or of your class."),
            "max_length": _("This is too long for a code. Look again at your card or at the board."),
        },
        widget=forms.TextInput(
            attrs={"class": "code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PinForm(forms.Form):
    """The four figures of a card."""

    pin = forms.CharField(
        label=_("The four figures of your card"),
        max_length=12,
        error_messages={
            "required": _("Write the four figures of your card."),
            "max_length": _("Write the four figures of your card."),
        },
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_pin(self) -> str:
        """Return the figures without spaces; raises ValidationError when they are not four figures."""
        pin = keyed.plain(self.cleaned_data["pin"])
        if len(pin) != keyed.PIN_LENGTH or not pin.isdigit():
            raise ValidationError(gettext("Write the four figures of your card."))
        return pin


class JoinForm(forms.Form):
    """How somebody who joins is to be called, and whose the answers of this device are."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        error_messages={
            "required": _("Write how you want to be called."),
            "max_length": _("Write 80 signs at most."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    mine = forms.ChoiceField(
        label=_("Some questions were answered on this device. Was it you?"),
        choices=[
            ("yes", _("Yes, they are my answers")),
            ("no", _("No, or I do not know")),
        ],
        error_messages={"required": _("Say whether the answers on this device are yours.")},
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, is_school: bool, ask_whose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Your first name or a pseudonym") if is_school else _("Your name")
        self.fields["name"].help_text = (
            _("Without your family name.") if is_school else _("As you like to be called. A pseudonym is possible.")
        )
        if not ask_whose:
            del self.fields["mine"]

    def clean_name(self) -> str:
        """Return the name, tidied. Raises ValidationError for nothing at all and for an e-mail address."""
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise ValidationError(gettext("Write how you want to be called."))
        if "@" in name:
            raise ValidationError(gettext("Write a name, not an e-mail address."))
        return name


class WindowForm(forms.Form):
    """For how long a class lets people in."""

    UNTIL = "until"
    how_long = forms.ChoiceField(
        label=_("For how long?"),
        choices=[
            ("60", _("1 hour")),
            ("120", _("2 hours")),
            ("180", _("3 hours")),
            (UNTIL, _("Until a time")),
        ],
        error_messages={"required": _("Choose for how long."), "invalid_choice": _("Choose for how long.")},
        widget=forms.RadioSelect,
    )
    until = forms.CharField(
        label=_("Until what time?"),
        help_text=_("Only if you chose “Until a time”. For example: 11:30."),
        max_length=10,
        required=False,
        error_messages={"max_length": _("Write a time of today, for example 11:30.")},
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Add `end`, the moment when the class closes."""
        data: dict[str, Any] = super().clean() or {}
        how_long = data.get("how_long")
        if how_long == self.UNTIL and "until" in data:
            self._read_time(data)
        elif how_long and how_long != self.UNTIL:
            data["end"] = timezone.now() + dt.timedelta(minutes=int(how_long))
        return data

    def _read_time(self, data: dict[str, Any]) -> None:
        match = TIME.fullmatch(data["until"].strip())
        now = timezone.localtime()
        try:
            if match is None:
                raise ValueError
            end = now.replace(hour=int(match[1]), minute=int(match[2] or 0), second=0, microsecond=0)
        except ValueError:
            self.add_error("until", gettext("Write a time of today, for example 11:30."))
            return
        if end <= now:
            self.add_error("until", gettext("This time is over. Write a later time of today."))
        elif end - now > LONGEST_WINDOW:
            self.add_error("until", gettext("Write a time within the next 12 hours."))
        else:
            data["end"] = end


class NewCardsForm(forms.Form):
    """What the new cards of a class ask for."""

    secret = forms.ChoiceField(
        label=_("What do the new cards ask for?"),
        choices=CardSecret.choices,
        error_messages={"required": _("Choose pictures or figures."), "invalid_choice": _("Choose pictures or figures.")},
        widget=HintedRadioSelect(
            hints={
                "pictures": _("For people who read little, and for children."),
                "pin": _("For people who are used to it, for example from a bank card."),
            }
        ),
    )
