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
from learning.courses.models import LessonPage, ModulePage
from learning.people.models import Learner
from learning.people.signals import learners_merged
from learning.progress.models import Attempt, LessonProgress, ModuleProgress
from learning.progress.signals import module_completed

TRIES_BEFORE_EXPLANATION = 3  # decided: the third wrong answer shows the explained answer
EXPLAINED_BEFORE_HELP = 2  # decided: two explained activities in a module = needs help
SAME_ANSWER_SECONDS = 10  # decided: without a number of the device, the same answer within 10 seconds is one
_IN = 500  # values of one IN (…)
REVEAL = {"reveal": True}  # the response of a person who asks for the right answer


class UnknownActivity(LookupError):
    """The lesson has no activity with this id."""


@dataclass(frozen=True)
class ActivityState:
    """Where a learner is with one activity."""

    wrong: int = 0
    right: bool = False
    explained: bool = False
    finished_at: dt.datetime | None = None

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

    The same `client_uuid` of the same learner returns the attempt that is there. Without one, the same
    response to the same activity within 10 seconds does. `response` has the form of its kind
    (activities.questions.judge), or is REVEAL for a person who asks to see the right answer. `answered_at` is the
    device's hour; one that has not come yet is taken for now.

    Raises UnknownActivity, and what judge() raises (BadAnswer, a ValueError): nothing is written then.
    """
    activity = lesson.activity(activity_id)
    if activity is None:
        raise UnknownActivity(str(activity_id))
    revealed = response == REVEAL
    judgement = None if revealed else judge(activity.question, response)
    with transaction.atomic():
        _lock(learner)
        now = timezone.now()
        known = _already(learner, lesson, activity.id, response, client_uuid, now)
        if known:
            return known
        before = activity_states(
            Attempt.objects.filter(learner=learner, lesson_key=lesson.translation_key, activity_id=activity.id)
        ).get(activity.id, ActivityState())
        number = client_uuid or uuid.uuid4()
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
            client_uuid=number,
            answered_at=min(answered_at or now, now),
        )
        try:
            with transaction.atomic():
                attempt.save(force_insert=True)
        except IntegrityError:
            # Two requests with the same number passed the look-up together: the first one wrote it.
            return Attempt.objects.get(learner=learner, client_uuid=number)
        _move(learner, lesson)
        if learner.last_active_on != timezone.localdate():
            learner.last_active_on = timezone.localdate()
            learner.save(update_fields=["last_active_on"])
    return attempt


def finish_lesson(*, learner: Learner, lesson: LessonPage, finished_at: dt.datetime | None = None) -> LessonProgress:
    """Finish a lesson that has no activity ("I have finished"); twice is once.

    A lesson with activities is finished by its answers alone: it is only started by this.
    """
    with transaction.atomic():
        _lock(learner)
        now = timezone.now()
        return _move(learner, lesson, read_at=min(finished_at or now, now))


def recompute(*, learner: Learner, lessons: Iterable[LessonPage]) -> None:
    """Derive the progress rows anew from the attempts, after a merge or an edit. What is done stays done."""
    with transaction.atomic():
        _lock(learner)
        for lesson in lessons:
            mine = {"learner": learner, "lesson_key": lesson.translation_key}
            if LessonProgress.objects.filter(**mine).exists() or Attempt.objects.filter(**mine).exists():
                _move(learner, lesson)


def merge(*, source: Learner, target: Learner) -> bool:
    """Give the answers and finished lessons of one learner to another; return False when that was done before.

    All or nothing, and the same whatever the order in which several learners are merged: attempts are known by their
    number, a finished lesson stays finished at its earliest date. `source` stays, empty, and leads to `target`. The rooms
    above move what is theirs on people.signals.learners_merged, in the same transaction.

    Raises ValueError when both are one, or when `source` has an account.
    """
    if source.pk == target.pk or source.user_id:
        raise ValueError("A learner is merged into another, and only one without an account.")
    with transaction.atomic():
        for one in sorted((source, target), key=lambda learner: learner.pk):
            _lock(one)
        source.refresh_from_db()
        if source.merged_into_id:
            return False
        known = set(Attempt.objects.filter(learner=target).values_list("client_uuid", flat=True))
        moved = Attempt.objects.filter(learner=source)
        for start in range(0, len(known), _IN):
            moved.filter(client_uuid__in=list(known)[start : start + _IN]).delete()
        moved.update(learner=target)
        _join_lessons(source, target)
        ModuleProgress.objects.filter(learner=source).delete()
        source.merged_into = target
        source.save(update_fields=["merged_into"])
        Learner.objects.filter(merged_into=source).update(merged_into=target)
        target.last_active_on = max(filter(None, (source.last_active_on, target.last_active_on)), default=None)
        target.save(update_fields=["last_active_on"])
        learners_merged.send(sender=Learner, source=source, target=target)
        keys = LessonProgress.objects.filter(learner=target).values("lesson_key")
        _derive(target, list(_one_language(LessonPage.objects.filter(translation_key__in=keys))))
    return True


def _join_lessons(source: Learner, target: Learner) -> None:
    """Keep of two rows of a lesson what is done in either, since when, and the later activity."""
    there = {row.lesson_key: row for row in LessonProgress.objects.filter(learner=target)}
    for row in LessonProgress.objects.filter(learner=source):
        mine = there.get(row.lesson_key)
        if mine is None:
            row.learner = target
            row.save(update_fields=["learner"])
            continue
        mine.completed_at = min(filter(None, (mine.completed_at, row.completed_at)), default=None)
        mine.state = LessonProgress.State.DONE if mine.completed_at else LessonProgress.State.STARTED
        mine.last_activity = max(mine.last_activity, row.last_activity)
        mine.save()
        row.delete()


def _one_language(lessons: Iterable[LessonPage]) -> Iterable[LessonPage]:
    """Return each lesson once: the activities are the same in every language."""
    return {lesson.translation_key: lesson for lesson in lessons}.values()


def _derive(learner: Learner, lessons: list[LessonPage]) -> None:
    """Write the rows of these lessons and their modules anew from the attempts. What is done stays done."""
    for lesson in lessons:
        _move(learner, lesson)


def activity_states(attempts: Iterable[Attempt]) -> dict[uuid.UUID, ActivityState]:
    """Return activity → state from attempts in any order, repeated or not.

    They count in the order in which they were answered. An activity is explained once somebody asked for the
    answer or three answers were wrong. It is finished when it is explained or right, whichever came first.
    """
    by_activity: dict[uuid.UUID, dict[uuid.UUID, Attempt]] = {}
    for attempt in attempts:
        by_activity.setdefault(attempt.activity_id, {})[attempt.client_uuid] = attempt
    return {key: _activity_state(sorted(found.values(), key=_time)) for key, found in by_activity.items()}


def _time(attempt: Attempt) -> tuple[dt.datetime, uuid.UUID]:
    return attempt.answered_at, attempt.client_uuid


def _activity_state(attempts: list[Attempt]) -> ActivityState:
    wrong = 0
    right = explained = False
    finished_at: dt.datetime | None = None
    for attempt in attempts:
        asked = attempt.response == REVEAL
        right = right or attempt.correct
        wrong += not attempt.correct and not asked
        explained = explained or asked or wrong >= TRIES_BEFORE_EXPLANATION
        if (right or explained) and finished_at is None:
            finished_at = attempt.answered_at
    return ActivityState(wrong, right, explained, finished_at)


def _lock(learner: Learner) -> None:
    """Let the answers of one learner pass one after the other: a counter read by two would lose one of them.

    SQLite's transactions are IMMEDIATE: they already do.
    """
    if connection.features.has_select_for_update:
        Learner.objects.select_for_update().values("pk").get(pk=learner.pk)


def _already(
    learner: Learner,
    lesson: LessonPage,
    activity_id: uuid.UUID,
    response: Any,
    client: uuid.UUID | None,
    now: dt.datetime,
) -> Attempt | None:
    mine = Attempt.objects.filter(learner=learner)
    if client:
        return mine.filter(client_uuid=client).first()
    last = mine.filter(lesson_key=lesson.translation_key, activity_id=activity_id).order_by("-recorded_at", "-id").first()
    if last and last.response == response and now - last.recorded_at < dt.timedelta(seconds=SAME_ANSWER_SECONDS):
        return last
    return None


def _move(learner: Learner, lesson: LessonPage, *, read_at: dt.datetime | None = None) -> LessonProgress:
    """Write where the learner is in a lesson and its module: the same rows whatever the order of the answers.

    `read_at` is when a lesson without activity was said to be finished.
    """
    module = ModulePage.objects.parent_of(lesson).first()
    # An editor's page may have no text file, hence no key: the tree says which module it is in.
    module_key = module.translation_key if module else lesson.translation_key
    attempts = sorted(Attempt.objects.filter(learner=learner, lesson_key=lesson.translation_key), key=_time)
    states = activity_states(attempts)
    progress, made = LessonProgress.objects.get_or_create(
        learner=learner, lesson_key=lesson.translation_key, defaults={"module_key": module_key}
    )
    finished_at = _finished_at(lesson, states, read_at)
    newly_done = finished_at is not None and progress.state != LessonProgress.State.DONE
    if finished_at is not None:
        progress.state = LessonProgress.State.DONE
        # A finished lesson never reopens, and an edited one does not finish later than it did.
        progress.completed_at = min(filter(None, (progress.completed_at, finished_at)))
    progress.module_key = module_key
    progress.position = attempts[-1].activity_id if attempts else progress.position
    progress.explained = sum(state.explained and not state.right for state in states.values())
    dates = [*(attempt.answered_at for attempt in attempts[-1:]), *filter(None, (read_at,))]
    progress.last_activity = max([*dates, *([] if made else [progress.last_activity])])
    progress.save()
    _move_module(learner, module, module_key, newly_done=newly_done)
    return progress


def _finished_at(
    lesson: LessonPage, states: dict[uuid.UUID, ActivityState], read_at: dt.datetime | None
) -> dt.datetime | None:
    activities = lesson.activities()
    if not activities:
        return read_at
    dates = [states[one.id].finished_at for one in activities if one.id in states]
    known = [date for date in dates if date]
    return max(known) if len(known) == len(activities) else None


def _move_module(learner: Learner, module: ModulePage | None, module_key: uuid.UUID, *, newly_done: bool) -> None:
    rows = list(LessonProgress.objects.filter(learner=learner, module_key=module_key))
    done = {row.lesson_key for row in rows if row.state == LessonProgress.State.DONE}
    lessons = LessonPage.objects.live().child_of(module) if module else LessonPage.objects.none()
    live = set(lessons.values_list("translation_key", flat=True))
    ModuleProgress.objects.update_or_create(
        learner=learner,
        module_key=module_key,
        defaults={
            "lessons_done": len(done & live),
            "needs_help": sum(row.explained for row in rows) >= EXPLAINED_BEFORE_HELP,
            "last_activity": max(row.last_activity for row in rows),
        },
    )
    if newly_done and live <= done:
        transaction.on_commit(partial(module_completed.send, sender=ModuleProgress, learner=learner, module_key=module_key))
