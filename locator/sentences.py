"""Sentences that are kept and read later: the English text, its values, and the reader's language at reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

LONGEST = 300  # signs of a value in a sentence


@dataclass(frozen=True)
class Said:
    """A sentence by its English text (the msgid) and the values that stand in it; a value may be a sentence too."""

    msgid: str
    parameters: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, msgid: str, /, **parameters: object) -> Said:
        """Return a sentence whose values can be written as JSON."""
        return cls(msgid, {name: v.kept() if isinstance(v, Said) else _plain(v) for name, v in parameters.items()})

    def kept(self) -> dict[str, Any]:
        """Return the sentence as JSON keeps it, to stand in another one."""
        return {"msgid": self.msgid, "parameters": self.parameters}

    def __str__(self) -> str:
        """Return the sentence in the language that is active. One that was kept without values is shown as it is."""
        if not self.msgid or not self.parameters:
            return gettext(self.msgid) if self.msgid else ""
        values = {name: str(Said(**v)) if isinstance(v, dict) else v for name, v in self.parameters.items()}
        return gettext(self.msgid) % values

    def __bool__(self) -> bool:
        return bool(self.msgid)


def _plain(value: object) -> str | int:
    # Of a list a cell may be a million signs long: as much is kept as of the value beside it.
    return value if isinstance(value, int) else str(value)[:LONGEST]


class SaidError(ValueError):
    """An error whose message is read in the reader's language: `str(error)` at reading, `error.said` to keep it."""

    def __init__(self, msgid: str, /, **parameters: object) -> None:
        super().__init__(msgid, parameters)
        self.said = Said.of(msgid, **parameters)

    def __str__(self) -> str:
        return str(self.said)
