"""The grid as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from kit.tables import harmless
from learning.classes.grid import Grid
from learning.classes.words import person


def grid_csv(grid: Grid, language: str) -> str:
    """Return the grid as CSV text with the words and numbers of the page, for spreadsheets in that language.

    It begins with a byte order mark, without which Excel reads UTF-8 as Windows-1252.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";" if language == "fr" else ",")
    head = [person(grid.classroom), *(column.module.title for column in grid.columns), sum_head(grid)]
    writer.writerow(map(harmless, head))
    for row in grid.rows:
        writer.writerow(map(harmless, [row.learner.display_name, *(cell.words for cell in row.cells), row.sum]))
    return "\ufeff" + stream.getvalue()


def sum_head(grid: Grid) -> str:
    """Return the head of the last column, which sums up a row."""
    return _("Lessons finished") if grid.filters.week else _("Modules finished")
