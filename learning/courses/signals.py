"""What this room asks the rooms above."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with page (a draft) when an editor previews a lesson on paper; a receiver returns the HttpResponse.
print_preview = Signal()
