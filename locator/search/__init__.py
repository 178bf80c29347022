"""From what a person typed to a commune (`where`), and from a point to the nearest places (`near`, `filters`)."""
