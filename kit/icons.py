"""The icon set: 24-unit grid, 2-unit round line, drawn in the colour of the text beside it."""

from __future__ import annotations

_CIRCLE = '<circle cx="12" cy="12" r="9"/>'

ICONS: dict[str, str] = {
    "book": '<path d="M12 6.5C10 5 7 4.5 3 4.5v14c4 0 7 .5 9 2 2-1.5 5-2 9-2v-14c-4 0-7 .5-9 2zM12 6.5v14"/>',
    "pin": ('<path d="M12 21.5s7-6.6 7-12a7 7 0 0 0-14 0c0 5.4 7 12 7 12z"/><circle cx="12" cy="9.5" r="2.5"/>'),
    "bridge": '<path d="M2 17.5Q12 10 22 17.5M2 10.5Q12 3 22 10.5M6 8.3v7M12 6.8v7M18 8.3v7"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.5"/>'
        '<path d="M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M15.5 4.8a3.5 3.5 0 0 1 0 6.4"/>'
        '<path d="M18 14.5c2.3.8 3.5 2.7 3.5 5.5"/>'
    ),
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c0-4.5 3.5-7 8-7s8 2.5 8 7"/>',
    "globe": _CIRCLE + '<path d="M3 12h18M12 3c-3 2.5-4 5.5-4 9s1 6.5 4 9c3-2.5 4-5.5 4-9s-1-6.5-4-9z"/>',
    "letters": '<path d="M2.5 18 7.5 6l5 12M4.3 14h6.4M14 18l3.5-8 3.5 8M15.3 15.3h4.4"/>',
    "phone": (
        '<path d="M6 3h3l1.8 4.5-2.3 1.7a12 12 0 0 0 6.3 6.3l1.7-2.3L21 15v3c0 1.7-1.3 3-3 3'
        'C10.3 21 3 13.7 3 6c0-1.7 1.3-3 3-3z"/>'
    ),
    "printer": '<path d="M7 8V3h10v5M7 17H4v-9h16v9h-3"/><path d="M7 14h10v7H7z"/>',
    "clock": _CIRCLE + '<path d="M12 7v5.5l3.5 2"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "up": '<path d="M12 20V5M6 11l6-6 6 6"/>',
    "down": '<path d="M12 4v15M6 13l6 6 6-6"/>',
    "bulb": '<path d="M9 17.5c0-2-3-3.5-3-7.5a6 6 0 0 1 12 0c0 4-3 5.5-3 7.5zM9.5 21h5"/>',
    "triangle": '<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v5M12 17.8v.1"/>',
    "shield": ('<path d="M12 2.5 4 5.5v6c0 5 3.5 8.3 8 10 4.5-1.7 8-5 8-10v-6z"/><path d="M12 7.5v5.5M12 16.3v.1"/>'),
    "refresh": '<path d="M20 11a8 8 0 1 0-1 5M20 4v7h-7"/>',
    "list": '<path d="M9 6h12M9 12h12M9 18h12M4 6h.1M4 12h.1M4 18h.1"/>',
    "map": '<path d="m3 6 6-2.5 6 2.5 6-2.5v14.5L15 20.5 9 18l-6 2.5zM9 3.5V18M15 6v14.5"/>',
    "download": '<path d="M12 3v12M7 10.5l5 5 5-5M4 20.5h16"/>',
    "mail": '<path d="M3 5.5h18v13H3z"/><path d="m3 6.5 9 7 9-7"/>',
    "bin": '<path d="M4 6.5h16M9 6V3.5h6V6M6 6.5 7 21h10l1-14.5M10 10.5v6.5M14 10.5v6.5"/>',
    "reply": '<path d="M10 5 3 11.5l7 6.5v-4c5 0 8.5 1.5 11 5-.5-6-4-10-11-10z"/>',
    "wheelchair": (
        '<circle cx="10.5" cy="16" r="5"/><path d="M10.5 5.5v6h5.5l2 6h2.5M10.5 8.5H15"/><circle cx="10.5" cy="3" r="1"/>'
    ),
    "bus": '<path d="M4 4.5h16v12.5H4zM4 11h16M7 17v2.5M17 17v2.5"/><path d="M7.5 14h.1M16.5 14h.1"/>',
    "calendar": '<path d="M3.5 5.5h17v15h-17zM3.5 10h17M8 3v4M16 3v4"/>',
    "pencil": '<path d="m4 20 1-4.5L16.5 4 20 7.5 8.5 19z"/>',
    "flag": '<path d="M5 21.5V3.5h13l-2.5 4.5 2.5 4.5H5"/>',
    "screen": '<path d="M3 4h18v12H3zM8.5 20.5h7M12 16v4.5"/>',
    "padlock": '<path d="M5 10.5h14v10H5zM8 10.5V7.5a4 4 0 0 1 8 0v3"/>',
    "question": (_CIRCLE + '<path d="M9 9.5c0-1.7 1.3-2.8 3-2.8s3 1.1 3 2.7c0 2-3 2.3-3 4.3M12 17v.1"/>'),
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5.5 5.5"/>',
    "exit": '<path d="M14 3.5H4.5v17H14M10 12h11M16.5 7.5 21 12l-4.5 4.5"/>',
    "cross": '<path d="M6 6l12 12M18 6 6 18"/>',
    "message": '<path d="M3.5 4.5h17v12h-9l-4.5 4v-4h-3.5z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "eye": '<path d="M2 12c3-5 6-7.5 10-7.5s7 2.5 10 7.5c-3 5-6 7.5-10 7.5S5 17 2 12z"/><circle cx="12" cy="12" r="3"/>',
    "waves": '<path d="M2.5 10a13.5 13.5 0 0 1 19 0M6 13.5a8.5 8.5 0 0 1 12 0M9.3 17a3.8 3.8 0 0 1 5.4 0M12 20v.1"/>',
    "battery": '<path d="M3 8h15v8H3zM21 11v2M6 11v2M9 11v2M12 11v2"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4"/>',
    "grip": '<path d="M5 9h14M5 15h14"/>',
    "dot": '<circle cx="12" cy="12" r="6" fill="currentColor"/>',
}
"""Name → inside of the drawing. Pages inline only the ones they show."""

MIRRORED = frozenset({"arrow", "back", "reply", "exit"})
"""Icons that show a direction: mirrored where the writing runs from right to left."""

# The state of a lesson or module, told by shape beside its word (28-unit grid).
_RING = '<circle cx="14" cy="14" r="11.5" fill="{fill}" stroke="{line}" stroke-width="{width}"{dash}/>'
SHAPES: dict[str, str] = {
    "done": (
        '<circle cx="14" cy="14" r="13" fill="var(--ok)"/>'
        '<path d="m8 14.5 4.5 4.5 8-9.5" fill="none" stroke="var(--surface)" stroke-width="3"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    "started": (
        _RING.format(fill="var(--surface)", line="var(--river)", width=3, dash="")
        + '<path d="M14 2.5a11.5 11.5 0 0 1 0 23z" fill="var(--river)"/>'
    ),
    "review": (
        '<path d="M14 3 26 24H2z" fill="var(--warn-bg)" stroke="var(--warn)" stroke-width="3"'
        ' stroke-linejoin="round"/><path d="M14 11v6M14 20.3v.1" stroke="var(--warn)" stroke-width="3"'
        ' stroke-linecap="round"/>'
    ),
    "todo": _RING.format(fill="none", line="var(--edge)", width=2.5, dash=' stroke-dasharray="4 4"'),
}
"""State → inside of a `dot` drawing; used by the progress grid and its legend."""
