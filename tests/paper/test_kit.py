"""The square code and the PDF maker."""

from __future__ import annotations

import threading
from io import BytesIO
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader

from kit import pdf
from kit.qr import QUIET_ZONE, qr_svg

ADDRESS = "https://passerelle.example/fr/apprendre/se-proteger/les-arnaques/verifier-qui-a-envoye-le-message/"


def drawn(svg: str, scale: int = 4) -> Image.Image:
    """Draw the path of a square code by hand: what the SVG says, without a renderer's help."""
    size = int(ElementTree.fromstring(svg).attrib["viewBox"].split()[-1])  # noqa: S314 (our own)
    image = Image.new("L", (size * scale, size * scale), 255)
    pen = ImageDraw.Draw(image)
    for run in svg.partition('<path d="')[2].partition('"')[0].split("z")[:-1]:
        start, _, rest = run.removeprefix("M").partition("h")
        x, y = map(int, start.split())
        width = int(rest.partition("v")[0])
        pen.rectangle((x * scale, y * scale, (x + width) * scale - 1, (y + 1) * scale - 1), fill=0)
    return image


def test_a_square_code_is_read_as_the_text_it_was_made_of():
    codes = zxingcpp.read_barcodes(drawn(qr_svg(ADDRESS, title="Code")))
    assert [(code.text, code.ec_level) for code in codes] == [(ADDRESS, "M")]


def test_a_square_code_keeps_four_empty_modules_around_it():
    image = drawn(qr_svg(ADDRESS, title="Code"), scale=1)
    box = image.point(lambda value: 255 - value).getbbox()
    assert box == (QUIET_ZONE, QUIET_ZONE, image.width - QUIET_ZONE, image.height - QUIET_ZONE)


def test_the_title_of_a_square_code_is_escaped():
    svg = qr_svg("x", title='<b>"&</b>')
    assert "<b>" not in svg
    assert ElementTree.fromstring(svg).attrib["aria-label"] == '<b>"&</b>'  # noqa: S314 (our own)


def page(inside: str) -> str:
    return f'<!doctype html><html lang="en"><head><title>Trial</title></head><body><h1>Trial</h1>{inside}</body></html>'


def test_a_document_may_not_ask_for_anything_on_the_network():
    for address in ("https://example.org/x.png", "http://127.0.0.1/x.png", "file:///etc/hostname", "static.png"):
        with pytest.raises(pdf.ForeignAddress):
            pdf.render_pdf(html=page(f'<img src="{address}" alt="A picture">'))


def test_a_document_may_not_climb_out_of_our_folders():
    from django.core.exceptions import SuspiciousFileOperation

    fetcher = pdf.OwnFilesOnly()
    for address in (f"{pdf.STATIC}../config/settings.py", f"{pdf.MEDIA}../secret_key"):
        with pytest.raises((pdf.ForeignAddress, SuspiciousFileOperation)):
            fetcher.fetch(address)


def test_uploaded_pictures_are_served_to_documents(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    Image.new("RGB", (40, 20), "#0b4a54").save(tmp_path / "images" / "one.jpg")
    data = pdf.render_pdf(html=page(f'<img src="{pdf.MEDIA}images/one.jpg" alt="A blue square, as an example.">'))
    assert len(PdfReader(BytesIO(data)).pages[0].images) == 1


def test_the_fonts_of_the_screen_are_in_the_file_and_no_other():
    data = pdf.render_pdf(html=page("<p>Œuvre : « ça va ? » <b>Oui\u202f!</b></p>"))
    fonts = PdfReader(BytesIO(data)).pages[0]["/Resources"]["/Font"].values()
    names = {str(font.get_object()["/BaseFont"]) for font in fonts}
    assert names
    assert all("Atkinson" in name for name in names), names


def test_two_threads_make_their_documents_one_after_the_other():
    made: list[bytes] = []
    threads = [threading.Thread(target=lambda n=n: made.append(pdf.render_pdf(html=page(f"<p>{n}</p>")))) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 3
    assert all(data.startswith(b"%PDF-") for data in made)
