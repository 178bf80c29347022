"""The progress of a class: the page, the sheet, the file, and everybody who needs help now."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_exempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kit.pdf import render_pdf
from kit.tables import csv_response
from kit.throttle import hit, too_many_sheets
from learning.classes import words
from learning.classes.follow.flows import access
from learning.classes.follow.models import AccessLog
from learning.classes.grid import COLUMNS, DONE, FIRST, HELP, STARTED, TODO, Filters, Grid, class_grid, monday
from learning.classes.models import Classroom
from learning.classes.needs import helps
from learning.classes.sheets import grid_rows, sum_head
from learning.classes.views import for_teachers, get_classroom, language

WEEKS = 12  # a term
SHEETS_AN_HOUR = 60


def read_filters(data: Mapping[str, str]) -> Filters:
    """Return what an address asks for; what cannot be read is as if it were not there."""
    group = data.get("group", "")
    try:
        module = uuid.UUID(data.get("module", ""))
    except ValueError:
        module = None
    try:
        week = monday(dt.date.fromisoformat(data.get("week", "")))
    except (ValueError, OverflowError):
        week = None
    if week and not 2000 < week.year < 2100:
        week = None
    return Filters(
        group=int(group) if group.isascii() and group.isdigit() and len(group) < 10 else None,
        module=module,
        week=week,
        sort=data.get("sort", HELP)[:40],
    )


def query(filters: Filters, **more: Any) -> str:
    """Return the address part of filters, with some changed: "?group=3&sort=name"."""
    pairs = {"group": filters.group, "module": filters.module, "week": filters.week, "sort": filters.sort, **more}
    if pairs["sort"] == HELP:
        pairs["sort"] = None
    return "?" + urlencode({name: value for name, value in pairs.items() if value})


def _grid(request: HttpRequest, classroom: Classroom, page: str) -> Grid:
    """Return the grid that the address asks for, and note who looked at it."""
    grid = class_grid(classroom=classroom, language=language(), filters=read_filters(request.GET))
    access.note_class_view(
        viewer=request.user,  # type: ignore[arg-type]
        classroom=classroom,
        learner_ids=[row.learner.pk for row in grid.rows],
        page=page,
    )
    return grid


def said(grid: Grid) -> str:
    """Return the grid in one sentence."""
    if grid.filters.week:
        active = [row for row in grid.rows if row.lessons_done]
        done = sum(row.lessons_done for row in active)
        return words.week_summary(grid.classroom, active=len(active), done=done)
    counts = grid.state_counts
    if not any(counts.values()):
        return ""
    return words.summary(grid.classroom, finished=counts[DONE], under_way=counts[STARTED], not_started=counts[TODO])


def caption(grid: Grid) -> str:
    """Return the name of the table: how many people and modules, which day or week, which part of the class."""
    values = {
        "people": words.people(grid.classroom, len(grid.rows)),
        "modules": words.modules(len(grid.columns)),
        "day": date_format(_day(grid), "j F Y"),
    }
    if grid.filters.week:
        text = _("%(people)s, %(modules)s, lessons finished in the week of %(day)s") % values
    else:
        text = _("%(people)s, %(modules)s, on %(day)s") % values
    group = dict(grid.groups).get(grid.filters.group or 0)
    return f"{text} · {group}" if group else text


def _day(grid: Grid) -> dt.date:
    archived = grid.classroom.archived_at
    return grid.filters.week or (timezone.localdate(archived) if archived else grid.today)


def _weeks(classroom: Classroom, today: dt.date) -> list[dt.date]:
    """Return the Mondays to choose from, the last week first: since the class was made, a term at most."""
    first = monday(timezone.localdate(classroom.created_at))
    mondays = (monday(today) - dt.timedelta(weeks=n) for n in range(WEEKS))
    return [day for day in mondays if day >= first] or [monday(today)]


def _heads(grid: Grid, shown: list[Any]) -> list[dict[str, Any]]:
    """Return the heads of the columns: each leads to its sort, and the one that sorts leads to the reverse."""
    filters = grid.filters
    return [{"column": column, **_sort(filters, column.sort)} for column in shown]


def _sort(filters: Filters, key: str) -> dict[str, str]:
    state = {key: "ascending", f"-{key}": "descending"}.get(filters.sort, "")
    wanted = f"-{key}" if state == "ascending" else key
    return {"aria": state, "url": query(filters, sort=wanted)}


@require_safe
@for_teachers
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the progress grid, and above it who needs help first."""
    classroom = get_classroom(request, pk)
    grid = _grid(request, classroom, AccessLog.Page.GRID)
    filters = grid.filters
    columns, number, pages = _window(request, len(grid.columns))
    shown = grid.columns[columns]
    repeating = request.GET.get("every") == "minute" and not classroom.archived_at
    context = {
        "classroom": classroom,
        "grid": grid,
        "columns": shown,
        "heads": _heads(grid, shown),
        "name_head": _sort(filters, "name"),
        "rows": [{"row": row, "cells": row.cells[columns]} for row in grid.rows],
        "first": helps(classroom=classroom, rows=grid.in_need[:FIRST], language=language()),
        "page": number,
        "pages": pages,
        "filtered": filters != Filters(sort=filters.sort),
        "has_free": any(cell.state == "free" for row in grid.rows for cell in row.cells),
        "weeks": _weeks(classroom, grid.today),
        "here": query(filters),
        "by_help": query(filters, sort=None),
        "before": query(filters, page=number - 1),
        "after": query(filters, page=number + 1),
        "repeating": repeating,
        "repeat_url": query(filters, page=number if number > 1 else None, every=None if repeating else "minute"),
        "kicker": f"{classroom.name} · {words.people(classroom, grid.enrolled)}",
        "title": words.progress_title(classroom),
        "person": words.person(classroom),
        "everybody": words.everybody(classroom),
        "settings_title": words.settings_title(classroom),
        "caption": caption(grid),
        "said": said(grid),
        "now": timezone.localtime(),
    }
    return render(request, "classes/detail.html", context)


