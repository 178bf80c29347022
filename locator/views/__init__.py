from locator.views.outputs import call, letter, opening_ics, slip_pdf
from locator.views.place import place
from locator.views.search import marks, search

__all__ = ["call", "letter", "marks", "opening_ics", "place", "search", "slip_pdf"]
