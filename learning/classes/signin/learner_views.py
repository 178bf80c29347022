"""The door as a learner sees it: a code, a card, three pictures, a class to join."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kit.throttle import client_address
from learning.classes.models import Classroom, Enrolment
from learning.classes.signin import doors, flows, limits, rules, session
from learning.classes.signin.clock import clock
from learning.classes.signin.forms import CodeForm, JoinForm, PinForm
from learning.classes.signin.keyed import PICTURES_ASKED
from learning.classes.signin.models import CardSecret, JoinRequest, LoginCard
from learning.classes.signin.pictures import PICTURES
from learning.people.guests import ensure_learner
from learning.people.models import Learner

WRONG, WAIT = "wrong", "wait"


def says_unknown() -> str:
    return _("This code does not work. Look again at each letter and figure, or ask the person who runs the group.")


def says_old_card() -> str:
    return _("This card does not work any more. Ask the person who runs the group for a new one.")


def says_closed() -> str:
    return _("Your class is closed at the moment. Ask the person who runs the group to open it.")


def says_too_many() -> str:
    return _("Too many wrong codes. Wait ten minutes, or ask the person who runs the group.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a card or class, or for six figures."""
    if request.method != "POST":
        return _entrance(request, CodeForm(initial={"code": request.GET.get("code", "")[:40]}))
    form = CodeForm(request.POST)
    if form.is_valid():
        typed, address = form.cleaned_data["code"], client_address(request)
        try:
            found = doors.read(typed, address=address)
            if found is None:
                return _come_in(request, doors.by_number(typed, address=address))
        except doors.Unknown:
            form.add_error("code", says_unknown())
        except doors.Closed:
            form.add_error("code", says_closed())
        except doors.TooMany:
            form.add_error("code", says_too_many())
            return _entrance(request, form, status=429)
        else:
            if isinstance(found, Classroom):
                request.session[session.JOIN] = {"classroom": str(found.pk)}
                return HttpResponseRedirect(reverse("cards:join"))
            session.say_hello(request, found)
            return HttpResponseRedirect(reverse("cards:hello"))
    return _entrance(request, form)


