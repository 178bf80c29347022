"""The door as a teacher sees it: open it, show the code, let people in, look after the cards."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kit.qr import qr_svg
from learning.classes import words
from learning.classes.flows import same_name
from learning.classes.models import Classroom, Enrolment
from learning.classes.signin import flows, keyed, limits, rules
from learning.classes.signin.clock import clock
from learning.classes.signin.forms import NewCardsForm, WindowForm
from learning.classes.signin.models import JoinRequest, LoginCard
from learning.classes.views import for_teachers, get_classroom, posted


def get_my_classroom(request: HttpRequest, pk: uuid.UUID) -> Classroom:
    """Return the class; Http404 for one whose door the person may not open."""
    classroom = get_classroom(request, pk)
    if not rules.may_let_in(request.user, classroom):
        raise Http404
    return classroom


# The window


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def window(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open and close the class, show its code, answer the people who ask to join."""
    classroom = get_my_classroom(request, pk)
    here = HttpResponseRedirect(reverse("classes:window", args=[classroom.pk]))
    form = WindowForm(posted(request) if "how_long" in request.POST or "open" in request.POST else None)
    if request.method == "POST":
        if form.is_bound:
            if form.is_valid():
                flows.open_window(classroom=classroom, until=form.cleaned_data["end"])
                text = _("“%(name)s” is open until %(time)s.")
                messages.success(request, text % {"name": classroom.name, "time": clock(classroom.open_until)})
                return here
        else:
            _do(request, classroom)
            return here
    present = Enrolment.objects.present().filter(classroom=classroom).select_related("learner")
    names = {same_name(one.learner.display_name) for one in present}
    waiting = list(JoinRequest.objects.filter(classroom=classroom).waiting())
    context = {
        "classroom": classroom,
        "form": form,
        "code": flows.class_code(classroom=classroom) if classroom.is_open else "",
        "where": where(),
        "waiting": [{"request": one, "double": same_name(one.name) in names} for one in waiting],
        "number": len(waiting),
        "everybody": words.everybody(classroom),
        "people": words.people(classroom, len(present)),
        "is_empty": not present,
    }
    return render(request, "classes/window.html", context)


def where() -> str:
    """Return the address to write on a board: example.org/fr/card."""
    return f"{settings.PASSERELLE_URL.partition('://')[2]}/{get_language()}/card"


def _do(request: HttpRequest, classroom: Classroom) -> None:
    """Do what a button of the page says. A button of another day does nothing."""
    post = request.POST
    if "close" in post:
        flows.close_window(classroom=classroom)
        messages.success(request, _("The class is closed. Nobody else comes in. Who is in can go on."))
    elif "out" in post:
        flows.sign_everybody_out(classroom=classroom)
        messages.success(request, _("Everybody who came in with a card, a number or the class code is signed out."))
    elif "new_code" in post:
        flows.new_class_code(classroom=classroom)
        messages.success(request, _("The class has a new code. The old one does not work any more."))
    elif "decline_all" in post:
        for one in JoinRequest.objects.filter(classroom=classroom).waiting():
            flows.decline(request=one)
        messages.success(request, _("Nobody waits any more."))
    elif "accept" in post or "decline" in post:
        _decide(request, classroom)


def _decide(request: HttpRequest, classroom: Classroom) -> None:
    key = request.POST.get("accept") or request.POST.get("decline") or ""
    try:
        asked = JoinRequest.objects.filter(classroom=classroom).waiting().filter(pk=uuid.UUID(key)).first()
    except ValueError:
        raise Http404 from None
    if asked is None:
        messages.info(request, _("This person does not wait any more."))
    elif "accept" in request.POST:
        learner = flows.accept(request=asked)
        messages.success(request, _("%(name)s is in the list.") % {"name": learner.display_name})
    else:
        flows.decline(request=asked)
        messages.success(request, _("%(name)s is not let in.") % {"name": asked.name})


