"""An answer comes in, "My learning" is shown."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kit.origin import same_origin_required
from kit.throttle import client_address, hit
from learning.activities import questions as q
from learning.activities.practice import addresses
from learning.activities.practice.addresses import Thread
from learning.activities.practice.definition import Scenario
from learning.activities.practice.play import NotAWay, replay
from learning.activities.stage import HELP_FROM
from learning.courses.models import CheckPage, LessonPage
from learning.people import devices
from learning.people.guests import OTHER, ensure_learner, other_learner
from learning.progress import checks, flows, overview, rules
from learning.progress.forms import order_of, response_of
from learning.progress.models import Attempt

# Far above what a class does, far below what a script does.
ANSWERS_AN_HOUR = 1200


@require_POST
@same_origin_required
def answer(request: HttpRequest, lesson_key: uuid.UUID, activity_id: uuid.UUID) -> HttpResponse:
    """Record an answer and go back to its question."""
    lesson = _lesson(request, lesson_key)
    activity = lesson.activity(activity_id)
    if activity is None:
        raise Http404
    post = request.POST
    extra = {"version": "simple"} if "simple" in post else {}
    support = Attempt.Support.ALONE
    if post.get("with") == "somebody":
        extra["with"], support = "somebody", Attempt.Support.TOGETHER
    if activity.question.scenario:
        return _practised(request, lesson, activity, activity.question.scenario)
    if post.get("hint"):
        extra["hint"] = str(activity.id)
    if "move" in post:
        return _moved(lesson, activity, post, extra)
    response: Any = flows.REVEAL if "reveal" in post else response_of(activity, post)
    try:
        if "reveal" not in post:
            q.judge(activity.question, response)  # an answer that cannot be taken must not make a guest
    except q.BadAnswer as error:
        return _back(lesson, activity, {**extra, error.code: str(activity.id), **_kept(activity, response)})
    if not _may_go_on(request):
        return _too_many(request, lesson)
    flows.record_attempt(
        learner=ensure_learner(request),
        lesson=lesson,
        activity_id=activity.id,
        revision=lesson.revision,
        response=response,
        client_uuid=_client_uuid(post.get("client_uuid", "")),
        support=Attempt.Support.HINT if post.get("hint") and "with" not in extra else support,
    )
    return _back(lesson, activity, {**extra, "answered": str(activity.id)})


@require_POST
@same_origin_required
def finish(request: HttpRequest, lesson_key: uuid.UUID) -> HttpResponse:
    """Finish a lesson that asks nothing."""
    lesson = _lesson(request, lesson_key)
    if lesson.activities():
        raise Http404
    if not _may_go_on(request):
        return _too_many(request, lesson)
    flows.finish_lesson(learner=ensure_learner(request), lesson=lesson)
    together = "?with=somebody" if request.POST.get("with") == "somebody" else ""
    return HttpResponseRedirect(f"{lesson.path_url}{together}#end")


@require_POST
@same_origin_required
def check(request: HttpRequest, check_key: uuid.UUID) -> HttpResponse:
    """Record one sitting and show what it says; with an answer missing, say which, and keep the others."""
    found = CheckPage.objects.live().filter(translation_key=check_key, locale__language_code=get_language())
    page = found.first()
    if page is None or not rules.may_answer(request.learner, page):  # type: ignore[attr-defined]
        raise Http404
    activities = page.activities()
    responses = checks.responses_of(activities, request.POST)  # what cannot be taken must not make a guest
    if len(responses) < len(activities):
        kept = {f"q{number}": responses.get(one.id, "") for number, one in enumerate(activities, 1)}
        chosen = {name: ",".join([given] if isinstance(given, str) else given) for name, given in kept.items() if given}
        return HttpResponseRedirect(f"{page.path_url}?{urlencode({'missing': '1', **chosen})}")
    if not _may_go_on(request):
        return _too_many(request, page)
    number = _client_uuid(request.POST.get("client_uuid", ""))
    checks.record_check(learner=ensure_learner(request), check=page, responses=responses, number=number)
    return HttpResponseRedirect(f"{page.path_url}?checked=1#result")


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what the learner has started and finished, and what comes next."""
    learner = request.learner  # type: ignore[attr-defined]
    language = get_language() or "fr"
    modules = overview.modules_of(learner=learner, language=language) if learner else []
    courses, competences = overview.shares_of(learner=learner, language=language) if modules else ([], [])
    resume = next((module for module in modules if module.resume), None)
    context = {
        "modules": modules,
        "resume": resume,
        "courses": courses,
        "competences": competences,
        "next_module": overview.next_module(learner=learner, language=language, begun=modules) if learner else None,
        "on_paper": bool(learner) and Attempt.objects.filter(learner=learner, source=Attempt.Source.PAPER).exists(),
        "learner": learner,
        "is_guest": bool(learner) and not request.user.is_authenticated and devices.find(request) is None,
    }
    return render(request, "progress/mine.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Ask whether the answers of this device are those of the person who came in; join them, or leave them apart."""
    learner = request.learner  # type: ignore[attr-defined]
    other = other_learner(request)
    if other is None or not rules.may_merge(learner, other):
        request.session.pop(OTHER, None)
        return HttpResponseRedirect(reverse("progress:mine"))
    if request.method == "POST" and request.POST.get("mine") in ("yes", "no"):
        del request.session[OTHER]
        if request.POST["mine"] == "yes":
            flows.merge(source=other, target=learner)
            request.forget_guest = request.user.is_authenticated  # type: ignore[attr-defined]
            messages.success(request, _("Your answers are together now."))
        else:
            messages.success(request, _("Those answers stay apart. They are not shown with yours."))
        return HttpResponseRedirect(reverse("progress:mine"))
    context = {
        "other": other,
        "modules": overview.modules_of(learner=other, language=get_language() or "fr"),
        "answers": Attempt.objects.filter(learner=other).count(),
    }
    return render(request, "progress/merge.html", context)


def _lesson(request: HttpRequest, key: uuid.UUID) -> LessonPage:
    lessons = LessonPage.objects.live().filter(translation_key=key, locale__language_code=get_language())
    lesson = lessons.first()
    if lesson is None or not rules.may_answer(request.learner, lesson):  # type: ignore[attr-defined]
        raise Http404
    return lesson


def _may_go_on(request: HttpRequest) -> bool:
    learner = request.learner  # type: ignore[attr-defined]
    who = str(learner.pk) if learner else f"new:{client_address(request)}"
    return hit(f"answers:{who}", ANSWERS_AN_HOUR, int(dt.timedelta(hours=1).total_seconds()))


def _too_many(request: HttpRequest, lesson: LessonPage | CheckPage) -> HttpResponse:
    return render(request, "progress/wait.html", {"lesson": lesson}, status=429)


def _kept(activity: q.Activity, response: Any) -> dict[str, str]:
    """Return what was chosen or typed, for the page that says what is missing."""
    if isinstance(response, dict):
        known = {pair.id for pair in activity.question.pairs}
        text = ",".join(f"{left}:{q.token(activity, right)}" for left, right in response.items() if right in known)
    else:
        text = response[:300] if isinstance(response, str) and activity.question.kind in (q.SHORT, q.NUMBER) else ""
    return {"kept": text} if text else {}


def _practised(request: HttpRequest, lesson: LessonPage, activity: q.Activity, scenario: Scenario) -> HttpResponse:
    """Record that a practice reached its goal, or that its way was asked for; go back to its screen."""
    post = request.POST
    thread = replace(Thread.of(post), lesson=str(lesson.translation_key))
    revealed = "reveal" in post
    try:
        play = replay(scenario, thread.did)
    except NotAWay:
        play = None
    if play is None or not (revealed or play.ended):
        # The scenario has changed since the screen was shown: there is nothing to judge, one starts again.
        return HttpResponseRedirect(addresses.practice_url(scenario.key, Thread(lesson=thread.lesson)))
    if not _may_go_on(request):
        return _too_many(request, lesson)
    helped = thread.hint or play.slips >= HELP_FROM
    flows.record_attempt(
        learner=ensure_learner(request),
        lesson=lesson,
        activity_id=activity.id,
        revision=lesson.revision,
        response=flows.REVEAL if revealed else list(thread.did),
        client_uuid=_client_uuid(post.get("client_uuid", "")),
        support=Attempt.Support.HINT if helped else Attempt.Support.ALONE,
    )
    if play.ended and play.last:
        url = addresses.action_url(scenario.key, play.last.screen, play.last.id, thread.going(thread.did[:-1]))
    else:
        url = addresses.screen_url(scenario.key, play.screen.id, replace(thread, way=True))
    return HttpResponseRedirect(addresses.as_part(url, post.get("part")))


def _client_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _back(lesson: LessonPage, activity: q.Activity, query: dict[str, str], fragment: str = "") -> HttpResponse:
    return HttpResponseRedirect(f"{lesson.path_url}?{urlencode(query)}#{fragment or f'q-{activity.id}'}")


def _moved(lesson: LessonPage, activity: q.Activity, post: QueryDict, extra: dict[str, str]) -> HttpResponse:
    """Show an order question with one item moved up or down, at that item. Nothing is recorded."""
    token, _sep, way = post.get("move", "").partition(":")
    way = way if way in ("down", "here") else "up"  # "here": it was dragged, and stays where it was dropped
    order = order_of(activity, post)
    if sorted(order) != sorted(item.id for item in activity.question.items):
        order = q.shuffled(activity)
    key = q.key_of(activity, token)
    if key not in order:
        return _back(lesson, activity, extra)
    place = order.index(key)
    target = place + {"down": 1, "up": -1, "here": 0}[way]
    if 0 <= target < len(order):
        order[place], order[target] = order[target], order[place]
    query = {
        **extra,
        "ordering": str(activity.id),
        "order": ",".join(q.token(activity, one) for one in order),
        "moved": f"{token}:{way}",
    }
    return _back(lesson, activity, query, f"i-{activity.id}-{token}")
