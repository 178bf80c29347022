"""One learner of a class: what was done, notes, changing class; small groups."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learning.classes import words
from learning.classes.follow import rules
from learning.classes.follow.flows import access, groups
from learning.classes.follow.forms import MoveForm, NoteForm, SmallGroupForm, present_people
from learning.classes.follow.history import history, sentence
from learning.classes.follow.models import Note, SmallGroup
from learning.classes.follow.views.giving import other_classes
from learning.classes.grid import FREE, class_grid
from learning.classes.models import Classroom, Enrolment
from learning.classes.needs import helps
from learning.classes.views import for_teachers, get_classroom, get_enrolment, language, posted


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def learner(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID) -> HttpResponse:
    """Show one learner of the class, in sentences and as a table; keep a note."""
    classroom = get_classroom(request, pk)
    enrolment = get_enrolment(classroom, learner)
    form = NoteForm(posted(request), name=enrolment.learner.display_name)
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["shown"] == "yes"
        groups.write_note(
            classroom=classroom,
            learner=enrolment.learner,
            author=request.user,  # type: ignore[arg-type]
            text=form.cleaned_data["text"],
            shown=shown,
        )
        name = enrolment.learner.display_name
        text = _("Your note is kept. %(name)s reads it in “My learning”.") if shown else _("Your note is kept.")
        messages.success(request, text % {"name": name})
        return HttpResponseRedirect(reverse("classes:learner", args=[classroom.pk, learner]) + "#notes")
    context = {
        "classroom": classroom,
        "learner": enrolment.learner,
        "enrolment": enrolment,
        "form": form,
        "notes": _notes(request, classroom, enrolment),
        "groups": SmallGroup.objects.filter(classroom=classroom, learners=enrolment.learner),
        "back": words.back(classroom),
        **_progress(request, classroom, enrolment),
    }
    return render(request, "classes/learner.html", context)


def _progress(request: HttpRequest, classroom: Classroom, enrolment: Enrolment) -> dict[str, Any]:
    """Return what the learner did, and note that it was looked at; nothing for who does not share it."""
    if not rules.may_see_progress(enrolment):
        return {"shared": False}
    grid = class_grid(classroom=classroom, language=language(), learner=enrolment.learner)
    row = grid.rows[0]
    access.note_page_view(viewer=request.user, classroom=classroom, learner=enrolment.learner)  # type: ignore[arg-type]
    pairs = [pair for pair in zip(grid.columns, row.cells, strict=True) if pair[1].state != FREE]
    return {
        "shared": True,
        "row": row,
        "modules": [{"column": column, "cell": cell, "sentence": sentence(column, cell)} for column, cell in pairs],
        "help": next(iter(helps(classroom=classroom, rows=[row], language=language())), None),
        "lines": history(
            learner=enrolment.learner,
            classroom=classroom,
            columns=[column for column, _cell in pairs],
            language=language(),
        ),
    }


def _notes(request: HttpRequest, classroom: Classroom, enrolment: Enrolment) -> list[dict[str, Any]]:
    found = Note.objects.filter(classroom=classroom, learner=enrolment.learner).select_related("author", "classroom")
    return [{"note": one, "mine": rules.may_delete_note(request.user, one)} for one in found]


@require_POST
@for_teachers
def delete_note(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID, number: int) -> HttpResponse:
    """Take a note away."""
    classroom = get_classroom(request, pk)
    enrolment = get_enrolment(classroom, learner)
    note = get_object_or_404(
        Note.objects.select_related("classroom"), classroom=classroom, pk=number, learner=enrolment.learner
    )
    if not rules.may_delete_note(request.user, note):
        raise Http404
    groups.delete_note(note=note)
    messages.success(request, _("The note is deleted."))
    return HttpResponseRedirect(reverse("classes:learner", args=[classroom.pk, learner]) + "#notes")


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def move(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID) -> HttpResponse:
    """Put a learner into another class of the same teacher."""
    classroom = get_classroom(request, pk, change=True)
    enrolment = get_enrolment(classroom, learner)
    form = MoveForm(posted(request), others=other_classes(request, classroom))
    if request.method == "POST" and form.is_valid():
        target = get_classroom(request, uuid.UUID(form.cleaned_data["to"]))
        groups.move_learner(learner=enrolment.learner, source=classroom, target=target)
        values = {"name": enrolment.learner.display_name, "class": target.name}
        messages.success(request, _("%(name)s is now in “%(class)s”, with all progress.") % values)
        return HttpResponseRedirect(reverse("classes:learner", args=[target.pk, learner]))
    others = bool(form.fields["to"].choices)  # type: ignore[attr-defined]
    context = {"classroom": classroom, "learner": enrolment.learner, "form": form, "others": others}
    return render(request, "classes/move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def small_groups(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the small groups of the class and make one."""
    classroom = get_classroom(request, pk)
    people = present_people(classroom)
    form = SmallGroupForm(posted(request), people=people)
    if request.method == "POST" and form.is_valid() and _save(classroom, form):
        messages.success(request, _("The small group “%(name)s” is ready.") % {"name": form.cleaned_data["name"]})
        return HttpResponseRedirect(reverse("classes:small_groups", args=[classroom.pk]))
    rows = [
        {"group": one, "people": words.people(classroom, one.number)} for one in SmallGroup.objects.with_numbers(classroom)
    ]
    context = {"classroom": classroom, "form": form, "rows": rows, "people": people, "back": words.back(classroom)}
    return render(request, "classes/small_groups.html", context)


def _save(classroom: Classroom, form: SmallGroupForm, group: SmallGroup | None = None) -> bool:
    try:
        groups.save_group(classroom=classroom, name=form.cleaned_data["name"], learners=form.chosen, group=group)
    except groups.NameTaken:
        form.add_error("name", _("There is a small group of this name already. Write another one."))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def small_group(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Change a small group: its name, who is in it."""
    classroom = get_classroom(request, pk, change=True)
    group = get_object_or_404(SmallGroup, classroom=classroom, pk=number)
    inside = [str(key) for key in group.learners.values_list("pk", flat=True)]
    start = {"name": group.name, "people": inside}
    form = SmallGroupForm(posted(request), people=present_people(classroom), initial=start)
    if request.method == "POST" and form.is_valid() and _save(classroom, form, group):
        messages.success(request, _("The change is kept."))
        return HttpResponseRedirect(reverse("classes:small_groups", args=[classroom.pk]))
    return render(request, "classes/small_group.html", {"classroom": classroom, "form": form, "group": group})


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def delete_group(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Ask, then delete a small group. Its people stay in the class."""
    classroom = get_classroom(request, pk, change=True)
    group = get_object_or_404(SmallGroup, classroom=classroom, pk=number)
    if request.method == "POST":
        name = group.name
        groups.delete_group(group=group)
        messages.success(request, _("The small group “%(name)s” is deleted.") % {"name": name})
        return HttpResponseRedirect(reverse("classes:small_groups", args=[classroom.pk]))
    given = group.assignments.count()
    return render(request, "classes/delete_group.html", {"classroom": classroom, "group": group, "given": given})
