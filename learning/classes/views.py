"""Screens of a teacher: classes, names, the progress grid, giving a module."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from learning.classes import flows, rules, words
from learning.classes.forms import AssignForm, ClassroomForm, NamesForm
from learning.classes.grid import COLUMNS, FIRST, class_grid
from learning.classes.models import Assignment, Classroom, Enrolment
from learning.classes.querysets import modules_in
from learning.classes.sheets import grid_csv
from learning.courses.models import ModulePage

SUGGESTED_AT_MOST = 40


def for_teachers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send who is not signed in to the sign-in page; for who is no teacher the page does not exist."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not rules.may_teach(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


def get_classroom(request: HttpRequest, pk: uuid.UUID) -> Classroom:
    """Return the class; Http404 for one that the person may not open."""
    classroom = get_object_or_404(Classroom.objects.visible_to(request.user), pk=pk)
    if not rules.may_open(request.user, classroom):
        raise Http404
    return classroom


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also when it is empty: with `request.POST or None` it would have no errors."""
    return request.POST if request.method == "POST" else None


def language() -> str:
    """Return the language of the page, without its country."""
    return (get_language() or "fr")[:2]


@require_safe
@for_teachers
def classroom_list(request: HttpRequest) -> HttpResponse:
    """List the person's classes."""
    classrooms = Classroom.objects.visible_to(request.user).with_counts().order_by("name", "created_at")
    rows = [
        {
            "classroom": one,
            "people": words.people(one, one.learner_count),
            "modules": words.modules(one.module_count),
        }
        for one in classrooms
    ]
    return render(request, "classes/list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def create(request: HttpRequest) -> HttpResponse:
    """Make a class, then go on to its names."""
    form = ClassroomForm(posted(request))
    if request.method == "POST" and form.is_valid():
        classroom = flows.create_classroom(teacher=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("“%(name)s” is ready. Now add the names.") % {"name": classroom.name})
        return HttpResponseRedirect(reverse("classes:roster", args=[classroom.pk]))
    return render(request, "classes/create.html", {"form": form})


@require_safe
@for_teachers
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the progress grid."""
    classroom = get_classroom(request, pk)
    sort = request.GET.get("sort", "name")
    grid = class_grid(classroom=classroom, language=language(), sort=sort)
    columns, number, pages = _window(request, len(grid.columns))
    if sort != "help" and sort not in {column.sort for column in grid.columns}:
        sort = "name"
    context = {
        "classroom": classroom,
        "grid": grid,
        "sort": sort,
        "columns": grid.columns[columns],
        "rows": [{"row": row, "cells": row.cells[columns]} for row in grid.rows],
        "first": grid.in_need[:FIRST],
        "page": number,
        "pages": pages,
        "kicker": f"{classroom.name} · {words.people(classroom, len(grid.rows))}",
        "title": words.progress_title(classroom),
        "person": words.person(classroom),
        "everybody": words.everybody(classroom),
        "people": words.people(classroom, len(grid.rows)),
        "modules": words.modules(len(grid.columns)),
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
def csv(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the numbers of the grid as a file for a spreadsheet."""
    classroom = get_classroom(request, pk)
    grid = class_grid(classroom=classroom, language=language(), sort=request.GET.get("sort", "name"))
    name = f"{slugify(classroom.name) or 'passerelle'}-{grid.today:%Y-%m-%d}.csv"
    response = HttpResponse(grid_csv(grid, language()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@for_teachers
def learner(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID) -> HttpResponse:
    """Show one learner of the class, in sentences."""
    classroom = get_classroom(request, pk)
    enrolment = _enrolment(classroom, learner)
    grid = class_grid(classroom=classroom, language=language(), learner=enrolment.learner)
    row = grid.rows[0] if grid.rows else None
    context = {
        "classroom": classroom,
        "learner": enrolment.learner,
        "enrolment": enrolment,
        "row": row,
        "pairs": list(zip(grid.columns, row.cells, strict=True)) if row else [],
        "modules": words.modules(len(grid.columns)),
    }
    return render(request, "classes/learner.html", context)


def _enrolment(classroom: Classroom, learner: uuid.UUID) -> Enrolment:
    present = Enrolment.objects.present().filter(classroom=classroom).select_related("learner")
    return get_object_or_404(present, learner_id=learner)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def roster(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the names of the class and add some; put back a person who left."""
    classroom = get_classroom(request, pk)
    back = request.POST.get("back", "")
    if back:
        return _put_back(request, classroom, back)
    form = NamesForm(request.POST or None, classroom=classroom, initial={"names": _suggested(request, classroom)})
    if request.method == "POST" and form.is_valid():
        added = flows.add_learners(classroom=classroom, names=form.cleaned_data["names"])
        _tell(request, classroom, added)
        return HttpResponseRedirect(reverse("classes:roster", args=[classroom.pk]))
    enrolments = list(classroom.enrolments.select_related("learner"))
    enrolments.sort(key=lambda one: one.learner.display_name.casefold())
    present = [one for one in enrolments if one.ended_at is None]
    context = {
        "classroom": classroom,
        "form": form,
        "present": present,
        "gone": [one for one in enrolments if one.ended_at is not None],
        "everybody": words.everybody(classroom),
        "people": words.people(classroom, len(present)),
    }
    return render(request, "classes/roster.html", context)


def _suggested(request: HttpRequest, classroom: Classroom) -> str:
    """Return as many pseudonyms as `?suggest=` asks for, one a line."""
    asked = request.GET.get("suggest", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 4):
        return ""
    present = Enrolment.objects.filter(classroom=classroom).values_list("learner__display_name", flat=True)
    taken = {flows.same_name(name) for name in present}
    return "\n".join(words.pseudonyms(min(int(asked), SUGGESTED_AT_MOST), taken))


def _tell(request: HttpRequest, classroom: Classroom, added: flows.Added) -> None:
    """Say how many names were added and which were there already."""
    number = len(added.learners)
    if number:
        text = ngettext("%(number)s name is added.", "%(number)s names are added.", number)
        messages.success(request, text % {"number": number})
    if added.doubles:
        shown = ", ".join(added.doubles[:5]) + ("…" if len(added.doubles) > 5 else "")
        text = ngettext(
            "One name was there already and is not added again: %(names)s. For a second person, add a letter.",
            "%(number)s names were there already and are not added again: %(names)s. For a second person, add a letter.",
            len(added.doubles),
        )
        messages.warning(request, text % {"number": len(added.doubles), "names": shown})


def _put_back(request: HttpRequest, classroom: Classroom, back: str) -> HttpResponse:
    gone = classroom.enrolments.filter(ended_at__isnull=False).select_related("learner")
    found = {str(one.learner_id): one for one in gone}.get(back)
    if found is None:
        raise Http404
    flows.enrol(classroom=classroom, learner=found.learner)
    messages.success(request, _("%(name)s is back, with all progress.") % {"name": found.learner.display_name})
    return HttpResponseRedirect(reverse("classes:roster", args=[classroom.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def remove(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID) -> HttpResponse:
    """Ask, then take a person out of the class. Nothing is deleted."""
    classroom = get_classroom(request, pk)
    enrolment = _enrolment(classroom, learner)
    if request.method == "POST":
        flows.end_enrolment(classroom=classroom, learner=enrolment.learner)
        messages.success(
            request,
            _("%(name)s is no longer in the list. The progress is kept.") % {"name": enrolment.learner.display_name},
        )
        return HttpResponseRedirect(reverse("classes:roster", args=[classroom.pk]))
    context = {"classroom": classroom, "learner": enrolment.learner, "everybody": words.everybody(classroom)}
    return render(request, "classes/remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def assign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a module to the class, or change the date and the word of one that was given."""
    classroom = get_classroom(request, pk)
    modules = modules_in(language(), with_course=True)
    form = AssignForm(posted(request), modules=modules, initial=_given(request, classroom))
    if request.method == "POST" and form.is_valid():
        page = ModulePage.objects.live().filter(translation_key=form.chosen.key).first()
        if page is None:
            raise Http404
        flows.assign_module(
            teacher=request.user,  # type: ignore[arg-type]
            classroom=classroom,
            module=page,
            due=form.cleaned_data["due"],
            note=form.cleaned_data["note"],
        )
        text = _("“%(module)s” is given to “%(name)s”.")
        messages.success(request, text % {"module": form.chosen.title, "name": classroom.name})
        return HttpResponseRedirect(reverse("classes:detail", args=[classroom.pk]))
    number = classroom.enrolments.present().count()
    context = {
        "classroom": classroom,
        "form": form,
        "modules": modules,
        "everybody": words.everybody(classroom),
        "people": words.people(classroom, number),
    }
    return render(request, "classes/assign.html", context)


def _given(request: HttpRequest, classroom: Classroom) -> dict[str, Any]:
    """Return what `?module=` was given with, to start from."""
    try:
        key = uuid.UUID(request.GET.get("module", ""))
    except ValueError:
        return {}
    found = Assignment.objects.filter(classroom=classroom, module_key=key).first()
    return {"module": str(key), "due": found.due, "note": found.note} if found else {"module": str(key)}
