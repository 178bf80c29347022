"""Tables that people send, CSV with its encoding and separator detected; and cells that we write."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass

from charset_normalizer import from_bytes

SEPARATORS = (",", ";", "\t", "|")
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
MAX_CELL = 1_000_000
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula. Source: OWASP, CSV injection."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


class TableError(ValueError):
    """The file is no table; the message says what to do."""


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
        raise TableError("The file is empty. Send a CSV file with a first line that names the columns.")
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
        raise TableError(f"The file cannot be read as CSV ({error}). Save it again as CSV in UTF-8.") from error
    return Table(header, rows, encoding, separator)
