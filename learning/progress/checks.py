"""The check of a module: its answers come in together, and the page says what they show."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from learning.activities import questions as q
from learning.courses.models import CheckPage, LessonPage, ModulePage
from learning.courses.querysets import module_outline
from learning.people.models import Learner
from learning.progress import flows, state
from learning.progress.models import Attempt
from learning.progress.sittings import Sitting, sittings


def responses_of(activities: Iterable[q.Activity], form: QueryDict) -> dict[uuid.UUID, Any]:
    """Return question → answer of a form that holds a whole check.

    A question without an answer, or with one that cannot be taken, is left out.
    """
    found: dict[uuid.UUID, Any] = {}
    for activity in activities:
        given = form.getlist(f"answer-{activity.id}")[: len(activity.question.options)]
        response = given if activity.question.kind == q.MULTIPLE else "".join(given[:1])
        try:
            q.judge(activity.question, response)
        except q.BadAnswer:
            continue
        found[activity.id] = response
    return found


def number_of(sitting: uuid.UUID, activity_id: uuid.UUID) -> uuid.UUID:
    """Return the number of one answer of a sitting that has a number: sent again, it is the same."""
    return uuid.uuid5(sitting, str(activity_id))


def record_check(
    *,
    learner: Learner,
    check: CheckPage,
    responses: Mapping[uuid.UUID, Any],
    number: uuid.UUID | None = None,
    answered_at: dt.datetime | None = None,
    revision: int | None = None,
    source: str = Attempt.Source.WEB,
    asked: CheckPage | None = None,
    within: flows.Batch | None = None,
) -> list[Attempt]:
    """Record one sitting: an answer to each question, all at one moment, through the one door; all or nothing.

    `number` is the device's: a sitting that has it already is not written again. Without one, the same answers
    within 10 seconds of the last ones are a second press of the button: nothing is written. `answered_at`,
    `revision`, `source`, `asked` and `within` are those of flows.record_attempt, which raises what it raises.
    """
    with flows.batch(learner=learner) if within is None else nullcontext(within) as one:
        now = timezone.now()
        before = sittings(one.of(check))
        last = before[-1] if before else None
        pressed_twice = last and number is None and (now - last.at).total_seconds() < flows.SAME_ANSWER_SECONDS
        if last and pressed_twice and {key: each.response for key, each in last.answers.items()} == dict(responses):
            return []
        sitting = number or uuid.uuid4()
        # A sitting is known by its moment. Of a device whose clock is wrong, several have the moment of their arrival.
        at, taken = answered_at or now, {each.at for each in before}
        while at in taken:
            at += dt.timedelta(microseconds=1)
        return [
            flows.record_attempt(
                learner=learner,
                lesson=check,
                activity_id=key,
                revision=check.revision if revision is None else revision,
                response=response,
                source=source,
                client_uuid=number_of(sitting, key),
                answered_at=at,
                asked=asked,
                within=one,
            )
            for key, response in responses.items()
        ]


@dataclass
class CheckView(state.View):
    """One question of a check: its controls have a name of their own, since one form holds five questions."""

    chosen: list[str] | None = None

    @property
    def field(self) -> str:
        return f"answer-{self.id}"

    def _given(self) -> Any:
        return super()._given() if self.chosen is None else self.chosen


@dataclass
class Sheet:
    """A check as its page shows it to the request's learner."""

    views: list[CheckView]
    sitting: Sitting | None = None
    passed_at: dt.datetime | None = None  # this sitting or an earlier one: it is never undone
    missed: list[LessonPage] = field(default_factory=list)
    pass_mark: int = 0

    @property
    def total(self) -> int:
        return len(self.views)

    @property
    def right(self) -> int:
        """How many answers of the last sitting are right."""
        return sum(view.outcome == "right" for view in self.views)

    @property
    def enough(self) -> bool:
        """Whether the last sitting was enough by itself."""
        return self.right >= self.pass_mark

    @property
    def error_lines(self) -> list[dict[str, str]]:
        return [line for view in self.views for line in view.error_lines]


def sheet_of(request: HttpRequest, check: CheckPage, module: ModulePage) -> Sheet:
    """Return the check as the request's learner sees it now. Three queries for a learner, none without one."""
    learner = getattr(request, "learner", None)
    attempts = list(Attempt.objects.filter(learner=learner, lesson_key=check.translation_key)) if learner else []
    states = flows.activity_states(attempts)
    last = next(reversed(sittings(attempts)), None)
    incomplete = "missing" in request.GET
    activities = check.activities()
    views = []
    for number, activity in enumerate(activities, 1):
        answer = last.answers.get(activity.id) if last and not incomplete else None
        view = CheckView(
            activity=activity,
            number=number,
            total=len(activities),
            state=states.get(activity.id, flows.ActivityState()),
            last=answer,
            judgement=state.judged_again(activity, answer),
        )
        if incomplete:
            view.chosen = _kept(activity, request.GET.get(f"q{number}", ""))
            view.error = "" if view.chosen else "empty"
        views.append(view)
    covered = check.covered_by()
    wrong = {covered[view.id] for view in views if view.last and view.outcome != "right"}
    lessons = module_outline(module) if wrong else []
    return Sheet(
        views=views,
        sitting=None if incomplete else last,
        passed_at=state.check_passed_at(request, module.translation_key),
        missed=[lesson for lesson in lessons if lesson.key.rpartition("/")[2] in wrong],
        pass_mark=check.pass_mark,
    )


def _kept(activity: Any, text: str) -> list[str]:
    known = {option.id for option in activity.question.options}
    return [key for key in text.split(",")[: len(known)] if key in known]
