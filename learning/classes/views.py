"""Screens of a teacher: classes and names. Giving and following are in learning.classes.follow."""

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
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from learning.classes import flows, rules, words
from learning.classes.forms import ClassroomForm, NamesForm
from learning.classes.models import Classroom, Enrolment, TeamInvitation

SUGGESTED_AT_MOST = 40


class ArchivedClass(Exception):
    """The class was put away: it can be read, not changed."""

    def __init__(self, classroom: Classroom) -> None:
        super().__init__(classroom.pk)
        self.classroom = classroom


def for_teachers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send who is not signed in to the sign-in page; for who is no teacher the page does not exist.

    What would change an archived class leads to its page, which says why.
    """

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not rules.may_teach(request.user):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except ArchivedClass as archived:
            messages.warning(request, _("This class is archived. Open it again first, in its settings."))
            return HttpResponseRedirect(reverse("classes:detail", args=[archived.classroom.pk]))

    return wrapped


def get_classroom(request: HttpRequest, pk: uuid.UUID, *, change: bool = False, archived: bool = False) -> Classroom:
    """Return the class; Http404 for one that the person may not open (rules.may_open, as visible_to reads it).

    A form sent to an archived class raises ArchivedClass, which for_teachers answers; with `change` its page does too.
    With `archived` nothing does.
    """
    classroom = get_object_or_404(Classroom.objects.visible_to(request.user), pk=pk)
    if classroom.archived_at and not archived and (change or request.method == "POST"):
        raise ArchivedClass(classroom)
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
    """List the person's classes and the invitations that wait for an answer; archived classes are one link away."""
    put_away = request.GET.get("archived") == "1"
    classrooms = Classroom.objects.visible_to(request.user).with_counts().order_by("name", "created_at")
    found = [one for one in classrooms if bool(one.archived_at) == put_away]
    rows = [
        {
            "classroom": one,
            "people": words.people(one, one.learner_count),
            "modules": words.modules(one.module_count),
        }
        for one in found
    ]
    context = {
        "rows": rows,
        "put_away": put_away,
        "archived_number": 0 if put_away else len(classrooms) - len(found),
        "invitations": [] if put_away else TeamInvitation.objects.for_user(request.user),  # type: ignore[arg-type]
    }
    return render(request, "classes/list.html", context)


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


def get_enrolment(classroom: Classroom, learner: uuid.UUID) -> Enrolment:
    """Return a learner's place in the class; Http404 for somebody who is not in it."""
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
    enrolment = get_enrolment(classroom, learner)
    if request.method == "POST":
        flows.end_enrolment(classroom=classroom, learner=enrolment.learner)
        messages.success(
            request,
            _("%(name)s is no longer in the list. The progress is kept.") % {"name": enrolment.learner.display_name},
        )
        return HttpResponseRedirect(reverse("classes:roster", args=[classroom.pk]))
    context = {"classroom": classroom, "learner": enrolment.learner, "everybody": words.everybody(classroom)}
    return render(request, "classes/remove.html", context)
