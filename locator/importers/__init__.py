"""Lists of places in the formats that their publishers use, and any other by a mapping file."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from django.utils.translation import gettext_noop as _

from locator.importers import france_services, mapping, mednum
from locator.importers.draft import ListError, Reading
from locator.importers.files import open_rows

READERS: dict[str, Callable[[BinaryIO], Reading]] = {
    "mednum": mednum.read,
    "france-services": france_services.read,
    "uk": mapping.read_uk,
}


def format_of(stream: BinaryIO) -> str:
    """Return the format of a file by the names of its columns; raises ListError when it is none of ours."""
    names = {str(name).strip().casefold() for name in open_rows(stream).header}
    if {"id_fs", "lib_fs"} <= names:
        return "france-services"
    if set(mednum.NEEDED) <= names:
        return "mednum"
    if set(mapping.UK_NEEDED) <= names:
        return "uk"
    raise ListError(
        _(
            "The columns of this file are not those of a format that we know. "
            "Draft a mapping with manage.py draft_mapping FILE, correct it, and give it with the file."
        )
    )
