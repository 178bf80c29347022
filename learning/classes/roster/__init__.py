"""The names of a class from a file: what its columns are, what will happen, what is to be corrected."""
