"""A sheet is made once for each text that it holds, then kept in the private folder."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import weasyprint
from django.conf import settings

from kit import pdf

logger = logging.getLogger(__name__)


@cache
def _tool() -> bytes:
    return pdf.stylesheet() + weasyprint.__version__.encode()


@dataclass(frozen=True)
class Booklet:
    """One sheet or booklet, by its name (page, language, version) and what it holds."""

    name: str
    html: str

    @property
    def fingerprint(self) -> str:
        """What the file is kept under: it changes with its text, its stylesheet and the tool."""
        style = pdf.stylesheet() if settings.DEBUG else b""
        return hashlib.sha256(_tool() + style + self.html.encode()).hexdigest()[:32]

    @property
    def path(self) -> Path:
        """Where the file is kept."""
        return Path(settings.PRIVATE_DIR) / "booklets" / f"{self.name}.{self.fingerprint}.pdf"

    @property
    def is_kept(self) -> bool:
        """Whether it was made before."""
        return self.path.is_file()


def booklet_pdf(*, booklet: Booklet) -> bytes:
    """Return the PDF of a booklet, made now or kept from before; what it replaces is removed."""
    path = booklet.path
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    data = pdf.render_pdf(html=booklet.html)
    try:
        _keep(path, data)
        for old in path.parent.glob(f"{booklet.name}.*.pdf"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError:
        # A full disk: the reader still gets the sheet, it is made again the next time.
        logger.exception("The sheet %s cannot be kept.", path.name)
    return data


def _keep(path: Path, data: bytes) -> None:
    """Write a file beside and rename it: two requests at once never see half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as stream:
        part = Path(stream.name)
        try:
            stream.write(data)
        except OSError:
            part.unlink(missing_ok=True)
            raise
    os.replace(part, path)
