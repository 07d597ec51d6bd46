"""Reads rows out of a file, whatever program wrote it: what is wrong is named with its line, column and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.files.formulas import unguarded
from bot.files.tables import export_file, plain_text
from bot.files.tables.columns import Header, Shape, header_of, is_meant, nearness
from bot.files.tables.grid import MOST_ROWS, BadFile, Broken, Cell, Grid, Line, on_one_line, tidy, width

__all__ = ["MOST_ROWS", "BadFile", "Row", "Shape", "Table", "rows", "tables", "whole"]

LARGEST = 50 * 2**20
# A row that shows how a file is filled in: it is passed over.
EXAMPLE = "contoh"
_NOBODY_CAN_READ = (
    "the file {path} cannot be read as UTF-8 text or as a workbook: check its name, or save it as CSV UTF-8 or .xlsx"
)

Row = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one kind, each with its line; what stands before "line 4" where there are several tables.

    examples: lines of rows that show how it is done. wrong: what is wrong with cells, as `problem` names it. unnamed:
    places of columns in which something stands below no name.
    """

    kind: str
    place: str
    word: str
    rows: list[Row]
    examples: list[int] = field(default_factory=list)
    wrong: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    unnamed: list[int] = field(default_factory=list)

    def line(self, line: int) -> str:
        """How a line is named."""
        return f"{self.place}{self.word} {line}"

    def problem(self, line: int, column: str, why: str) -> str:
        """What is wrong with a cell, in a line."""
        return f"{self.line(line)}, column {column}: {why}"


@dataclass(frozen=True, slots=True)
class File:
    """The tables of a file, and the names of those kinds in it that nobody takes in."""

    tables: list[Table]
    others: list[str]


def rows(path: Path, shape: Shape) -> list[Row]:
    """Each row of a file of one shape, with its line. Raises BadFile."""
    (table,) = tables(path, {"rows": shape}, None).tables
    return table.rows


def tables(path: Path, kinds: Mapping[str, Shape], sheet: str | None) -> File:
    """What a file holds: the first table with a header that fits, or every kind of an export that can be taken in.

    sheet: of a workbook, this one alone. Raises BadFile.
    """
    grids = _grids(path)
    if sheet is not None:
        grids = [grid for grid in grids if on_one_line(grid.name).casefold() == on_one_line(sheet).casefold()]
        if not grids:
            raise BadFile(["--sheet: there is no sheet of this name in the file"])
    exported = {grid.name: (grid, header) for grid in grids if (header := _of_kind(grid, kinds)) is not None}
    if exported:
        _refuse_unlike([grid for grid in grids if grid.name not in exported], kinds)
        found = [(kind, *exported[kind]) for kind in kinds if kind in exported]
        place = "{}, " if len(found) > 1 else ""
        named = [_table(kind, grid, header, place.format(kind), kinds[kind]) for kind, grid, header in found]
        return File(named, [grid.name for grid in grids if grid.name not in exported])
    for grid in grids:
        for kind, shape in kinds.items():
            if (header := header_of(grid, shape)) is not None:
                return File([_table(kind, grid, header, "", shape)], [])
    raise BadFile([f"line 1: the header must be {_nearest(grids, kinds)}"])


def whole(entries: Sequence[object], problems: list[str]) -> None:
    """All or nothing. Raises BadFile when anything is wrong, or when there is nothing at all."""
    if not problems and not entries:
        problems = ["the file has no rows below its header"]
    if problems:
        raise BadFile(problems)


# How a workbook begins, and one of before 2007.
ZIPPED, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def _grids(path: Path) -> list[Grid]:
    try:
        if path.stat().st_size > LARGEST:
            raise BadFile([f"the file is larger than {LARGEST // 2**20} MB: divide it"])
        content = path.read_bytes()
    except OSError:
        raise BadFile([_NOBODY_CAN_READ.format(path=path)]) from None
    if content.startswith(ZIPPED):
        from bot.files.tables import workbook  # which loads a library that only an import needs

        return workbook.grids(content)
    if content.startswith(OLD_EXCEL):
        raise BadFile([f"this is a workbook of an old kind (.xls): {plain_text.SAVE_AS}"])
    text = plain_text.text_of(content)
    return export_file.grids(text) if text.lstrip().startswith(export_file.BEGINS) else plain_text.grids(text)


