"""Our drawings: one wordless SVG a key, 480 × 300, inlined in the page so that it follows the theme."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FOLDER = settings.FIXTURES_DIR / "images"
MAX_BYTES = 12_000
VIEW_BOX = "0 0 480 300"
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
ATTRIBUTES = {
    *("viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray"),
    *("fill-rule", "d", "x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "x1", "y1", "x2", "y2"),
    *("points", "transform", "class", "stroke-miterlimit"),
}
# The light theme's colours, for paper: WeasyPrint prints no custom property inside an SVG.
LITERAL = {
    "--art-ink": "#17282c",
    "--art-paper": "#ffffff",
    "--art-pale": "#fce6c0",
    "--art-line": "#d3dcda",
    "--art-sun": "#e3a23c",
    "--art-coat": "#0b4a54",
    "--art-coat2": "#3d8a89",
    "--art-skin": "#f0c9a6",
    "--art-skin2": "#7a4a2e",
    "--art-skin3": "#dca77f",
    "--art-hair": "#c8c3ba",
    "--art-hair2": "#2a1c14",
    "--art-hill1": "#d5e6df",
    "--art-hill2": "#b9d6cf",
    "--art-leaf": "#3d8a89",
    "--art-leaf2": "#6fada6",
    "--art-water": "#0a3c45",
    "--art-wave": "#3d8a89",
    "--river": "#0b4a54",
    "--wood": "#e3a23c",
    "--ink": "#17282c",
    "--mist": "#e2f0ee",
    "--paper": "#fffdf9",
    "--surface": "#ffffff",
    "--sand": "#f9f0e1",
    "--scam": "#6a1748",
    "--ok": "#17522d",
    "--edge": "#647679",
    "--line": "#dccfba",
    "--wood-pale": "#fce6c0",
}


class DrawingError(ValueError):
    """A drawing that may not be shown; the message says why."""


def exists(key: str) -> bool:
    """Say whether there is a drawing with this key."""
    return bool(re.fullmatch(r"[a-z0-9-]{1,80}", key)) and (FOLDER / f"{key}.svg").is_file()


def names() -> list[str]:
    """Return the keys of the drawings that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.svg"))


def read(source: str) -> str:
    """Return the inside of an SVG drawing after checking it.

    Raises DrawingError for what is no SVG, too heavy, of another size, or holds anything but plain shapes: the
    drawing lands inside our own page, so nothing in it may act.
    """
    if len(source.encode()) > MAX_BYTES:
        raise DrawingError(f"the drawing is over {MAX_BYTES} bytes")
    if "<!" in source.replace("<!--", ""):
        raise DrawingError("a drawing may not declare entities")
    try:
        root = ElementTree.fromstring(source)  # noqa: S314 (no declaration passes the line above)
    except ElementTree.ParseError as error:
        raise DrawingError(f"this is not an SVG drawing: {error}") from error
    if root.tag not in ("svg", f"{SVG}svg") or root.get("viewBox") != VIEW_BOX:
        raise DrawingError(f'the drawing must be an <svg viewBox="{VIEW_BOX}">')
    return "".join(_write(child) for child in root)


def _write(element: ElementTree.Element) -> str:
    name = element.tag.removeprefix(SVG)
    if name not in ELEMENTS:
        raise DrawingError(f"<{name}> may not be in a drawing")
    attributes = []
    for key, value in element.attrib.items():
        if key not in ATTRIBUTES or "url(" in value or "javascript" in value.lower():
            raise DrawingError(f"the attribute {key} may not be in a drawing")
        attributes.append(f' {key}="{escape(value)}"')
    inside = "".join(_write(child) for child in element)
    return f"<{name}{''.join(attributes)}>{inside}</{name}>" if inside else f"<{name}{''.join(attributes)}/>"


def problem(key: str) -> str:
    """Return why a drawing of ours may not be shown; empty when it may."""
    try:
        _inside(key)
    except DrawingError as error:
        return str(error)
    except UnicodeDecodeError:
        return "it is not in UTF-8"
    return ""


def _inside(key: str) -> str:
    return _shapes(FOLDER / f"{key}.svg")


@cache
def _shapes(path: Path) -> str:
    return read(path.read_text(encoding="utf-8"))


def inline(key: str, alt: str = "", *, literal: bool = False) -> SafeString:
    """Return the drawing as an inline SVG; empty when there is none. Without `alt` it is decorative.

    `literal` writes the light colours in place of the custom properties, for paper.
    """
    if not exists(key) or problem(key):  # the lesson works without it (curriculum 7.5)
        return mark_safe("")
    shapes = _inside(key)
    if literal:
        shapes = re.sub(r"var\((--[a-z0-9-]+)\)", lambda m: LITERAL.get(m.group(1), "#17282c"), shapes)
    if alt:
        title = f"<title>{escape(alt)}</title>" if literal else ""
        named = f'role="img" aria-label="{escape(alt)}"'
    else:
        title, named = "", 'aria-hidden="true"'
    size = ' width="480" height="300"' if literal else ""
    # Checked shape by shape in read(); the text comes escaped.
    return mark_safe(f'<svg viewBox="{VIEW_BOX}"{size} {named} focusable="false">{title}{shapes}</svg>')  # noqa: S308
