from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from locator.importers.draft import ListError
from locator.importers.mapping import draft_mapping
from locator.management.language import add_language


class Command(BaseCommand):
    help = "Write a first mapping for a list of places in a shape of its own, to correct and give to import_points."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self._draft(options["file"])

    def _draft(self, path: Path) -> None:
        if not path.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": path})
        try:
            with path.open("rb") as stream:
                self.stdout.write(draft_mapping(stream, name=path.stem), ending="")
        except ListError as error:
            raise CommandError(str(error)) from error
