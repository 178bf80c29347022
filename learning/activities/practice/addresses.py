"""The addresses of a practice. The screen is in the path; the way that led to it is in the query.

    practice/KEY/                     what the exercise is, before it starts
    practice/KEY/SCREEN/              a screen
    practice/KEY/SCREEN/ACTION/       what an action of a screen leads to, with what is said of it

Each is a plain GET; `screen_urls` lists them all, so that they can be kept on a device. The query may be left out:
the page is the same but for the way back and the tasks.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.http import urlencode

from learning.activities.practice.definition import Scenario

FRAGMENT = "practice"  # where a page that was loaded anew goes on
_STEP = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True)
class Thread:
    """What a practice carries from page to page: the way so far, the lesson, the help that was opened."""

    did: tuple[str, ...] = ()
    lesson: str = ""
    hint: bool = False
    way: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Thread:
        """Read it from an address or a form; what is not of its form is left out."""
        did = tuple(query.get("did", "").split(".")) if query.get("did") else ()
        if len(did) > 200 or not all(_STEP.fullmatch(one) for one in did):
            did = ()
        try:
            lesson = str(uuid.UUID(query.get("lesson", "")))
        except ValueError:
            lesson = ""
        return cls(did, lesson, bool(query.get("hint")), bool(query.get("way")))

    def fields(self) -> dict[str, str]:
        """Return it as a form's hidden fields, or a query's parts."""
        found = {"did": ".".join(self.did), "lesson": self.lesson, "hint": "1" * self.hint, "way": "1" * self.way}
        return {name: value for name, value in found.items() if value}

    def going(self, did: tuple[str, ...]) -> Thread:
        """Return the thread after other actions; the way that was shown was of the screen before."""
        return replace(self, did=did, way=False)


def practice_url(key: str, thread: Thread | None = None) -> str:
    """Return the address of the exercise before it starts."""
    return _url(reverse("activities:practice", args=[key]), thread, "")


def screen_url(key: str, screen: str, thread: Thread | None = None) -> str:
    """Return the address of a screen."""
    return _url(reverse("activities:screen", args=[key, screen]), thread, FRAGMENT if thread else "")


def action_url(key: str, screen: str, action: str, thread: Thread | None = None) -> str:
    """Return the address of what an action leads to; `thread.did` is the way before it."""
    return _url(reverse("activities:action", args=[key, screen, action]), thread, FRAGMENT if thread else "")


def type_url(key: str, screen: str) -> str:
    """Return the address that a typed text is sent to."""
    return reverse("activities:type", args=[key, screen])


def screen_urls(scenario: Scenario, lesson: str = "") -> list[str]:
    """Return every address of a scenario in the language that is active: what a device keeps.

    With a lesson's key, the pages are those of its practice: the last action then goes where answers go. A page that
    is kept holds a way of its own to its screen, so that what it sends can be replayed.
    """
    thread = Thread(lesson=lesson) if lesson else None
    found = [practice_url(scenario.key, thread)]
    for screen in scenario.screens:
        found.append(screen_url(scenario.key, screen.id, thread))
        found += [action_url(scenario.key, screen.id, action.id, thread) for action in screen.actions]
    return [url.partition("#")[0] for url in found]


def as_part(url: str, wanted: object) -> str:
    """Return the address of the part of a page that a script puts into a lesson, when it asks for it."""
    path, sep, fragment = url.partition("#")
    return f"{path}{'&' if '?' in path else '?'}part=1{sep}{fragment}" if wanted else url


def _url(path: str, thread: Thread | None, fragment: str) -> str:
    query = urlencode(thread.fields()) if thread else ""
    return f"{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"
