"""Who runs a class, and the end of the year."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.throttle import hit
from learning.classes import words
from learning.classes.follow import rules
from learning.classes.follow.flows import team
from learning.classes.follow.forms import HandOverForm, InviteForm, SettingsForm
from learning.classes.follow.models import TeamInvitation
from learning.classes.models import Classroom
from learning.classes.views import for_teachers, get_classroom, posted

INVITATIONS_AN_HOUR = 20


def _mine(request: HttpRequest, pk: uuid.UUID, **options: bool) -> Classroom:
    """Return a class that the person owns; Http404 for a co-teacher too."""
    classroom = get_classroom(request, pk, **options)
    if not rules.may_run(request.user, classroom):
        raise Http404
    return classroom


def _here(classroom: Classroom) -> HttpResponse:
    return HttpResponseRedirect(reverse("classes:settings", args=[classroom.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def settings(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name of the class, when a silence is long, who runs it, the archive."""
    classroom = get_classroom(request, pk)
    start = {"name": classroom.name, "quiet_days": classroom.quiet_days}
    form = SettingsForm(posted(request), initial=start)
    if request.method == "POST" and form.is_valid():
        team.save_settings(classroom=classroom, **form.cleaned_data)
        messages.success(request, _("The change is kept."))
        return _here(classroom)
    return render(request, "classes/settings.html", {**_context(request, classroom), "form": form})


def _context(request: HttpRequest, classroom: Classroom) -> dict[str, Any]:
    return {
        "classroom": classroom,
        "owner": classroom.owner,
        "runs": rules.may_run(request.user, classroom),
        "co_teachers": list(classroom.co_teachers.order_by("first_name", "username")),
        "waiting": list(TeamInvitation.objects.waiting().filter(classroom=classroom)),
        "title": words.settings_title(classroom),
        "back": words.back(classroom),
    }


def _ask(request: HttpRequest, classroom: Classroom, form: InviteForm, **options: Any) -> bool:
    """Send an invitation. What is said afterwards is the same whether somebody has this name or not."""
    if not hit(f"team:{request.user.pk}", INVITATIONS_AN_HOUR, 3600):
        form.add_error("username", _("There were many invitations in one hour. Wait a little, then try again."))
        return False
    try:
        team.invite(
            classroom=classroom,
            by=request.user,  # type: ignore[arg-type]
            username=form.cleaned_data["username"],
            **options,
        )
    except team.AlreadyThere:
        form.add_error("username", _("This person runs the class already."))
        return False
    text = _("If a teacher has the user name “%(name)s”, the invitation waits on their page “Teach” for 14 days.")
    messages.success(request, text % {"name": form.cleaned_data["username"]})
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def invite(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask another teacher to run the class too."""
    classroom = _mine(request, pk, change=True)
    form = InviteForm(posted(request))
    if request.method == "POST" and form.is_valid() and _ask(request, classroom, form):
        return _here(classroom)
    return render(request, "classes/invite.html", {"classroom": classroom, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def hand_over(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask another teacher to take the class."""
    classroom = _mine(request, pk, change=True)
    form = HandOverForm(posted(request), initial={"stays": True})
    if request.method == "POST" and form.is_valid():
        options = {"as_owner": True, "owner_stays": form.cleaned_data["stays"]}
        if _ask(request, classroom, form, **options):
            return _here(classroom)
    return render(request, "classes/hand_over.html", {"classroom": classroom, "form": form})


@require_POST
@for_teachers
def take_back(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Take back an invitation that was not answered."""
    classroom = _mine(request, pk)
    team.take_back(invitation=get_object_or_404(TeamInvitation, classroom=classroom, pk=number))
    messages.success(request, _("The invitation is taken back."))
    return _here(classroom)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def remove(request: HttpRequest, pk: uuid.UUID, user: int) -> HttpResponse:
    """Ask, then close the class to a co-teacher; a co-teacher leaves in the same way."""
    classroom = get_classroom(request, pk, change=True)
    person = get_object_or_404(classroom.co_teachers, pk=user)
    leaving = person.pk == request.user.pk
    if not leaving and not rules.may_run(request.user, classroom):
        raise Http404
    if request.method == "POST":
        team.remove_co_teacher(classroom=classroom, user=person)
        values = {"name": person.get_full_name() or person.get_username(), "class": classroom.name}
        if leaving:
            messages.success(request, _("You no longer run “%(class)s”.") % values)
            return HttpResponseRedirect(reverse("classes:list"))
        messages.success(request, _("%(name)s no longer runs “%(class)s”.") % values)
        return _here(classroom)
    context = {"classroom": classroom, "person": person, "leaving": leaving}
    return render(request, "classes/remove_teacher.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def archive(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then archive the class, or open it again."""
    classroom = _mine(request, pk, archived=True)
    if request.method == "POST":
        if classroom.archived_at:
            team.reopen(classroom=classroom)
            messages.success(request, _("“%(name)s” is open again.") % {"name": classroom.name})
            return HttpResponseRedirect(reverse("classes:detail", args=[classroom.pk]))
        team.archive(classroom=classroom)
        messages.success(request, _("“%(name)s” is archived. You find it below your classes.") % {"name": classroom.name})
        return HttpResponseRedirect(reverse("classes:list"))
    return render(request, "classes/archive.html", {"classroom": classroom, "everybody": words.everybody(classroom)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def invitation(request: HttpRequest, number: int) -> HttpResponse:
    """Show an invitation to the person it is for, and take the answer."""
    one = get_object_or_404(TeamInvitation.objects.for_user(request.user), pk=number)  # type: ignore[arg-type]
    if not rules.may_answer_invitation(request.user, one):
        raise Http404
    if request.method == "POST":
        accept = request.POST.get("answer") == "yes"
        try:
            classroom = team.answer(invitation=one, user=request.user, accept=accept)  # type: ignore[arg-type]
        except team.TooLate:
            raise Http404 from None
        if accept:
            messages.success(request, _("You now run “%(name)s”.") % {"name": classroom.name})
            return HttpResponseRedirect(reverse("classes:detail", args=[classroom.pk]))
        messages.success(request, _("The invitation is refused. Nothing has changed."))
        return HttpResponseRedirect(reverse("classes:list"))
    return render(request, "classes/invitation.html", {"invitation": one, "classroom": one.classroom})
