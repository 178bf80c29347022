"""A sheet is made once for each text that it holds, then kept in the private folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from kit import pdf


def fingerprint(html: str) -> str:
    """Return what a sheet is kept under: it changes with its text, its stylesheet and the tool."""
    import weasyprint

    style = pdf.stylesheet()
    return hashlib.sha256(style + weasyprint.__version__.encode() + html.encode()).hexdigest()


def kept_path(mark: str) -> Path:
    """Return where the sheet with this fingerprint is kept."""
    return Path(settings.PRIVATE_DIR) / "booklets" / f"{mark}.pdf"


def booklet(*, html: str, mark: str) -> bytes:
    """Return the PDF of a document, made now or kept from before.

    The file is written beside and renamed: two requests at once never see half a file.
    """
    path = kept_path(mark)
    if path.is_file():
        return path.read_bytes()
    data = pdf.render_pdf(html=html)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
        stream.write(data)
    os.replace(stream.name, path)
    return data
