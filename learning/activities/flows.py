"""Bring the practice scenarios up to date with their files."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from kit.mistakes import Mistake
from learning.activities.models import VERSION, PracticeScenario
from learning.activities.practice.definition import Scenario
from learning.activities.practice.linter import lint_all
from learning.activities.practice.reader import sources


@dataclass
class Report:
    """What an import did, or would do."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # keys: a scenario comes in both languages or not at all
    missing: list[str] = field(default_factory=list)  # in the database and in no file: kept
    mistakes: list[Mistake] = field(default_factory=list)


def check_scenarios(*, folder: Path) -> list[Mistake]:
    """Return every mistake of a folder's scenarios, in the order of files and lines. Writes nothing."""
    read = sources(folder)
    lint_all(read)
    return [mistake for source in read for mistake in sorted(source.notebook.found, key=lambda one: one.line)]


def import_scenarios(*, folder: Path, dry_run: bool = False) -> Report:
    """Create and update the scenarios of a folder; one with a mistake is refused and what was there stays.

    Nothing is ever deleted: lessons and answers may name a scenario whose file is gone.
    """
    report = Report()
    read = sources(folder)
    lint_all(read)
    report.mistakes = [one for source in read for one in sorted(source.notebook.found, key=lambda one: one.line)]
    broken = {source.key for source in read if source.notebook.found or source.scenario is None}
    report.refused = sorted(broken)
    with transaction.atomic():
        known = {(one.key, one.language): one for one in PracticeScenario.objects.all()}
        for source in read:
            if source.scenario and source.key not in broken:
                _bring(source.scenario, known.get((source.key, source.language)), report, dry_run=dry_run)
    if not dry_run and (report.created or report.updated):
        cache.set(VERSION, uuid.uuid4().hex, None)
    files = {source.key for source in read}
    report.missing = sorted({key for key, _language in known} - files)
    return report


def _bring(scenario: Scenario, row: PracticeScenario | None, report: Report, *, dry_run: bool) -> None:
    definition = scenario.as_json()
    if row and row.definition == definition:
        report.unchanged.append(str(row))
        return
    made = row or PracticeScenario(key=scenario.key, language=scenario.lang)
    (report.updated if row else report.created).append(str(made))
    if dry_run:
        return
    made.device, made.title, made.minutes = scenario.device, scenario.title, scenario.minutes
    made.track, made.revision, made.definition = scenario.track, scenario.revision, definition
    made.imported_at = timezone.now()
    made.save()
