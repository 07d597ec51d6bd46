"""Titian: the bot itself; `python -m bot` is the command line."""
