"""Forms of a teacher's screens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kit.forms import HintedRadioSelect
from learning.classes.flows import NAME_LENGTH, NAMES_AT_ONCE, tidy
from learning.classes.models import Classroom

PROBLEMS_SHOWN = 5


class ClassroomForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the class or group"),
        help_text=_("For example: Tuesday morning group."),
        max_length=80,
        error_messages={
            "required": _("Write a name."),
            "max_length": _("Write 80 signs at most."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Classroom.Kind.choices,
        error_messages={"required": _("Choose a class or a group.")},
        widget=HintedRadioSelect(
            hints={
                "school": _("Its people are called pupils. A pseudonym is enough."),
                "adult": _("Its people are called participants."),
            }
        ),
    )

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise ValidationError(gettext("Write a name."))
        return name


class NamesForm(forms.Form):
    names = forms.CharField(
        label=_("Names to add"),
        strip=False,
        error_messages={"required": _("Write at least one name.")},
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, classroom: Classroom, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].help_text = (
            _("One name a line: a first name or a pseudonym. No family name, no e-mail address.")
            if classroom.is_school
            else _("One name a line, as each person likes to be called. No e-mail address is needed.")
        )

    def clean_names(self) -> list[str]:
        """Return the names typed without blank lines. Raises ValidationError, a sentence for each problem."""
        lines = [(number, tidy(line)) for number, line in enumerate(self.cleaned_data["names"].splitlines(), 1)]
        lines = [(number, name) for number, name in lines if name]
        if not lines:
            raise ValidationError(gettext("Write at least one name."))
        if len(lines) > NAMES_AT_ONCE:
            text = gettext("Write %(most)s names at most at a time. There are %(number)s.")
            raise ValidationError(text % {"most": NAMES_AT_ONCE, "number": len(lines)})
        problems = [problem for number, name in lines if (problem := self._problem(number, name))]
        if len(problems) > PROBLEMS_SHOWN:
            more = len(problems) - PROBLEMS_SHOWN
            text = ngettext(
                "%(number)s other line is to be corrected.",
                "%(number)s other lines are to be corrected.",
                more,
            )
            problems = [*problems[:PROBLEMS_SHOWN], text % {"number": more}]
        if problems:
            raise ValidationError(problems)
        return [name for _number, name in lines]

    @staticmethod
    def _problem(number: int, name: str) -> str:
        if len(name) > NAME_LENGTH:
            return gettext("Line %(line)s: write %(most)s signs at most.") % {
                "line": number,
                "most": NAME_LENGTH,
            }
        if "@" in name:
            return gettext("Line %(line)s: write a name, not an e-mail address.") % {"line": number}
        return ""
