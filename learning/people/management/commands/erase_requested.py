"""Erase everybody whose day has come. To be run every day."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from tqdm import tqdm

from learning.people import erasing
from learning.people.models import ErasureRequest


class Command(BaseCommand):
    help = "Erase everybody who asked for it and whose delay is over. Run it every day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many, erase nobody")

    def handle(self, *args: Any, **options: Any) -> None:
        due = ErasureRequest.objects.filter(due_at__lte=timezone.now()).count()
        if options["dry_run"]:
            self.stdout.write(f"{due} to be erased. Nothing was done.")
            return
        count = {"erased": 0, "kept": 0, "waits": 0}
        for _request, became in tqdm(erasing.erase_due(), total=due, disable=not sys.stderr.isatty()):
            count[became] += 1
        self.stdout.write(f"{count['erased']} erased, {count['kept']} kept because they came back.")
        if count["waits"]:
            self.stdout.write(
                f"{count['waits']} wait: they run a group, which must be handed over or deleted first. "
                "They see it on “My data”."
            )
