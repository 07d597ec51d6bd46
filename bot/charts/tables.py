"""Tables as a workbook: {"sheets": [{"name", "rows": [[cell, ...], ...]}, ...]}, the first row of each a heading.

A cell is a number, words or null. Nothing in it is computed.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter

from bot.charts.facts import WrongFacts, listed, sentence

MOST_SHEETS, MOST_ROWS, MOST_CELLS = 12, 5000, 60
# Pixels: longer words stand in several lines, so that what stands beside them is still seen.
MOST_WIDTH = 330
# Beside so many others a column is as wide as its numbers (characters): a page is printed as wide as a sheet.
MANY, NARROW = 6, 11
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}


def workbook(facts: Mapping[str, Any]) -> bytes:
    """The XLSX of some tables. Raises WrongFacts."""
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, OPTIONS) as book:
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in listed(facts, "sheets", 1, MOST_SHEETS):
            if not isinstance(sheet, dict):
                raise WrongFacts("a sheet is no mapping")
            page = book.add_worksheet(sentence(sheet, "name")[:31])
            page.freeze_panes(1, 0)
            page.set_landscape()
            page.set_paper(9)  # A4
            page.fit_to_pages(1, 0)
            for at, row in enumerate(listed(sheet, "rows", 1, MOST_ROWS)):
                page.write_row(at, 0, _cells(row), bold if at == 0 else plain)
            page.autofit(MOST_WIDTH)
            columns = max(len(row) for row in sheet["rows"])
            if columns > MANY:
                page.set_column(0, columns - 1, NARROW)
    return into.getvalue()


def _cells(row: Any) -> list[Any]:
    if not isinstance(row, list) or len(row) > MOST_CELLS:
        raise WrongFacts("a row is a list of cells")
    if not all(cell is None or isinstance(cell, str | int | float) for cell in row):
        raise WrongFacts("a cell is a number or words")
    return row
