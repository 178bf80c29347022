"""Practice: the list, what an exercise is, and its screens. No answer is recorded here (learning.progress does)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kit.origin import same_origin_required
from kit.throttle import client_address, hit
from learning.activities import rules
from learning.activities.models import PracticeScenario
from learning.activities.practice import addresses
from learning.activities.practice.addresses import Thread
from learning.activities.practice.definition import Scenario
from learning.activities.practice.play import BACK, NotAWay, Play, replay, typed_action, typed_otherwise, way_to
from learning.activities.practice.private import looks_real
from learning.activities.stage import Stage

TYPED_AN_HOUR = 1200  # a class shares one address
LONGEST_TEXT = 200


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the exercises of the language."""
    rows = list(PracticeScenario.objects.in_language(_language()))
    return render(request, "activities/index.html", {"scenarios": rows})


@require_safe
def practice(request: HttpRequest, key: str) -> HttpResponse:
    """Say what an exercise is; nothing of it is started."""
    row = _row(key)
    thread = Thread(lesson=Thread.of(request.GET).lesson)
    url = addresses.screen_url(row.key, row.scenario.start, thread)
    return render(request, "activities/practice.html", {"row": row, "scenario": row.scenario, "start_url": url})


@require_safe
def screen(request: HttpRequest, key: str, screen: str, action: str = "") -> HttpResponse:
    """Show a screen, or what an action of it leads to."""
    row = _row(key)
    thread = Thread.of(request.GET)
    play, own = _arrive(row.scenario, screen, thread.did, action)
    if action == BACK:
        raise Http404  # a step back leads to its screen, it has no page of its own
    if action:
        try:
            play = play.after(action)
        except NotAWay as error:
            raise Http404 from error
    stage = Stage(play.shortened(), thread, may_keep=own)
    return _page(request, row, stage)


@require_POST
@same_origin_required
def type_text(request: HttpRequest, key: str, screen: str) -> HttpResponse:
    """Take what was typed in a field of a screen. It is compared, then forgotten: no address, log or row holds it."""
    row = _row(key)
    post = request.POST
    thread = Thread.of(post)
    play, own = _arrive(row.scenario, screen, thread.did)
    label, text = post.get("label", ""), post.get("text", "")[: LONGEST_TEXT + 1]
    here = play.screen
    if not any(one.input and one.input.label == label for one in here.actions):
        raise Http404
    action = typed_action(here, label, text)
    if action is None and not looks_real(text):
        action = typed_otherwise(here, label, text)
    if not hit(f"typed:{client_address(request)}", TYPED_AN_HOUR, 3600):
        error, kept = _("Too many answers came from here in one hour. Take a break, then go on."), text
    elif action:
        url = addresses.action_url(row.key, here.id, action.id, thread.going(play.way))
        return HttpResponseRedirect(addresses.as_part(url, post.get("part")))
    else:
        error, kept = _not_taken(text)
    stage = Stage(play, thread, typed_label=label, typed_text=kept, typed_error=error, may_keep=own)
    return _page(request, row, stage, status=422)


def _not_taken(text: str) -> tuple[str, str]:
    """Return what to say of a text that no action takes, and what stays in the field."""
    if not text.strip():
        return _("Write in the box, then send."), ""
    if looks_real(text):
        said = _(
            "This looks like a real address, card number or password. It is not kept. "
            "Write only the invented words of the exercise."
        )
        return said, ""
    return _("Not yet. Look at the screen again, then write it another way."), text[:LONGEST_TEXT]


def _arrive(scenario: Scenario, screen: str, did: tuple[str, ...], action: str = "") -> tuple[Play, bool]:
    """Return the play at a screen, and whether its way is the one that the address tells.

    An address may have been typed, kept on a device, or be of a text that has changed: it then gets a way of its own.
    """
    try:
        play = replay(scenario, did)
        if play.screen.id == screen:
            return play, True
    except NotAWay:
        pass
    way = way_to(scenario, screen, action) if scenario.screen(screen) else None
    if way is None:
        raise Http404
    return replay(scenario, way), False


def _page(request: HttpRequest, row: PracticeScenario, stage: Stage, status: int = 200) -> HttpResponse:
    # A part alone is for a script that puts it into a lesson: its headings stand one level lower.
    part = bool((request.GET or request.POST).get("part"))
    context: dict[str, Any] = {"row": row, "scenario": row.scenario, "stage": stage, "level": 4 if part else 2}
    context["part"] = part
    template = "activities/stage.html" if part else "activities/screen.html"
    return render(request, template, context, status=status)


def _row(key: str) -> PracticeScenario:
    row = PracticeScenario.objects.filter(key=key, language=_language()).first()
    if row is None or not rules.may_practise(row, _language()):
        raise Http404
    return row


def _language() -> str:
    return (get_language() or "fr")[:2]
