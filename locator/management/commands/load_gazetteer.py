from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from locator.gazetteer import GazetteerError, load_gazetteer


class Command(BaseCommand):
    help = "Load the communes of France from a file (our CSV, the geo.api.gouv.fr JSON, or a CSV with the same columns)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        bar = self._bar if options["verbosity"] and sys.stderr.isatty() else iter
        try:
            report = load_gazetteer(path=options["file"], progress=bar)
        except (GazetteerError, OSError, EOFError) as error:
            raise CommandError(str(error)) from error
        for issue in report.issues:
            self.stderr.write(f"line {issue.line}: {issue.field} “{issue.value}”: {issue.reason}; the row is left out")
        if options["verbosity"]:
            done = "already loaded" if report.already_loaded else f"{report.places} communes loaded"
            self.stdout.write(f"Gazetteer: {done}, {len(report.issues)} rows left out.")

    def _bar(self, rows: Iterable[Any]) -> Iterable[Any]:
        return tqdm(rows, desc="Communes", unit="row", file=sys.stderr)
