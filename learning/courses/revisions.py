"""Lessons as they were published before, for the answers that come after an edit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision

from learning.courses.models import CheckPage, LessonPage

Text = TypeVar("Text", LessonPage, CheckPage)


def past_texts(numbers: Iterable[int], kind: type[Text]) -> dict[int, Text]:
    """Return revision number → the lesson, or the check, as it stood then, in one query; other numbers are left out.

    Only pk, title and body of what is returned may be read: answers are judged with it, it is never saved.
    """
    rows = Revision.objects.filter(pk__in=set(numbers), content_type=ContentType.objects.get_for_model(kind))
    return {number: _text(kind, pk, content) for number, pk, content in rows.values_list("pk", "object_id", "content")}


def _text(kind: type[Text], pk: str, content: dict[str, Any]) -> Text:
    text = kind(pk=int(pk), title=content["title"], key=content.get("key") or "")
    if isinstance(text, LessonPage):
        text.was = content.get("was") or []
    text.locale_id = content.get("locale")  # a practice counts where its scenario exists in the language
    text.body = kind._meta.get_field("body").to_python(content["body"])  # type: ignore[union-attr]
    text._name_questions()
    return text
