"""Who may see and write which progress."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare

from learning.courses.models import CheckPage, LessonPage, ModulePage
from learning.people.models import Learner
from learning.progress.offline import owner_of


def may_answer(learner: Learner | None, lesson: LessonPage | CheckPage) -> bool:
    """Everybody may answer a published lesson or check, with or without an account."""
    return bool(lesson.live)


def may_merge(learner: Learner | None, other: Learner) -> bool:
    """A person may take the answers of a device that nobody's account has; never those of another account."""
    return learner is not None and other.user_id is None and learner.pk != other.pk


def may_replay(lesson: LessonPage | CheckPage) -> bool:
    """An answer given without a connection comes late: the lesson may have been withdrawn since, never unpublished."""
    return bool(lesson.live or lesson.first_published_at)


def may_keep(module: ModulePage) -> bool:
    """Everybody may keep a published module on a device."""
    return bool(module.live)


def may_send_for(learner: Learner | None, owner: object) -> bool:
    """The answers that a device keeps are sent by the learner who gave them."""
    return bool(learner) and isinstance(owner, str) and constant_time_compare(owner_of(learner), owner)


def may_keep_path(user: object) -> bool:
    """Everybody may keep the way that was offered, with or without an account."""
    return user is not None
