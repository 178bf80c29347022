"""Where a learner is with one activity, from the tries: pure, whatever their order."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from learning.progress.models import Attempt

TRIES_BEFORE_EXPLANATION = 3  # decided: the third wrong answer shows the explained answer
REVEAL = {"reveal": True}  # the response of a person who asks for the right answer


@dataclass(frozen=True)
class ActivityState:
    """Where a learner is with one activity."""

    wrong: int = 0
    right: bool = False
    explained: bool = False
    finished_at: dt.datetime | None = None

    @property
    def finished(self) -> bool:
        return self.right or self.explained


def activity_states(attempts: Iterable[Attempt]) -> dict[uuid.UUID, ActivityState]:
    """Return activity → state from attempts in any order, repeated or not.

    They count in the order in which they were answered. An activity is explained once somebody asked for the
    answer or three answers were wrong. It is finished when it is explained or right, whichever came first.
    """
    by_activity: dict[uuid.UUID, dict[uuid.UUID, Attempt]] = {}
    for attempt in attempts:
        by_activity.setdefault(attempt.activity_id, {})[attempt.client_uuid] = attempt
    return {key: _activity_state(sorted(found.values(), key=moment)) for key, found in by_activity.items()}


def moment(attempt: Attempt) -> tuple[dt.datetime, uuid.UUID]:
    """Return what attempts are sorted by: when they were answered."""
    return attempt.answered_at, attempt.client_uuid


def _activity_state(attempts: list[Attempt]) -> ActivityState:
    wrong = 0
    right = explained = False
    finished_at: dt.datetime | None = None
    for attempt in attempts:
        asked = attempt.response == REVEAL
        right = right or attempt.correct
        wrong += not attempt.correct and not asked
        explained = explained or asked or wrong >= TRIES_BEFORE_EXPLANATION
        if (right or explained) and finished_at is None:
            finished_at = attempt.answered_at
    return ActivityState(wrong, right, explained, finished_at)
