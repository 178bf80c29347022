"""Sheets hold what the public pages hold: who may read a page may print it."""

from __future__ import annotations

from typing import Any


def printable(pages: Any) -> Any:
    """Return, of a queryset of pages, those that anybody may print: published, and not kept to some readers."""
    return pages.live().public()


def own_progress(learner: Any) -> Any:
    """Return whose progress "My sheet" may print: the learner of this request alone, or nobody's."""
    return learner
