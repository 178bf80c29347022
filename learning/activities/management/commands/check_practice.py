from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.activities.flows import check_scenarios


class Command(BaseCommand):
    help = "Say what is wrong in the practice scenarios: dead ends, screens nobody reaches, languages that differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURES_DIR / "practice")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["folder"].is_dir():
            raise CommandError(f"There is no folder {options['folder']}.")
        mistakes = check_scenarios(folder=options["folder"])
        for mistake in mistakes:
            self.stderr.write(str(mistake))
        if mistakes:
            raise CommandError(f"{len(mistakes)} mistakes.")
        if options["verbosity"]:
            self.stdout.write("The scenarios have no mistake.")