@require_safe
@for_teachers
def board(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the class code so large that the whole room can read it. No name stands on this page."""
    classroom = get_my_classroom(request, pk)
    if not classroom.is_open:
        return HttpResponseRedirect(reverse("classes:window", args=[classroom.pk]))
    code = flows.class_code(classroom=classroom)
    address = f"{settings.PASSERELLE_URL}{reverse('cards:enter')}?code={code}"
    context = {
        "classroom": classroom,
        "code": code,
        "where": where(),
        "until": clock(classroom.open_until),
        "qr": qr_svg(address, title=_("Square code: %(address)s") % {"address": address}),
    }
    return render(request, "classes/board.html", context)


# Cards


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def cards(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """List the cards of the class: print them, replace one, let a card in again."""
    classroom = get_my_classroom(request, pk)
    if request.method == "POST":
        return _one_card(request, classroom)
    present = Enrolment.objects.present().filter(classroom=classroom).select_related("learner")
    learners = sorted((one.learner for one in present), key=lambda one: same_name(one.display_name))
    held = {one.learner_id: one for one in LoginCard.objects.filter(learner__in=learners)}
    waits = limits.waiting(held.values())
    rows = [
        {
            "learner": one,
            "card": held.get(one.pk),
            "has_account": one.user_id is not None,
            "wait": waits.get(one.pk),
            "until": clock(waits[one.pk].until) if one.pk in waits else "",
        }
        for one in learners
    ]
    context = {
        "classroom": classroom,
        "rows": rows,
        "everybody": words.everybody(classroom),
        "people": words.people(classroom, len(rows)),
        "has_accounts": any(row["has_account"] for row in rows),
    }
    return render(request, "classes/cards.html", context)


def _one_card(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    key = request.POST.get("replace") or request.POST.get("again") or ""
    try:
        card = LoginCard.objects.of_class(classroom).select_related("learner").filter(learner=uuid.UUID(key)).first()
    except ValueError:
        raise Http404 from None
    if card is None:
        raise Http404
    name = {"name": card.learner.display_name}
    if "replace" in request.POST:
        flows.replace_card(card=card)
        messages.success(request, _("The old card of %(name)s does not work any more. Print the new one.") % name)
    else:
        flows.let_in_again(card=card)
        messages.success(request, _("The card of %(name)s can be tried again.") % name)
    return HttpResponseRedirect(f"{reverse('classes:cards', args=[classroom.pk])}#card-{card.learner_id}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def new_cards(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then replace every card of the class."""
    classroom = get_my_classroom(request, pk)
    form = NewCardsForm(posted(request), initial={"secret": classroom.card_secret})
    if request.method == "POST" and form.is_valid():
        number = flows.reset_cards(classroom=classroom, secret=form.cleaned_data["secret"])
        text = ngettext(
            "%(number)s card was replaced. Print it anew.", "%(number)s cards were replaced. Print them anew.", number
        )
        messages.success(request, text % {"number": number})
        return HttpResponseRedirect(reverse("classes:cards", args=[classroom.pk]))
    return render(request, "classes/new_cards.html", {"classroom": classroom, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def number(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID) -> HttpResponse:
    """Give one person of the class six figures that sign in once, within two minutes."""
    classroom = get_my_classroom(request, pk)
    present = Enrolment.objects.present().filter(classroom=classroom).select_related("learner")
    enrolment = get_object_or_404(present, learner_id=learner)
    context: dict[str, Any] = {"classroom": classroom, "learner": enrolment.learner, "where": where()}
    if request.method == "POST" and classroom.is_open:
        code, until = flows.give_number(
            teacher=request.user,  # type: ignore[arg-type]
            classroom=classroom,
            learner=enrolment.learner,
        )
        half = keyed.SIX // 2
        context |= {"code": f"{code[:half]} {code[half:]}", "until": clock(until)}
    return render(request, "classes/number.html", context)
