"""What every template may use: the door, the help number, the other language, the display options."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, translate_url
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from accessibility.preferences import Preferences

DOORS = {
    "locator": "help",
    "classes": "teach",
    "progress": "mine",
    "paper": "learn",
    "courses": "learn",
    "activities": "learn",
    "cards": "mine",
}
NAMES = {"fr": "Français", "en": "English"}


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of the contract between the base template and the rooms."""
    return {
        "door": _door(request),
        "help_phone": settings.PASSERELLE_HELP_PHONE,
        "help_phone_href": "".join(c for c in settings.PASSERELLE_HELP_PHONE if c.isdigit() or c == "+"),
        "other_language": SimpleLazyObject(lambda: other_language(request)),
        "is_demo": settings.PASSERELLE_DEMO,
        "display": getattr(request, "display", None) or Preferences(),
        "is_teacher": SimpleLazyObject(lambda: _is_teacher(request)),
        "card_learner": SimpleLazyObject(lambda: _card_learner(request)),
        "public_url": settings.PASSERELLE_URL,
    }


def _door(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    if match is None:
        return ""
    if match.namespace in DOORS:
        return DOORS[match.namespace]
    if match.url_name == "wagtail_serve":
        path = request.path.strip("/")
        return "" if path in NAMES else "learn"
    return ""


def _is_teacher(request: HttpRequest) -> bool:
    from learning.people.rules import is_teacher

    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and is_teacher(user))


def _card_learner(request: HttpRequest) -> Any:
    """Return who is signed in by a class card: no account, but a name at the top and a way to finish."""
    from learning.people import devices

    user = getattr(request, "user", None)
    if user is None or user.is_authenticated:
        return None
    return devices.find(request)


def other_language(request: HttpRequest) -> dict[str, str]:
    """Return code, name and address of the same page in the other language.

    A page without translation leads to the other language's home page.
    """
    current = translation.get_language() or settings.LANGUAGE_CODE
    code = "en" if current.startswith("fr") else "fr"
    return {"code": code, "label": NAMES[code], "url": _other_url(request, code)}


def _other_url(request: HttpRequest, code: str) -> str:
    home = f"/{code}/"
    match = getattr(request, "resolver_match", None)
    if match is None:
        return home
    if match.url_name == "wagtail_serve":
        page = getattr(request, "passerelle_page", None)
        if page is None:
            return home
        return page.other_language_url(request) or home
    path = request.get_full_path() if request.method == "GET" else request.path
    try:
        translated = translate_url(path, code)
    except (NoReverseMatch, Resolver404):
        return home
    return translated or home
