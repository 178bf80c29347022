"""Forms of giving, small groups, notes and the people who run a class."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kit.forms import DateField3, HintedRadioSelect
from learning.classes import words
from learning.classes.flows import first_due_day, tidy
from learning.classes.models import Assignment, Classroom, Enrolment
from learning.classes.querysets import Module

CLASS, PEOPLE, GROUP = "class", "people", "group-"
NOTE_LENGTH, SMALL_NAME = 1000, 60
LONGEST_QUIET = 90


def present_people(classroom: Classroom) -> list[Enrolment]:
    """Return the learners of a class by name. One query."""
    from learning.classes.grid import name_key

    rows = classroom.enrolments.present().select_related("learner")
    return sorted(rows, key=lambda one: name_key(one.learner.display_name))


class Ticks(forms.CheckboxSelectMultiple):
    """Checkboxes with a small explanation beside each."""

    def __init__(self, *, hints: dict[str, str] | None = None) -> None:
        super().__init__()
        self.hints = hints or {}


class DatesForm(forms.Form):
    """The dates and the word of a module that is given, or was given."""

    opens = DateField3(label=_("From which date?"), required=False)
    due = DateField3(label=_("To finish before which date?"), required=False)
    note = forms.CharField(
        label=_("A word for the group"),
        help_text=_("Optional. It stands beside the module in “My learning”."),
        required=False,
        max_length=500,
        error_messages={"max_length": _("Write 500 signs at most.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, classroom: Classroom, known: Assignment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["note"].label = words.word_for(classroom)
        self.fields["opens"].help_text = gettext("Optional. Without a date: at once.")
        example = first_due_day() + dt.timedelta(days=20)
        self.fields["due"].help_text = gettext("Optional. For example: %(day)s %(month)s %(year)s") % {
            "day": example.day,
            "month": example.month,
            "year": example.year,
        }

    def clean_opens(self) -> dt.date | None:
        opens = self.cleaned_data["opens"]
        if opens and opens < timezone.localdate() and not (self.known and opens == self.known.opens):
            raise ValidationError(_from(timezone.localdate()))
        return opens

    def clean_due(self) -> dt.date | None:
        due = self.cleaned_data["due"]
        if due is None:
            return None
        opens = self.cleaned_data.get("opens")
        first = max(first_due_day(), opens or first_due_day())
        # A date that has passed since it was given may stay, while the note is changed.
        kept = self.known is not None and due == self.known.due and (opens is None or due >= opens)
        if due < first and not kept:
            raise ValidationError(_from(first))
        return due

    def clean_note(self) -> str:
        return self.cleaned_data["note"].strip()

    @property
    def values(self) -> dict[str, Any]:
        """The dates and the note, once the form is valid."""
        return {name: self.cleaned_data[name] for name in ("opens", "due", "note")}


def _from(day: dt.date) -> str:
    return gettext("Choose a date from %(day)s") % {"day": date_format(day, "j F Y")}


class AssignForm(DatesForm):
    """Which modules, to whom, when."""

    module = forms.MultipleChoiceField(
        label=_("Which modules?"),
        error_messages={
            "required": _("Choose a module."),
            "invalid_choice": _("Choose a module of the list."),
            "invalid_list": _("Choose a module of the list."),
        },
        widget=Ticks(),
    )
    to = forms.ChoiceField(label=_("To whom?"), error_messages={"required": _("Choose to whom.")})
    field_order = ("module", "to", "opens", "due", "note")

    def __init__(
        self,
        *args: Any,
        classroom: Classroom,
        modules: dict[uuid.UUID, Module],
        people: list[Enrolment],
        groups: list[tuple[int, str, int]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, classroom=classroom, **kwargs)
        self.modules = modules
        field: Any = self.fields["module"]
        field.help_text = ngettext(
            "%(number)s module is ready. Choose one or several.", "%(number)s modules are ready. Choose one or several.",
            len(modules),
        ) % {"number": len(modules)}  # fmt: skip
        field.choices = [
            (str(key), gettext("%(module)s (%(lessons)s)") % {"module": one.title, "lessons": words.lessons(one.total)})
            for key, one in modules.items()
        ]
        field.widget.hints = {str(key): one.course for key, one in modules.items()}
        to: Any = self.fields["to"]
        hints = {CLASS: words.people(classroom, len(people)), PEOPLE: gettext("You choose them on the next screen.")}
        hints |= {f"{GROUP}{pk}": words.people(classroom, number) for pk, _name, number in groups}
        to.widget = HintedRadioSelect(hints=hints)
        to.choices = [
            (CLASS, words.whole(classroom)),
            *((f"{GROUP}{pk}", gettext("To the small group “%(name)s”") % {"name": name}) for pk, name, _n in groups),
            (PEOPLE, gettext("To some people")),
        ]
        self.fields["to"].initial = CLASS

    @property
    def chosen(self) -> list[Module]:
        """The modules that were chosen, once the form is valid."""
        return [self.modules[uuid.UUID(key)] for key in self.cleaned_data["module"]]

    @property
    def group_number(self) -> int | None:
        """The number of the small group that was chosen, once the form is valid."""
        to = self.cleaned_data["to"]
        return int(to.removeprefix(GROUP)) if to.startswith(GROUP) else None

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What was sent, to be sent again with the people: names and values."""
        names = [name for name in self.data if name in self.fields or name.startswith(("opens_", "due_"))]
        return [(name, value) for name in names for value in self.data.getlist(name)]  # type: ignore[attr-defined]


