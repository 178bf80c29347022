"""Markdown ⇄ the small HTML of Wagtail's rich text: paragraphs, lists, quotations, bold, links."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kit.services import CATEGORIES

_MARKDOWN = (
    MarkdownIt("zero", {"html": False})
    .enable(["list", "blockquote", "emphasis", "link", "escape", "newline"])
    # Signs after a backslash stay tokens of their own: only the others are looked at for forgotten marks.
    .disable("text_join")
)
_ALLOWED_LINK = re.compile(r"^(?:https?://\S+|tel:[+\d]+|mailto:\S+@\S+|service:[a-z0-9-]+|gloss:[a-z0-9-]+)$")


class TextError(ValueError):
    """Markdown that has no place in a lesson; `line` counts from 1 inside the text."""

    def __init__(self, line: int, problem: str, instead: str) -> None:
        super().__init__(problem)
        self.line, self.problem, self.instead = line, problem, instead


def to_html(text: str) -> str:
    """Return rich text for Markdown; raises TextError for what has no place in a lesson."""
    out: list[str] = []
    in_item = in_quote = False
    for token in _MARKDOWN.parse(text):
        line = (token.map[0] if token.map else 0) + 1
        match token.type:
            case "paragraph_open" | "paragraph_close":
                if not in_item and not in_quote:
                    out.append("<p>" if token.nesting == 1 else "</p>")
            case "bullet_list_open" | "bullet_list_close" | "ordered_list_open" | "ordered_list_close":
                if token.nesting == 1 and in_item:
                    raise TextError(line, "A list is inside another list.", "Write one list, each item in one paragraph.")
                out.append(f"<{'/' if token.nesting < 0 else ''}{token.tag}>")
            case "list_item_open" | "list_item_close":
                in_item = token.nesting == 1
                out.append("<li>" if in_item else "</li>")
            case "blockquote_open" | "blockquote_close":
                in_quote = token.nesting == 1
                out.append("<blockquote>" if in_quote else "</blockquote>")
            case "inline":
                out.append(_inline(token, line, keep_breaks=in_quote))
            case _:
                raise TextError(line, "This is not known in a lesson.", "Write paragraphs, lists or quotations.")
    return "".join(out)


def _inline(token: Token, line: int, *, keep_breaks: bool) -> str:
    out: list[str] = []
    for child in token.children or []:
        match child.type:
            case "text":
                _refuse_stray_marks(child.content, line, first=not out)
                out.append(escape(child.content, quote=False))
            case "text_special":
                out.append(escape(child.content, quote=False))
            case "softbreak" | "hardbreak":
                if not keep_breaks:
                    raise TextError(
                        line,
                        "A paragraph is cut over several lines.",
                        "Write it on one line, or leave an empty line.",
                    )
                out.append("<br/>")
            case "strong_open" | "strong_close":
                out.append("<b>" if child.nesting == 1 else "</b>")
            case "em_open":
                raise TextError(line, "Italics are not used in lessons.", "Remove the single * or _ signs.")
            case "em_close":
                pass
            case "link_open":
                href = str(child.attrs["href"])
                scheme, _sep, key = href.partition(":")
                if scheme == "service" and key not in CATEGORIES:
                    problem = f"The service category {key} is not known."
                    raise TextError(line, problem, f"Write one of {', '.join(CATEGORIES)}.")
                if not _ALLOWED_LINK.match(href):
                    raise TextError(line, f"The link “{href}” is not known.", "Write https://…, service:key or gloss:key.")
                out.append(f'<a href="{escape(_stored(href))}">')
            case "link_close":
                out.append("</a>")
            case _:
                raise TextError(
                    line,
                    "This sign is not known in a lesson.",
                    "Write plain text, **bold** or [a link](https://…).",
                )
    return "".join(out)


_STRAY = (
    (re.compile(r"\*\*"), "A ** has no partner.", "Write **bold** on both sides of the words, or remove it."),
    (re.compile(r"\]\("), "This link cannot be read.", "Write [words](https://…), service:key or gloss:key."),
    (
        re.compile(r"</?(?:a|b|br|div|em|h[1-6]|i|iframe|img|li|ol|p|script|span|strong|style|table|u|ul)\b[^>]*>", re.I),
        "HTML is not read in a lesson.",
        "Write plain text, **bold** or [a link](https://…).",
    ),
)
_STRAY_START = re.compile(r"^(?:#{1,6} |\||```|~~~|[-*_]{3,}$)")


def _refuse_stray_marks(text: str, line: int, *, first: bool) -> None:
    """Raise TextError for marks that Markdown leaves as they are: the learner would read them."""
    for pattern, problem, instead in _STRAY:
        if pattern.search(text):
            raise TextError(line, problem, instead)
    if first and _STRAY_START.match(text):
        raise TextError(line, f"“{text[:20]}” is not known here.", "Write paragraphs, lists or quotations.")


def _stored(href: str) -> str:
    # Wagtail keeps links of known schemes and fragments only: ours become fragments, resolved when shown.
    scheme, _sep, rest = href.partition(":")
    return f"#{scheme}-{rest}" if scheme in ("service", "gloss") else href


def _written(href: str) -> str:
    match = re.match(r"^#(service|gloss)-(.+)$", href)
    return f"{match.group(1)}:{match.group(2)}" if match else href


class _Writer(HTMLParser):
    """Rich text → Markdown. Unknown tags are noted, never dropped in silence."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.unknown: list[str] = []
        self._text: list[str] = []
        self._items: list[str] = []
        self._list = ""
        self._links: list[str] = []
        self._bold: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "ul" | "ol":
                self._list, self._items = tag, []
            case "b" | "strong":
                self._bold.append(len(self._text))
            case "a":
                self._links.append(dict(attrs).get("href") or "")
                self._text.append("[")
            case "br":
                self._text.append("\n")
            case "p" | "li" | "blockquote":
                self._text = []
            case _:
                self.unknown.append(tag)

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self._text).strip(" \n")
        match tag:
            case "p":
                if text:
                    self.blocks.append(_safe_start(text))
                self._text = []
            case "blockquote":
                self.blocks.append("\n".join(f"> {line}" for line in text.split("\n")))
                self._text = []
            case "li":
                mark = "-" if self._list == "ul" else f"{len(self._items) + 1}."
                self._items.append(f"{mark} {text}")
                self._text = []
            case "ul" | "ol":
                self.blocks.append("\n".join(self._items))
            case "b" | "strong":
                start = self._bold.pop() if self._bold else 0
                inside = "".join(self._text[start:])
                words = inside.strip(" \u00a0")
                if words:  # Markdown takes no ** beside a space on its inner side
                    before, after = inside.split(words, 1)
                    self._text[start:] = [before, "**", words, "**", after]
            case "a":
                self._text.append(f"]({_written(self._links.pop())})")

    def handle_data(self, data: str) -> None:
        text = re.sub(r"([*\[\]`\\])", r"\\\1", data)
        self._text.append(re.sub(r"(?<!\w)_|_(?!\w)", r"\_", text))


def _safe_start(text: str) -> str:
    """Keep a paragraph a paragraph: what looks like a list, a heading or a container at its start gets a backslash."""
    text = re.sub(r"^([-+>#|]|:::|!\\\[|~~~|-- )", r"\\\1", text)
    return re.sub(r"^(\d+)([.)])(?= |$)", r"\1\\\2", text)


def to_markdown(html: str) -> tuple[str, list[str]]:
    """Return the Markdown of rich text, and the names of the tags that have no syntax."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return "\n\n".join(writer.blocks), writer.unknown


def lines_to_html(lines: list[str]) -> str:
    """Return the rich text of an easy-read block: an empty line parts paragraphs, a line break is kept."""
    paragraphs = "\n".join(lines).strip("\n").split("\n\n")
    return "".join(f"<p>{'<br/>'.join(escape(line, quote=False) for line in p.split(chr(10)))}</p>" for p in paragraphs)


def html_to_lines(html: str) -> str:
    """Return the lines of an easy-read block as its file holds them."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return "\n\n".join(re.sub(r"\\([-+>#|:!~_.)*\[\]`\\])", r"\1", block) for block in writer.blocks)