def _entrance(request: HttpRequest, form: CodeForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    return render(request, "classes/enter.html", {"form": form, "problem": problem}, status=status)


def _come_in(request: HttpRequest, card: LoginCard) -> HttpResponse:
    limits.note(limits.GOOD_ADDRESS, client_address(request))
    session.sign_in(request, card)
    return HttpResponseRedirect(reverse("cards:over" if session.pending(request) else "progress:mine"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def over(request: HttpRequest) -> HttpResponse:
    """Say that the session is over, then lead back to the answer that was kept."""
    ended = session.is_over(request)
    if request.method == "POST":
        if ended:
            request.session.flush()
        return HttpResponseRedirect(reverse("people:leave") + "?done=card")
    kept = session.pending(request)
    if not ended and kept is None:
        return HttpResponseRedirect(reverse("progress:mine"))
    return render(request, "classes/over.html", {"ended": ended, "kept": kept})


@never_cache
@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Say hello to the person of a square code. It signs nobody in, and the code leaves the address bar."""
    try:
        found = doors.card_by_square_code(code)
    except doors.Unknown:
        return _entrance(request, CodeForm(), problem=says_old_card(), status=404)
    except doors.Closed:
        return _entrance(request, CodeForm(), problem=says_closed())
    session.say_hello(request, found)
    return HttpResponseRedirect(reverse("cards:hello"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hello(request: HttpRequest) -> HttpResponse:
    """Say hello to the person of a card, and ask for its pictures or its figures."""
    held = session.hello(request)
    if held is None:
        return HttpResponseRedirect(reverse("cards:enter"))
    try:
        found = doors.card_by_id(held["card"], held["version"])
    except (doors.Unknown, doors.Closed) as error:
        session.forget_hello(request)
        text = says_closed() if isinstance(error, doors.Closed) else says_old_card()
        return _entrance(request, CodeForm(), problem=text)
    if request.method == "POST" and "other" in request.POST:
        session.forget_hello(request)
        return HttpResponseRedirect(reverse("cards:enter"))
    if found.secret == CardSecret.PIN:
        return _pin(request, found)
    if request.method == "POST":
        return _picture(request, found, held)
    return _show_pictures(request, found, held)


def _picture(request: HttpRequest, found: LoginCard, held: dict[str, Any]) -> HttpResponse:
    """Take one picture more, or one less; the third one is the answer."""
    chosen = [key for key in held.get("chosen", []) if key in PICTURES]
    key = request.POST.get("picture", "")
    if "undo" in request.POST:
        chosen = chosen[:-1]
    elif key in chosen:
        chosen.remove(key)
    elif key in PICTURES:
        chosen.append(key)
    said = ""
    if len(chosen) >= PICTURES_ASKED:
        tried = doors.try_card(found, ",".join(chosen))
        if tried.answer is doors.Answer.RIGHT:
            return _come_in(request, found)
        chosen, said = [], WAIT if tried.answer is doors.Answer.WAIT else WRONG
    request.session[session.HELLO] = {**held, "chosen": chosen, "said": said}
    return HttpResponseRedirect(reverse("cards:hello"))


def _show_pictures(request: HttpRequest, found: LoginCard, held: dict[str, Any]) -> HttpResponse:
    chosen = [key for key in held.get("chosen", []) if key in PICTURES]
    name = found.learner.display_name
    wait = limits.waiting([found]).get(found.learner_id)
    problem = says_wait(wait) if wait else says_wrong_pictures() if held.get("said") == WRONG else ""
    last = PICTURES[chosen[-1]].name if chosen else ""
    context = {
        "name": name,
        "waits": wait is not None,
        "problem": problem,
        "slots": [
            {"number": n + 1, "picture": PICTURES[chosen[n]] if n < len(chosen) else None, "next": n == len(chosen)}
            for n in range(PICTURES_ASKED)
        ],
        "pictures": [
            {"picture": one, "place": chosen.index(one.key) + 1 if one.key in chosen else 0} for one in PICTURES.values()
        ],
        "chosen": len(chosen),
        "next": len(chosen) + 1,
        "last": last,
    }
    return render(request, "classes/pictures.html", context)


def says_wrong_pictures() -> str:
    # Never which one: that would say how to go on guessing.
    return _("These are not the 3 pictures of the card, in order. Look at your card and start again.")


def says_wait(wait: limits.Wait) -> str:
    if wait.until is None:
        return _("This card waits for the person who runs the group. Ask for help: they can let you in.")
    return _("Too many wrong tries. Wait until %(time)s, or ask the person who runs the group.") % {
        "time": clock(wait.until)
    }


def _pin(request: HttpRequest, found: LoginCard) -> HttpResponse:
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        tried = doors.try_card(found, form.cleaned_data["pin"])
        if tried.answer is doors.Answer.RIGHT:
            return _come_in(request, found)
        text = _("These are not the four figures of the card. Look at your card and write them again.")
        form.add_error("pin", says_wait(limits.Wait(tried.until)) if tried.answer is doors.Answer.WAIT else text)
    context = {"form": form, "name": found.learner.display_name}
    return render(request, "classes/pin.html", context)


# Joining by code


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask how somebody wants to be called; then wait for the teacher; then come in."""
    held = request.session.get(session.JOIN)
    classroom = Classroom.objects.filter(pk=held["classroom"]).first() if isinstance(held, dict) else None
    if held is None or classroom is None:
        return HttpResponseRedirect(reverse("cards:enter"))
    asked = _asked(classroom, held)
    if request.method == "POST" and "stop" in request.POST:
        if asked is not None and asked.state == JoinRequest.State.WAITING:
            asked.delete()
        request.session.pop(session.JOIN, None)
        return HttpResponseRedirect(reverse("cards:enter"))
    if asked is not None:
        return _answered(request, classroom, asked)
    if not rules.may_come_in(classroom):
        request.session.pop(session.JOIN, None)
        return _entrance(request, CodeForm(), problem=says_closed())
    return _ask(request, classroom, held)


def _asked(classroom: Classroom, held: dict[str, Any]) -> JoinRequest | None:
    try:
        key = uuid.UUID(held.get("request", ""))
    except ValueError:
        return None
    return JoinRequest.objects.filter(pk=key, classroom=classroom).select_related("learner").first()


def _ask(request: HttpRequest, classroom: Classroom, held: dict[str, Any]) -> HttpResponse:
    learner: Learner | None = ensure_learner(request) if request.user.is_authenticated else request.learner or None  # type: ignore[attr-defined]
    if learner and Enrolment.objects.present().filter(classroom=classroom, learner=learner).exists():
        request.session.pop(session.JOIN, None)
        return HttpResponseRedirect(reverse("progress:mine"))
    is_guest = bool(learner) and not request.user.is_authenticated
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        is_school=classroom.is_school,
        ask_whose=is_guest,
        initial={"name": learner.display_name if learner else ""},
    )
    if form.is_valid():
        if form.cleaned_data.get("mine") == "no":
            learner = None
        try:
            asked = flows.ask_to_join(classroom=classroom, name=form.cleaned_data["name"], learner=learner)
        except flows.TooManyWait:
            form.add_error(None, _("Many people are waiting already. Tell the person who runs the group."))
        except flows.NotNow:
            return _entrance(request, CodeForm(), problem=says_closed())
        else:
            request.session[session.JOIN] = {**held, "request": str(asked.pk), "known": learner is not None}
            return HttpResponseRedirect(reverse("cards:join"))
    context = {"form": form, "classroom": classroom}
    return render(request, "classes/join.html", context)


def _answered(request: HttpRequest, classroom: Classroom, asked: JoinRequest) -> HttpResponse:
    """Show what the teacher said; who was accepted comes in with a press of the button."""
    known = request.session[session.JOIN].get("known")
    if request.method == "POST" and asked.state == JoinRequest.State.ACCEPTED and asked.learner is not None:
        if not known and not rules.may_come_in(classroom):
            return _entrance(request, CodeForm(), problem=says_closed())
        learner = asked.learner
        asked.delete()
        request.session.pop(session.JOIN, None)
        if known:  # an account, or the guest of this device: recognised already
            return HttpResponseRedirect(reverse("progress:mine"))
        return _come_in(request, flows.card_of(learner=learner, classroom=classroom))
    context = {"classroom": classroom, "asked": asked, "state": asked.state}
    return render(request, "classes/join_wait.html", context)
