from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.courses.textfiles.exporter import export_tree


class Command(BaseCommand):
    help = "Write the published courses, modules and lessons back to their text files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.FIXTURES_DIR / "courses")

    def handle(self, *args: Any, **options: Any) -> None:
        report = export_tree(root=options["folder"])
        for name in report.written:
            self.stdout.write(f"{name}: written")
        self.stdout.write(f"{len(report.written)} files written, {len(report.same)} already the same.")
        if report.lost:
            for line in report.lost:
                self.stderr.write(line)
            raise CommandError("What is listed above has no syntax in text files: it stays in the pages only.")
