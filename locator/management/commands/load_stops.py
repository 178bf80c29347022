"""Load the rounds of buses and duties from a CSV, one line a stop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from locator.importers.draft import ListError
from locator.management.language import add_language
from locator.stops import load_stops


class Command(BaseCommand):
    help = "Load the stops of buses and duties (docs/data-formats.md). Nothing is deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="read and report, change nothing")
        parser.add_argument("--demo", action="store_true", help="mark what is read as demonstration data")

        add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self._load(options)

    def _load(self, options: dict[str, Any]) -> None:
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            said = _("%(file)s cannot be read: %(error)s.")
            raise CommandError(said % {"file": options["file"], "error": error.strerror}) from error
        try:
            with transaction.atomic():
                report = load_stops(data=data, is_demo=options["demo"])
                transaction.set_rollback(options["dry_run"])
        except ListError as error:
            raise CommandError(str(error)) from error
        for line in report.lines:
            self.stderr.write(str(line))
        counts = {"points": report.points, "stops": report.stops, "refused": report.refused}
        self.stdout.write(_("Buses and duties: %(points)s; stops: %(stops)s; lines refused: %(refused)s.") % counts)
        if report.refused:
            raise CommandError(_("Some lines were refused: see above. The others were read."), returncode=2)
