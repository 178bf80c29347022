"""Tables that people send, CSV with its encoding and separator detected; and cells that we write."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

from charset_normalizer import from_bytes
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

SEPARATORS = (",", ";", "\t", "|")
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
MAX_CELL = 1_000_000
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"  # without it Excel reads UTF-8 as Windows-1252


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula. Source: OWASP, CSV injection."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def write_csv(file: IO[str] | Any, rows: Iterable[Iterable[object]]) -> None:
    """Write rows for the spreadsheets of the active language: a French one expects semicolons. Text is harmless."""
    separator = ";" if (get_language() or "").startswith("fr") else ","
    writer = csv.writer(file, delimiter=separator)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def csv_response(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Return rows as a file to download, as `write_csv` writes them."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write(MARK)
    write_csv(response, rows)
    return response


class TableError(ValueError):
    """The file is no table; the message, an English text marked for translation, says what to do."""


@dataclass(frozen=True)
class Table:
    """The header and the rows of a CSV file; each row with the number of its line in the file."""

    header: list[str]
    rows: list[tuple[int, dict[str, str]]]
    encoding: str
    separator: str


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and its encoding: by its mark, as UTF-8, as UTF-16 without a mark, else as guessed."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name
    if data[:400].count(b"\x00") > len(data[:400]) // 4:
        name = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
        return data.decode(name, errors="replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    guess = from_bytes(data[:200_000], cp_isolation=["cp1252", "latin_1", "mac_roman"]).best()
    name = guess.encoding if guess else "cp1252"
    return data.decode(name, errors="replace"), name


def separator_of(text: str) -> str:
    """Return the separator that the first line uses most."""
    first = text.lstrip().split("\n", 1)[0]
    return max(SEPARATORS, key=first.count)


def read_csv(data: bytes) -> Table:
    """Read a CSV file; raises TableError when it is empty or no table. Rows of another length keep what they have."""
    text, encoding = decode(data)
    if not text.strip():
        raise TableError(_("The file is empty. Send a CSV file with a first line that names the columns."))
    separator = separator_of(text)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator)
    try:
        header = [name.strip() for name in next(reader)]
        rows = []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                line = reader.line_num
                rows.append((line, dict(zip(header, cells, strict=False))))
    except (csv.Error, StopIteration) as error:
        raise TableError(_("The file cannot be read as CSV. Save it again as CSV in UTF-8.")) from error
    return Table(header, rows, encoding, separator)
