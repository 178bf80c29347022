"""What becomes of the progress when a lesson is published anew."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Q
from django.utils import timezone

from learning.courses.models import LessonPage
from learning.people.models import Learner
from learning.progress import flows
from learning.progress.models import Attempt, LessonProgress


def tell_change(*, learner: Learner, lesson: LessonPage, changed: dt.datetime) -> bool:
    """Say whether a learner is still to be told that a lesson has changed, and note that it is done now."""
    rows = LessonProgress.objects.filter(learner=learner, lesson_key=lesson.translation_key)
    untold = rows.filter(Q(told_at__isnull=True) | Q(told_at__lt=changed))
    # Read first: a page that has nothing to say takes no write lock. Of two requests at once, one says it.
    return untold.exists() and untold.update(told_at=timezone.now()) == 1


def lesson_published(*, lesson: LessonPage) -> int:
    """Move the learners who have answered all that a lesson still asks: a removed activity no longer counts.

    Returns how many have finished it by that. Two queries, and some for each of them.
    """
    rows = LessonProgress.objects.filter(lesson_key=lesson.translation_key, state=LessonProgress.State.STARTED)
    learners = {row.learner_id: row.learner for row in rows.select_related("learner")}
    by_learner: dict[uuid.UUID, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(learner__in=rows.values("learner"), lesson_key=lesson.translation_key):
        by_learner.setdefault(attempt.learner_id, []).append(attempt)
    finished = [key for key, found in by_learner.items() if flows.date_finished(lesson, flows.activity_states(found))]
    for key in finished:
        flows.recompute(learner=learners[key], lessons=[lesson])
    return len(finished)
