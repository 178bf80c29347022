"""Form fields that several rooms use."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class DateWidget3(forms.MultiWidget):
    """Day, month and year as three labelled text inputs (no date picker: those differ in every browser)."""

    PARTS = (("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": length})
            for name, _label, length in self.PARTS
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: datetime.date | None) -> list[int | None]:
        """Return day, month and year of `value`, or three times nothing."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateField3(forms.MultiValueField):
    """A date typed as day, month and year; gives a `datetime.date`, or None when optional and empty."""

    widget = DateWidget3
    default_error_messages = {
        "required": _("Write the day, the month and the year."),
        "incomplete": _("Write the day, the month and the year."),
        "invalid": _("Write a date that exists, for example 28 3 2026."),
    }

    def __init__(self, **kwargs: Any) -> None:
        fields = tuple(forms.IntegerField(required=False) for _part in DateWidget3.PARTS)
        kwargs.setdefault("require_all_fields", False)
        super().__init__(fields, **kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        """Return the date typed in `value` (three texts). Raises ValidationError, one for the three."""
        parts = [str(part).strip() if part is not None else "" for part in (value or [])]
        if self.disabled and isinstance(value, datetime.date):
            return value
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if len(parts) != 3 or not all(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        return self.compress(parts)

    def compress(self, data_list: list[Any]) -> datetime.date | None:
        """Return the date of day, month, year; a year of two digits is one of this century."""
        try:
            day, month, year = (int(part) for part in data_list)
            return datetime.date(year + 2000 if 0 <= year < 100 else year, month, day)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether the three texts differ from the date that was there."""
        before = [str(part) if part is not None else "" for part in DateWidget3().decompress(initial)]
        return before != [str(part or "").strip() for part in (data or ["", "", ""])]


class HintedRadioSelect(forms.RadioSelect):
    """Radios whose answers each carry a small explanation: `hints` maps a value to it."""

    def __init__(self, *, hints: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hints = dict(hints)
