"""The one door through which an answer enters, and the rows that follow from it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from learning.activities.questions import judge
from learning.courses.models import CheckPage, LessonPage, ModulePage
from learning.courses.revisions import past_texts
from learning.people.models import Learner
from learning.people.signals import learners_merged
from learning.progress.models import Attempt, LessonProgress, ModuleProgress
from learning.progress.signals import module_completed
from learning.progress.sittings import passed_at
from learning.progress.tries import REVEAL, TRIES_BEFORE_EXPLANATION, ActivityState, activity_states, moment

EXPLAINED_BEFORE_HELP = 2  # decided: two explained activities in a module = needs help
SAME_ANSWER_SECONDS = 10  # decided: without a number of the device, the same answer within 10 seconds is one
_IN = 500  # values of one IN (…)


class UnknownActivity(LookupError):
    """The lesson has no activity with this id."""


@dataclass
class Batch:
    """Answers of one learner in one transaction: what is there is read once a lesson, the rows move once a lesson."""

    learner: Learner
    known: dict[uuid.UUID, Attempt] | None = None  # by the expected numbers; None = each number is looked up
    attempts: dict[uuid.UUID, list[Attempt]] = field(default_factory=dict)
    unsaved: list[Attempt] = field(default_factory=list)
    touched: dict[uuid.UUID, LessonPage] = field(default_factory=dict)
    # Lesson → when somebody said that it is finished, and whether saying so finishes it.
    said: dict[uuid.UUID, list[tuple[dt.datetime, bool]]] = field(default_factory=dict)
    moved: dict[uuid.UUID, LessonProgress] = field(default_factory=dict)

    def of(self, lesson: LessonPage) -> list[Attempt]:
        """Return the learner's attempts in a lesson, those of this batch too."""
        key = lesson.translation_key
        if key not in self.attempts:
            self.attempts[key] = list(Attempt.objects.filter(learner=self.learner, lesson_key=key))
        return self.attempts[key]

    def keep(self, lesson: LessonPage, attempt: Attempt) -> None:
        """Take an attempt in. Of expected numbers it is written with the others: the lock lets no second one pass."""
        if self.known is None:
            with transaction.atomic():
                attempt.save(force_insert=True)
        else:
            self.unsaved.append(attempt)
            self.known[attempt.client_uuid] = attempt
        self.of(lesson).append(attempt)
        self.touched[lesson.translation_key] = lesson

    def move(self) -> None:
        """Write what came in, and bring the progress rows up to date with it."""
        Attempt.objects.bulk_create(self.unsaved)
        for key, lesson in self.touched.items():
            self.moved[key] = _move(self.learner, lesson, self.of(lesson), self.said.get(key, ()))
        if self.touched and self.learner.last_active_on != timezone.localdate():
            self.learner.last_active_on = timezone.localdate()
            self.learner.save(update_fields=["last_active_on"])


@contextmanager
def batch(*, learner: Learner, expected: Iterable[uuid.UUID] = ()) -> Iterator[Batch]:
    """Open one transaction for several answers of a learner: each goes through record_attempt(within=…).

    `expected` holds the numbers of the device, all of them or none: what is there already is then read at once.
    When anything is raised inside, nothing is written.
    """
    numbers = set(expected)
    with transaction.atomic():
        _lock(learner)
        one = Batch(learner)
        if numbers:
            found = Attempt.objects.filter(learner=learner, client_uuid__in=numbers)
            one.known = {attempt.client_uuid: attempt for attempt in found}
        yield one
        one.move()


