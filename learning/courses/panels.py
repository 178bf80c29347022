"""Choices and hints of the office's forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.courses import drawings

PROMISE = _("One sentence: what the person will be able to do.")
AUDIENCE = _("For example: adults who start from zero.")
DRAWING = _("The drawings are files of fixtures/images.")
ALT = _("20 to 125 characters, ends with a full stop. Never the answer to a question.")
ORDER = _("A smaller number comes first.")
HELP = _("The kind of place that the lesson sends to when a person is needed.")

LEVELS = [
    (0, _("0: before any framework, device in hand")),
    (1, _("1: with guidance")),
    (2, _("2: alone, with help where needed")),
]
TRACKS = [
    ("adult", _("Adults")),
    ("school", _("School")),
    ("school 8-11", _("School, 8 to 11")),
    ("school 11-15", _("School, 11 to 15")),
]


def drawing_choice() -> forms.Widget:
    """Return a list of our drawings, read when the form is shown."""
    return forms.Select(choices=_drawings)  # type: ignore[arg-type]  # Django reads a callable each time


def _drawings() -> list[tuple[str, Any]]:
    return [("", _("No drawing")), *((name, name) for name in drawings.names())]


def level_choice() -> forms.Widget:
    """Return the levels in words."""
    return forms.Select(choices=LEVELS)


def track_choice() -> forms.Widget:
    """Return for whom a lesson is written."""
    return forms.Select(choices=TRACKS)


def ticks() -> forms.Widget:
    """Return boxes to tick: a list of many needs a key held down, which few people know."""
    return forms.CheckboxSelectMultiple()
