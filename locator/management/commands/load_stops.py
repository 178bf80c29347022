"""Load the rounds of buses and duties from a CSV, one line a stop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.db import transaction

from locator.importers.draft import ListError
from locator.stops import load_stops


class Command(BaseCommand):
    help = "Load the stops of buses and duties (docs/data-formats.md). Nothing is deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="read and report, change nothing")
        parser.add_argument("--demo", action="store_true", help="mark what is read as demonstration data")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        try:
            with transaction.atomic():
                report = load_stops(data=data, is_demo=options["demo"])
                transaction.set_rollback(options["dry_run"])
        except ListError as error:
            raise CommandError(str(error)) from error
        for line in report.lines:
            self.stderr.write(line)
        self.stdout.write(f"{report.points} buses and duties, {report.stops} stops, {report.refused} lines refused")
        if report.refused:
            raise CommandError(f"{report.refused} lines were refused: see above. The others were read.", returncode=2)
