"""Courses as text files ⇄ pages. The format is described in docs/data-formats.md."""
