"""The stylesheet and the fonts keep their promises: weight, layers, contrast, characters."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont

STATIC = Path(__file__).resolve().parents[2] / "static"
CSS = (STATIC / "site.css").read_text(encoding="utf-8")


def tokens(selector: str) -> dict[str, str]:
    blocks = re.findall(re.escape(selector) + r" \{(.*?)\}", CSS, flags=re.DOTALL)
    assert blocks, selector
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})", " ".join(blocks)))


THEMES = {
    "light": tokens(':root, [data-theme="light"]'),
    "dark": tokens('[data-theme="dark"]'),
    "contrast": tokens('[data-theme="contrast"]'),
}
TEXT = [
    *((text, ground) for text in ("ink", "ink-soft", "link") for ground in ("paper", "surface", "sand", "mist")),
    *(("ink", f"{kind}-bg") for kind in ("ok", "warn", "err", "scam", "practice")),
    *((kind, f"{kind}-bg") for kind in ("ok", "warn", "err", "scam", "practice")),
    ("visited", "paper"),
    ("visited", "sand"),
    ("on-river", "river"),
    ("on-river", "river-deep"),
    ("on-band", "band"),
    ("on-band-soft", "band"),
    ("wood-deep", "paper"),
]
PARTS = [("edge", ground) for ground in ("paper", "surface", "sand", "mist", "practice-bg")]


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    value = colour.lstrip("#")
    value = "".join(c * 2 for c in value) if len(value) == 3 else value
    parts = [int(value[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_has_a_contrast_of_seven(theme, text, ground):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 7


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("part", "ground"), PARTS)
def test_borders_of_controls_have_a_contrast_of_three(theme, part, ground):
    assert contrast(THEMES[theme][part], THEMES[theme][ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["paper", "surface", "sand", "mist", "band", "river"])
def test_one_ring_of_the_focus_is_seen_on_every_ground(theme, ground):
    rings = (THEMES[theme]["focus-1"], THEMES[theme]["focus-2"])
    assert max(contrast(ring, THEMES[theme][ground]) for ring in rings) >= 3


def test_the_system_theme_is_the_dark_theme():
    media = CSS.partition("@media (prefers-color-scheme: dark)")[2].partition("@media")[0]
    assert dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})", media)) == THEMES["dark"]


def test_the_stylesheet_is_light_and_layered():
    assert len(brotli.compress(CSS.encode())) <= 10_000
    assert "@layer reset, tokens, base, layout, components, utilities, print;" in CSS
    assert "http" not in CSS


def test_only_logical_sides():
    # select.input and the two-colour rail are the only direction-specific rules (docs/interface.md).
    assert not re.search(r"\b(?:margin|padding|border)-(?:left|right|top|bottom)\b", CSS)
    assert not re.search(r"[\s;{](?:left|right|top|bottom|width|height|min-width|max-width):", CSS)


@pytest.mark.parametrize("name", ["atkinson-next-latin.woff2", "atkinson-next-latin-ext.woff2"])
def test_fonts_are_light_and_have_the_weights(name):
    path = STATIC / "fonts" / name
    assert path.stat().st_size < 20_000
    axis = TTFont(path)["fvar"].axes[0]
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 700)


def test_the_font_has_every_sign_of_french_and_english():
    codes = TTFont(STATIC / "fonts" / "atkinson-next-latin.woff2").getBestCmap()
    missing = [c for c in "àâçéèêëîïôùûüÿœæÀÉÈÊÇŒÆ«»’‘“”–—…•€™−°²\u00a0\u202f\u2011" if ord(c) not in codes]
    assert missing == []


def test_the_other_font_has_the_letters_of_names():
    codes = TTFont(STATIC / "fonts" / "atkinson-next-latin-ext.woff2").getBestCmap()
    assert all(ord(c) in codes for c in "čćłșțŸ")


def test_the_licence_stands_beside_the_fonts():
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8").upper()
