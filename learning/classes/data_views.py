"""Who sees a learner's progress, and what a teacher may do with the record of somebody who has no account."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from learning.classes import flows, rules
from learning.classes.models import Classroom, Enrolment
from learning.people import erasing, privacy
from learning.people.data_views import json_file, pdf_file, person_of
from learning.people.holdings import day
from learning.people.privacy import Person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop showing one's progress to a group, or show it again: an adult's own choice."""
    person = person_of(request)
    if person.learner is None:
        raise Http404
    enrolment = get_object_or_404(
        Enrolment.objects.present().select_related("classroom"), classroom_id=pk, learner=person.learner
    )
    if not rules.may_choose_sharing(enrolment):
        raise Http404
    if request.method == "POST":
        share = not enrolment.shares_progress
        flows.set_sharing(enrolment=enrolment, share=share)
        said = _("Your progress is shared with “%s”.") if share else _("Your progress is no longer shared with “%s”.")
        messages.success(request, said % enrolment.classroom.name)
        return HttpResponseRedirect(reverse("people:data"))
    return render(request, "classes/sharing.html", {"enrolment": enrolment, "classroom": enrolment.classroom})


def _record(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID) -> tuple[Classroom, Person]:
    """Return a class of the teacher and somebody of it whose record the teacher may handle; 404 for anybody else."""
    classroom = get_object_or_404(Classroom.objects.visible_to(request.user).select_related("owner"), pk=pk)
    enrolment = get_object_or_404(
        Enrolment.objects.present().select_related("learner"), classroom=classroom, learner_id=learner
    )
    if not rules.may_handle_record(request.user, enrolment):
        raise Http404
    return classroom, Person(learner=enrolment.learner)


@never_cache
@require_safe
def learner_data(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID) -> HttpResponse:
    """Show what is held about somebody without an account who asks for it; print it, erase it on their request."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    classroom, person = _record(request, pk, learner)
    context = {
        "classroom": classroom,
        "person": person,
        "learner": person.learner,
        "sections": privacy.sections(person),
        "waiting": erasing.request_of(person),
        "may_erase": rules.may_erase_record(request.user, person.learner),
    }
    return render(request, "classes/learner_data.html", context)


@never_cache
@require_safe
def learner_file(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID, kind: str) -> HttpResponse:
    """Send it as a file: to print and hand over, or for another service."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    _classroom, person = _record(request, pk, learner)
    files: dict[str, Any] = {"json": json_file, "pdf": pdf_file}
    if kind not in files:
        raise Http404
    answer: HttpResponse = files[kind](person)
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase_learner(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID) -> HttpResponse:
    """Have somebody without an account erased, at their request; or keep everything after all."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    classroom, person = _record(request, pk, learner)
    if not rules.may_erase_record(request.user, person.learner):
        raise Http404
    back = reverse("classes:learner_data", args=[classroom.pk, learner])
    waiting = erasing.request_of(person)
    if request.method == "POST":
        if "keep" in request.POST:
            erasing.keep(person=person)
            messages.success(request, _("Nothing will be erased."))
        else:
            waiting = erasing.ask(person=person, reason="helper")
            messages.success(request, _("Noted. Everything about this person is erased on %s.") % day(waiting.due_at))
        return HttpResponseRedirect(back)
    if waiting:
        return HttpResponseRedirect(back)
    return render(request, "classes/erase_learner.html", {"classroom": classroom, "learner": person.learner})
