"""Who needs a person now, and why, in words, each with one thing to do about it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.classes.grid import LATE, STUCK, Need, Row
from learning.classes.models import Classroom
from learning.courses.activities import attach_scenarios
from learning.courses.models import LessonPage
from learning.people.models import Learner

PROMPT = 60  # signs of a question by which a teacher knows it again


@dataclass(frozen=True)
class Help:
    """One person who needs somebody: why, and what may be done."""

    learner: Learner
    icon: str
    text: str
    action: str
    action_icon: str
    action_url: str


def helps(*, classroom: Classroom, rows: Iterable[Row], language: str) -> list[Help]:
    """Return the needs of some rows in words, in their order. One query when somebody is stuck, none otherwise."""
    wanted = [(row, row.need) for row in rows if row.need]
    pages = _lessons({need.lesson_key for _row, need in wanted if need.lesson_key}, language)
    return [_help(classroom, row.learner, need, pages) for row, need in wanted]


def _lessons(keys: set[uuid.UUID], language: str) -> dict[uuid.UUID, LessonPage]:
    """Return the published lessons by key, in this language where they exist in it. Two queries at most."""
    if not keys:
        return {}
    pages = LessonPage.objects.live().filter(translation_key__in=keys).select_related("locale")
    found: dict[uuid.UUID, LessonPage] = {}
    for page in sorted(pages, key=lambda one: one.locale.language_code != language):
        found.setdefault(page.translation_key, page)
    attach_scenarios(list(found.values()))
    return found


def _help(classroom: Classroom, learner: Learner, need: Need, pages: dict[uuid.UUID, LessonPage]) -> Help:
    here = {"pk": classroom.pk, "learner": learner.pk}
    beside = (_("Sit beside this person"), "people")
    if need.kind == STUCK:
        page = pages.get(need.lesson_key) if need.lesson_key else None
        if page and page.has_simple_version:
            url = f"{reverse('paper:lesson', args=[page.translation_key])}?version=simple"
            return Help(learner, need.icon, _stuck(need, page), _("Print the simple version"), "printer", url)
        if page:
            url = reverse("classes:beside_lesson", kwargs={**here, "lesson": page.translation_key})
        else:
            url = reverse("classes:beside", kwargs=here)
        return Help(learner, need.icon, _stuck(need, page), *beside, url)
    if need.kind == LATE:
        day = date_format(need.day, "j F Y") if need.day else ""
        values = {"module": need.module.title if need.module else "", "day": day}
        text = _("“%(module)s” was to be finished before %(day)s") % values
        return Help(learner, need.icon, text, *beside, reverse("classes:beside", kwargs=here))
    text = _("No lesson opened for %(time)s") % {"time": duration(need.days)}
    url = reverse("classes:learner", kwargs=here) + "#write"
    return Help(learner, need.icon, text, _("Write a note"), "pencil", url)


def _stuck(need: Need, page: LessonPage | None) -> str:
    values: dict[str, Any] = {"module": need.module.title if need.module else "", "ago": ago(need.days)}
    activity = page.activity(need.activity_id) if page else None
    if page and activity:
        values |= {"lesson": page.title, "question": _shortened(activity.question.prompt)}
        return _("Difficulties with the question “%(question)s” of “%(lesson)s”, %(ago)s") % values
    return _("Difficulties with “%(module)s”, %(ago)s") % values


def _shortened(text: str) -> str:
    """Return the beginning of a text, cut between two words."""
    if len(text) <= PROMPT:
        return text
    return text[:PROMPT].rpartition(" ")[0].rstrip(" ,.;:") + "…"


def ago(days: int) -> str:
    """Return "today", "yesterday" or "8 days ago"."""
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return _("%(time)s ago") % {"time": duration(days)}


def duration(days: int) -> str:
    """Return days up to two weeks, then weeks, then months: nobody counts 47 days."""
    if days < 14:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if days < 60:
        return ngettext("%(n)s week", "%(n)s weeks", days // 7) % {"n": days // 7}
    return ngettext("%(n)s month", "%(n)s months", days // 30) % {"n": days // 30}
