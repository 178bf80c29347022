"""Sitting beside somebody: what they do is noted by a helper, in one tap for an activity.

How a mark is judged, decided once: "alone" and "with a hint" mean that the person found the answer, so the attempt holds
the right answer. "Together" means that the answer was shown and talked over, so the attempt is an explained one: the
lesson goes on, and two of them in a module say that the person needs help there, as everywhere else
(progress.flows.EXPLAINED_BEFORE_HELP).
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from learning.activities.practice.play import way_to
from learning.activities.questions import Question
from learning.courses.models import LessonPage
from learning.people.models import Learner
from learning.progress.flows import REVEAL, UnknownActivity, finish_lesson, record_attempt
from learning.progress.models import Attempt


class UnknownSupport(ValueError):
    """A mark is "alone", "hint" or "together"."""


def mark(
    *, learner: Learner, lesson: LessonPage, activity_id: uuid.UUID, support: str, client_uuid: uuid.UUID | None = None
) -> Attempt:
    """Note that a person did an activity with a helper beside them, alone, with a hint or together.

    The same `client_uuid` is the same mark. Raises UnknownActivity and UnknownSupport; nothing is written then.
    """
    if support not in Attempt.Support.values:
        raise UnknownSupport(support)
    activity = lesson.activity(activity_id)
    if activity is None:
        raise UnknownActivity(str(activity_id))
    together = support == Attempt.Support.TOGETHER
    return record_attempt(
        learner=learner,
        lesson=lesson,
        activity_id=activity.id,
        revision=lesson.revision,
        response=REVEAL if together else right_response(activity.question),
        source=Attempt.Source.HELPER,
        client_uuid=client_uuid,
        support=support,
    )


def mark_read(*, learner: Learner, lesson: LessonPage) -> None:
    """Note that a lesson without any activity was read together."""
    finish_lesson(learner=learner, lesson=lesson)


def person_beside(*, key: uuid.UUID) -> Learner:
    """Return the learner without a name who sits beside a helper, made with the first mark.

    The key is chosen before: two presses at once make one person.
    """
    with transaction.atomic():
        return Learner.objects.get_or_create(pk=key)[0]


def right_response(question: Question) -> Any:
    """Return a right answer in the form that judge() expects."""
    if question.kind == "single":
        return next(option.id for option in question.options if option.correct)
    if question.kind == "multiple":
        return [option.id for option in question.options if option.correct]
    if question.kind == "order":
        return [item.id for item in question.items]
    if question.kind == "match":
        return {pair.id: pair.id for pair in question.pairs}
    if question.scenario:
        return way_to(question.scenario, question.scenario.goal.screens[0])
    return question.accepted[0]
