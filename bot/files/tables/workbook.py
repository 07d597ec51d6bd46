"""Workbooks (.xlsx): their sheets as lines of cells, dates as ISO text with the clock that their format names.

Whatever does not open is one line, with nothing of what stands in it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO, Any
from zipfile import ZipFile, ZipInfo

import openpyxl
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._reader import WorkSheetParser

from bot.files.tables.grid import BadFile, Broken, Cell, Grid, Line, is_empty

MOST_UNPACKED = 100 * 2**20
# Marks of XML in all sheets (200,000 rows of ten cells have 7,600,000), and in all else: texts that are shared, styles.
MOST_TAGS, MOST_BESIDE = 8_000_000, 2_500_000
LONGEST_ROW = 4 * 2**20
MOST_LINES, MOST_COLUMNS = 1_048_576, 200
SAVE_AS = "save it as .xlsx or as CSV UTF-8"
NOT_ONE = f"this is no Excel workbook that can be opened, whatever its name: {SAVE_AS}"
OTHERS = {
    "content.xml": "this is an OpenDocument file: save it as .xlsx or as CSV UTF-8",
    "Index/Document.iwa": "this is a Numbers file: export it as .xlsx or as CSV",
}
_BEGINS = 4096
_SHEET, _BOOK = re.compile(rb"<(?:\w+:)?worksheet\b"), re.compile(rb"<(?:\w+:)?workbook\b")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_HOURS = re.compile(r"h", re.IGNORECASE)
# How a workbook writes a control character that XML cannot hold.
_CONTROL = re.compile(r"_x(00[01][0-9A-Fa-f])_")
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def grids(content: bytes) -> list[Grid]:
    """The sheets of a workbook in their order, those that are hidden last. Raises BadFile."""
    with _opening():
        _look_at(content)
        book: Any = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        # As people count them who do not see the hidden ones: a sheet that is a chart is one too.
        every = enumerate(sorted(book._sheets, key=_is_hidden), 1)
        return [_grid(book, sheet, at) for at, sheet in every if sheet in book.worksheets]


@contextmanager
def _opening() -> Iterator[None]:
    """Raises BadFile for whatever a broken or hostile workbook makes the reader raise, wherever it is broken."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
        try:
            yield
        except BadFile:
            raise
        except Exception:  # noqa: BLE001 each library below has its own
            raise BadFile([NOT_ONE]) from None


def _is_hidden(sheet: Any) -> bool:
    return bool(sheet.sheet_state != "visible")


def _look_at(content: bytes) -> None:
    """Raises BadFile for what is packed so that it would fill the memory or the day, and for other programs' files."""
    with ZipFile(BytesIO(content)) as packed:
        names = {one.filename for one in packed.infolist()}
        for name, why in OTHERS.items():
            if name in names:
                raise BadFile([why])
        if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
            raise BadFile([f"this workbook is larger than {MOST_UNPACKED // 2**20} MB once unpacked: divide it"])
        sheets = beside = named = 0
        for one in packed.infolist():
            begins, tags, ids = _counted(packed, one)
            if _SHEET.search(begins):
                sheets += tags
            else:
                beside += tags
            named += ids if _BOOK.search(begins) else 0
        if sheets > MOST_TAGS or beside > MOST_BESIDE:
            raise BadFile(["this workbook holds more than can be read at once: divide it"])
        if named > len(names):  # one sheet under many names is read as often
            raise BadFile([NOT_ONE])


def _counted(packed: ZipFile, one: ZipInfo) -> tuple[bytes, int, int]:
    """How a part begins, how many marks of XML are in it, and how many numbers of sheets.

    Little by little: what it says of its own size may not be so.
    """
    tags = ids = 0
    with packed.open(one) as part:
        begins = found = part.read(_BEGINS)
        while found:
            tags += found.count(b"<")
            ids += found.count(b"sheetId")
            found = part.read(2**20)
    return begins, tags, ids


class _Rows:
    """The text of a sheet, in which no row may be so long that it fills the memory."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        """The next part. Raises BadFile."""
        part = self._source.read(size)
        self._since += len(part)
        if self._since > LONGEST_ROW:
            raise BadFile([f"a row of this workbook is larger than {LONGEST_ROW // 2**20} MB: divide it"])
        return part

    def ended(self) -> None:
        """A row is over."""
        self._since = 0


def _grid(book: Any, sheet: Any, at: int) -> Grid:
    def lines() -> Iterator[Line]:
        last = 0
        with _opening(), book._archive.open(sheet._worksheet_path) as source:
            rows = _Rows(source)
            # Not the sheet's own rows: they make up each one that is missing, however far the next one is.
            parser = WorkSheetParser(
                rows,
                sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for number, cells in parser.parse():
                rows.ended()
                if number > MOST_LINES:
                    raise BadFile([f"there is a row below line {MOST_LINES}, where every sheet ends: {SAVE_AS}"])
                if number <= last:
                    raise BadFile([f"line {last}: the rows below it are not in their order: {SAVE_AS}"])
                last = number
                yield number, _line(sheet, number, cells)

    return Grid(
        sheet.title,
        lines,
        serial=lambda number: _serial(number, book.epoch),
        place=f"sheet {at}",
        is_hidden=_is_hidden(sheet),
    )


def _line(sheet: Any, number: int, cells: list[dict[str, Any]]) -> list[Cell]:
    """The cells of a row by their places. Raises BadFile where something stands too far to the right."""
    filled = {one["column"]: _cell(ReadOnlyCell(sheet, **one)) for one in cells if one["value"] is not None}
    line: list[Cell] = [""] * min(max(filled, default=0), MOST_COLUMNS)
    for column, cell in filled.items():
        if column <= MOST_COLUMNS:
            line[column - 1] = cell
        elif not is_empty(cell):
            raise BadFile([f"line {number}: more than {MOST_COLUMNS} columns"])
    return line


def _cell(cell: Any) -> Cell:
    match cell.value:
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


def _whole(number: int | float) -> int | float:
    return int(number) if isinstance(number, float) and number.is_integer() else number


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