def record_attempt(
    *,
    learner: Learner,
    lesson: LessonPage | CheckPage,
    activity_id: uuid.UUID,
    revision: int,
    response: Any,
    source: str = Attempt.Source.WEB,
    client_uuid: uuid.UUID | None = None,
    answered_at: dt.datetime | None = None,
    support: str = Attempt.Support.ALONE,
    asked: LessonPage | None = None,
    within: Batch | None = None,
) -> Attempt:
    """Judge an answer, write one Attempt, move the lesson's and the module's progress: all or nothing.

    The same `client_uuid` of the same learner returns the attempt that is there. Without one, the same
    response to the same activity within 10 seconds does. `response` has the form of its kind
    (activities.questions.judge), or is REVEAL for a person who asks to see the right answer. `answered_at` is the
    device's hour; one that has not come yet is taken for now.

    An answer that comes later (offline) is judged against `asked`, the lesson as it was when it was asked; when that
    is not known or has no such activity, against the live lesson, and it is marked so. `within` is the batch() of
    several answers.

    Raises UnknownActivity, and what judge() raises (BadAnswer, a ValueError): nothing is written then.
    """
    then = asked.activity(activity_id) if asked else None
    activity = then or lesson.activity(activity_id)
    if activity is None:
        raise UnknownActivity(str(activity_id))
    revealed = response == REVEAL
    judgement = None if revealed else judge(activity.question, response)
    with batch(learner=learner) if within is None else nullcontext(within) as one:
        now = timezone.now()
        known = _already(one, lesson, activity.id, response, client_uuid, now)
        if known:
            return known
        earlier = [attempt for attempt in one.of(lesson) if attempt.activity_id == activity.id]
        tries = sum(not attempt.correct and attempt.response != REVEAL for attempt in earlier)
        number = client_uuid or uuid.uuid4()
        wrong = judgement is not None and not judgement.correct
        late = source == Attempt.Source.OFFLINE
        attempt = Attempt(
            learner=learner,
            lesson_key=lesson.translation_key,
            activity_id=activity.id,
            revision=revision if then or not late else lesson.revision,
            judged_live=late and not then,
            response=response,
            correct=bool(judgement and judgement.correct),
            explained=revealed or (wrong and tries + 1 >= TRIES_BEFORE_EXPLANATION),
            score=judgement.score if judgement else 0.0,
            source=source,
            support=support,
            client_uuid=number,
            answered_at=min(answered_at or now, now),
        )
        try:
            one.keep(lesson, attempt)
        except IntegrityError:
            # Two requests with the same number passed the look-up together: the first one wrote it.
            return Attempt.objects.get(learner=learner, client_uuid=number)
    return attempt


def finish_lesson(
    *,
    learner: Learner,
    lesson: LessonPage,
    finished_at: dt.datetime | None = None,
    asked: LessonPage | None = None,
    within: Batch | None = None,
) -> LessonProgress | None:
    """Finish a lesson that has no activity ("I have finished"); twice is once.

    A lesson with activities is finished by its answers alone: it is only started by this. `asked` is the lesson as it
    was when somebody said so (offline). Within a batch the progress moves at its end, and None is returned.
    """
    with batch(learner=learner) if within is None else nullcontext(within) as one:
        now = timezone.now()
        finishes = not (asked or lesson).activities()
        one.said.setdefault(lesson.translation_key, []).append((min(finished_at or now, now), finishes))
        one.touched[lesson.translation_key] = lesson
    return one.moved.get(lesson.translation_key)


def recompute(*, learner: Learner, lessons: Iterable[LessonPage | CheckPage]) -> None:
    """Derive the progress rows anew from the attempts, after a merge or an edit. What is done stays done."""
    with batch(learner=learner) as one:
        for lesson in lessons:
            mine = {"learner": learner, "lesson_key": lesson.translation_key}
            if one.of(lesson) or LessonProgress.objects.filter(**mine).exists():
                _move(learner, lesson, one.of(lesson))


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
        _join_modules(source, target)
        source.merged_into = target
        source.save(update_fields=["merged_into"])
        Learner.objects.filter(merged_into=source).update(merged_into=target)
        target.last_active_on = max(filter(None, (source.last_active_on, target.last_active_on)), default=None)
        target.save(update_fields=["last_active_on"])
        learners_merged.send(sender=Learner, source=source, target=target)
        keys = LessonProgress.objects.filter(learner=target).values("lesson_key")
        pages = [model.objects.filter(translation_key__in=keys) for model in (LessonPage, CheckPage)]
        recompute(learner=target, lessons=_one_language(page for some in pages for page in some))
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


def _join_modules(source: Learner, target: Learner) -> None:
    """Keep what a check has finished, also where the check is no longer there; the rest is derived anew."""
    for row in ModuleProgress.objects.filter(learner=source):
        if row.check_passed_at:
            mine, _made = ModuleProgress.objects.get_or_create(learner=target, module_key=row.module_key)
            mine.check_passed_at = min(filter(None, (mine.check_passed_at, row.check_passed_at)))
            mine.save()
        row.delete()


def _one_language(lessons: Iterable[Any]) -> Iterable[Any]:
    """Return each lesson or check once: the activities are the same in every language."""
    return {lesson.translation_key: lesson for lesson in lessons}.values()


def _lock(learner: Learner) -> None:
    """Let the answers of one learner pass one after the other: a counter read by two would lose one of them.

    SQLite's transactions are IMMEDIATE: they already do.
    """
    if connection.features.has_select_for_update:
        Learner.objects.select_for_update().values("pk").get(pk=learner.pk)


def _already(
    one: Batch,
    lesson: LessonPage | CheckPage,
    activity_id: uuid.UUID,
    response: Any,
    client: uuid.UUID | None,
    now: dt.datetime,
) -> Attempt | None:
    if client:
        if one.known is not None:
            return one.known.get(client)
        return Attempt.objects.filter(learner=one.learner, client_uuid=client).first()
    earlier = [attempt for attempt in one.of(lesson) if attempt.activity_id == activity_id]
    last = max(earlier, key=lambda attempt: (attempt.recorded_at, attempt.pk), default=None)
    if last and last.response == response and now - last.recorded_at < dt.timedelta(seconds=SAME_ANSWER_SECONDS):
        return last
    return None


