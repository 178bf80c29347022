"""Cards and the notice for parents as they come out of the printer: PDF/UA-1, square codes that are read."""

from __future__ import annotations

import itertools
import re
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from django.conf import settings
from django.utils import translation
from PIL import Image
from pypdf import PdfReader

from kit.pdf import render_pdf
from learning.classes.signin import flows, keyed
from learning.classes.signin.pictures import PICTURES
from learning.paper import cards as documents
from tests.classes.factories import make_class, make_teacher
from tests.classes.signin.factories import cards_of
from tests.pdf.verapdf import verapdf

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]

NAMES = [f"Pupil {n:02}" for n in range(20)] + [
    "Élodie", "Kovač", "Jean-Christophe de la Tour", "M" * 80,
    "Anne Marie Louise Françoise Geneviève Bernadette de la Roche",
]  # fmt: skip


@pytest.fixture
def classroom():
    return make_class(make_teacher(), names=NAMES, kind="school", name="Sixième B")


def printed(path: Path, html: str) -> Path:
    path.write_bytes(render_pdf(html=html))
    return path


def codes_on(path: Path, folder: Path) -> list[list[str]]:
    """Return the texts of the square codes of each page, as a telephone reads the printed page."""
    stem = folder / path.stem
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", str(path), str(stem)], check=True)
    pages = []
    for picture in sorted(folder.glob(f"{path.stem}-*.png")):
        with Image.open(picture) as image:
            pages.append([code.text for code in zxingcpp.read_barcodes(image)])
    return pages


def text_of(path: Path, page: int) -> str:
    command = ["pdftotext", "-raw", "-f", str(page), "-l", str(page), str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(("large", "pages"), [(False, [8, 8, 8, 1]), (True, [4] * 6 + [1])])
def test_every_card_is_on_paper_once_and_its_square_code_is_read(classroom, tmp_path, large, pages):
    cards = cards_of(classroom)
    path = printed(tmp_path / "cards.pdf", documents.cards_html(classroom=classroom, cards=cards, large=large))
    found = codes_on(path, tmp_path)
    assert [len(page) for page in found] == pages
    wanted = {f"{settings.PASSERELLE_URL}/fr/card/{keyed.card_path(card)}/" for card in cards}
    assert {code for page in found for code in page} == wanted


def test_a_printed_square_code_opens_its_card(client, classroom, tmp_path):
    import datetime as dt

    from django.utils import timezone

    flows.open_window(classroom=classroom, until=timezone.now() + dt.timedelta(hours=1))
    cards = cards_of(classroom)[:3]
    path = printed(tmp_path / "cards.pdf", documents.cards_html(classroom=classroom, cards=cards))
    for address in codes_on(path, tmp_path)[0]:
        assert client.get(address.removeprefix(settings.PASSERELLE_URL)).url == "/fr/card/hello/"


def test_a_card_holds_its_name_its_code_and_its_pictures(classroom, tmp_path):
    cards = cards_of(classroom)
    path = printed(tmp_path / "cards.pdf", documents.cards_html(classroom=classroom, cards=cards))
    text = " ".join(text_of(path, page) for page in range(1, 5))
    for card in cards:
        assert keyed.typed_code(card) in text
        for number, key in enumerate(keyed.card_pictures(card), 1):
            assert f"{number}. {PICTURES[key].name}" in text
        assert re.sub(r"\s", "", card.learner.display_name)[:20] in re.sub(r"\s", "", text)


def test_a_card_with_figures_holds_figures_and_no_picture(classroom, tmp_path):
    flows.reset_cards(classroom=classroom, secret="pin")
    card = flows.cards_of(learners=[one.learner for one in classroom.enrolments.all()[:1]], secret="pin")[0]
    path = printed(tmp_path / "cards.pdf", documents.cards_html(classroom=classroom, cards=[card]))
    text = text_of(path, 1)
    assert keyed.card_pin(card) in re.sub(r"\s", "", text)
    assert not any(str(one.name) in text for one in PICTURES.values())


def test_nothing_of_a_card_leaves_it(classroom, tmp_path):
    """The longest names and the longest address: no word stands outside of its card or over another."""
    cards = [card for card in cards_of(classroom) if len(card.learner.display_name) > 14]
    for large in (False, True):
        path = printed(tmp_path / f"{large}.pdf", documents.cards_html(classroom=classroom, cards=cards, large=large))
        command = ["pdftotext", "-bbox", str(path), "-"]
        boxes = re.findall(
            r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<',
            subprocess.run(command, capture_output=True, text=True, check=True).stdout,
        )
        words = [(*map(float, box[:4]), box[4]) for box in boxes]
        assert words
        for one, other in itertools.combinations(words, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            along = min(one[3], other[3]) - max(one[1], other[1])
            # Lines of text may touch by the space above their capitals.
            assert across <= 1 or along <= 4 or one[4] == other[4], (one, other)
        middle = 595.3 / 2
        for left, _top, right, _bottom, word in words:
            assert left > 30, word
            assert right < 565, word
            if not (left < middle - 2 and right > middle + 2):
                continue
            # Only the lines above the cards and at the foot go over the middle of the page.
            assert word in text_of(path, 1).splitlines()[0] + text_of(path, 1).splitlines()[1], word


def test_cards_and_notices_pass_pdf_ua(classroom, tmp_path, tmp_path_factory):
    checker = tmp_path_factory.mktemp("checker-cards")
    cards = cards_of(classroom)
    made = []
    for language in ("fr", "en"):
        with translation.override(language):
            made.append(printed(tmp_path / f"{language}.pdf", documents.cards_html(classroom=classroom, cards=cards)))
            large = documents.cards_html(classroom=classroom, cards=cards[:5], large=True)
            made.append(printed(tmp_path / f"{language}-large.pdf", large))
            made.append(printed(tmp_path / f"{language}-notice.pdf", documents.notice_html(classroom=classroom)))
    flows.reset_cards(classroom=classroom, secret="pin")
    made.append(printed(tmp_path / "pin.pdf", documents.cards_html(classroom=classroom, cards=cards_of(classroom))))
    results = verapdf(*made, folder=checker)
    broken = {path.name: result.failures[:5] for path, result in results.items() if not result.compliant}
    assert not broken
    assert len(results) == 7


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_notice_is_one_page_in_each_language(classroom, tmp_path, language):
    with translation.override(language):
        path = printed(tmp_path / "notice.pdf", documents.notice_html(classroom=classroom))
    reader = PdfReader(path)
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/Lang"] == language
    text = reader.pages[0].extract_text()
    assert "CNIL" in text
    assert ("date de naissance" if language == "fr" else "date of birth") in text
