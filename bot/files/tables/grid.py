"""What every file is read into: lines of cells under the numbers they have there; and why one cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

MOST_ROWS = 200_000
MOST_NAMED = 30
# Spaces that a program puts where nobody typed them (no-break, narrow, figure), and marks that cannot be seen.
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile(r"[\u200b\u200e\u200f\u2060\ufeff]")


class BadFile(Exception):
    """A file that cannot be imported; `problems` has a line for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        more = len(problems) - MOST_NAMED
        self.problems = [*problems[:MOST_NAMED], f"and {more} more like these"] if more > 0 else problems
        super().__init__(self.problems[0])


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that says nothing which could be taken in; `why` goes on after "line 3, column name:"."""

    why: str


# A number stays one until its column is known: a date is a number to a spreadsheet.
Cell = str | int | float | Broken
Line = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet, or a file of text read with one separator.

    name: of the sheet. lines: reads them, anew each time it is called; raises BadFile. is_ragged: a line with fewer
    cells than the header is one that broke. was_guarded: an export may have put apostrophes before formula signs.
    serial: a number in a column of dates, as ISO. place: which one of several it is, without its name, which may be a
    person's; empty where there is one alone.
    """

    name: str
    lines: Callable[[], Iterator[Line]]
    is_ragged: bool = False
    was_guarded: bool = True
    word: str = "line"
    serial: Callable[[float], str] | None = None
    place: str = ""
    is_hidden: bool = False

    def is_filled(self) -> bool:
        """Whether anything stands in it."""
        try:
            return any(width(cells) for _, cells in self.lines())
        except BadFile:
            return True


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return isinstance(cell, str) and not tidy(cell).strip()


def width(cells: Sequence[Cell]) -> int:
    """How many cells there are up to the last one that is not empty."""
    return next((at for at in range(len(cells), 0, -1) if not is_empty(cells[at - 1])), 0)


def tidy(text: str) -> str:
    """A text with the spaces that people type, and without what cannot be seen."""
    return _UNSEEN.sub("", _SPACES.sub(" ", text))


def on_one_line(text: str) -> str:
    """A name or a word: line breaks and spaces in a row count as one space."""
    return " ".join(tidy(text).split())
