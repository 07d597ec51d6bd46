"""Reads rows out of a file, whatever program wrote it: what is wrong is named with its line, column and reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.files.formulas import unguarded
from bot.files.tables import export_file, plain_text
from bot.files.tables.columns import Header, Shape, Top, header_of, names_all, nearness, top, why_not
from bot.files.tables.grid import MOST_ROWS, BadFile, Broken, Cell, Grid, Line, on_one_line, tidy, width

__all__ = ["MOST_ROWS", "BadFile", "Row", "Shape", "Table", "rows", "tables", "whole"]

LARGEST = 50 * 2**20
# A row that shows how a file is filled in: it is passed over.
EXAMPLE = "contoh"
_NOBODY_CAN_READ = (
    "the file {path} cannot be read as UTF-8 text or as a workbook: check its name, or save it as CSV UTF-8 or .xlsx"
)

# What is no letter: PostgreSQL keeps no NUL, and no text half of a pair.
_CANNOT_BE_KEPT = re.compile("[\x00\ud800-\udfff]")

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
    """The tables of a file, and what else stands in it, that nobody takes in: how each is called, and which it is."""

    tables: list[Table]
    others: list[tuple[str, str]]


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
    tops = [top(grid) for grid in grids]
    chosen = _called_so(tops, kinds)
    beside = [one for one in tops if one.grid.place and one not in chosen.values()]
    if chosen:
        _refuse_unlike(beside, kinds)
    else:
        chosen = _first_that_fits(tops, kinds)
        beside = [one for one in beside if one not in chosen.values()]
    if not chosen:
        raise _why_none(tops, kinds)
    _refuse_more(chosen, beside, kinds)
    place = "{}, " if len(chosen) > 1 else ""
    found = [
        _table(kind, chosen[kind].grid, header, place.format(kind), shape)
        for kind, shape in kinds.items()
        if kind in chosen and (header := header_of(chosen[kind], shape)) is not None
    ]
    return File(found, [(grid.name, _which(grid)) for one in beside if (grid := one.grid).is_filled()])


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


def _called_so(tops: Sequence[Top], kinds: Mapping[str, Shape]) -> dict[str, Top]:
    """Those that are called like a kind and have its header, as in an export."""
    found: dict[str, Top] = {}
    for one in tops:
        if (kind := one.grid.name) in kinds and header_of(one, kinds[kind]) is not None:
            found.setdefault(kind, one)
    return found


def _first_that_fits(tops: Sequence[Top], kinds: Mapping[str, Shape]) -> dict[str, Top]:
    """The first one with rows below a header of some kind, or without rows where none has any."""
    fitting = [(kind, one) for one in tops if (kind := _kind_of(one, kinds))]
    seen = [pair for pair in fitting if not pair[1].grid.is_hidden] or fitting
    return dict([*(pair for pair in seen if _has_rows(pair[1], kinds[pair[0]])), *seen][:1])


def _kind_of(one: Top, kinds: Mapping[str, Shape]) -> str:
    """Of which kind its header is; empty where of none."""
    return next((kind for kind, shape in kinds.items() if header_of(one, shape) is not None), "")


def _has_rows(one: Top, shape: Shape) -> bool:
    """Whether anything stands below the header of this shape."""
    header = header_of(one, shape)
    try:
        return header is not None and any(width(cells) for _, cells in header.rows)
    except BadFile:
        return True


def _refuse_more(chosen: Mapping[str, Top], beside: Sequence[Top], kinds: Mapping[str, Shape]) -> None:
    """Raises BadFile where another one could be taken in as well, unless somebody hid it."""
    for one in beside:
        kind = _kind_of(one, kinds)
        if not kind or not _has_rows(one, kinds[kind]):
            continue
        its, first = (kind, chosen[kind]) if kind in chosen else next(iter(chosen.items()))
        if one.grid.is_hidden and not first.grid.is_hidden:
            continue
        word, _, at = first.grid.place.partition(" ")
        if its == kind:
            also = one.grid.place.removeprefix(f"{word} ")
            raise BadFile([f"{word}s {at} and {also} both hold {kind}: choose one with --sheet"])
        both = f"{first.grid.place} holds {its} and {one.grid.place} {kind}"
        raise BadFile([f"{both}: choose one with --sheet, or call them {its} and {kind}"])


def _which(grid: Grid) -> str:
    return f"{grid.place}, which is hidden," if grid.is_hidden else grid.place


def _refuse_unlike(tops: Sequence[Top], kinds: Mapping[str, Shape]) -> None:
    """Raises BadFile for one that is called like a kind and has another header, but for a caseload without names."""
    for one in tops:
        if (shape := kinds.get(one.grid.name)) is not None and one.grid.is_filled():
            has_no_names = "name" in shape.columns and not names_all(one, shape, ["name"])
            if not has_no_names:
                raise _not_so(one.grid.name, one, shape)


def _why_none(tops: Sequence[Top], kinds: Mapping[str, Shape]) -> BadFile:
    """What to say where nothing fits: what is wrong with the header that comes nearest to one."""
    broke = [one.broke for one in tops if one.broke is not None]
    if not tops or (
        tops[0].grid.word == export_file.WORD and not any(one.grid.is_filled() for one in _of(tops, kinds))
    ):
        return BadFile(["there is nothing to take in"])
    near = {(at, kind): nearness(one, shape) for at, one in enumerate(tops) for kind, shape in kinds.items()}
    at, kind = max(reversed(list(near)), key=lambda pair: near[pair])
    if not near[at, kind] and broke:
        return broke[0]
    one = tops[at]
    return _not_so(one.grid.place if len(tops) > 1 else "", one, kinds[kind])


def _of(tops: Sequence[Top], kinds: Mapping[str, Shape]) -> list[Top]:
    """Those that are called like a kind; all of them where none is."""
    return [one for one in tops if one.grid.name in kinds] or list(tops)


def _not_so(place: str, one: Top, shape: Shape) -> BadFile:
    """Where the header is not as it must be, why, and how it must be."""
    line, wrong = why_not(one, shape)
    named = "" if one.grid.word == export_file.WORD else f"{one.grid.word} {line}"
    where = ", ".join(filter(None, (place or ("" if named else one.grid.place), named)))
    return BadFile([": ".join(filter(None, (where, "; ".join(wrong), f"the header must be {shape}")))])


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
        if isinstance(cell, str) and _CANNOT_BE_KEPT.search(cell):
            cell = Broken("holds a character that cannot be kept: delete it")
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
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() else str(cell)
    text = cell.strip()
    text = unguarded(text) if was_guarded else text
    if shape.words is None:
        return text
    return tidy(text).replace("\r\n", "\n") if name in shape.words else on_one_line(text)


def _is_example(row: Mapping[str, str], header: Header) -> bool:
    first = next(iter(header.names.values()))
    return any(row.get(name, "").casefold().startswith(EXAMPLE) for name in (first, "name"))
