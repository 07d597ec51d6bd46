"""Workbooks (.xlsx): their sheets as lines of cells, dates as ISO text with the clock that their format names.

Whatever does not open is one line, with nothing of what stands in it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

from bot.files.tables.grid import BadFile, Broken, Cell, Grid, Line

MOST_UNPACKED = 400 * 2**20
MOST_COLUMNS = 200
NOT_ONE = "this is no Excel workbook that can be opened, whatever its name: save it as .xlsx or as CSV UTF-8"
OTHERS = {
    "content.xml": "this is an OpenDocument file: save it as .xlsx or as CSV UTF-8",
    "Index/Document.iwa": "this is a Numbers file: export it as .xlsx or as CSV",
}
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_HOURS = re.compile(r"h", re.IGNORECASE)
# How a workbook writes a control character that XML cannot hold.
_CONTROL = re.compile(r"_x(00[01][0-9A-Fa-f])_")
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# What a broken or hostile workbook makes the reader raise, wherever it is broken.
_DOES_NOT_OPEN = (
    *(BadZipFile, DefusedXmlException, InvalidFileException, SyntaxError, ValueError, KeyError, IndexError),
    *(TypeError, AttributeError, OSError, EOFError, RuntimeError, OverflowError, MemoryError),
)


def grids(content: bytes) -> list[Grid]:
    """The sheets of a workbook in their order, those that are hidden last. Raises BadFile."""
    try:
        _look_at(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
            book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
    except _DOES_NOT_OPEN:
        raise BadFile([NOT_ONE]) from None
    return [_grid(book, sheet) for sheet in sorted(book.worksheets, key=lambda one: one.sheet_state != "visible")]


def _look_at(content: bytes) -> None:
    """Raises BadFile for what is packed so that it would fill the memory, and for other programs' files."""
    with ZipFile(BytesIO(content)) as packed:
        names = {one.filename for one in packed.infolist()}
        for name, why in OTHERS.items():
            if name in names:
                raise BadFile([why])
        if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
            raise BadFile([f"this workbook is larger than {MOST_UNPACKED // 2**20} MB once unpacked: divide it"])


def _grid(book: Any, sheet: Any) -> Grid:
    def lines() -> Iterator[Line]:
        try:
            sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for number, row in enumerate(sheet.iter_rows(), 1):
                    yield number, [_cell(one) for one in row[:MOST_COLUMNS]]
        except _DOES_NOT_OPEN:
            raise BadFile([NOT_ONE]) from None

    return Grid(sheet.title, lines, serial=lambda number: _serial(number, book.epoch))


def _cell(cell: Any) -> Cell:
    match cell.value:
        case None:
            return ""
        case bool(value):
            return "TRUE" if value else "FALSE"
        case datetime() as at:
            return _moment(at, cell.number_format)
        case date() as day:
            return day.isoformat()
        case time() as hour:
            return f"{hour:%H:%M}"
        case timedelta():
            return Broken("holds a length of time")
        case int() | float() as number:
            return f"{number * 100:g}%" if "%" in (cell.number_format or "") else _whole(number)
        case value if cell.data_type == "e":
            return Broken("holds the error of a formula: mend it in the sheet")
        case value:
            return _CONTROL.sub(lambda found: chr(int(found[1], 16)), str(value))


def _whole(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number


def _moment(at: datetime, shown: str) -> str:
    """A date cell as ISO text: without an hour where its format shows none, with the offset that its format names."""
    at = (at + timedelta(milliseconds=500)).replace(microsecond=0)
    if (at.hour, at.minute, at.second) == (0, 0, 0) and not _HOURS.search(_NOT_SHOWN.sub("", shown)):
        return f"{at:%Y-%m-%d}"
    offset = _OFFSET.search(shown.replace("\\", ""))
    return f"{at:%Y-%m-%d %H:%M:%S}{offset[0] if offset else ''}"


def _serial(number: float, epoch: datetime) -> str:
    """A number that stands where a date belongs: the day a spreadsheet counts it as."""
    found = from_excel(number, epoch)
    if not isinstance(found, datetime):
        raise ValueError
    return _moment(found, "yyyy-mm-dd" if float(number).is_integer() else "yyyy-mm-dd hh:mm")
