"""What the columns of a kind of file are called, in whatever words people wrote above them; where the header stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bot.files.tables.grid import BadFile, Cell, Grid, Line, is_empty, on_one_line, width

# So many lines of a title may stand above a header.
MOST_ABOVE = 5
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a kind of file: those it must have, those it may have, and those that an export has besides.

    called: what else people call a column. moments: columns in which a number is a spreadsheet's date. words: those
    in which line breaks and spaces stay as they were written.
    """

    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    exported: tuple[str, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)
    moments: tuple[str, ...] = ()
    words: tuple[str, ...] | None = None

    def fits(self, names: Sequence[str]) -> bool:
        """Whether a header is of this shape."""
        known = {*self.columns, *self.optional, *self.exported}
        return set(self.columns) <= set(names) <= known and len(set(names)) == len(names)

    def named(self, header: str) -> str:
        """A column's own name, for what stands above it; what is no name of a column stays as it is."""
        plain = _plain(header)
        return self.called.get(plain, plain)

    def __str__(self) -> str:
        more = f" ({', '.join(self.optional)} may be left out)" if self.optional else ""
        return ",".join((*self.columns, *self.optional)) + more


def called(**names: str) -> Mapping[str, str]:
    """What else columns are called: each with its words, divided by commas."""
    return {_plain(word): name for name, words in names.items() for word in words.split(",")}


def _plain(header: str) -> str:
    return _NO_LETTERS.sub("_", on_one_line(_ASIDE.sub("", header)).casefold()).strip("_")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a grid: its line, the columns by their place, and what is below it."""

    line: int
    names: Mapping[int, str]
    width: int
    rows: Iterator[Line]


def header_of(grid: Grid, shape: Shape) -> Header | None:
    """The header of this shape, in the first lines of a grid; None where there is none."""
    lines = grid.lines()
    try:
        for _ in range(MOST_ABOVE + 1):
            number, cells = next(lines)
            names = _names(cells, shape)
            if shape.fits(list(names.values())):
                return Header(number, names, width(cells), lines)
    except (StopIteration, BadFile):
        return None
    return None


def is_meant(grid: Grid, shape: Shape) -> bool:
    """Whether one of the first lines of a grid names all columns that this shape must have."""
    first = islice(grid.lines(), MOST_ABOVE + 1)
    try:
        return any(set(shape.columns) <= set(_names(cells, shape).values()) for _, cells in first)
    except BadFile:
        return False


def _names(cells: Sequence[Cell], shape: Shape) -> dict[int, str]:
    """The columns that have a name, by their place."""
    return {at: shape.named(str(cell)) for at, cell in enumerate(cells) if not is_empty(cell)}


def nearness(grid: Grid, shape: Shape) -> int:
    """How many columns of this shape the first lines of a grid name, at most, on one line."""
    best, lines = 0, grid.lines()
    try:
        for _ in range(MOST_ABOVE + 1):
            _, cells = next(lines)
            known = {*shape.columns, *shape.optional} & set(_names(cells, shape).values())
            best = max(best, len(known))
    except (StopIteration, BadFile):
        return best
    return best
