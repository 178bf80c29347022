"""Lessons as they were published before, for the answers that come after an edit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision

from learning.courses.models import LessonPage


def past_texts(numbers: Iterable[int]) -> dict[int, LessonPage]:
    """Return revision number → the lesson as it stood then, in one query; numbers that are no lesson's are left out.

    Only pk, title and body of what is returned may be read: answers are judged with it, it is never saved.
    """
    kind = ContentType.objects.get_for_model(LessonPage)
    rows = Revision.objects.filter(pk__in=set(numbers), content_type=kind)
    return {number: _text(pk, content) for number, pk, content in rows.values_list("pk", "object_id", "content")}


def _text(pk: str, content: dict[str, Any]) -> LessonPage:
    text = LessonPage(pk=int(pk), title=content["title"], key=content.get("key") or "", was=content.get("was") or [])
    text.body = LessonPage._meta.get_field("body").to_python(content["body"])  # type: ignore[union-attr]
    text._name_questions()
    return text
