from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from locator.coverage import history
from locator.importers import READERS
from locator.importers.draft import ListError
from locator.management.language import add_language


class Command(BaseCommand):
    help = (
        "Keep the access figures of a day: of the places that are there now, or of an older list that is read and not "
        "imported (measure_access FILE --format france-services --date 2022-08-01)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="an older list; without it, the places that are there now")
        parser.add_argument("--format", choices=sorted(READERS), help="the format of the list")
        parser.add_argument("--date", help="the day of the figures, as 2022-08-01 (today when it is not given)")

        add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self._measure(options)

    def _measure(self, options: dict[str, Any]) -> None:
        day = self._day(options["date"])
        if not options["file"]:
            written = history.record(on=day)
        else:
            written = self._list(options["file"], options["format"], day, bar=bool(options["verbosity"]))
        if not written:
            raise CommandError(_("Nothing was measured: load communes and places first."))
        if options["verbosity"]:
            self.stdout.write(_("Access figures of %(day)s: %(rows)s rows.") % {"day": day, "rows": written})

    def _day(self, text: str | None) -> dt.date:
        try:
            day = dt.date.fromisoformat(text) if text else timezone.localdate()
        except ValueError as error:
            raise CommandError(_("“%(text)s” is not a date. Write it as 2022-08-01.") % {"text": text}) from error
        if day > timezone.localdate():
            raise CommandError(_("%(day)s has not come yet. Give the date of the list.") % {"day": day})
        return day

    def _list(self, path: Path, format_name: str | None, day: dt.date, *, bar: bool) -> int:
        if not format_name:
            formats = ", ".join(sorted(READERS))
            raise CommandError(_("Give the format of the list, with --format: %(formats)s.") % {"formats": formats})
        if not path.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": path})
        try:
            with path.open("rb") as stream:
                reading = READERS[format_name](stream)
                rows = tqdm(
                    reading.rows, desc=_("Places"), unit="row", file=sys.stderr, disable=not (bar and sys.stderr.isatty())
                )
                return history.record_list(drafts=rows, source_key=reading.source_key, on=day)
        except ListError as error:
            raise CommandError(str(error)) from error
