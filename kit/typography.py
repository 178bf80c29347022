"""Typography when text is shown: what editors and translators type stays plain.

French: narrow no-break space (U+202F) before ; ! ?, no-break space (U+00A0) before : and inside « »
(Imprimerie nationale's usage, Lexique des règles typographiques). Both: typographic apostrophe, and a number
stays with its unit. Only spaces that are already there are changed, so that ?page=2 stays whole.
"""

from __future__ import annotations

import html
import re

NARROW = "\u202f"
FIXED = "\u00a0"

_SPACES = "[ \u00a0\u202f]"
_UNITS = r"(?:km|mm|cm|m|min|h|s|€|%|Mo|Go|ko|MB|GB|kB|ans?|°C|pt|px)"
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_TAGS = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_TAG_NAME = re.compile(r"<\s*(/?)\s*([a-zA-Z][\w-]*)[^>]*?(/?)\s*>", re.DOTALL)
_RAW_TAGS = frozenset({"code", "pre", "kbd", "samp", "svg", "script", "style", "textarea"})

_COMMON: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w)'"), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(rf"(?<=\d) (?={_UNITS}(?!\w))"), FIXED),
)
_FRENCH: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r'(?<!")"([^"\n]+)"(?!")'), f"«{FIXED}\\1{FIXED}»"),
    (re.compile(rf"{_SPACES}+(?=[;!?](?!\w))"), NARROW),
    (re.compile(rf"«{_SPACES}*"), f"«{FIXED}"),
    (re.compile(rf"{_SPACES}*»"), f"{FIXED}»"),
    (re.compile(rf"{_SPACES}+(?=:(?:\s|$))"), FIXED),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"(?<=\d)[ \u00a0]h (?=\d\d(?!\d))"), f"{FIXED}h{FIXED}"),
    (re.compile(r"(?<=\dh) (?=\d\d(?!\d))"), FIXED),
    (re.compile(r"(?<=\bn°) (?=\d)"), FIXED),
    (re.compile(r"\b(M\.|Mme|Dr) (?=[A-ZÀ-Þ])"), rf"\1{FIXED}"),
)
_ENGLISH: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r'(?<!")"([^"\n]+)"(?!")'), "“\\1”"),
    (re.compile(r"(?<!\w)'(?=\w)"), "‘"),
)


def typographic(text: str, language: str) -> str:
    """Return plain `text` with the typography of `language` ("fr…" or anything else, taken as English).

    Web and e-mail addresses are left as they are. Applying it twice gives the same text.
    """
    rules = (*_COMMON, *(_FRENCH if language.startswith("fr") else _ENGLISH))
    pieces: list[str] = []
    end = 0
    for address in _ADDRESS.finditer(text):
        pieces.append(_apply(rules, text[end : address.start()]))
        pieces.append(address.group())
        end = address.end()
    pieces.append(_apply(rules, text[end:]))
    return "".join(pieces)


def typographic_html(markup: str, language: str) -> str:
    """Return `markup` with typographic text nodes; tags, attributes, code and drawings stay as they are."""
    pieces: list[str] = []
    raw: list[str] = []
    for piece in _TAGS.split(markup):
        if piece.startswith("<") and piece.endswith(">"):
            _follow(piece, raw)
            pieces.append(piece)
        elif raw or not piece:
            pieces.append(piece)
        else:
            pieces.append(html.escape(typographic(html.unescape(piece), language), quote=False))
    return "".join(pieces)


def _apply(rules: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def _follow(tag: str, raw: list[str]) -> None:
    """Keep in `raw` the open elements whose text is not prose."""
    match = _TAG_NAME.match(tag)
    if match is None:
        return
    closing, name, empty = match.group(1), match.group(2).lower(), match.group(3)
    if name not in _RAW_TAGS or empty:
        return
    if not closing:
        raw.append(name)
    elif name in raw:
        raw.remove(name)
