"""A database of the first version, and what becomes of it."""
