"""The slip of four words as it comes out of the printer: PDF/UA-1, one page, a square code that a telephone reads."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from kit.pdf import render_pdf
from learning.paper import html
from learning.people import words as lists
from tests.pdf.test_cards import codes_on
from tests.pdf.verapdf import verapdf

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]


@pytest.fixture
def slips(tmp_path):
    """The slip in each language, with the four longest words of its list: (language, words, file)."""
    made = []
    for language in ("fr", "en"):
        chosen = sorted(lists.word_list(language), key=len)[-4:]
        path = tmp_path / f"{language}.pdf"
        with translation.override(language):
            path.write_bytes(render_pdf(html=html.slip_html(chosen)))
        made.append((language, chosen, path))
    return made


def test_slips_pass_pdf_ua(slips, tmp_path_factory):
    results = verapdf(*(path for _language, _words, path in slips), folder=tmp_path_factory.mktemp("checker-slips"))
    assert len(results) == 2
    assert not {path.name: result.failures[:5] for path, result in results.items() if not result.compliant}


def test_a_slip_is_one_page_with_its_words_whole_and_its_language(slips):
    for language, chosen, path in slips:
        reader = PdfReader(path)
        assert len(reader.pages) == 1
        assert reader.trailer["/Root"]["/Lang"] == language
        text = reader.pages[0].extract_text()
        assert [word for word in chosen if word not in text] == []


def test_the_square_code_leads_to_the_page_that_asks_for_the_words(slips, tmp_path):
    for language, chosen, path in slips:
        (codes,) = codes_on(path, tmp_path)
        with translation.override(language):
            address = reverse("people:resume")
        assert [code.partition("://")[2].partition("/")[2] for code in codes] == [
            f"{address.lstrip('/')}?words={'-'.join(chosen)}"
        ]
