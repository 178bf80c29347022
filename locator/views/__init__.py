from locator.views.place import place
from locator.views.search import marks, search

__all__ = ["marks", "place", "search"]
