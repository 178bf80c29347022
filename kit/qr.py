"""QR codes as SVG."""

from __future__ import annotations

import segno
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4  # modules; a reader needs them to find the code


def qr_svg(text: str, *, title: str) -> SafeString:
    """Return a QR code of `text` as an inline SVG with a title; error level M, quiet zone of four modules.

    One horizontal run of dark modules is one piece of the path: neighbouring squares show hair lines when printed.
    """
    code = segno.make(text, error="m", boost_error=False, micro=False)
    size = code.symbol_size(border=QUIET_ZONE)[0]
    runs: list[str] = []
    for y, row in enumerate(code.matrix, QUIET_ZONE):
        start = None
        for x, dark in enumerate([*row, 0], QUIET_ZONE):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                runs.append(f"M{start} {y}h{x - start}v1H{start}z")
                start = None
    return mark_safe(  # noqa: S308 (numbers, and a title that is escaped)
        f'<svg viewBox="0 0 {size} {size}" width="{size}" height="{size}" role="img" aria-label="{escape(title)}" '
        f'shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<rect width="{size}" height="{size}" fill="#ffffff"/><path d="{"".join(runs)}" fill="#000000"/></svg>'
    )
