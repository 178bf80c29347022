"""What a lesson page shows of a learner's answers: read with one query for the page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kit.typography import typographic
from learning.activities import questions as q
from learning.activities.questions import Activity, Judgement
from learning.courses.models import LessonPage
from learning.progress.flows import REVEAL, ActivityState, activity_states
from learning.progress.models import Attempt, LessonProgress

ERRORS = (
    "empty",
    "long",
    "number",
    "unknown",
)  # the codes of questions.BadAnswer, as the address carries them


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
            # The last attempt is what the page shows: in the order of the model, by the hour of the answer.
            attempts = list(Attempt.objects.filter(learner=learner, lesson_key=lesson.translation_key))
            state.states = activity_states(attempts)
            state.last = {attempt.activity_id: attempt for attempt in attempts}
        cached[lesson.translation_key] = state
    return cached[lesson.translation_key]


def module_states(request: HttpRequest, module_key: uuid.UUID) -> dict[uuid.UUID, str]:
    """Return lesson key → "started" or "done" in a module for the request's learner; read once a request."""
    cached: dict[uuid.UUID, dict[uuid.UUID, str]] = request.__dict__.setdefault("_module_states", {})
    if module_key not in cached:
        learner = getattr(request, "learner", None)
        rows = LessonProgress.objects.none()
        if learner:
            rows = LessonProgress.objects.filter(learner=learner, module_key=module_key)
        cached[module_key] = dict(rows.values_list("lesson_key", "state"))
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
    way: str = ""
    order: list[str] = field(default_factory=list)
    kept: str = ""
    hint_asked: bool = False
    next_activity: Activity | None = None
    lesson_finished: bool = False

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
    def hint_shown(self) -> bool:
        """Whether the hint stands beside the question: an answer given now is given with it."""
        return bool(self.question.hint) and (self.hint_open or self.hint_asked)

    @property
    def offer_person(self) -> bool:
        return self.state.wrong >= 2 and self.outcome in ("no", "explained")

    @property
    def settled(self) -> bool:
        """Right or explained: there is nothing to do here any more."""
        return self.outcome in ("right", "explained")

    @property
    def error_text(self) -> str:
        """What to do about an answer that could not be taken; empty when there is nothing to say."""
        if not self.error:
            return ""
        if self.error == "long":
            return _("Your answer is too long. Write a few words.")
        if self.question.kind == q.NUMBER:
            return _("Write a number in the box, for example 12 or 3,50.")
        return {
            q.MATCH: _("Choose an answer on each line."),
            q.SHORT: _("Write your answer in the box."),
            q.ORDER: _("Put the lines in order, then check your answer."),
        }.get(self.question.kind, _("Choose an answer, then check it."))

    @property
    def first_control(self) -> str:
        """The id of the control that the error leads to."""
        first = {
            q.MATCH: f"m-{self.id}-1",
            q.ORDER: f"t-{self.id}",
            q.SHORT: f"a-{self.id}",
            q.NUMBER: f"a-{self.id}",
        }
        return first.get(self.question.kind, f"o-{self.id}-1")

    @property
    def error_lines(self) -> list[dict[str, str]]:
        return [{"text": self.error_text, "target": self.first_control}] if self.error else []

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
        return q.right_answer(self.question) if self.outcome == "explained" else []

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
        way = self.way if self.way == "down" else "up"
        return [
            {
                "token": q.token(self.activity, key),
                "text": texts[key],
                "number": number,
                "first": number == 1,
                "last": number == len(keys),
                "moved": key == self.moved,
                # The button that was pressed, or the other one at the end of the list: focus goes back to it.
                "focus": key == self.moved and ("down" if number == 1 else "up" if number == len(keys) else way),
            }
            for number, key in enumerate(keys, 1)
        ]

    @property
    def moved_text(self) -> str:
        """Where the item that was moved stands now; empty when none was."""
        for item in self.items if self.moved else []:
            if item["moved"]:
                words = {"text": typographic(item["text"], get_language() or "fr"), "number": item["number"]}
                return _("“%(text)s” moved to position %(number)s.") % words
        return ""

    @property
    def pairs(self) -> list[dict[str, Any]]:
        """The lines of a match question, each with its choices in a mixed order."""
        given = self._given()
        chosen = given if isinstance(given, dict) else {}
        if self.error:
            parts = [part.partition(":") for part in self.kept.split(",")]
            chosen = {left: q.key_of(self.activity, right) for left, _sep, right in parts}
        texts = {pair.id: pair.right for pair in self.question.pairs}
        order: dict[str, str] = {}  # text → id of the first pair that has it: two lines may share an answer
        for key in q.shuffled(self.activity):
            order.setdefault(texts[key], key)
        return [
            {
                "id": pair.id,
                "number": number,
                "left": pair.left,
                "chosen": bool(texts.get(chosen.get(pair.id, ""))),
                "choices": [
                    {
                        "token": q.token(self.activity, key),
                        "text": text,
                        "selected": texts.get(chosen.get(pair.id, "")) == text,
                    }
                    for text, key in order.items()
                ],
            }
            for number, pair in enumerate(self.question.pairs, 1)
        ]

    @property
    def typed(self) -> str:
        given = self._given()
        return self.kept if self.error else given if isinstance(given, str) else ""

    def _given(self) -> Any:
        """The last answer; nothing while an error is shown: what was sent stays, not what was before."""
        return self.last.response if self.last and self.last.response != REVEAL and not self.error else ""


def activity_view(request: HttpRequest, lesson: LessonPage, activity: Activity) -> View:
    """Return one question as the request's learner sees it now."""
    state = lesson_state(request, lesson)
    activities = lesson.activities()
    questions = [one for one in activities if one.question.kind != q.PRACTICE]
    place = next((n for n, one in enumerate(questions, 1) if one.id == activity.id), 0)
    none = ActivityState()
    last = state.last.get(activity.id)
    view = View(
        activity=activity,
        number=place,
        total=len(questions),
        state=state.states.get(activity.id, none),
        last=last,
        judgement=_judged_again(activity, last),
        next_activity=next((one for one in activities if not state.states.get(one.id, none).finished), None),
        lesson_finished=all(state.states.get(one.id, none).finished for one in activities),
    )
    key = str(activity.id)
    view.error = next((code for code in ERRORS if request.GET.get(code) == key), "")
    view.hint_asked = request.GET.get("hint") == key
    view.kept = request.GET.get("kept", "")[:300] if view.error else ""
    if request.GET.get("ordering") == key:
        keys = [q.key_of(activity, one) for one in request.GET.get("order", "").split(",")[:50]]
        if sorted(keys) == sorted(item.id for item in activity.question.items):
            moved, _sep, view.way = request.GET.get("moved", "").partition(":")
            view.order, view.moved = keys, q.key_of(activity, moved)
    return view


def _judged_again(activity: Activity, last: Attempt | None) -> Judgement | None:
    """Return what is said of the last answer; None after an edit of the question: the answer still counts."""
    if last is None or last.response == REVEAL:
        return None
    try:
        return q.judge(activity.question, last.response)
    except q.BadAnswer:
        return None
