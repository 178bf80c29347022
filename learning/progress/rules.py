"""Who may see and write which progress."""

from __future__ import annotations

from learning.courses.models import LessonPage
from learning.people.models import Learner


def may_answer(learner: Learner | None, lesson: LessonPage) -> bool:
    """Everybody may answer a published lesson, with or without an account."""
    return bool(lesson.live)
