"""What the columns of a kind of file are called, in whatever words people wrote above them; where the header stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bot.files.tables.grid import BadFile, Cell, Grid, Line, is_empty, on_one_line, width

# So many lines of a title may stand above a header.
MOST_ABOVE = 5
# So many things that are wrong with a header are said.
MOST_SAID = 5
# Of what stands above a column so many letters are looked at, none of them twice.
_LOOKED_AT = 200
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
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

    @property
    def known(self) -> set[str]:
        """Every column it may have."""
        return {*self.columns, *self.optional, *self.exported}

    def fits(self, names: Sequence[str]) -> bool:
        """Whether a header is of this shape."""
        return set(self.columns) <= set(names) <= self.known and len(set(names)) == len(names)

    def named(self, header: str) -> str:
        """A column's own name, for what stands above it; what is no name of a column stays as it is."""
        plain = _plain(header)
        return self.called.get(plain, plain)

    def __str__(self) -> str:
        more = f" ({', '.join(self.optional)} may stand there too)" if self.optional else ""
        return ",".join(self.columns) + more


def called(**names: str) -> Mapping[str, str]:
    """What else columns are called: each with its words, divided by commas."""
    return {_plain(word): name for name, words in names.items() for word in words.split(",")}


def _plain(header: str) -> str:
    return _NO_LETTERS.sub("_", on_one_line(_ASIDE.sub("", header[:_LOOKED_AT])).casefold()).strip("_")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a grid: its line, the columns by their place, and what is below it."""

    line: int
    names: Mapping[int, str]
    width: int
    rows: Iterator[Line]


@dataclass(frozen=True, slots=True)
class Top:
    """The first lines of a grid, in one of which its header stands; what broke them off, if anything did."""

    grid: Grid
    lines: Sequence[Line]
    broke: BadFile | None = None


def top(grid: Grid) -> Top:
    """Read the first lines of a grid."""
    found: list[Line] = []
    try:
        found.extend(islice(grid.lines(), MOST_ABOVE + 1))
    except BadFile as error:
        return Top(grid, found, error)
    return Top(grid, found)


def header_of(above: Top, shape: Shape) -> Header | None:
    """The header of this shape, in the first lines of a grid; None where there is none."""
    for at, (number, cells) in enumerate(above.lines, 1):
        names = _names(cells, shape)
        if shape.fits(list(names.values())):
            return Header(number, names, width(cells), islice(above.grid.lines(), at, None))
    return None


def nearness(above: Top, shape: Shape) -> int:
    """How many columns of this shape the first lines of a grid name, at most, on one line."""
    return max((_near(cells, shape) for _, cells in above.lines), default=0)


def why_not(above: Top, shape: Shape) -> tuple[int, list[str]]:
    """On which line the header of this shape was meant to be, and what is wrong with it; nothing of it is repeated."""
    if not nearness(above, shape):
        return 1, []
    number, cells = max(above.lines, key=lambda line: _near(line[1], shape))
    known, seen, wrong = shape.known, set[str](), list[str]()
    for at, name in _names(cells, shape).items():
        if name not in known:
            wrong.append(f"column {at + 1} is not known")
        elif name in seen:
            wrong.append(f"column {at + 1} is named twice ({name})")
        seen.add(name)
    wrong += [f"column {name} is missing" for name in shape.columns if name not in seen]
    more = len(wrong) - MOST_SAID
    return number, [*wrong[:MOST_SAID], f"{more} more like these"] if more > 0 else wrong


def names_all(above: Top, shape: Shape, needed: Collection[str]) -> bool:
    """Whether one of the first lines of a grid names all of these columns."""
    return any(set(needed) <= set(_names(cells, shape).values()) for _, cells in above.lines)


def _near(cells: Sequence[Cell], shape: Shape) -> int:
    return len(shape.known & set(_names(cells, shape).values()))


def _names(cells: Sequence[Cell], shape: Shape) -> dict[int, str]:
    """The columns that have a name, by their place."""
    return {at: shape.named(str(cell)) for at, cell in enumerate(cells) if not is_empty(cell)}
