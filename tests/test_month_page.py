"""A month on paper and as tables: one page whatever there is to tell, in shades that a copier keeps apart."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.charts import chart, month, tables
from bot.charts.renderer import COMMAND

ROOT = Path(__file__).parents[1]
LINES = [[f"Baris {number} yang agak panjang namanya", "106 dari 1230, 86%", "96 dari 1200"] for number in range(12)]
TRACK: dict[str, Any] = {
    "name": "R, reintegrasi",
    "lines": LINES,
    "more": "Sebab selesai: tujuan tercapai 3, pindah daerah 2. " * 6,
    "series": [
        {
            "title": "Kabar",
            "labels": ["Des 2025", "Nov 2026"],
            "values": [None, 80, 90.5, None, *[70] * 8],
            "unit": "%",
        },
        {"title": "Didampingi", "labels": ["Des 2025", "Nov 2026"], "values": [*[None] * 11, 0], "unit": ""},
    ],
    "topics_title": "Keadaan tiap bidang",
    "topics": [[f"Bidang {number}", [40, 10, 4, number]] for number in range(8)],
}
MONTH: dict[str, Any] = {
    "title": "Laporan November 2026",
    "whose": "Seluruh program, 2–29 Nov 2026",
    "lines_before": "bulan lalu",
    "staff": "Pendamping: 12.",
    "note": "Hitungan pekan penuh, tanpa kode atau nama. " * 9,
    "empty": "Belum ada yang dapat dilaporkan.",
    "levels": ["Baik", "Cukup", "Perlu perhatian", "Mendesak"],
    "tracks": [TRACK, {**TRACK, "name": "P, pemulihan", "topics": [], "more": ""}],
}
TABLES: dict[str, Any] = {"sheets": [{"name": "Bulan", "rows": [["a", "b"], ["=1+1", 3], [None, 2.5]]}]}


def drawn(name: str, facts: object) -> subprocess.CompletedProcess[bytes]:
    asked = json.dumps({"name": name, "facts": facts}).encode()
    return subprocess.run([sys.executable, "-W", "error", *COMMAND[1:]], input=asked, capture_output=True, cwd=ROOT)


@pytest.mark.parametrize("tracks", [0, 1, 2])
def test_it_is_one_page(tracks: int) -> None:
    done = drawn("month", {**MONTH, "tracks": MONTH["tracks"][:tracks]})
    assert (done.returncode, done.stderr) == (0, b"") and done.stdout.startswith(b"%PDF")
    assert done.stdout.count(b"/Type /Page ") == 1 and b"Matplotlib" not in done.stdout


def test_long_words_stand_in_several_lines() -> None:
    rows = [["Laporan", "Baru"], ["Catatan " * 60, 3]]
    sheet = openpyxl.load_workbook(io.BytesIO(tables.workbook({"sheets": [{"name": "Bulan", "rows": rows}]})))["Bulan"]
    assert sheet.column_dimensions["A"].width < 50 and sheet["A2"].alignment.wrap_text and sheet["A1"].font.bold


def test_tables_hold_what_they_were_given_and_no_formula() -> None:
    done = drawn("tables", TABLES)
    assert (done.returncode, done.stderr) == (0, b"")
    sheet = openpyxl.load_workbook(io.BytesIO(done.stdout))["Bulan"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == TABLES["sheets"][0]["rows"]
    assert sheet["A2"].data_type == "s", "words, and nothing to be computed"


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("month", {**MONTH, "title": ""}),
        ("month", {**MONTH, "tracks": [TRACK] * 3}),
        ("month", {**MONTH, "tracks": ["R"]}),
        ("month", {**MONTH, "levels": ["Baik"]}),
        ("month", {**MONTH, "tracks": [{**TRACK, "lines": [["a", 1, "b"]]}]}),
        ("month", {**MONTH, "tracks": [{**TRACK, "lines": LINES * 2}]}),
        ("month", {**MONTH, "tracks": [{**TRACK, "series": [{"title": "x", "labels": ["a"], "values": [1]}]}]}),
        ("month", {**MONTH, "tracks": [{**TRACK, "series": [{"title": "x", "labels": ["a", "b"], "values": ["1"]}]}]}),
        ("month", {**MONTH, "tracks": [{**TRACK, "topics": [["Kerja", [0, 0, 0, 0]]]}]}),
        ("month", {**MONTH, "tracks": [{**TRACK, "topics": [["Kerja", [1, 2]]]}]}),
        ("tables", {"sheets": []}),
        ("tables", {"sheets": [{"name": "x", "rows": [[{"a": 1}]]}]}),
        ("tables", {"sheets": [{"name": "x", "rows": ["a"]}]}),
    ],
)
def test_facts_that_do_not_fit(name: str, facts: dict[str, Any]) -> None:
    done = drawn(name, facts)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"WrongFacts")


@pytest.mark.parametrize("colours", [[one.colour for one in chart.SHADES], [colour for colour, _ in month.SHADES]])
def test_each_level_is_darker_than_a_better_one_also_in_grey(colours: list[str]) -> None:
    """So that they stay apart on a copier, and for whoever sees fewer colours."""
    parts = [[int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] for colour in colours]
    light = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in parts]
    assert all(one - other > 0.1 for one, other in pairwise(light))