def _of_kind(grid: Grid, kinds: Mapping[str, Shape]) -> Header | None:
    """The header of a kind of an export that is in these."""
    return header_of(grid, kinds[grid.name]) if grid.name in kinds else None


def _refuse_unlike(grids: Sequence[Grid], kinds: Mapping[str, Shape]) -> None:
    """Raises BadFile for one that is called like a kind and has its columns, but another one beside them."""
    for grid in grids:
        if grid.name in kinds and is_meant(grid, kinds[grid.name]):
            raise BadFile([f"{grid.name}: the header must be {kinds[grid.name]}"])


def _nearest(grids: Sequence[Grid], kinds: Mapping[str, Shape]) -> Shape:
    """Which kind of file it was meant for."""
    near = {kind: max((nearness(grid, shape) for grid in grids), default=0) for kind, shape in kinds.items()}
    return kinds[max(reversed(list(kinds)), key=lambda kind: near[kind])]


def _table(kind: str, grid: Grid, header: Header, place: str, shape: Shape) -> Table:
    table = Table(kind, place, grid.word, [])
    many, unnamed = 0, set[int]()
    for line, cells in _filled(grid, header, place):
        many += 1
        if many > MOST_ROWS:
            continue
        unnamed |= {at for at, cell in enumerate(cells[: width(cells)], 1) if at - 1 not in header.names and cell != ""}
        row, wrong = _row(grid, header, shape, cells)
        if _is_example(row, header):
            table.examples.append(line)
            continue
        table.rows.append((line, row))
        if wrong:
            table.wrong[line] = wrong
    if many > MOST_ROWS:
        raise BadFile([f"the file has {many} rows: import at most {MOST_ROWS} at a time"])
    table.unnamed.extend(sorted(unnamed))
    return table


def _filled(grid: Grid, header: Header, place: str) -> Iterator[Line]:
    """The lines below the header in which anything stands. Raises BadFile for one that broke."""
    for line, cells in header.rows:
        filled = width(cells)
        if not filled:
            continue
        if grid.is_ragged and not filled <= header.width <= len(cells):
            many = max(filled, header.width) if filled > header.width else len(cells)
            raise BadFile([f"{place}{grid.word} {line}: {many} columns where the header has {header.width}"])
        yield line, cells


def _row(
    grid: Grid, header: Header, shape: Shape, cells: Sequence[Cell]
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    row, wrong = dict[str, str](), list[tuple[str, str]]()
    for at, name in header.names.items():
        cell = cells[at] if at < len(cells) else ""
        if isinstance(cell, int | float) and name in shape.moments and grid.serial is not None:
            cell = _dated(cell, grid.serial)
        if isinstance(cell, Broken):
            wrong.append((name, cell.why))
        row[name] = _text(cell, name, shape, was_guarded=grid.was_guarded)
    return row, wrong


def _dated(number: float, serial: Callable[[float], str]) -> Cell:
    try:
        return serial(number)
    except (ValueError, OverflowError):
        return Broken("is a number that is no date")


def _text(cell: Cell, name: str, shape: Shape, *, was_guarded: bool) -> str:
    """A cell as text: without the spaces around it, nor the apostrophes that an export puts before formula signs."""
    match cell:
        case Broken():
            return ""
        case int() | float():
            return str(int(cell)) if float(cell).is_integer() else str(cell)
    text = cell.strip()
    text = unguarded(text) if was_guarded else text
    if shape.words is None:
        return text
    return tidy(text).replace("\r\n", "\n") if name in shape.words else on_one_line(text)


def _is_example(row: Mapping[str, str], header: Header) -> bool:
    first = next(iter(header.names.values()))
    return any(row.get(name, "").casefold().startswith(EXAMPLE) for name in (first, "name"))
