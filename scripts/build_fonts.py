"""Build the two font files of static/fonts/ from the published package.

    npm pack @fontsource-variable/atkinson-hyperlegible-next
    tar xzf fontsource-variable-atkinson-hyperlegible-next-*.tgz
    python scripts/build_fonts.py package

The argument is the unpacked package. What is done, and why (docs/interface.md):
- one file for French and English, one for other Latin letters, which only pages with such letters fetch;
- weights 400 to 700 only, no hinting: a third of the weight;
- U+202F, which the font lacks and French needs before ; ! ?, is added as an empty glyph of 60 % of a space,
  and U+2011 as the hyphen: otherwise each "!" pulls in another font.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

OUTPUT = Path(__file__).resolve().parent.parent / "static" / "fonts"
NAMES = {"latin": "atkinson-next-latin.woff2", "latin-ext": "atkinson-next-latin-ext.woff2"}
LATIN = {
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(ord(c) for c in "Œœ‘’‚“”„‹›–—…•€™−⁄\u2011\u202f"),
}
LATIN_EXT = {*range(0x100, 0x180), *range(0x1CD, 0x1DD), *range(0x218, 0x21C), *range(0x1E00, 0x1F00)} - LATIN
FEATURES = ["kern", "locl", "ccmp", "tnum"]


def build(source: Path, target: Path, wanted: set[int]) -> int:
    """Write the subset of `source` with the characters `wanted` to `target`; return its size in bytes."""
    font = TTFont(source)
    instantiateVariableFont(font, {"wght": (400, 700)}, inplace=True)
    _add_french_spaces(font, wanted)
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.flavor = "woff2"
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)
    return target.stat().st_size


def _add_french_spaces(font: TTFont, wanted: set[int]) -> None:
    cmap = font.getBestCmap()
    if 0x20 not in cmap or 0x202F not in wanted:
        return
    tables = [table for table in font["cmap"].tables if table.isUnicode()]
    for table in tables:
        table.cmap.setdefault(0xA0, cmap[0x20])
        table.cmap.setdefault(0x2011, cmap[0x2D])
    if 0x202F in cmap:
        return
    name = "uni202F"
    glyphs = font["glyf"]
    empty = glyphs[cmap[0x20]]
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    glyphs.glyphs[name] = empty
    glyphs.glyphOrder = font.getGlyphOrder()
    width, bearing = font["hmtx"].metrics[cmap[0x20]]
    font["hmtx"].metrics[name] = (round(width * 0.6), bearing)
    # An entry for every glyph: the subsetter asks for each, the instancer keeps only those that vary.
    for glyph in font.getGlyphOrder():
        font["gvar"].variations.setdefault(glyph, [])
    if "HVAR" in font:  # its list of glyphs no longer fits; advances then come from gvar
        del font["HVAR"]
    for table in tables:
        table.cmap[0x202F] = name


def unicode_range(codes: set[int]) -> str:
    """Return `codes` as the CSS unicode-range of site.css."""
    pieces: list[str] = []
    ordered = sorted(codes)
    start = previous = ordered[0]
    for code in [*ordered[1:], None]:
        if code is not None and code == previous + 1:
            previous = code
            continue
        pieces.append(f"U+{start:X}" if start == previous else f"U+{start:X}-{previous:X}")
        if code is not None:
            start = previous = code
    return ", ".join(pieces)


def main(arguments: list[str]) -> int:
    """Build both files from the package folder given as the one argument; return the exit status."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "files").is_dir():
        sys.stderr.write(__doc__ or "")
        return 2
    package = Path(arguments[0])
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for part, wanted in (("latin", LATIN), ("latin-ext", LATIN_EXT)):
        source = package / "files" / f"atkinson-hyperlegible-next-{part}-wght-normal.woff2"
        size = build(source, OUTPUT / NAMES[part], wanted)
        sys.stdout.write(f"{NAMES[part]}: {size} bytes\n  unicode-range: {unicode_range(wanted)};\n")
    shutil.copyfile(package / "LICENSE", OUTPUT / "OFL.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
