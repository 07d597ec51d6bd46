"""Text with separators, as spreadsheets write it: any of their encodings, separators and line ends."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, charmap_decode
from collections.abc import Iterator
from io import StringIO

from bot.files.tables.grid import BadFile, Grid, Line

SEPARATORS = (";", ",", "\t")
# Excel's own way to say which separator a file has.
_SAID = re.compile(r'"?sep=(?P<separator>[^\r\n])"?[;,\t]*\r?\n?', re.IGNORECASE)
# What no text holds: a picture or another program's file was given its name.
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b]")
_LONE_BYTES = re.compile(r"[\udc80-\udcff]")
_OTHER_LETTERS = re.compile(r"[\x80-\ud7ff\ue000-\U0010ffff]")
# Windows' own letters; the five bytes it has no letter for are of Latin-1.
_WINDOWS = "".join(bytes((byte,)).decode("cp1252", errors="ignore") or chr(byte) for byte in range(256))
_LOOKED_AT = 65_536
# As many as a spreadsheet can have.
MOST_COLUMNS = 16_384
SAVE_AS = "save it as CSV UTF-8 or as .xlsx"


def text_of(content: bytes) -> str:
    """The text of a file. Raises BadFile, which holds nothing of it."""
    text = _decoded(content)
    if text.startswith("%PDF") or _NO_TEXT.search(text, 0, _LOOKED_AT):
        raise BadFile([f"this is neither text nor a workbook, whatever its name: {SAVE_AS}"])
    return text


def _decoded(content: bytes) -> str:
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise BadFile([f"the file breaks off in the middle of a letter: {SAVE_AS}"]) from None
    text = content.decode("utf-8-sig", errors="surrogateescape")
    lone = _LONE_BYTES.search(text)
    if lone is None:
        return text
    if _OTHER_LETTERS.search(text):
        line = text.count("\n", 0, lone.start()) + 1
        raise BadFile([f"line {line}: letters of two encodings are mixed in this file: {SAVE_AS}"])
    return charmap_decode(content, "strict", _WINDOWS)[0]


def grids(text: str) -> list[Grid]:
    """The text as a table, with each separator it may have; the one it names alone."""
    said = _SAID.match(text)
    if said is not None:
        return [_grid(text[said.end() :], said["separator"], 1)]
    return [_grid(text, separator, 0) for separator in SEPARATORS]


def _grid(text: str, separator: str, above: int) -> Grid:
    def lines() -> Iterator[Line]:
        # Not line by line: a cell in quotes may have lines of its own.
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        began = 0
        try:
            for row in reader:
                if len(row) > MOST_COLUMNS:
                    raise BadFile([f"line {began + 1 + above}: more than {MOST_COLUMNS} columns"])
                yield began + 1 + above, list(row)
                began = reader.line_num
        except csv.Error:
            raise BadFile([f"line {began + 1 + above}: this is not a row of a CSV file"]) from None

    return Grid("", lines, is_ragged=True)
