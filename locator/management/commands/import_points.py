from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from locator.flows import import_points
from locator.importers import READERS
from locator.importers.draft import Draft, ListError


class Command(BaseCommand):
    help = "Import places of help. Good rows go in, bad rows are listed, nothing is deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=sorted(READERS), dest="format")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
        parser.add_argument("--demo", action="store_true", help="mark the places as demonstration data")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        quiet = not (options["verbosity"] and sys.stderr.isatty())
        try:
            report = import_points(
                data=options["file"].read_bytes(),
                file_name=options["file"].name,
                format_name=options["format"],
                dry_run=options["dry_run"],
                is_demo=options["demo"],
                progress=(lambda rows, total: rows) if quiet else self._bar,
            )
        except ListError as error:
            raise CommandError(str(error)) from error
        kinds = Counter(issue.kind for issue in report.issues)
        if options["verbosity"] > 1 or report.refused:
            for issue in report.issues:
                if options["verbosity"] > 1 or issue.kind == "refused":
                    self.stderr.write(f"line {issue.line}: {issue.kind}: {issue.field} “{issue.value}”: {issue.reason}")
        if options["verbosity"]:
            dry = " (dry run)" if options["dry_run"] else ""
            self.stdout.write(
                f"Places{dry}: {report.created} new, {report.updated} updated, {report.refused} refused; "
                f"{kinds['repaired']} values repaired, {kinds['finding']} to look at."
            )

    def _bar(self, rows: Iterable[Draft], total: int) -> Iterable[Draft]:
        return tqdm(rows, desc="Places", unit="row", total=total, file=sys.stderr)
