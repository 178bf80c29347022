"""Each sheet of the real courses: PDF/UA-1, the words of the screen, the way back to the screen."""

from __future__ import annotations

import html
import re
import subprocess
import unicodedata

import pytest
import zxingcpp
from django.utils import translation
from PIL import Image
from pypdf import PdfReader

from kit.typography import typographic
from learning.courses import together
from tests.pdf.verapdf import verapdf

# django_db: pytest-django makes a test database only for marked tests, and the session fixture needs one.
pytestmark = [pytest.mark.pdf, pytest.mark.django_db]


def letters(text: str) -> str:
    """Return the letters and figures alone: line ends, hyphens and spaces differ between a screen and a page."""
    plain = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return "".join(c for c in unicodedata.normalize("NFC", plain).casefold() if c.isalnum())


def pieces(text: str) -> list[str]:
    """Return the text nodes of a block's text."""
    return [found for node in re.split(r"<[^>]+>|\n", text) if (found := letters(node))]


def test_every_sheet_passes_pdf_ua(sheets, checker):
    results = verapdf(*(sheet.path for sheet in sheets), folder=checker)
    broken = {path.name: result.failures[:5] for path, result in results.items() if not result.compliant}
    assert not broken


def test_the_checker_sees_what_is_wrong(tmp_path, checker):
    from kit.pdf import render_pdf

    path = tmp_path / "wrong.pdf"
    picture = '<svg viewBox="0 0 1 1" width="9" height="9"><rect width="1" height="1"/></svg>'
    path.write_bytes(render_pdf(html=f'<html lang="fr"><title>T</title><h1>A</h1><h4>B</h4>{picture}</html>'))
    result = verapdf(path, folder=checker)[path]
    assert not result.compliant
    assert result.failures


def test_every_sheet_is_tagged_and_says_its_title_and_language(sheets):
    for sheet in sheets:
        reader = PdfReader(sheet.path)
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"], sheet.path.name
        assert root["/StructTreeRoot"], sheet.path.name
        assert root["/Lang"] == sheet.language, sheet.path.name
        assert root["/ViewerPreferences"]["/DisplayDocTitle"], sheet.path.name
        assert reader.metadata.title == f"{typographic(sheet.title, sheet.language)} – Passerelle"


def test_the_square_code_leads_to_the_page_on_screen(sheets, tmp_path):
    for number, sheet in enumerate(sheets):
        stem = tmp_path / str(number)
        command = [
            "pdftoppm",
            "-r",
            "150",
            "-f",
            "1",
            "-l",
            "1",
            "-singlefile",
            "-png",
            str(sheet.path),
            str(stem),
        ]
        subprocess.run(command, check=True)
        with Image.open(stem.with_suffix(".png")) as image:
            codes = zxingcpp.read_barcodes(image)
        assert [code.text for code in codes] == [sheet.address], sheet.path.name


def test_a_sheet_holds_the_words_of_the_screen(sheets):
    missing: dict[str, list[str]] = {}
    for sheet in sheets:
        paper = letters("".join(sheet.pages))
        lost = [piece for text in sheet.texts for piece in pieces(text) if piece not in paper]
        if lost:
            missing[sheet.path.name] = lost
    assert not missing


def test_the_screen_holds_the_words_that_were_looked_for_on_paper(sheets):
    """Without this, a lesson that the screen shows otherwise would pass the test above."""
    for sheet in sheets:
        if not sheet.is_module:
            web = letters(sheet.web)
            assert letters(sheet.title) in web
            assert all(letters(first) in web and pieces(last)[-1] in web for first, last in sheet.steps)


def test_a_step_is_never_cut_by_the_end_of_a_page(sheets):
    steps = 0
    for sheet in sheets:
        pages = [letters(page) for page in sheet.pages]
        for first, last in sheet.steps:
            steps += 1
            words = [letters(first), *pieces(last)]
            assert any(all(word in page for word in words) for page in pages), (sheet.path.name, first)
    assert steps


def test_every_page_gives_a_number_to_call_and_its_place(sheets):
    for sheet in sheets:
        for number, foot in enumerate(sheet.feet, 1):
            words = re.sub(r"\s+", " ", foot)
            assert "39 39" in words, sheet.path.name
            word = "sur" if sheet.language == "fr" else "of"
            assert f"Page {number} {word} {len(sheet.feet)}" in words, sheet.path.name


def test_the_page_for_two_has_the_helpers_words_beside_each_step(sheets):
    made = [sheet for sheet in sheets if sheet.address.endswith("?with=somebody")]
    assert made
    for sheet in made:
        paper = letters("".join(sheet.pages))
        with translation.override(sheet.language):
            for note in (*together.OPENING, *together.STEPS[0], *together.CLOSING):
                assert letters(typographic(str(note.text), sheet.language)) in paper, sheet.path.name
        below = {"fr": "expliqué juste en dessous", "en": "explained just below"}[sheet.language]
        assert letters(below) not in paper  # on paper the words stand at the end


def test_a_lesson_alone_says_nothing_to_a_helper(sheets):
    for sheet in sheets:
        if "with=somebody" not in sheet.address:
            with translation.override(sheet.language):
                assert letters(str(together.OPENING[0].text)) not in letters("".join(sheet.pages))


def test_a_word_of_the_glossary_is_explained_at_the_end(sheets):
    made = [sheet for sheet in sheets if "check-who-sent-it" in sheet.path.name and "simple" not in sheet.path.name]
    assert len(made) == 4
    for sheet in made:
        meaning = {"fr": "Un court message écrit", "en": "A short written message"}[sheet.language]
        paper = letters("".join(sheet.pages))
        assert letters(meaning) in paper
        assert paper.index(letters(meaning)) > paper.index(letters(sheet.steps[-1][0]))


def test_a_sheet_stays_light(sheets):
    for sheet in sheets:
        limit = 250_000 if sheet.is_module else 80_000
        assert sheet.path.stat().st_size < limit, sheet.path.name


def test_every_picture_says_what_it_shows(sheets):
    for sheet in sheets:
        figures = []
        queue = [PdfReader(sheet.path).trailer["/Root"]["/StructTreeRoot"]]
        while queue:
            node = queue.pop()
            node = node.get_object() if hasattr(node, "get_object") else node
            if isinstance(node, list):
                queue.extend(node)
            elif isinstance(node, dict):
                if node.get("/S") == "/Figure":
                    figures.append(node)
                if "/K" in node:
                    queue.append(node["/K"])
        assert figures, sheet.path.name
        assert all(str(figure.get("/Alt", "")).strip() for figure in figures), sheet.path.name
