"""The first administrator of an installation."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.people import flows

VARIABLE = "PASSERELLE_ADMIN_PASSWORD"


class Command(BaseCommand):
    help = f"Make an administrator. Asks for the user name and the password, or takes --username and {VARIABLE}."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", help="the user name; the password is then read from the environment")

    def handle(self, *args: Any, **options: Any) -> None:
        username = options["username"] or input("User name: ").strip()
        password = os.environ.get(VARIABLE, "") if options["username"] else ""
        if not password:
            if options["username"] and not os.isatty(0):
                raise CommandError(f"Write the password in {VARIABLE}.")
            password = getpass.getpass("Password: ")
            if getpass.getpass("The same password again: ") != password:
                raise CommandError("The two passwords are not the same. Nobody was made.")
        try:
            flows.create_administrator(username=username, password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"“{username}” is an administrator. The first visit to /cms/ asks for a second step.")
