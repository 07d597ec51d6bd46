"""Reads a CSV file with a known header; what is wrong is named with its line, column and reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

MOST_ROWS = 200_000
# A cell that begins with one of these is a formula to a spreadsheet; an exported one has an apostrophe before it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class BadFile(Exception):
    """A file that cannot be imported; `problems` has a line for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems[0])
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a kind of file: those it must have, and those it may have."""

    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()

    def fits(self, names: Sequence[str]) -> bool:
        """Whether a header is of this shape."""
        return set(self.columns) <= set(names) <= {*self.columns, *self.optional} and len(set(names)) == len(names)

    def __str__(self) -> str:
        more = f" ({', '.join(self.optional)} may be left out)" if self.optional else ""
        return ",".join((*self.columns, *self.optional)) + more


Row = tuple[int, dict[str, str]]


def names_of(path: Path) -> list[str]:
    """The column names of a file's header, in lower case. Raises BadFile."""
    return _header(_text(path))[0]


def rows(path: Path, shape: Shape) -> list[Row]:
    """Each row with its line in the file. Commas or semicolons: spreadsheets here write both. Raises BadFile."""
    text = _text(path)
    names, delimiter = _header(text)
    if not shape.fits(names):
        raise BadFile([f"line 1: the header must be {shape}"])
    # Not line by line: a cell in quotes may have lines of its own.
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Row] = []
    try:
        next(reader)
        for row in reader:
            if any(cell.strip() for cell in row):
                if len(row) != len(names):
                    raise BadFile([f"line {reader.line_num}: {len(row)} columns where the header has {len(names)}"])
                found.append((reader.line_num, dict(zip(names, map(_cell, row), strict=True))))
    except csv.Error:
        raise BadFile([f"line {reader.line_num}: this is not a row of a CSV file"]) from None
    if len(found) > MOST_ROWS:
        raise BadFile([f"the file has {len(found)} rows: import at most {MOST_ROWS} at a time"])
    return found


def whole(entries: Iterable[object], problems: list[str]) -> None:
    """All or nothing. Raises BadFile when anything is wrong, or when there is nothing at all."""
    if not problems and not list(entries):
        problems = ["the file has no rows below its header"]
    if problems:
        raise BadFile(problems)


def _cell(written: str) -> str:
    """A cell without the spaces around it, nor the apostrophe that keeps an exported one from being a formula."""
    text = written.strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def _text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return text if "\n" in text else text.replace("\r", "\n")
    except (OSError, UnicodeDecodeError):
        raise BadFile(
            [f"the file {path} cannot be read as UTF-8 text: check its name, or save it as CSV UTF-8"]
        ) from None


def _header(text: str) -> tuple[list[str], str]:
    header = text.partition("\n")[0].replace('"', "").rstrip("\r")
    delimiter = ";" if ";" in header else ","
    return [name.strip().lower() for name in header.split(delimiter)], delimiter
