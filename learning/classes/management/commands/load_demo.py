"""Demonstration people: four accounts and a class with some real progress. Demonstration mode only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from learning.classes import demo


class Command(BaseCommand):
    help = "Load the demonstration accounts and their class (PASSERELLE_DEMO=1 only). Runs again without harm."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PASSERELLE_DEMO:
            raise CommandError("This is not a demonstration: set PASSERELLE_DEMO=1 to load demonstration accounts.")
        try:
            changed = demo.load()
        except demo.RealAccount as error:
            raise CommandError(f"A real account is called “{error}”. Nothing was changed.") from error
        self.stdout.write("Demonstration accounts:")
        for person in demo.PEOPLE:
            self.stdout.write(f"  {person.username:<9} {demo.PASSWORD}   {person.role}")
        self.stdout.write(f"Class: {demo.CLASS}" + ("" if changed else " (unchanged)"))
