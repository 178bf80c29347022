"""Has an editor changed a page since its file was imported?"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

FIELDS = (
    *("title", "goal", "promise", "audience", "minutes", "level", "help", "track", "checked"),
    *("drawing", "drawing_alt", "order"),
)


def content_hash(page: Any) -> str:
    """Return a digest of what an editor can change in a page and a text file can hold."""
    values: dict[str, Any] = {name: getattr(page, name) for name in FIELDS if hasattr(page, name)}
    if hasattr(page, "competences"):
        values["competences"] = sorted(competence.reference for competence in page.competences.all())
    if hasattr(page, "body"):
        values["body"] = [_without_editor_marks(block) for block in page.body.get_prep_value()]
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


def _without_editor_marks(value: Any) -> Any:
    # The rich text editor adds data-block-key to each paragraph, and ids to list items, without any change of the text.
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if not (k == "id" and value.get("type") in (None, "item"))}
        # A picture that was stored before there was this box has none: that is no change of its text.
        kept = {k: v for k, v in kept.items() if k != "decorative" or v}
        return {k: _without_editor_marks(v) for k, v in kept.items()}
    if isinstance(value, list):
        return [_without_editor_marks(one) for one in value]
    return re.sub(r' data-block-key="[^"]*"', "", value) if isinstance(value, str) else value
