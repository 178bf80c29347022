"""The one door through which an answer enters, and the rows that follow from it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from learning.activities.questions import judge
from learning.courses.identity import page_uuid
from learning.courses.models import LessonPage
from learning.people.models import Learner
from learning.progress.models import Attempt, LessonProgress, ModuleProgress
from learning.progress.signals import module_completed

TRIES_BEFORE_EXPLANATION = 3  # decided: the third wrong answer shows the explained answer
EXPLAINED_BEFORE_HELP = 2  # decided: two explained activities in a module = needs help
SAME_ANSWER_SECONDS = 10  # decided: without a number of the device, the same answer within 10 seconds is one
REVEAL = {"reveal": True}  # the response of a person who asks for the right answer


class UnknownActivity(LookupError):
    """The lesson has no activity with this id."""


@dataclass(frozen=True)
class ActivityState:
    """Where a learner is with one activity."""

    wrong: int = 0
    right: bool = False
    explained: bool = False

    @property
    def finished(self) -> bool:
        return self.right or self.explained


def record_attempt(
    *,
    learner: Learner,
    lesson: LessonPage,
    activity_id: uuid.UUID,
    revision: int,
    response: Any,
    source: str = Attempt.Source.WEB,
    client_uuid: uuid.UUID | None = None,
    answered_at: dt.datetime | None = None,
    support: str = Attempt.Support.ALONE,
) -> Attempt:
    """Judge an answer, write one Attempt, move the lesson's and the module's progress: all or nothing.

    The same `client_uuid` of the same learner returns the attempt that is there. Without one, the same response to
    the same activity within 10 seconds does. `response` has the form of its kind (activities.questions.judge), or is
    REVEAL for a person who asks to see the right answer.

    Raises UnknownActivity, and what judge() raises (EmptyAnswer, ValueError): nothing is written then.
    """
    activity = lesson.activity(activity_id)
    if activity is None:
        raise UnknownActivity(str(activity_id))
    revealed = response == REVEAL
    judgement = None if revealed else judge(activity.question, response)
    now = answered_at or timezone.now()
    with transaction.atomic():
        _lock(learner)
        known = _already(learner, lesson, activity.id, response, client_uuid, now)
        if known:
            return known
        before = activity_states(
            Attempt.objects.filter(learner=learner, lesson_key=lesson.translation_key, activity_id=activity.id)
        ).get(activity.id, ActivityState())
        wrong = judgement is not None and not judgement.correct
        attempt = Attempt(
            learner=learner,
            lesson_key=lesson.translation_key,
            activity_id=activity.id,
            revision=revision,
            response=response,
            correct=bool(judgement and judgement.correct),
            explained=revealed or (wrong and before.wrong + 1 >= TRIES_BEFORE_EXPLANATION),
            score=judgement.score if judgement else 0.0,
            source=source,
            support=support,
            client_uuid=client_uuid or uuid.uuid4(),
            answered_at=now,
        )
        try:
            with transaction.atomic():
                attempt.save(force_insert=True)
        except IntegrityError:
            # Two requests with the same number passed the look-up together: the first one wrote it.
            return Attempt.objects.get(learner=learner, client_uuid=client_uuid)
        _move(learner, lesson, position=activity.id)
        if learner.last_active_on != timezone.localdate():
            learner.last_active_on = timezone.localdate()
            learner.save(update_fields=["last_active_on"])
    return attempt


def finish_lesson(*, learner: Learner, lesson: LessonPage) -> LessonProgress:
    """Finish a lesson that has no activity ("I have finished"). A lesson with activities is only started by it."""
    with transaction.atomic():
        _lock(learner)
        return _move(learner, lesson, position=None)


def recompute(*, learner: Learner, lessons: Iterable[LessonPage]) -> None:
    """Derive the progress rows anew from the attempts, after a merge or an edited lesson. What is done stays done."""
    with transaction.atomic():
        _lock(learner)
        for lesson in lessons:
            if Attempt.objects.filter(learner=learner, lesson_key=lesson.translation_key).exists():
                _move(learner, lesson, position=None, from_attempts_only=True)


def activity_states(attempts: Iterable[Attempt]) -> dict[uuid.UUID, ActivityState]:
    """Return activity → state from attempts in any order, repeated or not.

    An activity is explained once somebody asked for the answer or three answers were wrong, whatever came first.
    """
    wrong: dict[uuid.UUID, int] = {}
    right: set[uuid.UUID] = set()
    explained: set[uuid.UUID] = set()
    seen: set[uuid.UUID] = set()
    activities: list[uuid.UUID] = []
    for attempt in attempts:
        if attempt.client_uuid in seen:
            continue
        seen.add(attempt.client_uuid)
        activities.append(attempt.activity_id)
        if attempt.correct:
            right.add(attempt.activity_id)
        elif attempt.response != REVEAL:
            wrong[attempt.activity_id] = wrong.get(attempt.activity_id, 0) + 1
        if attempt.explained or wrong.get(attempt.activity_id, 0) >= TRIES_BEFORE_EXPLANATION:
            explained.add(attempt.activity_id)
    return {key: ActivityState(wrong.get(key, 0), key in right, key in explained) for key in activities}


def _lock(learner: Learner) -> None:
    """Let the answers of one learner pass one after the other: a counter read by two would lose one of them.

    SQLite's transactions are IMMEDIATE: they already do.
    """
    if connection.features.has_select_for_update:
        Learner.objects.select_for_update().values("pk").get(pk=learner.pk)


def _already(
    learner: Learner, lesson: LessonPage, activity_id: uuid.UUID, response: Any, client: uuid.UUID | None, now: dt.datetime
) -> Attempt | None:
    mine = Attempt.objects.filter(learner=learner)
    if client:
        return mine.filter(client_uuid=client).first()
    last = mine.filter(lesson_key=lesson.translation_key, activity_id=activity_id).order_by("-recorded_at").first()
    if last and last.response == response and abs(now - last.answered_at) < dt.timedelta(seconds=SAME_ANSWER_SECONDS):
        return last
    return None


def _move(
    learner: Learner, lesson: LessonPage, *, position: uuid.UUID | None, from_attempts_only: bool = False
) -> LessonProgress:
    now = timezone.now()
    module_key = page_uuid(lesson.module_key)
    attempts = Attempt.objects.filter(learner=learner, lesson_key=lesson.translation_key)
    states = activity_states(attempts)
    activities = lesson.activities()
    finished = all(states.get(one.id, ActivityState()).finished for one in activities)
    if from_attempts_only and not activities:
        finished = False
    progress, _made = LessonProgress.objects.get_or_create(
        learner=learner, lesson_key=lesson.translation_key, defaults={"module_key": module_key}
    )
    newly_done = finished and progress.state != LessonProgress.State.DONE
    if newly_done:  # a finished lesson never reopens
        progress.state = LessonProgress.State.DONE
        progress.completed_at = now
    progress.module_key = module_key
    progress.position = position or progress.position
    progress.explained = sum(state.explained and not state.right for state in states.values())
    progress.last_activity = now
    progress.save()
    _move_module(learner, module_key, now, newly_done=newly_done)
    return progress


def _move_module(learner: Learner, module_key: uuid.UUID, now: dt.datetime, *, newly_done: bool) -> None:
    rows = list(LessonProgress.objects.filter(learner=learner, module_key=module_key).values_list("state", "explained"))
    done = sum(state == LessonProgress.State.DONE for state, _explained in rows)
    explained = sum(number for _state, number in rows)
    ModuleProgress.objects.update_or_create(
        learner=learner,
        module_key=module_key,
        defaults={"lessons_done": done, "needs_help": explained >= EXPLAINED_BEFORE_HELP, "last_activity": now},
    )
    if newly_done and done >= _live_lessons(module_key):
        send = partial(module_completed.send, sender=ModuleProgress, learner=learner, module_key=module_key)
        transaction.on_commit(send)


def _live_lessons(module_key: uuid.UUID) -> int:
    from learning.courses.models import ModulePage

    module = ModulePage.objects.live().filter(translation_key=module_key).first()
    return LessonPage.objects.live().child_of(module).count() if module else 0
