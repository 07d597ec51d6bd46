"""An export in JSON, read back: each kind as lines of cells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite
from typing import Any

from bot.files.tables.grid import BadFile, Broken, Cell, Grid, Line

BEGINS, WORD = "{", "row"
NOT_ONE = 'this JSON is no export of Titian: it must be {"cases": [{...}], "checkins": [{...}]}'


def grids(text: str) -> list[Grid]:
    """Each kind of an export. Raises BadFile."""
    try:
        found = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadFile([NOT_ONE]) from None
    if not isinstance(found, dict) or not all(_are_rows(rows) for rows in found.values()):
        raise BadFile([NOT_ONE])
    return [_grid(kind, rows, at) for at, (kind, rows) in enumerate(found.items(), 1)]


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What has one name twice would lose what it held first. Raises ValueError."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def _no_number(name: str) -> None:
    """NaN and Infinity are no JSON. Raises ValueError."""
    raise ValueError


def _are_rows(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _grid(kind: str, rows: list[dict[str, Any]], at: int) -> Grid:
    names = list(dict.fromkeys(name for row in rows for name in row))

    def lines() -> Iterator[Line]:
        yield 0, list(names)
        for number, row in enumerate(rows, 1):
            yield number, [_cell(row.get(name)) for name in names]

    return Grid(kind, lines, was_guarded=False, word=WORD, place=f"list {at}")


def _cell(value: Any) -> Cell:
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case float() if not isfinite(value):
            return Broken("is no number that can be kept")
        case str() | int() | float():
            return value
        case dict():
            return ", ".join(f"{key}={inner}" for key, inner in value.items())
        case list():
            return ", ".join(map(str, value))
    raise BadFile([NOT_ONE])
