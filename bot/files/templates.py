"""Empty tables to fill in: the header, and a row that shows how, which is passed over when the file comes back."""

from __future__ import annotations

import csv
from pathlib import Path

import xlsxwriter

from bot.files.csvfile import EXAMPLE

FORMATS = (".csv", ".xlsx")
_MARK = EXAMPLE.capitalize()
TEMPLATES: dict[str, tuple[tuple[str, str], ...]] = {
    "caseload": (
        ("name", f"{_MARK} Nama"),
        ("track", "R"),
        ("mentor", "M-01"),
        ("cadence_weeks", "2"),
        ("intake_at", "05/10/2026"),
        ("next_at", "05/12/2026 09.30"),
        ("apart_from", ""),
        ("key", ""),
    ),
    "staff": (("name", f"{_MARK} Nama"), ("role", "mentor"), ("supervisor", "S-01")),
    "checkins": (
        ("code", f"{_MARK} R-001"),
        ("at", "05/10/2026 16.00"),
        ("contact_at", "02/10/2026 09.30"),
        ("by", "M-01"),
        ("contact", "visit"),
        ("reason", ""),
        ("levels", "sehat=2, kerja=4"),
        ("needs", "sehat"),
        ("note", ""),
        ("agreed", ""),
    ),
}


def write(kind: str, path: Path) -> None:
    """Write the table of a kind: text as spreadsheets here open it, or a workbook. Raises OSError."""
    rows = [[name for name, _ in TEMPLATES[kind]], [example for _, example in TEMPLATES[kind]]]
    if path.suffix.lower() == ".csv":
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
        return
    with path.open("xb") as made, xlsxwriter.Workbook(made, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(kind)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row, book.add_format({"bold": at == 0}))
        sheet.freeze_panes(1, 0)
        sheet.autofit()
