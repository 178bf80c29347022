"""The rows of a file, one after the other: memory does not grow with the file."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO

import ijson
from django.utils.translation import gettext_noop as _

from kit import tables
from locator.importers.draft import ListError

SAMPLE = 200_000  # bytes looked at to tell the encoding and the separator
MAX_DEPTH = 30  # levels of objects and lists in one another
MAX_ODD_JSON = 50_000_000  # JSON in another encoding than UTF-8 is decoded whole
Row = tuple[int, dict[str, Any]]


@dataclass
class Rows:
    """The names of the columns, and the rows with their line (CSV) or number (JSON)."""

    header: list[str]
    rows: Iterator[Row]


def open_rows(stream: BinaryIO) -> Rows:
    """Return the rows of a CSV or JSON file. The stream must be seekable and stay open while the rows are read.

    JSON is a list of objects, an object that holds one (`{"data": [{…}]}`), or GeoJSON, whose properties and point become
    columns. Raises ListError for a file that is none of these; a file that breaks later raises it while it is read.
    """
    stream.seek(0)
    sample = stream.read(SAMPLE)
    if not sample.strip(b"\x00 \t\r\n"):
        raise ListError(_("The file is empty. Send the list again."))
    text, encoding = _decoded(sample)
    stream.seek(0)
    if text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{"):
        return _json(stream, encoding)
    return _csv(stream, text, encoding)


class _Lent(io.BufferedIOBase):
    """A stream that is the caller's to close: a TextIOWrapper closes its own when it is forgotten."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self.stream.read(-1 if size is None else size)

    read1 = read


def _decoded(sample: bytes) -> tuple[str, str]:
    """Return the beginning of a file as text, and its encoding; a character cut at the end of the sample is no fault."""
    if not sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return codecs.getincrementaldecoder("utf-8-sig")().decode(sample), "utf-8-sig"
        except UnicodeDecodeError:
            pass
    return tables.decode(sample)


def _csv(stream: BinaryIO, sample: str, encoding: str) -> Rows:
    csv.field_size_limit(tables.MAX_CELL)
    text = io.TextIOWrapper(_Lent(stream), encoding=encoding, errors="replace", newline="")  # type: ignore[type-var]
    reader = csv.reader((line.replace("\x00", "") for line in text), delimiter=tables.separator_of(sample))
    try:
        header = [name.strip().removeprefix("\ufeff") for name in next(reader)]
    except (csv.Error, StopIteration, UnicodeError) as error:
        raise ListError(
            _("The file cannot be read as CSV (%(error)s). Save it again as CSV in UTF-8."), error=error
        ) from error

    def rows() -> Iterator[Row]:
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, dict(zip(header, cells, strict=False))
        except (csv.Error, UnicodeError) as error:
            raise ListError(
                _("The file cannot be read after line %(line)s (%(error)s). Save it again as CSV in UTF-8."),
                line=reader.line_num,
                error=error,
            ) from error

    return Rows(header, rows())


def _json(stream: BinaryIO, encoding: str) -> Rows:
    if encoding == "utf-8-sig":
        if stream.read(3) != codecs.BOM_UTF8:
            stream.seek(0)
    else:
        data = stream.read(MAX_ODD_JSON + 1)
        if len(data) > MAX_ODD_JSON:
            raise ListError(_("A large JSON file must be in UTF-8. Save it again in UTF-8."))
        stream = io.BytesIO(data.decode(encoding, errors="replace").lstrip("\ufeff").encode())
    rows = _objects(stream)
    # The names of a JSON list are those of its first objects: a later one may leave some out.
    first = list(islice(rows, 20))
    header = list(dict.fromkeys(name for _line, row in first for name in row))
    return Rows(header, chain(first, rows))


def _objects(stream: BinaryIO) -> Iterator[Row]:
    """Yield the elements of the first list of a JSON file that holds objects, at its top or one object below.

    Read event by event and not with ijson.items(): that keeps the path of every level, so that a file of a hundred
    thousand brackets would take all the memory there is.
    """
    depth, number, inside = 0, 0, 0  # `inside`: the depth of the list being read, 0 before it
    builder: ijson.ObjectBuilder | None = None
    try:
        for event, value in ijson.basic_parse(stream, use_float=True):
            opens, closes = event in ("start_map", "start_array"), event in ("end_map", "end_array")
            if builder is None and inside and depth == inside and event not in ("end_array", "map_key"):
                builder = ijson.ObjectBuilder()
            depth += opens - closes
            if depth > MAX_DEPTH:
                raise ListError(_("The file is nested too deep to be a list of places. Send the list again as published."))
            if builder is not None:
                # No database keeps a NUL, which JSON may hold; of a CSV it is taken out on reading.
                builder.event(event, value.replace("\x00", "") if isinstance(value, str) else value)
                if depth == inside:
                    number += 1
                    yield number, _flat(builder.value) if isinstance(builder.value, dict) else {}
                    builder = None
            elif event == "start_array" and not inside and depth <= 2:
                inside = depth
            elif event == "end_array" and depth < inside:
                if number:
                    return
                inside = 0  # an empty list before the one of the places
    except (ijson.JSONError, UnicodeError) as error:
        raise ListError(_("The file is not JSON that can be read to its end. Send the list again.")) from error
    if not number:
        raise ListError(_("The file holds no list. Send a JSON list of places: [{…}, {…}]."))


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    """Return an object as a row; a GeoJSON feature gives its properties and its point."""
    if found.get("type") != "Feature" or not isinstance(found.get("properties"), dict):
        return {str(name): float(v) if isinstance(v, Decimal) else v for name, v in found.items()}
    geometry = found.get("geometry")
    spot = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    row = dict(found["properties"])
    if isinstance(spot, list) and len(spot) >= 2:
        row.update(longitude=spot[0], latitude=spot[1])
    return row
