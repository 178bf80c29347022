"""Identities that survive edits, moves and translations."""

from __future__ import annotations

import uuid

# Fixed for ever: every progress row holds identities made from it.
NAMESPACE = uuid.UUID("6f6d4f0e-5f0b-5b0e-9b43-7b6d2c1f8a10")


def page_uuid(key: str) -> uuid.UUID:
    """Return the translation_key of a page: the same in both languages and after a move of its file."""
    return uuid.uuid5(NAMESPACE, key)


def block_uuid(key: str, anchor: str) -> uuid.UUID:
    """Return the id of a block of the page with this key: the same activity in French and in English."""
    return uuid.uuid5(NAMESPACE, f"{key}#{anchor}")
