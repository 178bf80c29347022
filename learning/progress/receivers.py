"""What follows from the publication of a lesson."""

from __future__ import annotations

from typing import Any

from learning.courses.models import LessonPage
from learning.progress import edits


def follow_an_edit(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Finish a lesson for those who have answered all that it still asks: a removed activity no longer counts."""
    if isinstance(instance, LessonPage):
        edits.lesson_published(lesson=instance)
