"""The forms of a list of names from a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit import spreadsheets
from learning.classes.flows import NAME_LENGTH, tidy
from learning.classes.models import Classroom
from learning.classes.roster.preview import NoColumns, Preview, TooManyNames, preview, problem_of

SENTENCES = {
    spreadsheets.EMPTY: _("This file is empty. Choose a file with names in it."),
    spreadsheets.OTHER: _("This file is not a table. Save your list as a workbook (.xlsx) or as CSV, then choose it again."),
    spreadsheets.OLD: _(
        "This workbook is old or has a password. Save it as .xlsx without a password, then choose it again."
    ),
    spreadsheets.LARGE: _("This file is too large. Keep only the sheet with the names: 1 MB at most."),
    spreadsheets.LONG: _("This file has too many lines. Keep only the names of this class."),
    spreadsheets.DAMAGED: _("This file cannot be read. Open it, save it again as .xlsx or CSV, then choose it again."),
}


class FileForm(forms.Form):
    """A file with the names; once valid, `preview` says what would happen."""

    file = forms.FileField(
        label=_("Your file"),
        help_text=_("A workbook (.xlsx) or CSV, 1 MB at most."),
        allow_empty_file=True,
        error_messages={
            "required": _("Choose a file."),
            "invalid": _("Choose a file."),
            "missing": _("Choose a file."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )

    def __init__(self, *args: Any, classroom: Classroom, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classroom = classroom
        self.preview: Preview | None = None

    def clean_file(self) -> Any:
        """Read the file. Raises ValidationError with what to do when it is no table or has no known column."""
        upload = self.cleaned_data["file"]
        if upload.size > spreadsheets.MOST_BYTES:
            raise ValidationError(SENTENCES[spreadsheets.LARGE])
        try:
            self.preview = preview(classroom=self.classroom, rows=spreadsheets.read_rows(upload.read()))
        except spreadsheets.NotATable as error:
            raise ValidationError(SENTENCES[error.reason]) from error
        except NoColumns as error:
            text = gettext(
                "No column of names was found. Write in the first line what each column holds: %(words)s. "
                "There stands: %(seen)s."
            )
            words = gettext("first name, pseudonym, name, group")
            raise ValidationError(text % {"words": words, "seen": ", ".join(error.seen)}) from error
        except TooManyNames as error:
            text = gettext("Send 200 names at most at a time. There are %(number)s.")
            raise ValidationError(text % {"number": error.number}) from error
        return upload


class RenameForm(forms.Form):
    """Another name for a person of the list."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        error_messages={"required": _("Write a name."), "max_length": _("Write 80 signs at most.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, classroom: Classroom, taken: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken
        self.fields["name"].label = _("First name or pseudonym") if classroom.is_school else _("Name")

    def clean_name(self) -> str:
        """Return the name, tidied. Raises ValidationError for one that is no name or another person's."""
        from learning.classes.flows import same_name

        name = tidy(self.cleaned_data["name"])
        if not name:
            raise ValidationError(gettext("Write a name."))
        text = problem_of(name)
        if text:
            raise ValidationError(text)
        if same_name(name) in self.taken:
            raise ValidationError(gettext("Another person of the list has this name. Add a letter."))
        return name
