"""What counts as a counter: every choice is in the address, so that a figure can be sent with what it counts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kit.services import CATEGORIES
from locator.coverage.measure import FRANCE_SERVICES, HOURS_CHOICES, LIMITS_KM, Counting

ANY = "any"
HOURS_LABELS = {
    0: _("All of them, also when their hours are not known"),
    12: _("Open at least 12 hours a week"),
    24: _("Open at least 24 hours a week"),
    35: _("Open at least 35 hours a week"),
}


def service_choices() -> list[tuple[str, Any]]:
    """Return what can be counted: the France services list, every place, or those of one need."""
    return [
        (FRANCE_SERVICES, _("France services counters")),
        (ANY, _("Every place of the directory")),
        *((key, category.label) for key, category in CATEGORIES.items()),
    ]


class CountingForm(forms.Form):
    """Which counters count. A value that does not exist (an old link) means the first choice."""

    service = forms.ChoiceField(label=_("Which counters"), choices=service_choices)
    km = forms.ChoiceField(label=_("Farther than"), choices=[(str(km), f"{km}\u00a0km") for km in LIMITS_KM])
    hours = forms.ChoiceField(label=_("Hours"), choices=[(str(n), HOURS_LABELS[n]) for n in HOURS_CHOICES])
    walk_in = forms.BooleanField(label=_("Only those that receive without an appointment"), required=False)
    step_free = forms.BooleanField(label=_("Only those with a step-free entrance"), required=False)

    def __init__(self, data: Any, *, service: str) -> None:
        """Take the address's values; `service` is what is counted when the address says nothing."""
        values = {"service": service, "km": "10", "hours": "0"}
        for name in values:
            allowed = {str(value) for value, _label in self.base_fields[name].choices}  # type: ignore[attr-defined]
            if data.get(name) in allowed:
                values[name] = data[name]
        for name in ("walk_in", "step_free"):
            if data.get(name):
                values[name] = "on"
        super().__init__(values)
        self.full_clean()

    @property
    def counting(self) -> Counting:
        """Return which counters count."""
        values = self.cleaned_data
        return Counting(
            service="" if values["service"] == ANY else values["service"],
            hours=int(values["hours"]),
            no_appointment=values["walk_in"],
            step_free=values["step_free"],
        )

    @property
    def limit(self) -> int:
        """Return the limit shown on the map and in the sentence, in kilometres."""
        return int(self.cleaned_data["km"])

    @property
    def query(self) -> dict[str, str]:
        """Return the address's values, without those that say nothing."""
        return {name: str(value) for name, value in self.data.items() if value}
