from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from locator.gazetteer import GazetteerError, load_gazetteer
from locator.management.language import add_language


class Command(BaseCommand):
    help = "Load the communes of France from a file (our CSV, the geo.api.gouv.fr JSON, or a CSV with the same columns)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

        add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self._load(options)

    def _load(self, options: dict[str, Any]) -> None:
        path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": path})
        bar = self._bar if options["verbosity"] and sys.stderr.isatty() else iter
        try:
            report = load_gazetteer(path=path, progress=bar)
        except GazetteerError as error:
            raise CommandError(str(error)) from error
        except (OSError, EOFError) as error:
            said = _("%(file)s cannot be read: %(error)s.")
            raise CommandError(said % {"file": path, "error": error}) from error
        for issue in report.issues:
            said = _("line %(line)s: %(field)s “%(value)s”: %(why)s; the row is left out")
            values = {"line": issue.line, "field": issue.field, "value": issue.value, "why": _(issue.reason)}
            self.stderr.write(said % values)
        if options["verbosity"]:
            if report.already_loaded:
                self.stdout.write(_("These communes are loaded already."))
            else:
                counts = {"places": report.places, "left_out": len(report.issues)}
                self.stdout.write(_("Communes loaded: %(places)s; rows left out: %(left_out)s.") % counts)

    def _bar(self, rows: Iterable[Any]) -> Iterable[Any]:
        return tqdm(rows, desc=_("Communes"), unit="row", file=sys.stderr)
