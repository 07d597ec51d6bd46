"""Writes exported rows into a file that only its owner can read: JSON, CSV or XLSX."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import xlsxwriter

from bot.files.csvfile import FORMULA
from bot.store.keeping.records import Rows

FORMATS = (".json", ".csv", ".xlsx")


def write(path: Path, found: dict[str, Rows]) -> None:
    """Write a file readable by its owner alone; JSON and XLSX hold every kind, CSV the check-ins."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    match path.suffix.lower():
        case ".json":
            path.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
        case ".csv":
            _write_csv(path, found["checkins"])
        case _:
            _write_xlsx(path, found)


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        value = ", ".join(f"{key}={inner}" for key, inner in value.items())
    elif isinstance(value, list):
        value = ", ".join(map(str, value))
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA) else value


def _write_csv(path: Path, rows: Rows) -> None:
    columns = list(rows[0]) if rows else ["code"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([_cell(row[column]) for column in columns] for row in rows)


def _write_xlsx(path: Path, found: dict[str, Rows]) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        for kind, rows in found.items():
            sheet = book.add_worksheet(kind)
            columns = list(rows[0]) if rows else ["code"]
            sheet.write_row(0, 0, columns, bold)
            sheet.freeze_panes(1, 0)
            for at, row in enumerate(rows, 1):
                sheet.write_row(at, 0, [_cell(row[column]) for column in columns])
            sheet.autofit()
