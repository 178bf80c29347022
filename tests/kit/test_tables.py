"""The tables that we write."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils import translation

from kit.tables import FORMULA_SIGNS, csv_response, write_csv


@pytest.mark.parametrize(("language", "line"), [("fr", "Nom;2;1,5\r\n"), ("en", 'Nom,2,"1,5"\r\n')])
def test_a_table_has_the_separator_of_its_reader(language, line):
    file = io.StringIO()
    with translation.override(language):
        write_csv(file, [["Nom", 2, "1,5"]])
    assert file.getvalue() == line


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_no_cell_runs_in_a_spreadsheet(sign):
    file = io.StringIO()
    write_csv(file, [[f"{sign}cmd|' /C calc'!A0", -3]])
    assert list(csv.reader(io.StringIO(file.getvalue(), newline=""), delimiter=";")) == [[f"'{sign}cmd|' /C calc'!A0", "-3"]]


def test_a_table_to_download_says_its_name_and_its_encoding():
    response = csv_response("list.csv", [["é"]])
    assert response.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert response.content == "\ufeffé\r\n".encode()
