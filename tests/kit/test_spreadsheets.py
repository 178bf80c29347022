"""Tables that people send: read whatever their encoding and separator, refused when they are none."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kit import spreadsheets
from kit.spreadsheets import NotATable, read_rows

SHARED = Path("/work/shared/data")


def workbook(*rows, title: str = "Feuille 1", before=()) -> bytes:
    book = Workbook()
    sheet = book.active
    if before:
        for row in before:
            sheet.append(row)
        sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cells(data: bytes) -> list[list[str]]:
    return [row for _line, row in read_rows(data).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_guessed(encoding, separator):
    text = f"prénom{separator}nom\r\nÉlodie{separator}Besançon\r\nJérôme{separator}Lefèvre\r\n"
    assert cells(text.encode(encoding)) == [["prénom", "nom"], ["Élodie", "Besançon"], ["Jérôme", "Lefèvre"]]


def test_a_workbook_is_read_as_a_person_wrote_it():
    data = workbook(["nom", "âge", "né le"], ["Amina", 12.0, dt.datetime(2014, 3, 7)], [None, None, None], [" Zoé ", 1.5])
    found = read_rows(data)
    assert found.kind == "xlsx"
    assert [row for _line, row in found.rows] == [["nom", "âge", "né le"], ["Amina", "12", "2014-03-07"], ["Zoé", "1.5"]]
    assert [line for line, _row in found.rows] == [1, 2, 4]


def test_the_first_sheet_that_holds_something_is_read():
    book = Workbook()
    book.create_sheet("Noms").append(["Amina"])
    stream = io.BytesIO()
    book.save(stream)
    assert cells(stream.getvalue()) == [["Amina"]]


def test_lines_are_counted_as_in_the_file():
    assert read_rows(b"a;b\n\n\nc;d\n").rows == [(1, ["a", "b"]), (4, ["c", "d"])]


def test_a_line_break_inside_quotes_is_no_new_row():
    assert cells(b'nom;note\n"Amina";"une\nligne"\n') == [["nom", "note"], ["Amina", "une ligne"]]


def test_titles_above_the_table_do_not_mislead_the_separator():
    text = "Collège Jean Moulin, Annecy, Haute-Savoie\n\nprénom;nom\nA;B\nC;D\nE;F\n"
    assert cells(text.encode())[-1] == ["E", "F"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", spreadsheets.EMPTY),
        (b"  \r\n\t ", spreadsheets.EMPTY),
        (b";;;\n;;\n", spreadsheets.EMPTY),
        (b"%PDF-1.7 x", spreadsheets.OTHER),
        (b"\x89PNG\r\n\x1a\n", spreadsheets.OTHER),
        (b"\xff\xd8\xff\xe0 JFIF", spreadsheets.OTHER),
        (b"MZ\x90\x00", spreadsheets.OTHER),
        (bytes(range(256)) * 10, spreadsheets.OTHER),
        (b"<!DOCTYPE html><table><tr><td>Amina</td></tr></table>", spreadsheets.OTHER),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, spreadsheets.OLD),
        (b"nom\n" + b"x" * spreadsheets.MOST_BYTES, spreadsheets.LARGE),
        (b"a\n" * (spreadsheets.MOST_ROWS + 1), spreadsheets.LONG),
        (b"PK\x03\x04 not really", spreadsheets.DAMAGED),
    ],
)
def test_what_is_no_table_says_why(data, reason):
    with pytest.raises(NotATable) as error:
        read_rows(data)
    assert error.value.reason == reason


def test_another_kind_of_archive_is_no_table():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(NotATable) as error:
        read_rows(stream.getvalue())
    assert error.value.reason == spreadsheets.OTHER


def test_a_workbook_that_unfolds_into_something_huge_is_not_unfolded(monkeypatch):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (spreadsheets.MOST_UNFOLDED + 1))
    data = stream.getvalue()
    assert len(data) < spreadsheets.MOST_BYTES
    monkeypatch.setattr(spreadsheets, "load_workbook", lambda *a, **k: pytest.fail("it was opened"))
    with pytest.raises(NotATable) as error:
        read_rows(data)
    assert error.value.reason == spreadsheets.LARGE


def test_a_damaged_workbook_is_refused_wherever_it_breaks():
    data = workbook(*[["prénom", "nom"]] * 30)
    refused = 0
    for place in range(40, len(data), 97):
        broken = data[:place] + b"\x00\xff" * 8 + data[place + 16 :]
        with contextlib.suppress(NotATable):  # and nothing else
            read_rows(broken)
            continue
        refused += 1
    assert refused > 10


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(NotATable):  # and nothing else
        read_rows(data)


@pytest.mark.skipif(not SHARED.exists(), reason="the folder of real files is not here")
@pytest.mark.parametrize("name", ["uk_fixture_utf-16le.csv", "uk_fixture_windows-1252.csv", "uk_register-offices.csv"])
def test_real_files_of_other_people_are_read(name):
    found = read_rows((SHARED / name).read_bytes())
    assert len(found.rows) > 1
    assert max(len(row) for _line, row in found.rows[:5]) > 3
    assert all("\ufffd" not in cell for _line, row in found.rows for cell in row)
