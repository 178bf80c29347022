"""Small helpers: change a file, find a lesson, fill in the office's form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wagtail.blocks import ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from learning.courses.models import LessonPage

FILE = "bridges/crossing/01-look-first"
KEY = "bridges/crossing/look-first"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def lesson(code: str = "fr", key: str = KEY) -> LessonPage:
    return LessonPage.objects.get(key=key, locale__language_code=code)


def form_of(page: LessonPage, **changes: Any) -> dict[str, Any]:
    """Return what the office's form of a lesson posts."""
    data = {
        "title": page.title, "slug": page.slug, "goal": page.goal, "minutes": page.minutes, "level": page.level,
        "help": page.help, "track": page.track, "checked": page.checked, "drawing": page.drawing,
        "drawing_alt": page.drawing_alt,
        "body": _value(page.body.stream_block, page.body), "comments": inline_formset([]),
    } | changes  # fmt: skip
    posted = {name: value for name, value in nested_form_data(data).items() if value is not None}
    return posted | {"competences": [str(one.pk) for one in page.competences.all()]}


def _value(block: Any, value: Any) -> Any:
    if isinstance(block, StreamBlock):
        form = streamfield([(one.block_type, _value(one.block, one.value)) for one in value])
        for number, one in enumerate(value):
            form[str(number)]["id"] = one.id
        return form
    if isinstance(block, ListBlock):
        form = streamfield([("item", _value(block.child_block, one)) for one in value])
        return form
    if isinstance(block, StructBlock):
        return {name: _value(child, value[name]) for name, child in block.child_blocks.items()}
    if isinstance(block, RichTextBlock):
        return rich_text(value.source, features=block.features)
    if isinstance(value, bool):
        return "on" if value else None
    return getattr(value, "pk", value) or ""
