"""What this room tells the rooms above."""

from __future__ import annotations

from django.dispatch import Signal

# Sent after the transaction, with learner and module_key, once: when the last lesson of a module is finished.
module_completed = Signal()
