"""What is wrong in a text file: the same words for every room that reads files (kit.mistakes)."""

from __future__ import annotations

from kit.mistakes import Mistake, Notebook

__all__ = ["Mistake", "Notebook"]
