"""Questions and progress, for the templates of any room."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from learning.activities.models import PracticeScenario
from learning.activities.practice import addresses
from learning.activities.practice.addresses import Thread
from learning.courses.models import LessonPage, ModulePage
from learning.progress import state as states
from learning.progress.flows import ActivityState

register = template.Library()


@register.inclusion_tag("progress/activity.html", takes_context=True)
def activity(context: dict[str, Any], page: LessonPage, block: Any) -> dict[str, Any]:
    """Show one question of a lesson as the learner sees it now."""
    request = context["request"]
    one = page.activity(block.id)
    if one is None:
        return {"view": None}
    return {
        "view": states.activity_view(request, page, one),
        "page": page,
        "simple": context.get("simple", False),
        "next": context.get("next"),
        "module": context.get("module"),
        "action": reverse("progress:answer", args=[page.translation_key, one.id]),
        "help_url": _help_url(page),
    }


@register.inclusion_tag("progress/practice.html", takes_context=True)
def practice(context: dict[str, Any], page: LessonPage, block: Any) -> dict[str, Any]:
    """Show a practice of a lesson before it is started, with its state. Nothing where its scenario is not there."""
    one = page.activity(block.id)
    scenario = one.question.scenario if one else None
    if one is None or scenario is None:
        return {"view": None}
    return {
        "view": states.activity_view(context["request"], page, one),
        "page": page,
        "scenario": scenario,
        "device": PracticeScenario.Device(scenario.device).label,
        "next": context.get("next"),
        "module": context.get("module"),
        "start_url": addresses.screen_url(scenario.key, scenario.start, Thread(lesson=str(page.translation_key))),
    }


@register.simple_tag(takes_context=True)
def practice_place(context: dict[str, Any], key: str) -> dict[str, Any] | None:
    """Return the lesson that a practice was opened from, or None in the practice corner; read once a request.

    With it: where its answer goes, where it leads back to, and whether the learner has done it before.
    """
    request = context["request"]
    if not hasattr(request, "_practice_place"):
        request._practice_place = _practice_place(request, key)
    return request._practice_place


def _practice_place(request: HttpRequest, key: str) -> dict[str, Any] | None:
    lesson_key = Thread.of(request.GET if request.method == "GET" else request.POST).lesson
    if not lesson_key:
        return None
    lessons = LessonPage.objects.live().filter(translation_key=lesson_key, locale__language_code=get_language())
    lesson = lessons.first()
    activities = lesson.activities() if lesson else []
    one = next((one for one in activities if one.question.scenario and one.question.scenario.key == key), None)
    if lesson is None or one is None:
        return None
    state = states.lesson_state(request, lesson).states.get(one.id, ActivityState())
    return {
        "lesson": lesson,
        "lesson_url": lesson.path_url,
        "back_url": f"{lesson.path_url}#q-{one.id}",
        "answer_url": reverse("progress:answer", args=[lesson.translation_key, one.id]),
        "help_url": _help_url(lesson),
        "right": state.right,
        "settled": state.finished,
    }


def _help_url(page: LessonPage) -> str:
    return f"{reverse('locator:search')}?service={page.help}" if page.help else reverse("locator:search")


@register.simple_tag(takes_context=True)
def answer_title_prefix(context: dict[str, Any], page: LessonPage) -> str:
    """Return what the page's title begins with after an answer: it is what a screen reader says first."""
    request = context["request"]
    if any(request.GET.get(code) for code in states.ERRORS):
        return _("Error:") + " "
    one = page.activity(request.GET.get("answered") or request.GET.get("ordering"))
    if one is None:
        return ""
    view = states.activity_view(request, page, one)
    words = {"right": _("That’s right."), "no": _("Not yet."), "explained": _("Here is the right answer.")}
    said = view.moved_text or words.get(view.outcome, "")
    return f"{said} " if said else ""


@register.simple_tag(takes_context=True)
def module_progress(context: dict[str, Any], module: ModulePage | None, lessons: list[LessonPage]) -> dict[str, Any]:
    """Return where the learner is in a module: done, total, which lessons, and the one to go on with.

    One query for each request. `rail` is one true or false for each lesson.
    """
    if module is None:
        return {"done": 0, "total": 0, "states": {}, "rail": [], "resume": None}
    found = states.module_states(context["request"], module.translation_key)
    rail = [found.get(lesson.translation_key) == "done" for lesson in lessons]
    todo = [lesson for lesson, done in zip(lessons, rail, strict=True) if not done]
    return {
        "done": sum(rail),
        "total": len(lessons),
        "states": found,
        "rail": rail,
        "resume": todo[0] if todo else None,
        "started": bool(found),
    }


@register.filter
def state_of(states_: dict[Any, str], lesson: LessonPage) -> str:
    """Return "done", "started" or "" for one lesson of module_progress."""
    return states_.get(lesson.translation_key, "")


@register.simple_tag(takes_context=True)
def lesson_done(context: dict[str, Any], page: LessonPage, module: ModulePage | None) -> bool:
    """Say whether the learner has finished this lesson. No query after module_progress."""
    if module is None:
        return False
    return states.module_states(context["request"], module.translation_key).get(page.translation_key) == "done"
