"""Ways to be somebody on a device besides an account and a guest's cookie.

A room above registers how it finds its learner (a class card's session, for example): this room imports none.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from learning.people.models import Learner

Finder = Callable[[HttpRequest], Learner | None]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Ask `finder` for the learner of every request that has no account. It must cost no query without a session."""
    if finder not in _finders:
        _finders.append(finder)


def find(request: HttpRequest) -> Learner | None:
    """Return the learner who is signed in here without an account, or None. Looked up once for each request."""
    held: dict[str, Learner | None] = request.__dict__.setdefault("_device", {})
    if "learner" not in held:
        held["learner"] = next((found for finder in _finders if (found := finder(request)) is not None), None)
    return held["learner"]
