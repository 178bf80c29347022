"""Identities that survive edits, moves and translations."""

from __future__ import annotations

import uuid
from typing import Any

# Fixed for ever: every progress row holds identities made from it.
NAMESPACE = uuid.UUID("6f6d4f0e-5f0b-5b0e-9b43-7b6d2c1f8a10")


def page_uuid(key: str) -> uuid.UUID:
    """Return the translation_key of a page: the same in both languages and after a move of its file."""
    return uuid.uuid5(NAMESPACE, key)


def block_uuid(key: str, anchor: str) -> uuid.UUID:
    """Return the id of a block of the page with this key: the same activity in French and in English."""
    return uuid.uuid5(NAMESPACE, f"{key}#{anchor}")


def activity_anchor(block: Any) -> str:
    """Return the name of a question or practice within its lesson: its own, or its scenario's.

    A practice is named by what it is and not by where it stands: moving it keeps the answers.
    """
    return practice_anchor(block.value["scenario"]) if block.block_type == "practice" else block.value["anchor"]


def practice_anchor(scenario: str) -> str:
    """Return the name of a practice within its lesson."""
    return f"practice-{scenario}"
