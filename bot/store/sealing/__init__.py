"""Sealing: what is kept is unreadable without the key file, and single keys can be burnt."""
