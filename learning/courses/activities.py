"""The activities of a lesson's page: its questions, and its practices whose scenario is there."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import Subquery
from wagtail.models import Locale

from learning.activities.blocks import question_from_block
from learning.activities.models import VERSION, PracticeScenario
from learning.activities.practice.definition import Scenario
from learning.activities.questions import Activity, practice_question
from learning.courses.identity import activity_anchor

if TYPE_CHECKING:
    from learning.courses.models import LessonPage

# A lesson's page is kept by caches as long; an import in the same process, or with a shared cache, is seen at once.
SECONDS = 60


def activities_of(page: LessonPage) -> list[Activity]:
    """Return the questions and practices of a page in its order; a practice without scenario is left out."""
    found = []
    for block in page.body:
        if block.block_type == "question":
            question = question_from_block(block.value)
        elif block.block_type == "practice" and block.value["scenario"] in page.scenarios:
            question = practice_question(page.scenarios[block.value["scenario"]])
        else:
            continue
        found.append(Activity(uuid.UUID(str(block.id)), activity_anchor(block), question))
    return found


def attach_scenarios(pages: Iterable[LessonPage]) -> None:
    """Give each page its scenarios, with one query a language at most, and none when they were read just now."""
    by_locale: dict[int, list[LessonPage]] = {}
    for page in pages:
        by_locale.setdefault(page.locale_id, []).append(page)
    for locale_id, some in by_locale.items():
        keys = {page.pk: practice_keys(page) for page in some}
        scenarios = _read(locale_id, set().union(*keys.values()))
        for page in some:
            page.scenarios = {key: scenarios[key] for key in keys[page.pk] if key in scenarios}


def practice_keys(page: LessonPage) -> set[str]:
    """Return the keys of the scenarios that a page names."""
    return {block.value["scenario"] for block in page.body if block.block_type == "practice"}


def _read(locale_id: int, keys: set[str]) -> dict[str, Scenario]:
    if not keys:
        return {}
    names = {key: f"practice:{cache.get(VERSION, 0)}:{locale_id}:{key}" for key in keys}
    known: dict[str, Any] = cache.get_many(names.values())
    missing = [key for key in keys if names[key] not in known]
    if missing:
        # The page's language and not the address's: a merge derives progress in both.
        language = Subquery(Locale.objects.filter(pk=locale_id).values("language_code")[:1])
        rows = PracticeScenario.objects.filter(key__in=missing, language=language)
        read = dict.fromkeys(missing) | {row.key: row.definition for row in rows}
        cache.set_many({names[key]: definition for key, definition in read.items()}, SECONDS)
        known |= {names[key]: definition for key, definition in read.items()}
    return {key: Scenario.model_validate(known[name]) for key, name in names.items() if known[name]}
