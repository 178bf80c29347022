"""Giving modules, and what was given: seen, changed, withdrawn, copied."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from learning.classes import words
from learning.classes.follow.flows import giving
from learning.classes.follow.forms import PEOPLE, AssignForm, CopyForm, DatesForm, PeopleForm, present_people
from learning.classes.follow.models import SmallGroup
from learning.classes.models import Assignment, Classroom
from learning.classes.querysets import Module, modules_in
from learning.classes.views import for_teachers, get_classroom, language, posted


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def assign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give one or several modules to the class, to a small group of it, or (on a second screen) to some people."""
    classroom = get_classroom(request, pk, change=True)
    modules = modules_in(language(), with_course=True)
    people = present_people(classroom)
    groups = [(one.pk, one.name, one.number) for one in SmallGroup.objects.with_numbers(classroom)]
    form = AssignForm(
        posted(request), classroom=classroom, modules=modules, people=people, groups=groups, initial=_asked(request)
    )
    context = {"classroom": classroom, "form": form, "modules": modules}
    if request.method == "POST" and form.is_valid():
        chosen = None
        if form.cleaned_data["to"] == PEOPLE:
            second = PeopleForm(request.POST if request.POST.get("step") == PEOPLE else None, people=people)
            if not second.is_valid():
                return render(request, "classes/assign_people.html", {**context, "first": form, "form": second})
            chosen = second.chosen
        giving.give(
            teacher=request.user,  # type: ignore[arg-type]
            classroom=classroom,
            modules=[one.key for one in form.chosen],
            small_group=classroom.small_groups.get(pk=form.group_number) if form.group_number else None,
            learners=chosen,
            **form.values,
        )
        messages.success(request, _given_sentence(classroom, form.chosen))
        return HttpResponseRedirect(reverse("classes:detail", args=[classroom.pk]))
    context |= {
        "everybody": words.everybody(classroom),
        "people": words.people(classroom, len(people)),
        "seen": words.seen(classroom),
        "back": words.back(classroom),
    }
    return render(request, "classes/assign.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return what `?module=` and `?group=` ask for, to start from."""
    asked: dict[str, Any] = {}
    if request.GET.get("module"):
        asked["module"] = [request.GET["module"]]
    if request.GET.get("group"):
        asked["to"] = f"group-{request.GET['group']}"
    return asked


def _given_sentence(classroom: Classroom, chosen: list[Module]) -> str:
    if len(chosen) == 1:
        return _("“%(module)s” is given to “%(name)s”.") % {"module": chosen[0].title, "name": classroom.name}
    text = ngettext("%(number)s module is given to “%(name)s”.", "%(number)s modules are given to “%(name)s”.", len(chosen))
    return text % {"number": len(chosen), "name": classroom.name}


def target_of(one: Assignment) -> str:
    """Return in words to whom a module was given. Its learners are prefetched, its small group is joined."""
    if one.audience == Assignment.Audience.GROUP and one.small_group:
        return _("To the small group “%(name)s”") % {"name": one.small_group.name}
    if one.audience == Assignment.Audience.LEARNERS:
        names = sorted(learner.display_name for learner in one.learners.all())
        more = len(names) - 5
        shown = ", ".join(names[:5])
        if more > 0:
            text = ngettext("To %(names)s and %(number)s more", "To %(names)s and %(number)s more", more)
            return text % {"names": shown, "number": more}
        return _("To %(names)s") % {"names": shown} if names else _("To nobody any more")
    return words.whole(one.classroom)


def _rows(classroom: Classroom) -> list[dict[str, Any]]:
    """Return what was given, the modules that are published, in the order of giving. Five queries at most."""
    given = classroom.assignments.select_related("small_group", "classroom", "given_by").prefetch_related("learners")
    modules = modules_in(language(), {one.module_key for one in given}) if given else {}
    return [
        {"assignment": one, "module": modules[one.module_key], "target": target_of(one)}
        for one in given
        if one.module_key in modules
    ]


@require_safe
@for_teachers
def given(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what was given, to whom, for when."""
    classroom = get_classroom(request, pk)
    rows = _rows(classroom)
    others = Classroom.objects.visible_to(request.user).current().exclude(pk=classroom.pk).exists() if rows else False
    context = {"classroom": classroom, "rows": rows, "others": others, "back": words.back(classroom)}
    return render(request, "classes/given.html", context)


def _one(classroom: Classroom, number: int) -> tuple[Assignment, Module | None]:
    found = classroom.assignments.select_related("small_group", "classroom").prefetch_related("learners")
    one = get_object_or_404(found, pk=number)
    return one, modules_in(language(), [one.module_key]).get(one.module_key)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def change(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Change the dates and the word of what was given; where it was given to some people, to whom."""
    classroom = get_classroom(request, pk, change=True)
    one, module = _one(classroom, number)
    some = one.audience == Assignment.Audience.LEARNERS
    start = {"opens": one.opens, "due": one.due, "note": one.note}
    form = DatesForm(posted(request), classroom=classroom, known=one, initial=start)
    chosen = [str(learner.pk) for learner in one.learners.all()]
    second = PeopleForm(posted(request), people=present_people(classroom), initial={"people": chosen}) if some else None
    if request.method == "POST" and form.is_valid() and (second is None or second.is_valid()):
        giving.change(assignment=one, learners=second.chosen if second else None, **form.values)
        messages.success(request, _("The change is kept."))
        return HttpResponseRedirect(reverse("classes:given", args=[classroom.pk]))
    context = {
        "classroom": classroom, "assignment": one, "module": module, "form": form, "second": second,
        "target": target_of(one),
    }  # fmt: skip
    return render(request, "classes/change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def withdraw(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Ask, then take back a module that was given."""
    classroom = get_classroom(request, pk, change=True)
    one, module = _one(classroom, number)
    title = module.title if module else ""
    if request.method == "POST":
        giving.withdraw(assignment=one)
        messages.success(request, _("“%(module)s” is no longer given. What was done is kept.") % {"module": title})
        return HttpResponseRedirect(reverse("classes:given", args=[classroom.pk]))
    context = {"classroom": classroom, "assignment": one, "title": title, "target": target_of(one)}
    return render(request, "classes/withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the same modules to another class of the same teacher: also those of a class that is archived."""
    classroom = get_classroom(request, pk, archived=True)
    rows = _rows(classroom)
    others = other_classes(request, classroom)
    titles = {row["assignment"].module_key: (row["assignment"].pk, row["module"].title) for row in reversed(rows)}
    form = CopyForm(posted(request), given=list(reversed(titles.values())), others=others)
    if request.method == "POST" and form.is_valid():
        target = get_classroom(request, uuid.UUID(form.cleaned_data["to"]))
        chosen = [row["assignment"] for row in rows if str(row["assignment"].pk) in form.cleaned_data["modules"]]
        copied = giving.copy_to(
            teacher=request.user,  # type: ignore[arg-type]
            assignments=chosen,
            classroom=target,
            keep_dates=form.cleaned_data["dates"],
        )
        _tell_copied(request, target, copied)
        return HttpResponseRedirect(reverse("classes:given", args=[target.pk]))
    return render(request, "classes/copy.html", {"classroom": classroom, "form": form, "rows": rows, "others": others})


def other_classes(request: HttpRequest, classroom: Classroom) -> list[tuple[uuid.UUID, str, str]]:
    """Return the person's other classes that are not archived: number, name, how many people. One query."""
    found = Classroom.objects.visible_to(request.user).current().exclude(pk=classroom.pk).with_counts()
    return [(one.pk, one.name, words.people(one, one.learner_count)) for one in found.order_by("name", "created_at")]


def _tell_copied(request: HttpRequest, target: Classroom, copied: giving.Copied) -> None:
    number = len(copied.given)
    if number:
        text = ngettext("%(number)s module is given to “%(name)s”.", "%(number)s modules are given to “%(name)s”.", number)
        messages.success(request, text % {"number": number, "name": target.name})
    if copied.there_already:
        text = ngettext(
            "%(number)s module was given there already and stays as it is.",
            "%(number)s modules were given there already and stay as they are.",
            copied.there_already,
        )
        messages.warning(request, text % {"number": copied.there_already})
