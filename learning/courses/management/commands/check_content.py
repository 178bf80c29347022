from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kit.tables import write_csv
from learning.courses.content import RECHECK_MONTHS, Fact, facts, problems


class Command(BaseCommand):
    help = "Say what does not work in the published lessons; with --facts, when their facts were last checked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--facts", action="store_true", help="list when the facts of each lesson were checked")
        parser.add_argument("--csv", type=Path, help="write the list of --facts to this file too")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["csv"] and not options["facts"]:
            raise CommandError("--csv goes with --facts.")
        if options["facts"]:
            self._facts(facts(timezone.localdate()), options["csv"], verbose=options["verbosity"] > 0)
            return
        found = problems()
        for problem in found:
            self.stderr.write(str(problem))
        if found:
            raise CommandError(f"{len(found)} problem{'s' if len(found) > 1 else ''}.")
        if options["verbosity"]:
            self.stdout.write("The published lessons have no problem.")

    def _facts(self, found: list[Fact], path: Path | None, *, verbose: bool) -> None:
        count = sum(one.is_due for one in found)
        if verbose:
            for one in found:
                age = "never" if one.months is None else f"{one.checked}, {one.months} months ago"
                self.stdout.write(f"{'! ' if one.is_due else '  '}{one.key} ({one.language}): {age}")
            self.stdout.write(
                f"{len(found)} lessons; {count} to check again (never, or {RECHECK_MONTHS} months ago and more)."
            )
        if path:
            try:
                with path.open("w", encoding="utf-8-sig", newline="") as file:
                    write_csv(file, _rows(found))
            except OSError as error:
                raise CommandError(f"{path} cannot be written: {error.strerror}.") from error


def _rows(found: list[Fact]) -> Iterator[list[Any]]:
    yield ["key", "language", "title", "checked", "months", "to check again"]
    for one in found:
        yield [one.key, one.language, one.title, one.checked, one.months, "yes" if one.is_due else "no"]
