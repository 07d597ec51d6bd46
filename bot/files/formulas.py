"""Cells that no spreadsheet takes for a formula, wherever it splits them, and how they are read back as they were."""

import re

# Also as wide as letters of East Asia, which some spreadsheets take for the same.
SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r")
# Where a spreadsheet may begin another cell: its separators, and whatever ends a line.
BREAKS = ";,\t\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# The beginning of a cell, or of what may become one. Spaces and quotation marks before a sign do not keep it from being
# read as one; an apostrophe does.
_BEGINNING = rf'(?:^|(?<=[{BREAKS}]))((?:[^\S{BREAKS}]|")*)'
_SIGN = rf"('*)(?=[{re.escape(''.join(SIGNS))}])"
_BARE = re.compile(_BEGINNING + _SIGN)
_GUARDED = re.compile(_BEGINNING + "'" + _SIGN)


def guarded(text: str) -> str:
    """The text with an apostrophe before each sign that begins a formula; where some stand already, one more."""
    return _BARE.sub(r"\1\2'", text)


def unguarded(text: str) -> str:
    """What was guarded, as it was: of the apostrophes before each sign that begins a formula one goes."""
    return _GUARDED.sub(r"\1\2", text)
