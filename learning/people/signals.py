"""What this room tells the rooms above."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction of a merge, with source and target: each room moves what it holds about the source.
learners_merged = Signal()
