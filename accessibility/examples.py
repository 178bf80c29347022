"""What the page of elements shows: real forms and values, so that it cannot drift from the components."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kit.forms import DateField3, HintedRadioSelect


def examples() -> dict[str, Any]:
    """Return the context of the page of elements: one form at rest, the same with errors."""
    form_class = _example_form()
    at_rest = form_class(auto_id="rest_%s", prefix="rest", initial={"who": "all", "topics": ["mail"]})
    wrong = form_class(
        {"bad-due_day": "31", "bad-due_month": "2", "bad-due_year": "2026", "bad-note": "", "bad-who": ""},
        auto_id="bad_%s",
        prefix="bad",
    )
    return {"rest": at_rest, "wrong": wrong}


def _example_form() -> type[forms.Form]:
    """Build the form in the language of the request."""

    class ExampleForm(forms.Form):
        name = forms.CharField(
            label=_("Name of the class"),
            help_text=_("As it is written on the door."),
            error_messages={"required": _("Write a name.")},
        )
        module = forms.ChoiceField(
            label=_("Which module?"),
            choices=[("mail", _("E-mail")), ("scams", _("Scams"))],
            help_text=_("Each takes about an hour."),
            error_messages={"required": _("Choose a module.")},
        )
        who = forms.ChoiceField(
            label=_("For whom?"),
            choices=[("all", _("The whole class")), ("some", _("Some learners"))],
            widget=HintedRadioSelect(hints={"some": _("You choose them on the next page.")}),
            error_messages={"required": _("Choose one of the two.")},
        )
        topics = forms.MultipleChoiceField(
            label=_("What do you need to write a message?"),
            help_text=_("Several answers are possible."),
            required=False,
            choices=[("mail", _("An e-mail address")), ("net", _("A connection to the internet"))],
            widget=forms.CheckboxSelectMultiple,
        )
        due = DateField3(
            label=_("To finish before which date?"),
            help_text=_("Optional. For example: 28 3 2026"),
            required=False,
        )
        note = forms.CharField(
            label=_("A word for the class"),
            help_text=_("Optional. It is shown at the top of the module."),
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        )
        agree = forms.BooleanField(
            label=_("I have told the learners"),
            error_messages={"required": _("Tick the box when it is done.")},
        )

    return ExampleForm
