"""The report of an import as its reader sees it: the words of the kinds, fields and reasons in the active language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django.utils.translation import gettext as _

from locator.models import ImportIssue, ServicePoint
from locator.sentences import Said

KEPT = ("line", "kind", "field", "value", "reason", "parameters")


@dataclass(frozen=True)
class Line:
    """One line of a report: as it is kept, and in words."""

    line: int
    kind: str
    field: str
    value: str
    reason: str
    parameters: dict[str, Any] = dataclass_field(default_factory=dict)

    def __str__(self) -> str:
        """The line in words, as a command says it."""
        values = {"line": self.line, "kind": self.what, "field": self.where, "value": self.value, "why": self.why}
        return _("line %(line)s, %(kind)s, %(field)s “%(value)s”: %(why)s") % values

    @property
    def why(self) -> str:
        """The reason, with the values in it."""
        return str(Said(self.reason, self.parameters))

    @property
    def what(self) -> str:
        """Repaired, to look at, or refused."""
        return str(ImportIssue.Kind(self.kind).label) if self.kind in ImportIssue.Kind.values else self.kind

    @property
    def where(self) -> str:
        """The field in words; a column of the list keeps the name that the list gives it."""
        return ", ".join(_name(one) for one in self.field.split(", "))


def _name(name: str) -> str:
    field = next((one for one in ServicePoint._meta.concrete_fields if one.name == name), None)
    return str(field.verbose_name) if field else name


def rows_of(lines: Iterable[Line]) -> Iterator[list[Any]]:
    """Yield the head and the lines of a report as the cells of a table, in the active language."""
    yield [_("line"), _("kind"), _("field"), _("value"), _("reason")]
    for one in lines:
        yield [one.line, one.what, one.where, one.value, one.why]


def lines_of(issues: Iterable[ImportIssue]) -> Iterable[Line]:
    """Yield the lines of a report for rows of an import, saved or not."""
    return (Line(*(getattr(issue, name) for name in KEPT)) for issue in issues)
