from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from learning.courses.textfiles.importer import Report, Source, import_tree


class Command(BaseCommand):
    help = "Bring the pages of courses, modules and lessons up to date with their text files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURES_DIR / "courses")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
        parser.add_argument("--overwrite", action="store_true", help="replace what editors have changed too")
        parser.add_argument("--prune", action="store_true", help="unpublish the pages that have no file any more")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["folder"].is_dir():
            raise CommandError(f"There is no folder {options['folder']}.")
        report = import_tree(
            root=options["folder"],
            dry_run=options["dry_run"],
            overwrite=options["overwrite"],
            prune=options["prune"],
            progress=self._bar if options["verbosity"] and sys.stderr.isatty() else iter,
        )
        if options["verbosity"]:
            self._say(report, dry_run=options["dry_run"])
        if report.failed:
            raise CommandError("Some files were not imported: see the lines above.")

    def _bar(self, sources: Iterable[Source]) -> Iterable[Source]:
        return tqdm(list(sources), desc="Courses", unit="page", file=sys.stderr)

    def _say(self, report: Report, *, dry_run: bool) -> None:
        for mistake in report.mistakes:
            self.stderr.write(str(mistake))
        for name in report.refused:
            self.stderr.write(f"{name}: an editor has changed this page. Publish and export it first, or add --overwrite.")
        for name in report.missing:
            self.stdout.write(f"{name}: no file any more; --prune unpublishes it.")
        for name in report.unpublished:
            self.stdout.write(f"{name}: unpublished.")
        if report.practices:
            self.stdout.write(f"{report.practices} practice blocks; each is shown where its scenario exists.")
        counts = [("created", report.created), ("updated", report.updated), ("unchanged", report.unchanged)]
        words = ", ".join(f"{len(names)} {word}" for word, names in counts)
        self.stdout.write(f"Courses{' (dry run)' if dry_run else ''}: {words}, {len(report.mistakes)} mistakes.")
