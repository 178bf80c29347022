"""Who may see and write which progress."""

from __future__ import annotations

from learning.courses.models import LessonPage
from learning.people.models import Learner


def may_answer(learner: Learner | None, lesson: LessonPage) -> bool:
    """Everybody may answer a published lesson, with or without an account."""
    return bool(lesson.live)


def may_merge(learner: Learner | None, other: Learner) -> bool:
    """A person may take the answers of a device that nobody's account has; never those of another account."""
    return learner is not None and other.user_id is None and learner.pk != other.pk