class PeopleForm(forms.Form):
    """Some people of a class."""

    people = forms.MultipleChoiceField(
        label=_("Who?"),
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("Choose people of the list."),
            "invalid_list": _("Choose people of the list."),
        },
        widget=Ticks(),
    )

    def __init__(self, *args: Any, people: Iterable[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.choices = [(str(one.learner_id), one.learner.display_name) for one in people]

    @property
    def chosen(self) -> list[uuid.UUID]:
        """The learners who were chosen, once the form is valid."""
        return [uuid.UUID(key) for key in self.cleaned_data["people"]]


class SmallGroupForm(PeopleForm):
    """A small group: its name and who is in it."""

    name = forms.CharField(
        label=_("Name of the small group"),
        help_text=_("For example: Beginners."),
        max_length=SMALL_NAME,
        error_messages={"required": _("Write a name."), "max_length": _("Write 60 signs at most.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("name", "people")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].required = False
        self.fields["people"].label = _("Who is in it?")

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise ValidationError(gettext("Write a name."))
        return name


class CopyForm(forms.Form):
    """Which modules to give to another class too."""

    modules = forms.MultipleChoiceField(
        label=_("Which modules?"),
        error_messages={"required": _("Choose a module."), "invalid_choice": _("Choose a module of the list.")},
        widget=Ticks(),
    )
    to = forms.ChoiceField(
        label=_("To which class or group?"),
        error_messages={"required": _("Choose a class or a group."), "invalid_choice": _("Choose a class or a group.")},
    )
    dates = forms.BooleanField(label=_("Keep the dates that are still to come"), required=False, initial=True)

    def __init__(
        self, *args: Any, given: list[tuple[int, str]], others: list[tuple[uuid.UUID, str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        modules: Any = self.fields["modules"]
        modules.choices = [(str(pk), title) for pk, title in given]
        modules.initial = [str(pk) for pk, _title in given]
        to: Any = self.fields["to"]
        to.widget = HintedRadioSelect(hints={str(pk): people for pk, _name, people in others})
        to.choices = [(str(pk), name) for pk, name, _people in others]


class MoveForm(forms.Form):
    """Into which class a learner goes."""

    to = forms.ChoiceField(
        label=_("To which class or group?"),
        error_messages={"required": _("Choose a class or a group."), "invalid_choice": _("Choose a class or a group.")},
    )

    def __init__(self, *args: Any, others: list[tuple[uuid.UUID, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.widget = HintedRadioSelect(hints={str(pk): people for pk, _name, people in others})
        to.choices = [(str(pk), name) for pk, name, _people in others]


class NoteForm(forms.Form):
    """A note about a learner."""

    text = forms.CharField(
        label=_("Your note"),
        max_length=NOTE_LENGTH,
        error_messages={"required": _("Write a few words."), "max_length": _("Write 1,000 signs at most.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shown = forms.ChoiceField(
        label=_("Who reads it?"),
        choices=(("no", ""), ("yes", "")),
        initial="no",
        error_messages={"required": _("Choose who reads it.")},
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields["shown"]
        shown.widget = HintedRadioSelect(
            hints={
                "no": gettext("%(name)s may ask for it: it is part of “My data”.") % {"name": name},
                "yes": gettext("%(name)s finds it in “My learning”.") % {"name": name},
            }
        )
        shown.choices = [
            ("no", gettext("The people who run this class")),
            ("yes", gettext("%(name)s too") % {"name": name}),
        ]

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].strip()
        if not text:
            raise ValidationError(gettext("Write a few words."))
        return text


class SettingsForm(forms.Form):
    """The name of a class and when a silence is long."""

    name = forms.CharField(
        label=_("Name of the class or group"),
        max_length=80,
        error_messages={"required": _("Write a name."), "max_length": _("Write 80 signs at most.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    quiet_days = forms.IntegerField(
        label=_("After how many days without a lesson do we tell you?"),
        help_text=_("From 1 to 90. Two weeks (14) at first."),
        min_value=1,
        max_value=LONGEST_QUIET,
        error_messages={
            "required": _("Write a number from 1 to 90."),
            "invalid": _("Write a number from 1 to 90."),
            "min_value": _("Write a number from 1 to 90."),
            "max_value": _("Write a number from 1 to 90."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
    )

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise ValidationError(gettext("Write a name."))
        return name


class InviteForm(forms.Form):
    """Whom to ask to run the class too."""

    username = forms.CharField(
        label=_("User name of the person"),
        help_text=_("The name with which this person signs in. Ask them for it."),
        max_length=150,
        error_messages={"required": _("Write a user name."), "max_length": _("Write 150 signs at most.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_username(self) -> str:
        name = tidy(self.cleaned_data["username"])
        if not name:
            raise ValidationError(gettext("Write a user name."))
        return name


class HandOverForm(InviteForm):
    """To whom the class goes."""

    stays = forms.BooleanField(label=_("I stay, as a co-teacher"), required=False)
