"""How a person likes pages to look: a frozen value that travels in one small cookie."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Self

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

COOKIE = "passerelle_display"
CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("", "light", "dark", "contrast"),
    "size": ("normal", "large", "larger"),
    "spacing": ("normal", "wide", "wider"),
    "font": ("atkinson", "device"),
}
"""Option → what it may be. The first is that of a person who chose nothing; "" = as the device asks."""

_LONGEST = 120  # four options never need more: a longer cookie is not ours


@dataclass(frozen=True, slots=True)
class Preferences:
    """Display options. Raises ValueError for a value that does not exist."""

    theme: str = ""
    size: str = "normal"
    spacing: str = "normal"
    font: str = "atkinson"

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name}={getattr(self, name)!r}")

    @property
    def is_default(self) -> bool:
        """Whether nothing was chosen: no cookie is needed then."""
        return self == Preferences()

    @property
    def attributes(self) -> SafeString:
        """What `<html>` carries, with a space before each, for example ` data-theme="dark"`."""
        chosen = [(f.name, getattr(self, f.name)) for f in fields(self) if getattr(self, f.name) != f.default]
        return format_html_join("", ' data-{}="{}"', chosen)

    @classmethod
    def from_cookie(cls, text: str) -> Self:
        """Return what the cookie says; anything unknown in it counts as not chosen."""
        values: dict[str, str] = {}
        for part in text[:_LONGEST].split("."):
            name, separator, value = part.partition("-")
            if separator and value in CHOICES.get(name, ()):
                values[name] = value
        return cls(**values)

    def to_cookie(self) -> str:
        """Return the cookie's text, such as "theme-dark.size-large"; empty when nothing was chosen."""
        default = asdict(Preferences())
        return ".".join(f"{name}-{value}" for name, value in asdict(self).items() if value != default[name])
