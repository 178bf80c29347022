"""What a learner's pages show of the classes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from learning.classes.models import Assignment, Note
from learning.classes.querysets import Module, modules_in
from learning.people.models import Learner
from learning.progress.models import LessonProgress, ModuleProgress

register = template.Library()

NOTES_SHOWN = 5


@dataclass(frozen=True)
class Given:
    """A module that the learner's teacher gave."""

    module: Module
    due: dt.date | None
    note: str
    classroom: str
    done: int
    late: bool

    @property
    def started(self) -> bool:
        return self.done > 0


@register.filter
def near_day(day: dt.date) -> str:
    """Return a day with its weekday, to stand inside a sentence: "mardi 7 mars", "Tuesday 7 March"."""
    text = date_format(day, "l j F")
    return text.lower() if (get_language() or "fr").startswith("fr") else text


@register.inclusion_tag("classes/due_modules.html")
def due_modules(learner: Learner | None) -> dict[str, Any]:
    """Show the unfinished modules that the learner's classes gave, what is due first at the top, and their notes.

    Nothing for a learner without a class. Five queries, whatever the number of modules.
    """
    if not learner:
        return {}
    return {"given": given_modules(learner), "notes": Note.objects.shown_to(learner)[:NOTES_SHOWN]}


@register.inclusion_tag("classes/due_first.html", takes_context=True)
def due_first(context: dict[str, Any]) -> dict[str, Any]:
    """Show what is due first on the home page; nothing, and no query, for who has no session and no cookie."""
    learner = getattr(context.get("request"), "learner", None)
    return {"first": next(iter(given_modules(learner)), None) if learner else None}


def given_modules(learner: Learner) -> list[Given]:
    """Return the unfinished modules given to a learner, what is due first at the top, each once."""
    today = timezone.localdate()
    assignments = [
        one
        for one in Assignment.objects.for_learner(learner).select_related("classroom")
        if one.opens is None or one.opens <= today
    ]
    if not assignments:
        return []
    modules = modules_in((get_language() or "fr")[:2], {one.module_key for one in assignments})
    lessons = [key for module in modules.values() for key in module.lesson_keys]
    finished = LessonProgress.objects.filter(learner=learner, lesson_key__in=lessons, state=LessonProgress.State.DONE)
    done = dict(finished.values_list("module_key").annotate(number=Count("id")))
    checked = ModuleProgress.objects.filter(learner=learner, module_key__in=modules, check_passed_at__isnull=False)
    passed = set(checked.values_list("module_key", flat=True))
    found: dict[Any, Given] = {}
    for one in assignments:
        module = modules.get(one.module_key)
        number = done.get(one.module_key, 0)
        # Given by two classes: the nearer date counts, and it comes first.
        if module is None or number >= module.total or one.module_key in passed | found.keys():
            continue
        late = one.due is not None and one.due < today
        found[one.module_key] = Given(module, one.due, one.note, one.classroom.name, number, late)
    return list(found.values())
