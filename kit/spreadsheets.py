"""Tables that people send, whatever their format: CSV in any encoding, or a workbook (.xlsx). Rows of plain cells.

A file is not believed by its name: its first bytes say what it is. Nothing in it is run, and a workbook that would
unfold into something huge is not unfolded.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
import warnings
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kit.tables import MAX_CELL, SEPARATORS, decode

EMPTY, OTHER, OLD, LARGE, LONG, DAMAGED = "empty", "other", "old", "large", "long", "damaged"
MOST_BYTES = 1_000_000
MOST_UNFOLDED = 30_000_000
MOST_PARTS = 500
MOST_ROWS = 2000
MOST_COLUMNS = 60
LONGEST_CELL = 500
LINES_LOOKED_AT = 20
# Pictures, PDF, programs, mail, archives: what a hand picks by mistake.
NOT_TABLES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"MZ",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
)
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # .xls, or a workbook behind a password
ZIP = b"PK\x03\x04"
BROKEN = (
    zipfile.BadZipFile, InvalidFileException, zlib.error, KeyError, ValueError, TypeError, SyntaxError, OSError,
    EOFError, IndexError, AttributeError, NotImplementedError, RuntimeError,
)  # fmt: skip


class NotATable(ValueError):
    """The file cannot be read as a table; `reason` is one of the constants above."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Rows:
    """The rows of a table that hold something: number of the line in the file, and its cells."""

    rows: list[tuple[int, list[str]]]
    kind: str  # "csv" or "xlsx"
    encoding: str = ""
    separator: str = ""


def read_rows(data: bytes) -> Rows:
    """Return the rows of a CSV file or of the first sheet that holds something. Raises NotATable."""
    if not data.strip():
        raise NotATable(EMPTY)
    if len(data) > MOST_BYTES:
        raise NotATable(LARGE)
    if data.startswith(OLD_WORKBOOK):
        raise NotATable(OLD)
    if data.startswith(NOT_TABLES):
        raise NotATable(OTHER)
    found = _workbook(data) if data.startswith(ZIP) else _text(data)
    if not found.rows:
        raise NotATable(EMPTY)
    return found


# Text


def _text(data: bytes) -> Rows:
    text, encoding = decode(data)
    text = text.replace("\x00", "").lstrip("\ufeff")
    head = text[:4000]
    strange = sum(1 for sign in head if unicodedata.category(sign) in ("Cc", "Cn", "Co") and sign not in "\r\n\t\f")
    if strange > len(head) // 50 or head.lstrip()[:15].lower().startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise NotATable(OTHER)
    separator = _separator(text)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            _keep(rows, reader.line_num, cells)
    except csv.Error as error:
        raise NotATable(DAMAGED) from error
    return Rows(rows, "csv", encoding, separator)


def _separator(text: str) -> str:
    """Return the separator that parts most lines into the same number of cells; the first lines may be titles."""
    lines = [line for line in text.splitlines()[: 3 * LINES_LOOKED_AT] if line.strip()][:LINES_LOOKED_AT]
    best, score = SEPARATORS[0], (0, 0)
    for separator in SEPARATORS:
        widths = Counter(line.count(separator) for line in lines if separator in line)
        if widths:
            width, times = widths.most_common(1)[0]
            if (times, width) > score:
                best, score = separator, (times, width)
    return best


def _keep(rows: list[tuple[int, list[str]]], line: int, cells: list[str]) -> None:
    cells = [" ".join(cell[:LONGEST_CELL].split()) for cell in cells[:MOST_COLUMNS]]
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        return
    if len(rows) >= MOST_ROWS:
        raise NotATable(LONG)
    rows.append((line, cells))


# Workbooks


def _workbook(data: bytes) -> Rows:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise NotATable(OTHER)
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNFOLDED:
                raise NotATable(LARGE)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about what it leaves out: styles, validations
            return Rows(_cells(data), "xlsx")
    except NotATable:
        raise
    except BROKEN as error:
        raise NotATable(DAMAGED) from error


def _cells(data: bytes) -> list[tuple[int, list[str]]]:
    book: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            rows: list[tuple[int, list[str]]] = []
            sheet.reset_dimensions()  # what a file says of its size is not always true
            for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
                if line > 10 * MOST_ROWS:
                    break
                _keep(rows, line, [_written(cell) for cell in cells])
            if rows:
                return rows
    finally:
        book.close()
    return []


def _written(value: Any) -> str:
    """Return a cell as a person would write it: 12 for 12.0, no time for a date."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and (value.hour, value.minute) == (0, 0):
        return value.date().isoformat()
    return str(value)
