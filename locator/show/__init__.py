"""Places in words: open now, how far, how old the information is."""

from locator.show.opening import freshness, opening
from locator.show.page import page
from locator.show.results import card, choices, far, filters, heading, left_out, marks, others, sifted
from locator.show.words import distance, elided

__all__ = [
    "card",
    "choices",
    "distance",
    "elided",
    "far",
    "filters",
    "freshness",
    "heading",
    "left_out",
    "marks",
    "opening",
    "others",
    "page",
    "sifted",
]
