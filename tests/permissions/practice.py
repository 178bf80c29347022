"""Practice on simulated screens."""

from __future__ import annotations

from tests.permissions.roles import ALL_200, everybody

GET = {
    "activities:index": ALL_200,
    "activities:practice": ALL_200,
    "activities:screen": ALL_200,
    "activities:action": ALL_200,
    "activities:type": everybody(405),
}

POST = {"activities:type": everybody(404)}  # no such field on this screen


def arguments(world):
    """Return address → keyword arguments."""
    return {
        "activities:practice": {"key": "inbox-parcel-scam"},
        "activities:screen": {"key": "inbox-parcel-scam", "screen": "sms"},
        "activities:action": {"key": "inbox-parcel-scam", "screen": "sms", "action": "tap-link"},
        "activities:type": {"key": "self-checkout", "screen": "helper"},
    }
