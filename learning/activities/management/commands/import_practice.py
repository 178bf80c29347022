from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.activities.flows import import_scenarios


class Command(BaseCommand):
    help = "Bring the practice scenarios up to date with their files. Nothing is deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURES_DIR / "practice")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["folder"].is_dir():
            raise CommandError(f"There is no folder {options['folder']}.")
        report = import_scenarios(folder=options["folder"], dry_run=options["dry_run"])
        if options["verbosity"]:
            for mistake in report.mistakes:
                self.stderr.write(str(mistake))
            for key in report.missing:
                self.stdout.write(f"{key}: no file any more; it is kept.")
            counts = [("created", report.created), ("updated", report.updated), ("unchanged", report.unchanged)]
            words = ", ".join(f"{len(names)} {word}" for word, names in counts)
            self.stdout.write(
                f"Practice{' (dry run)' if options['dry_run'] else ''}: {words}, {len(report.mistakes)} mistakes."
            )
        if report.refused:
            raise CommandError(f"Not imported: {', '.join(report.refused)}.")