def _move(
    learner: Learner,
    lesson: LessonPage | CheckPage,
    found: list[Attempt],
    said: Iterable[tuple[dt.datetime, bool]] = (),
) -> LessonProgress:
    """Write where the learner is in a lesson and its module: the same rows whatever the order of the answers.

    `said` is when the learner said that it is finished, and whether saying so finishes it.
    """
    module = ModulePage.objects.parent_of(lesson).first()
    # An editor's page may have no text file, hence no key: the tree says which module it is in.
    module_key = module.translation_key if module else lesson.translation_key
    attempts = sorted(found, key=moment)
    states = activity_states(attempts)
    progress, made = LessonProgress.objects.get_or_create(
        learner=learner, lesson_key=lesson.translation_key, defaults={"module_key": module_key}
    )
    if isinstance(lesson, CheckPage):
        finished_at = passed_at(lesson, attempts)
    else:
        dates = [date_finished(text, states) for text in (lesson, *_texts_answered(lesson, attempts))]
        finished_at = min(filter(None, [*dates, *(date for date, finishes in said if finishes)]), default=None)
    newly_done = finished_at is not None and progress.state != LessonProgress.State.DONE
    if finished_at is not None:
        progress.state = LessonProgress.State.DONE
        # A finished lesson never reopens, and an edited one does not finish later than it did.
        progress.completed_at = min(filter(None, (progress.completed_at, finished_at)))
    progress.module_key = module_key
    progress.position = attempts[-1].activity_id if attempts else progress.position
    progress.explained = sum(state.explained and not state.right for state in states.values())
    last = [*(attempt.answered_at for attempt in attempts[-1:]), *(date for date, _finishes in said)]
    progress.last_activity = max([*last, *([] if made and last else [progress.last_activity])])
    progress.save()
    _move_module(learner, module, module_key, newly_done=lesson.translation_key if newly_done else None)
    return progress


def _texts_answered(lesson: LessonPage, attempts: list[Attempt]) -> list[LessonPage]:
    """Return the lesson as it was for the answers that came later than its edit.

    Somebody who answered all that was asked has finished the lesson, although it asks more today: sent the day
    before, the same answers would have. One query when there are such answers, none otherwise.
    """
    late = {
        attempt.revision
        for attempt in attempts
        if attempt.source == Attempt.Source.OFFLINE and not attempt.judged_live and attempt.revision != lesson.revision
    }
    return list(past_texts(late, LessonPage).values()) if late else []


def date_finished(text: LessonPage, states: dict[uuid.UUID, ActivityState]) -> dt.datetime | None:
    activities = text.activities()
    dates = [states[one.id].finished_at for one in activities if one.id in states]
    known = [date for date in dates if date]
    return max(known) if activities and len(known) == len(activities) else None


def _move_module(
    learner: Learner, module: ModulePage | None, module_key: uuid.UUID, *, newly_done: uuid.UUID | None
) -> None:
    """Write where the learner is in a module: done by all its lessons, or by its check.

    `newly_done` is the lesson or the check that has just been finished.
    """
    rows = list(LessonProgress.objects.filter(learner=learner, module_key=module_key))
    done = {row.lesson_key for row in rows if row.state == LessonProgress.State.DONE}
    live = _keys(LessonPage.objects.live(), module)
    checks = _keys(CheckPage.objects, module)
    module_row, _made = ModuleProgress.objects.get_or_create(learner=learner, module_key=module_key)
    dates = [module_row.check_passed_at, *(row.completed_at for row in rows if row.lesson_key in checks)]
    module_row.check_passed_at = min(filter(None, dates), default=None)  # it stays, whatever becomes of the check
    module_row.lessons_done = len(done & live)
    # Whoever passed the check has got over what was hard.
    explained = sum(row.explained for row in rows)
    module_row.needs_help = explained >= EXPLAINED_BEFORE_HELP and module_row.check_passed_at is None
    module_row.last_activity = max(row.last_activity for row in rows)
    module_row.save()

    def complete(keys: set[uuid.UUID]) -> bool:
        return bool(keys & checks) or live <= keys

    if newly_done and complete(done) and not complete(done - {newly_done}):
        transaction.on_commit(partial(module_completed.send, sender=ModuleProgress, learner=learner, module_key=module_key))


def _keys(pages: Any, module: ModulePage | None) -> set[uuid.UUID]:
    return set(pages.child_of(module).values_list("translation_key", flat=True)) if module else set()
