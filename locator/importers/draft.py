"""One row of a list on its way to become a place, with what was repaired and found on the way."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop as _

from locator import hours
from locator.importers.prose import from_prose
from locator.models import ImportIssue
from locator.sentences import Said, SaidError

REPAIRED, FINDING, REFUSED = ImportIssue.Kind.REPAIRED, ImportIssue.Kind.FINDING, ImportIssue.Kind.REFUSED
_BROKEN = re.compile("[ÃÂ][\u00a0-\u00bf€™œŒžŸ‚ƒ„…†‡ˆ‰Š‹‘’“”•–—˜š›]|Å“")
_FRENCH = re.compile(r"^0[1-9]\d{8}$")
_SHORT = re.compile(r"^(?:3\d{3}|1\d{1,3}|118\d{3})$")


class ListError(SaidError):
    """The whole file cannot be read; the message says what to do."""


def _undo_wrong_decoding(text: str) -> str:
    """Return text whose UTF-8 was once read as Windows-1252 ("MÃ©diathÃ¨que") as it was written; other text as it is."""
    if not _BROKEN.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


@dataclass
class Reading:
    """A list: where it comes from, and its rows."""

    source_key: str
    source_name: str
    licence: str
    rows: Iterator[Draft]


@dataclass
class Note:
    """One line of the report."""

    kind: str
    field: str
    value: str
    reason: Said


@dataclass
class Draft:
    """What one row says, cleaned field by field."""

    line: int
    source_id: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    country: str = "FR"
    insee: str = ""
    notes: list[Note] = field(default_factory=list)

    def note(self, kind: str, name: str, value: object, reason: str, /, **parameters: object) -> None:
        """Add a line to the report: the reason is an English text marked for translation, with the values in it."""
        self.notes.append(Note(kind, name, str(value)[:300], Said.of(reason, **parameters)))

    def text(self, name: str, value: object, *, limit: int = 250) -> str:
        """Return a value as one line of text, cut at the column's length (and said)."""
        plain = " ".join(str(value or "").replace("\x00", "").split())
        mended = html.unescape(_undo_wrong_decoding(plain))
        if mended != plain:
            self.note(REPAIRED, name, plain, _("signs that a machine had changed are put right: %(mended)s"), mended=mended)
            plain = " ".join(mended.split())
        if len(plain) > limit:
            self.note(REPAIRED, name, plain[:80], _("cut at %(limit)s characters"), limit=limit)
            plain = plain[:limit]
        return plain

    def postcode(self, value: object) -> str:
        """Return a postcode of five digits; a lost leading zero is given back. Empty when it is none."""
        plain = re.sub(r"\s", "", str(value or ""))
        if self.country == "GB":
            return self._british_postcode(value)
        if re.fullmatch(r"\d{4}", plain):
            self.note(REPAIRED, "postcode", plain, _("leading zero given back: %(mended)s"), mended=f"0{plain}")
            plain = f"0{plain}"
        if not re.fullmatch(r"\d{5}", plain):
            if plain:
                self.note(FINDING, "postcode", plain, _("a postcode has five digits"))
            return ""
        return plain

    def _british_postcode(self, value: object) -> str:
        plain = " ".join(str(value or "").upper().split())
        if re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", plain):
            return plain
        if plain:
            self.note(FINDING, "postcode", plain, _("this is not a British postcode"))
        return ""

    def insee_code(self, value: object) -> str:
        """Return the INSEE code of a commune; a lost leading zero is given back. Empty when it is none."""
        plain = str(value or "").strip().upper()
        if re.fullmatch(r"\d{4}", plain):
            self.note(REPAIRED, "code_insee", plain, _("leading zero given back: %(mended)s"), mended=f"0{plain}")
            plain = f"0{plain}"
        if plain and not re.fullmatch(r"(?:\d\d|2[AB])\d{3}", plain):
            self.note(FINDING, "code_insee", plain, _("this is no INSEE code"))
            return ""
        return plain

    def phone(self, value: object) -> str:
        """Return a French number in ten digits, a short number, or another country's with its +. Empty when none."""
        first = re.split(r"[/;,]| ou ", str(value or ""))[0]
        digits = re.sub(r"[^\d+]", "", first)
        if self.country == "GB" and re.fullmatch(r"0\d{9,10}", digits):
            return f"+44{digits[1:]}"
        plain = re.sub(r"^(?:\+33|0033|33(?=\d{9}$))0?", "0", digits)
        if re.fullmatch(r"[1-9]\d{8}", plain):
            self.note(REPAIRED, "phone", value or "", _("leading zero given back: %(mended)s"), mended=f"0{plain}")
            plain = f"0{plain}"
        if not plain:
            return ""
        if _FRENCH.match(plain) or _SHORT.match(plain) or re.fullmatch(r"\+\d{8,15}", plain):
            if first.strip() != str(value).strip():
                self.note(REPAIRED, "phone", value or "", _("only the first number is kept"))
            return plain
        self.note(FINDING, "phone", value or "", _("this is not a phone number; it is left out"))
        return ""

    def coordinate(self, name: str, value: object, limit: float) -> float | None:
        """Return a coordinate in degrees; None when it is missing or not on earth."""
        plain = str(value if value is not None else "").strip().replace(",", ".")
        if not plain:
            return None
        try:
            number = float(plain)
        except ValueError:
            number = float("nan")
        if not -limit <= number <= limit or number == 0:
            self.note(FINDING, name, value or "", _("this is not a coordinate; the centre of the commune is taken"))
            return None
        return number

    def date(self, value: object) -> dt.date | None:
        """Return a date written 2024-08-01 or 01/08/2024; None when it is none or in the future."""
        plain = str(value or "").strip()[:10]
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                day = dt.datetime.strptime(plain, form).replace(tzinfo=dt.UTC).date()
            except ValueError:
                continue
            if day <= dt.datetime.now(dt.UTC).date():
                return day
        if plain:
            self.note(FINDING, "updated_on", plain, _("this is not a date in the past"))
        return None

    def osm_hours(self, value: object) -> tuple[str, str]:
        """Return (hours, note): hours that can be used, else what was written, kept as a note."""
        plain = self.text("opening_hours", value, limit=600)
        if not plain:
            return "", ""
        joined = hours.join_rules(plain)
        try:
            usable = hours.check(joined)
        except hours.HoursError as error:
            prose = from_prose(plain)
            if prose is None:
                self.note(FINDING, "opening_hours", plain, _("%(why)s; shown as not verified"), why=error.said)
                return "", plain
            self.note(REPAIRED, "opening_hours", plain, _("read as %(hours)s"), hours=prose)
            return hours.with_holidays(prose), ""
        if joined.count(";") < plain.rstrip("; ").count(";"):
            self.note(REPAIRED, "opening_hours", plain, _("rules for the same days joined: %(hours)s"), hours=joined)
        return hours.with_holidays(usable), ""

    def website(self, value: object) -> str:
        """Return a web address; https:// is added when it is missing. Empty when it is none."""
        plain = self.text("website", value, limit=400).split(";")[0].split("|")[0].strip()
        if plain and not plain.startswith(("http://", "https://")):
            plain = f"https://{plain}"
        if plain and not re.fullmatch(r"https?://[^\s/.]+\.[^\s]+", plain):
            self.note(FINDING, "website", plain, _("this is not a web address; it is left out"))
            return ""
        return plain