def _window(request: HttpRequest, total: int) -> tuple[slice, int, int]:
    """Return which columns are shown, the number of this page and how many pages there are."""
    pages = max(1, -(-total // COLUMNS))
    asked = request.GET.get("page", "")
    number = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    return slice((number - 1) * COLUMNS, number * COLUMNS), number, pages


@require_safe
@for_teachers
def needs(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show everybody who needs help now, the most urgent first, each with one thing to do."""
    classroom = get_classroom(request, pk)
    grid = _grid(request, classroom, AccessLog.Page.GRID)
    context = {
        "classroom": classroom,
        "helps": helps(classroom=classroom, rows=grid.in_need, language=language()),
        "back": words.back(classroom),
    }
    return render(request, "classes/needs.html", context)


@require_safe
@for_teachers
def csv(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the numbers of the grid as a file for a spreadsheet: the same as on the page with the same filter."""
    classroom = get_classroom(request, pk)
    grid = _grid(request, classroom, AccessLog.Page.FILE)
    return csv_response(f"{_file_name(grid)}.csv", grid_rows(grid))


# A browser's own PDF reader is a page with styles and an <embed>: some versions hold it to the file's policy.
@require_safe
@csp_exempt()  # type: ignore[arg-type]
@for_teachers
def sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the grid on paper (PDF/UA): every module, in parts that fit a page."""
    classroom = get_classroom(request, pk)
    # A hundred and fifty learners take some seconds of the machine.
    if not hit(f"grid-pdf:{request.user.pk}", SHEETS_AN_HOUR, 3600):
        return too_many_sheets()
    grid = _grid(request, classroom, AccessLog.Page.FILE)
    context = {
        "grid": grid,
        "classroom": classroom,
        "page": {"title": f"{words.progress_title(classroom)} – {classroom.name}"},
        "title": words.progress_title(classroom),
        "person": words.person(classroom),
        "caption": caption(grid),
        "said": said(grid),
        "sum_head": sum_head(grid),
        "parts": [
            {
                "columns": grid.columns[start : start + COLUMNS],
                "rows": [{"row": row, "cells": row.cells[start : start + COLUMNS]} for row in grid.rows],
                "last": start + COLUMNS >= len(grid.columns),
            }
            for start in range(0, len(grid.columns), COLUMNS)
        ],
        "version": grid.today,
    }
    data = render_pdf(html=render_to_string("classes/grid_print.html", context, request))
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{_file_name(grid)}.pdf"'
    return response


def _file_name(grid: Grid) -> str:
    return f"{slugify(grid.classroom.name) or 'passerelle'}-{_day(grid):%Y-%m-%d}"
