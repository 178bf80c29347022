"""The grid as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from learning.classes.grid import Grid
from learning.classes.words import person


def grid_rows(grid: Grid) -> Iterator[list[str]]:
    """Yield the head and the lines of the grid, with the words and numbers of the page."""
    yield [person(grid.classroom), *(column.module.title for column in grid.columns), sum_head(grid)]
    for row in grid.rows:
        yield [row.learner.display_name, *(cell.words for cell in row.cells), row.sum]


def sum_head(grid: Grid) -> str:
    """Return the head of the last column, which sums up a row."""
    return _("Lessons finished") if grid.filters.week else _("Modules finished")
