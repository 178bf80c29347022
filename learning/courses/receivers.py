"""What follows from a publication or a move in the office."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from learning.courses import glossary, keys
from learning.courses.models import LessonPage

# The one of the screen and the one of paper (templates/courses/blocks/image/).
RENDITIONS = ("width-960", "width-960|format-jpeg")


def make_renditions(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Make the sizes of a lesson's photographs when it is published: no reader waits for them."""
    if isinstance(instance, LessonPage):
        for photo in photos(instance.body):
            for size in RENDITIONS:
                photo.get_rendition(size)


def photos(blocks: Iterable[Any]) -> Iterable[Any]:
    """Yield the uploaded photographs of a lesson, those of its steps too."""
    for block in blocks:
        if block.block_type == "step":
            yield from photos(block.value["body"])
        elif block.block_type == "image" and block.value.get("photo"):
            yield block.value["photo"]


def forget_words(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Show a word that was changed in the office at once."""
    glossary.forget_words(instance.language)


def follow_the_module(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Give a lesson that an editor moved the key of its new module; its identity, and so its answers, stay."""
    if not issubclass(sender, LessonPage):
        return
    lesson = LessonPage.objects.get(pk=instance.pk)
    module_key = getattr(lesson.get_parent().specific, "key", "")
    key = keys.below(module_key, lesson.key)
    if not module_key or not lesson.key or key == lesson.key:
        return
    if LessonPage.objects.filter(key=key, locale_id=lesson.locale_id).exists():
        key = f"{key}-{lesson.pk}"
    LessonPage.objects.filter(pk=lesson.pk).update(key=key, was=[lesson.identity])
