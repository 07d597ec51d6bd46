"""Writes exported rows into a file that only its owner can read: JSON, CSV or XLSX."""

from __future__ import annotations

import csv
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from bot.files.formulas import guarded
from bot.store.keeping import dictionary
from bot.store.keeping.records import CHECKINS, Rows

CSV = ".csv"
FORMATS = (".json", CSV, ".xlsx")
# As spreadsheets here expect it: a comma stands in their numbers.
SEPARATOR = ";"
# A true date by the clock on the wall; which clock that is stands beside it.
DATE = 'yyyy-mm-dd hh:mm:ss "{offset}"'
# Widths in characters: a date whole, which is #### otherwise; and words no wider than can be read beside others.
DATE_WIDTH, MOST_WIDTH, LONG, LONG_WIDTH = 27, 40, 400, 100


def make_private(path: Path) -> None:
    """An empty file readable by its owner alone. Raises OSError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    path.chmod(0o600)


def write(path: Path, found: dict[str, Rows], *, what: str = CHECKINS, with_text: bool = False) -> None:
    """Write a file readable by its owner alone; JSON and XLSX hold every kind, CSV one: `what`.

    with_text: whether there are columns with words, also where there are no rows.
    """
    make_private(path)
    match path.suffix.lower():
        case ".json":
            _write_json(path, found)
        case ".csv":
            _write_csv(path, _columns(what, found[what], with_text), found[what])
        case _:
            _write_xlsx(path, found, with_text)


def written(at: datetime) -> str:
    """A moment as text: local time and its offset, to the second."""
    return at.isoformat(sep=" ", timespec="seconds")


def _write_json(path: Path, found: dict[str, Rows]) -> None:
    """A line a row: a large file is never held whole."""
    with path.open("w", encoding="utf-8") as file:
        for number, (kind, rows) in enumerate(found.items()):
            file.write(f"{',' if number else '{'}\n{json.dumps(kind)}: [")
            for at, row in enumerate(rows):
                file.write(",\n " if at else "\n ")
                file.write(json.dumps(row, ensure_ascii=False, default=written))
            file.write("\n]")
        file.write("\n}\n" if found else "{}\n")


def _columns(kind: str, rows: Rows, with_text: bool) -> list[str]:
    return list(rows[0]) if rows else dictionary.columns(kind, with_text=with_text) or ["code"]


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        value = ", ".join(f"{key}={inner}" for key, inner in value.items())
    elif isinstance(value, list):
        value = ", ".join(map(str, value))
    return guarded(value) if isinstance(value, str) else value


def _write_csv(path: Path, columns: list[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=SEPARATOR, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([_in_csv(row[column]) for column in columns] for row in rows)


def _in_csv(value: Any) -> Any:
    return written(value) if isinstance(value, datetime) else _cell(value)


def _write_xlsx(path: Path, found: dict[str, Rows], with_text: bool) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        dates: dict[str, Any] = {}
        for kind, rows in found.items():
            sheet = book.add_worksheet(kind)
            columns = _columns(kind, rows, with_text)
            sheet.write_row(0, 0, columns, bold)
            sheet.freeze_panes(1, 0)
            of_dates, of_words = set[str](), dict[str, int]()
            for at, row in enumerate(rows, 1):
                for number, column in enumerate(columns):
                    if isinstance(row[column], datetime):
                        _write_date(book, sheet, at, number, row[column], dates)
                        of_dates.add(column)
                    elif row[column] is not None:
                        cell = _cell(row[column])
                        sheet.write(at, number, cell)
                        if isinstance(cell, str) and (len(cell) > MOST_WIDTH or "\n" in cell):
                            of_words[column] = max(len(cell), of_words.get(column, 0))
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
            sheet.autofit()
            for number, column in enumerate(columns):
                if column in of_dates:
                    sheet.set_column(number, number, DATE_WIDTH)
                elif column in of_words:
                    width = LONG_WIDTH if of_words[column] > LONG else MOST_WIDTH
                    sheet.set_column(number, number, width, wrapped)


def _write_date(book: Any, sheet: Any, row: int, column: int, at: datetime, dates: dict[str, Any]) -> None:
    """A true date, in a format made once for each offset."""
    offset = f"{at:%z}"
    if offset not in dates:
        dates[offset] = book.add_format({"num_format": DATE.format(offset=f"{offset[:3]}:{offset[3:]}")})
    sheet.write_datetime(row, column, at.replace(tzinfo=None), dates[offset])
