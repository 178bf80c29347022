"""What this room tells the others."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with request and preferences (Preferences) when somebody saved or reset their display options.
display_chosen = Signal()
