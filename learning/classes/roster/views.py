"""Names from a file: choose it, see what will happen, then add them. And a name corrected."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from learning.classes import flows, words
from learning.classes.models import Classroom, Enrolment
from learning.classes.roster.forms import FileForm, RenameForm
from learning.classes.roster.preview import State, problem_of
from learning.classes.views import for_teachers, get_classroom, posted


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def import_names(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a file, show what will happen; on the second press add the names that are ticked, all or none."""
    classroom = get_classroom(request, pk)
    if request.method == "POST" and "confirm" in request.POST:
        return _add(request, classroom)
    form = FileForm(posted(request), request.FILES if request.method == "POST" else None, classroom=classroom)
    context = {"classroom": classroom, "form": form, "everybody": words.everybody(classroom)}
    if form.is_valid() and form.preview is not None:
        preview = form.preview
        context |= {
            "preview": preview,
            "new": preview.of(State.NEW),
            "doubtful": preview.of(State.DOUBTFUL),
            "left": preview.of(State.LEFT),
            "there": preview.of(State.THERE),
            "people": words.people(classroom, len(preview.of(State.NEW))),
        }
        return render(request, "classes/import_preview.html", context)
    return render(request, "classes/import.html", context)


def _add(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Add the ticked names. They come back from the page: they are looked at again."""
    names = [flows.tidy(name) for name in request.POST.getlist("name")]
    names = [name for name in names if name]
    back = HttpResponseRedirect(reverse("classes:roster", args=[classroom.pk]))
    if not names:
        messages.warning(request, _("No name was ticked: nothing has changed."))
        return back
    if len(names) > flows.NAMES_AT_ONCE or any(problem_of(name) for name in names):
        messages.error(request, _("These names cannot be taken. Choose the file again."))
        return HttpResponseRedirect(reverse("classes:import", args=[classroom.pk]))
    added = flows.add_learners(classroom=classroom, names=names)
    number = len(added.learners)
    if number:
        text = ngettext("%(number)s name is added.", "%(number)s names are added.", number)
        messages.success(request, text % {"number": number})
    if added.doubles:
        text = _("Already in the list, not added again: %(names)s.")
        messages.warning(request, text % {"names": ", ".join(added.doubles[:10])})
    return back


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def rename(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID) -> HttpResponse:
    """Correct the name of a person without an account; who has an account chooses the name."""
    classroom = get_classroom(request, pk)
    present = Enrolment.objects.present().filter(classroom=classroom).select_related("learner")
    enrolment = get_object_or_404(present, learner_id=learner)
    person = enrolment.learner
    if person.user_id is not None:
        raise Http404
    others = present.exclude(learner=person).values_list("learner__display_name", flat=True)
    taken = {flows.same_name(name) for name in others}
    form = RenameForm(posted(request), classroom=classroom, taken=taken, initial={"name": person.display_name})
    if request.method == "POST" and form.is_valid():
        flows.rename_learner(learner=person, name=form.cleaned_data["name"])
        messages.success(request, _("The name is now “%(name)s”. A card printed before keeps working.") % form.cleaned_data)
        return HttpResponseRedirect(reverse("classes:roster", args=[classroom.pk]))
    context = {"classroom": classroom, "learner": person, "form": form, "everybody": words.everybody(classroom)}
    return render(request, "classes/rename.html", context)
