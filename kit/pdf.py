"""HTML → a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import mimetypes
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

STYLESHEET = "print-pdf.css"
# Names that no network knows (RFC 2606): what a document asks for is looked up here, by its path.
STATIC = "https://passerelle.invalid/static/"
MEDIA = "https://passerelle.invalid/media/"
_LOCK = threading.Lock()
_READY: dict[str, Any] = {}


class ForeignAddress(FatalURLFetchingError):
    """A document asked for something that is neither a static file of ours nor an uploaded picture."""


def _find(name: str) -> Path:
    found = finders.find(name)
    if not found:
        raise ForeignAddress(f"static file {name}")
    return Path(found)


def stylesheet() -> bytes:
    """Return the stylesheet of every sheet."""
    return _find(STYLESHEET).read_bytes()


class OwnFilesOnly(URLFetcher):
    """Serves our static files and uploaded pictures, nothing else: making a PDF asks nothing of the network."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Return the response for one address; raises ForeignAddress for any that is not ours."""
        if url.startswith(STATIC):
            body = _find(url.removeprefix(STATIC)).read_bytes()
        elif url.startswith(MEDIA):
            with default_storage.open(url.removeprefix(MEDIA)) as stream:
                body = stream.read()
        else:
            raise ForeignAddress(url)
        kind = mimetypes.guess_type(url)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body=body, headers={"Content-Type": kind})


def render_pdf(*, html: str) -> bytes:
    """Return the PDF/UA-1 file of a whole HTML document (its lang and title become the file's).

    Fonts and the stylesheet are read once for each process: loading them doubles the time of a document. WeasyPrint's
    font configuration is not made for threads, so documents are made one after the other.

    Raises ForeignAddress when the document asks for anything but our own files.
    """
    with _LOCK:
        if settings.DEBUG or not _READY:
            fetcher, fonts = OwnFilesOnly(), FontConfiguration()
            style = CSS(string=stylesheet().decode(), base_url=STATIC, font_config=fonts, url_fetcher=fetcher)
            _READY.update(fetcher=fetcher, fonts=fonts, style=style)
        document = HTML(string=html, base_url=STATIC, url_fetcher=_READY["fetcher"])
        return document.write_pdf(
            stylesheets=[_READY["style"]],
            font_config=_READY["fonts"],
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
            dpi=150,
        )
