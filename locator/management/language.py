"""The language of what a command says: the site's, unless another one is asked for."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandParser


def add_language(parser: CommandParser) -> None:
    """Add --language to a command, which then speaks it by translation.override(options["language"])."""
    parser.add_argument(
        "--language",
        choices=[code for code, _name in settings.LANGUAGES],
        default=settings.LANGUAGE_CODE,
        help="of the messages and of the report; the site's when not given",
    )
