"""A month on paper and as tables: one page whatever there is to tell, in shades that a copier keeps apart."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.charts import chart, month, tables
from bot.charts.paper import Paper
from bot.charts.renderer import COMMAND
from bot.domain.figures.months import Month, TrackMonth
from bot.i18n import language
from bot.store.figures.months import Told
from handlers.leader import month_words

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


class Remembering(Paper):
    """A page that keeps what is drawn of a track, and draws nothing."""

    def __init__(self, **changes: Any) -> None:
        self.words: list[str] = []
        self.boxes: list[tuple[str, str, float]] = []  # colour, hatching, and how wide
        self.rules: list[float] = []  # at which height
        self.paths: list[list[tuple[float, float]]] = []
        month._track(self, {**TRACK, "series": [], "topics": [], "more": "", **changes}, MONTH, 0)

    def write(self, x: float, y: float, words: str, size: float, *, most: float, **look: Any) -> float:
        self.words.append(words)
        return 0

    def rule(self, x: float, to_x: float, y: float, colour: str, width: float) -> None:
        self.rules.append(y)

    def path(self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float, **look: Any) -> None:
        self.paths.append(list(zip(xs, ys, strict=True)))

    def box(self, x: float, y: float, width: float, height: float, colour: str, **look: Any) -> None:
        self.boxes.append((colour, look.get("hatch", ""), width))


def curve(values: list[float | None], unit: str) -> tuple[list[float], int]:
    """A curve as it is drawn: how high each point is, from nought (0) to the highest (1); how many are joined."""
    title = {"title": "Kabar", "labels": ["Des 2025", "Nov 2026"]}
    page = Remembering(series=[{**title, "values": values, "unit": unit}])
    floor, top = page.rules[-2:]
    points = [path[0] for path in page.paths if len(path) == 1]
    joins = [path for path in page.paths if len(path) == 2]
    assert all(one in points and other in points for one, other in joins)
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    return [round((floor - y) / (floor - top), 3) for _, y in points], len(joins)


def test_a_line_has_its_number_and_then_the_one_of_the_month_before() -> None:
    words = Remembering(lines=[["Baru", "6", "4"], ["Selesai", "1 dari 2, 50%", "–"]]).words
    assert words[:8] == ["R, reintegrasi", "bulan lalu", "Baru", "6", "4", "Selesai", "1 dari 2, 50%", "–"]


@pytest.mark.parametrize(
    ("waits", "words"), [((), "–"), ((119,), "119 menit"), ((120,), "2 jam"), ((121,), "2 jam"), ((200,), "3 jam")]
)
def test_from_two_hours_on_it_is_told_in_hours_how_soon_flags_were_taken_on(waits: tuple[int, ...], words: str) -> None:
    told = Told({"R": TrackMonth(waits=waits)}, None)
    (track,) = month_words.page(language("id"), [(Month(date(2026, 11, 1)), told)], "Seluruh program")["tracks"]
    assert ["Ditangani setelah (nilai tengah)", words, "–"] in track["lines"]


@pytest.mark.parametrize(("planned", "done", "share"), [(4, 3, 75), (4, 0, 0), (4, None, None), (0, 0, None)])
def test_that_nothing_was_done_is_told_apart_from_what_is_not_told(
    planned: int, done: int | None, share: float | None
) -> None:
    told = Told({"R": TrackMonth(planned=planned, done=done)}, None)
    (track,) = month_words.page(language("id"), [(Month(date(2026, 11, 1)), told)], "Seluruh program")["tracks"]
    assert track["series"][0]["values"] == [share]


def test_a_share_is_as_high_as_it_is_of_a_hundred_and_a_number_of_the_highest() -> None:
    assert curve([20, 50, 80], "%") == ([0.2, 0.5, 0.8], 2)
    assert curve([20, 50, 80], "") == ([0.25, 0.625, 1], 2)
    assert curve([0, 0], "") == ([0, 0], 1)


def test_no_line_is_drawn_over_a_month_of_which_nothing_is_told() -> None:
    assert curve([40, 50, None, 60, None, None, 70], "%") == ([0.4, 0.5, 0.6, 0.7], 1)


def test_a_topics_bar_has_each_level_in_the_shade_that_the_key_names() -> None:
    page = Remembering(topics=[["Kesehatan", [1, 2, 3, 4]], ["Pekerjaan", [0, 5, 0, 5]]])
    key, bars = page.boxes[1:5], page.boxes[5:]
    shades = [(colour, hatch) for colour, hatch, _ in key]
    assert shades == list(month.SHADES) and page.words[-8:-4] == MONTH["levels"], "the best first"
    wide = sum(width for *_, width in bars) / 2
    told = [((colour, hatch), round(10 * width / wide, 3)) for colour, hatch, width in bars]
    assert told == [*zip(shades, [1, 2, 3, 4], strict=True), (shades[1], 5), (shades[3], 5)]


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
