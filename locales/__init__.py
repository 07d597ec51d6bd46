"""The catalogs: one folder a language."""
