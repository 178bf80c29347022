"""What a lesson page shows of a learner's answers: read with one query for the page."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from learning.activities import questions as q
from learning.activities.questions import Activity, Judgement
from learning.courses.models import LessonPage
from learning.progress.flows import REVEAL, ActivityState, activity_states
from learning.progress.models import Attempt, LessonProgress

MAX_TEXT = 200


@dataclass
class LessonState:
    """The attempts of one learner in one lesson, by activity, oldest first, and the lesson's progress."""

    states: dict[uuid.UUID, ActivityState] = field(default_factory=dict)
    last: dict[uuid.UUID, Attempt] = field(default_factory=dict)


def lesson_state(request: HttpRequest, lesson: LessonPage) -> LessonState:
    """Return the state of the request's learner in a lesson; read once for each request."""
    cached: dict[uuid.UUID, LessonState] = request.__dict__.setdefault("_lesson_states", {})
    if lesson.translation_key not in cached:
        state = LessonState()
        learner = getattr(request, "learner", None)
        if learner:
            attempts = list(
                Attempt.objects.filter(learner=learner, lesson_key=lesson.translation_key).order_by("recorded_at", "id")
            )
            state.states = activity_states(attempts)
            state.last = {attempt.activity_id: attempt for attempt in attempts}
        cached[lesson.translation_key] = state
    return cached[lesson.translation_key]


def module_states(request: HttpRequest, module_key: uuid.UUID) -> dict[uuid.UUID, str]:
    """Return lesson key → "started" or "done" in a module for the request's learner; read once for each request."""
    cached: dict[uuid.UUID, dict[uuid.UUID, str]] = request.__dict__.setdefault("_module_states", {})
    if module_key not in cached:
        learner = getattr(request, "learner", None)
        rows = LessonProgress.objects.filter(learner=learner, module_key=module_key) if learner else []
        cached[module_key] = (
            dict(rows.values_list("lesson_key", "state")) if learner else {}  # type: ignore[union-attr]
        )
    return cached[module_key]


@dataclass
class View:
    """One question as its template shows it."""

    activity: Activity
    number: int
    total: int
    state: ActivityState
    last: Attempt | None
    judgement: Judgement | None
    error: str = ""
    moved: str = ""
    order: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> uuid.UUID:
        return self.activity.id

    @property
    def question(self) -> q.Question:
        return self.activity.question

    @property
    def outcome(self) -> str:
        """right, explained, no or nothing: what the feedback box says."""
        if self.last is None:
            return ""
        if self.last.correct:
            return "right"
        if self.state.explained:
            return "explained"
        return "no"

    @property
    def hint_open(self) -> bool:
        """The hint opens by itself with the second wrong answer."""
        return self.outcome == "no" and self.state.wrong >= 2

    @property
    def offer_person(self) -> bool:
        return self.state.wrong >= 2 and self.outcome in ("no", "explained")

    @property
    def feedback(self) -> tuple[str, ...]:
        return self.judgement.feedback if self.judgement else ()

    @property
    def partly(self) -> bool:
        """Whether some of several parts are right: said in figures."""
        judged = self.judgement
        return bool(judged and not judged.correct and judged.parts > 1 and 0 < judged.parts_right < judged.parts)

    @property
    def right_answer(self) -> list[str]:
        return q.right_answer(self.question) if self.state.finished else []

    @property
    def explanation(self) -> list[str]:
        return q.explanation(self.question) if self.outcome == "explained" else []

    @property
    def options(self) -> list[dict[str, Any]]:
        """The answers to tick: whether each is ticked, and what is said beside it."""
        given = self._given()
        ticked = set(given if isinstance(given, list) else [given])
        return [
            {
                "id": option.id,
                "text": option.text,
                "checked": option.id in ticked,
                "retry": option.id in ticked and self.outcome in ("no", "explained"),
                "fine": option.id in ticked and self.outcome == "right",
            }
            for option in self.question.options
        ]

    @property
    def items(self) -> list[dict[str, Any]]:
        """The items of an order question as they stand now."""
        texts = {item.id: item.text for item in self.question.items}
        given = self._given()
        keys = self.order or (given if isinstance(given, list) and sorted(given) == sorted(texts) else [])
        keys = keys or q.shuffled(self.activity)
        return [
            {
                "id": key,
                "text": texts[key],
                "number": number,
                "first": number == 1,
                "last": number == len(keys),
                "moved": key == self.moved,
            }
            for number, key in enumerate(keys, 1)
        ]

    @property
    def pairs(self) -> list[dict[str, Any]]:
        """The lines of a match question, each with its choices in a mixed order."""
        given = self._given()
        chosen = given if isinstance(given, dict) else self.kept
        by_id = {pair.id: pair for pair in self.question.pairs}
        order, seen = [], set()
        for key in q.shuffled(self.activity):
            if by_id[key].right not in seen:
                seen.add(by_id[key].right)
                order.append(key)
        return [
            {
                "id": pair.id,
                "left": pair.left,
                "choices": [{"id": k, "text": by_id[k].right, "selected": chosen.get(pair.id) == k} for k in order],
            }
            for pair in self.question.pairs
        ]

    @property
    def typed(self) -> str:
        given = self._given()
        return given if isinstance(given, str) else ""

    def _given(self) -> Any:
        return self.last.response if self.last and self.last.response != REVEAL else ""


def activity_view(request: HttpRequest, lesson: LessonPage, activity: Activity) -> View:
    """Return one question as the request's learner sees it now."""
    state = lesson_state(request, lesson)
    activities = lesson.activities()
    last = state.last.get(activity.id)
    judgement = None
    if last and last.response != REVEAL:
        try:
            judgement = q.judge(activity.question, last.response)
        except ValueError:  # the question has been edited since: the answer counts, its feedback is gone
            judgement = None
    view = View(
        activity=activity,
        number=1 + next(n for n, one in enumerate(activities) if one.id == activity.id),
        total=len(activities),
        state=state.states.get(activity.id, ActivityState()),
        last=last,
        judgement=judgement,
    )
    key = str(activity.id)
    if request.GET.get("empty") == key:
        view.error = "empty"
        parts = [part.partition(":") for part in request.GET.get("kept", "").split(",")[:20]]
        view.kept = {left: right for left, _sep, right in parts if left}
    elif request.GET.get("long") == key:
        view.error = "long"
    if request.GET.get("ordering") == key:
        keys = request.GET.get("order", "").split(",")
        if sorted(keys) == sorted(item.id for item in activity.question.items):
            view.order = keys
            view.moved = request.GET.get("moved", "")
    return view
