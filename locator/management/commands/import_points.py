from __future__ import annotations

import sys
import tempfile
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from kit.tables import write_csv
from locator.flows import Report, import_points
from locator.importers import READERS, format_of, mapping
from locator.importers.draft import ListError
from locator.management.language import add_language
from locator.models import ImportIssue
from locator.reports import lines_of, rows_of

CHUNK = 1 << 20
SECONDS = 60  # without a byte from the other end


class Command(BaseCommand):
    help = "Import places of help from a file or an address. Good rows go in, bad rows are listed, nothing is deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a CSV or JSON file, or its https:// address")
        parser.add_argument(
            "--format", choices=[*sorted(READERS), "mapping"], dest="format", help="told from the columns when not given"
        )
        parser.add_argument("--mapping", type=Path, help="a YAML file that says which column is what (draft_mapping)")
        parser.add_argument("--part", action="store_true", help="only a part of the list: what is not in it stays confirmed")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
        parser.add_argument("--demo", action="store_true", help="mark the places as demonstration data")
        parser.add_argument("--report", type=Path, help="write every repaired, doubtful and refused value to this CSV file")
        add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self._import(options)

    def _import(self, options: dict[str, Any]) -> None:
        with ExitStack() as stack:
            try:
                stream, name = self._open(options["file"], stack)
                reader = None
                if options["mapping"] or options["format"] == "mapping":
                    reader = mapping.reader(self._mapping(options["mapping"]))
                bar = self._bar(stream, stack, quiet=not options["verbosity"])
                report = import_points(
                    data=stream,
                    file_name=name,
                    format_name="" if reader else options["format"] or format_of(stream),
                    reader=reader,
                    dry_run=options["dry_run"],
                    is_demo=options["demo"],
                    is_full=not options["part"],
                    progress=lambda position: bar.update(position - bar.n),
                )
            except ListError as error:
                raise CommandError(str(error)) from error
        self._say(report, options)
        if options["report"]:
            self._write(report, options["report"])

    def _open(self, place: str, stack: ExitStack) -> tuple[BinaryIO, str]:
        if place.startswith(("https://", "http://")):
            file = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
            try:
                with urllib.request.urlopen(place, timeout=SECONDS) as answer:  # noqa: S310 - http(s) alone, see above
                    while chunk := answer.read(CHUNK):
                        file.write(chunk)
            except (urllib.error.URLError, OSError, ValueError) as error:
                said = _("%(place)s cannot be fetched (%(error)s). Download it and give the file.")
                raise CommandError(said % {"place": place, "error": error}) from error
            return file, place.rstrip("/").rpartition("/")[2] or place  # type: ignore[return-value]
        path = Path(place)
        if not path.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": place})
        return stack.enter_context(path.open("rb")), path.name

    def _mapping(self, path: Path | None) -> mapping.Mapping:
        if path is None or not path.is_file():
            raise CommandError(_("Give the mapping: --mapping FILE. Draft one with manage.py draft_mapping FILE."))
        return mapping.read_mapping(path.read_text(encoding="utf-8", errors="replace"))

    def _bar(self, stream: BinaryIO, stack: ExitStack, *, quiet: bool) -> Any:
        size = stream.seek(0, 2)
        stream.seek(0)
        hidden = quiet or not sys.stderr.isatty()
        return stack.enter_context(
            tqdm(total=size, desc=_("Places"), unit="B", unit_scale=True, file=sys.stderr, disable=hidden)
        )

    def _say(self, report: Report, options: dict[str, Any]) -> None:
        if options["verbosity"] > 1 or report.refused:
            for one in lines_of(report.issues):
                if options["verbosity"] > 1 or one.kind == ImportIssue.Kind.REFUSED:
                    self.stderr.write(str(one))
        if options["verbosity"]:
            self.stdout.write(" ".join(self._summary(report, dry_run=options["dry_run"])))

    def _summary(self, report: Report, *, dry_run: bool) -> list[str]:
        said = [_("Trial, nothing is written.")] if dry_run else []
        counts = {
            "created": report.created, "updated": report.updated, "refused": report.refused,
            "repaired": report.kinds["repaired"], "found": report.kinds["finding"],
        }  # fmt: skip
        said.append(
            _(
                "New places: %(created)s; updated: %(updated)s; rows refused: %(refused)s; "
                "values repaired: %(repaired)s; values to look at: %(found)s."
            )
            % counts
        )
        if report.missing:
            said.append(
                ngettext(
                    "%(count)s place that the list no longer holds.",
                    "%(count)s places that the list no longer holds.",
                    report.missing,
                )
                % {"count": report.missing}
            )
        if report.merged:
            said.append(
                ngettext(
                    "%(count)s place merged with the same one of another list.",
                    "%(count)s places merged with the same ones of another list.",
                    report.merged,
                )
                % {"count": report.merged}
            )
        return said

    def _write(self, report: Report, path: Path) -> None:
        issues: Any = report.run.issues.all().iterator() if report.run else report.issues
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            write_csv(file, rows_of(lines_of(issues)))
        self.stdout.write(_("Report: %(file)s") % {"file": path})
