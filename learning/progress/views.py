"""An answer comes in, "My learning" is shown."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kit.origin import same_origin_required
from kit.throttle import hit
from learning.activities import questions as q
from learning.courses.models import LessonPage
from learning.people.guests import ensure_learner
from learning.progress import flows, overview, rules
from learning.progress.state import MAX_TEXT

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
    if "move" in post:
        return _moved(lesson, activity, post.getlist("order"), post["move"], simple="simple" in post)
    response: Any = flows.REVEAL if "reveal" in post else _response(activity.question, post)
    extra = {"version": "simple"} if "simple" in post else {}
    if isinstance(response, str) and len(response) > MAX_TEXT:
        return _back(lesson, activity, {**extra, "long": str(activity.id)})
    if not _may_go_on(request):
        return HttpResponse(
            _("There were too many answers in one hour. Wait a little, then go on. Your answers are kept."),
            status=429,
            content_type="text/plain; charset=utf-8",
        )
    try:
        if "reveal" not in post:
            q.judge(activity.question, response)  # an empty answer must not make a guest
        flows.record_attempt(
            learner=ensure_learner(request),
            lesson=lesson,
            activity_id=activity.id,
            revision=lesson.revision,
            response=response,
            client_uuid=_client_uuid(post.get("client_uuid", "")),
        )
    except ValueError:
        kept = ",".join(f"{k}:{v}" for k, v in response.items() if v) if isinstance(response, dict) else ""
        return _back(lesson, activity, {**extra, "empty": str(activity.id), **({"kept": kept[:300]} if kept else {})})
    return _back(lesson, activity, {**extra, "answered": str(activity.id)})


@require_POST
@same_origin_required
def finish(request: HttpRequest, lesson_key: uuid.UUID) -> HttpResponse:
    """Finish a lesson that asks nothing."""
    lesson = _lesson(request, lesson_key)
    if _may_go_on(request):
        flows.finish_lesson(learner=ensure_learner(request), lesson=lesson)
    return HttpResponseRedirect(f"{lesson.path_url}#end")


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what the learner has started and finished, and what comes next."""
    learner = request.learner  # type: ignore[attr-defined]
    modules = overview.modules_of(learner=learner, language=get_language() or "fr") if learner else []
    resume = next((module for module in modules if module.resume), None)
    context = {
        "modules": modules,
        "resume": resume,
        "learner": learner,
        "is_guest": bool(learner) and not request.user.is_authenticated,
    }
    return render(request, "progress/mine.html", context)


def _lesson(request: HttpRequest, key: uuid.UUID) -> LessonPage:
    lessons = LessonPage.objects.live().filter(translation_key=key, locale__language_code=get_language())
    lesson = lessons.first()
    if lesson is None or not rules.may_answer(request.learner, lesson):  # type: ignore[attr-defined]
        raise Http404
    return lesson


def _may_go_on(request: HttpRequest) -> bool:
    learner = request.learner  # type: ignore[attr-defined]
    who = str(learner.pk) if learner else f"new:{request.META.get('REMOTE_ADDR', '')}"
    return hit(f"answers:{who}", ANSWERS_AN_HOUR, int(dt.timedelta(hours=1).total_seconds()))


def _response(question: q.Question, post: Any) -> Any:
    if question.kind in (q.SINGLE, q.SHORT, q.NUMBER):
        return post.get("answer", "")
    if question.kind == q.MULTIPLE:
        return post.getlist("answer")
    if question.kind == q.ORDER:
        return post.getlist("order")
    return {pair.id: post.get(f"match-{pair.id}", "") for pair in question.pairs}


def _client_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _back(lesson: LessonPage, activity: q.Activity, query: dict[str, str]) -> HttpResponse:
    return HttpResponseRedirect(f"{lesson.path_url}?{urlencode(query)}#q-{activity.id}")


def _moved(lesson: LessonPage, activity: q.Activity, order: list[str], move: str, *, simple: bool) -> HttpResponse:
    """Show an order question with one item moved up or down. Nothing is recorded."""
    key, _sep, way = move.partition(":")
    known = sorted(item.id for item in activity.question.items)
    if sorted(order) != known or key not in order:
        order = q.shuffled(activity)
    if key in order:
        place = order.index(key)
        target = place + (1 if way == "down" else -1)
        if 0 <= target < len(order):
            order[place], order[target] = order[target], order[place]
    query = {"ordering": str(activity.id), "order": ",".join(order), "moved": key}
    return _back(lesson, activity, {**query, **({"version": "simple"} if simple else {})})
