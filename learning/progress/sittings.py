"""The check of a module is answered in one go: a sitting. When is it passed?"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from learning.courses.models import CheckPage
from learning.progress.models import Attempt


@dataclass
class Sitting:
    """The answers that were sent together."""

    at: dt.datetime
    answers: dict[uuid.UUID, Attempt] = field(default_factory=dict)

    @property
    def right(self) -> set[uuid.UUID]:
        """The questions that were answered right."""
        return {key for key, attempt in self.answers.items() if attempt.correct}


def sittings(attempts: Iterable[Attempt]) -> list[Sitting]:
    """Return the sittings of a check, oldest first, from its attempts in any order, repeated or not.

    What was answered at one moment was sent together: checks.record_check gives its answers one hour. So nothing
    but the attempts has to be kept, and merged or replayed they give the same sittings.
    """
    found: dict[dt.datetime, Sitting] = {}
    for attempt in attempts:
        found.setdefault(attempt.answered_at, Sitting(attempt.answered_at)).answers[attempt.activity_id] = attempt
    return [found[at] for at in sorted(found)]


def passed_at(check: CheckPage, attempts: Iterable[Attempt]) -> dt.datetime | None:
    """Return when the check was passed first: in one sitting, four of the questions that it asks now answered right.

    More attempts never undo it: a later sitting that fails is another sitting.
    """
    asked = {one.id for one in check.activities()}
    return next((one.at for one in sittings(attempts) if asked and len(one.right & asked) >= check.pass_mark), None)
