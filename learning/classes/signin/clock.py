"""Times of day as a reader of each language writes them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import get_language

FIXED = "\u00a0"


def clock(moment: dt.datetime | None) -> str:
    """Return a moment in the site's zone: "17 h 30" and "9 h" in French, "17:30" and "9:00" in English."""
    if moment is None:
        return ""
    here = timezone.localtime(moment)
    if (get_language() or "fr").startswith("fr"):
        minutes = f"{FIXED}{here.minute:02}" if here.minute else ""
        return f"{here.hour}{FIXED}h{minutes}"
    return f"{here.hour}:{here.minute:02}"
