"""Charts: drawn by a process of their own, legible in size, and never the reason that words do not arrive."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.charts.chart import DONE, PLANNED, SHADES, Levels, Part, Shade, Sheet, Weeks
from bot.charts.renderer import COMMAND, Renderer
from bot.turn import Drawing

ROOT = Path(__file__).parents[1]
WEEKS = ["28 Sep–4 Okt", "5–11 Okt", "12–18 Okt", "19–25 Okt", "26 Okt–1 Nov", "2–8 Nov", "9–15 Nov", "16–22 Nov"]
PLANNED_AND_DONE: dict[str, Any] = {
    "title": "Kontak delapan minggu terakhir",
    "weeks": WEEKS,
    "planned": [9, 10, 12, 8, 11, 10, 12, 9],
    "done": [7, 10, 9.5, 8, 6, 11, 10, 0],
    "planned_label": "Direncanakan",
    "done_label": "Terlaksana",
}
TOPICS = ("Perasaan", "Kesehatan", "Keluarga", "Kebutuhan", "Pekerjaan", "Lingkungan", "Urusan", "Rasa $aman$ " * 4)
SPANS: list[Any] = [[0, 1, [5, 2, 1, 0]], [2, 1, [0, 0, 0, 0]], [3, 4, [3, 1, 1, 1]], [7, 1, [2, 2, 2, 2]]]
SHARES: dict[str, Any] = {
    "title": "Keadaan per bidang",
    "weeks": WEEKS,
    "levels": ["Baik", "Cukup", "Perlu perhatian", "Mendesak"],
    "topics": [
        {
            "name": name,
            "spans": [[0, 1, [5, 2, 1, 0]], [2, 1, [0, 0, 0, 0]], [3, 4, [3, 1, 1, 1]], [7, 1, [2, 2, 2, 2]]],
        }
        for name in TOPICS
    ],
    "note": "Minggu tanpa kabar diberi garis; tidak ada nama di sini. " * 2,
}
CHARTS: dict[str, dict[str, Any]] = {
    "weeks": PLANNED_AND_DONE,
    "levels": SHARES,
    "digest": {"title": "Ringkasan tim", "weeks": PLANNED_AND_DONE, "levels": SHARES, "note": "Tanpa nama."},
}


def chart(asked: object, *options: str) -> subprocess.CompletedProcess[bytes]:
    said = json.dumps(asked).encode() if not isinstance(asked, bytes) else asked
    return subprocess.run([sys.executable, *options, *COMMAND[1:]], input=said, capture_output=True, cwd=ROOT)


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    return int(width), int(height)


class Remembering(Sheet):
    """A sheet that keeps what is drawn on it, and draws nothing."""

    def __init__(self, part: Part) -> None:
        self.words: list[str] = []
        self.boxes: list[tuple[str, float]] = []  # colour, and how wide
        self.levels: list[tuple[float, float, Shade, float]] = []  # from where on, its top, how it is filled, how high
        part.draw(self, 0)

    def write(self, x: float, y: float, words: str, size: float = 0, *, most: float, **look: Any) -> float:
        self.words.append(words)
        return size

    def box(self, x: float, y: float, width: float, height: float, colour: str, **look: Any) -> None:
        self.boxes.append((colour, width))

    def shaded(self, x: float, y: float, width: float, height: float, shade: Shade) -> None:
        self.levels.append((x, y, shade, height))

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str = "", width: float = 0) -> None: ...


def test_each_week_has_what_was_planned_and_what_was_done_in_its_bars_and_in_its_words() -> None:
    sheet = Remembering(Weeks({**PLANNED_AND_DONE, "weeks": WEEKS[:3], "planned": [9, 12, 8], "done": [6, 9.5, 0]}))
    assert sheet.words[3:] == [WEEKS[0], "6 / 9", WEEKS[1], "9,5 / 12", WEEKS[2], "0 / 8"]
    (planned, _), (done, _), *bars = sheet.boxes
    assert (planned, done) == (PLANNED, DONE), "the key, in the order of its words"
    longest = max(width for _, width in bars)
    drawn = [(colour, round(12 * width / longest, 3)) for colour, width in bars]
    assert drawn == [(PLANNED, 9), (DONE, 6), (PLANNED, 12), (DONE, 9.5), (PLANNED, 8)]


def test_the_levels_of_a_bar_are_as_high_as_their_shares_the_worst_at_the_bottom() -> None:
    numbers = [[1, 2, 3, 4], [4, 0, 1, 0]]
    spans = [[0, 3, numbers[0]], [3, 1, numbers[1]], [5, 1, [0, 0, 0, 0]]]
    sheet = Remembering(Levels({**SHARES, "topics": [{"name": "Kesehatan", "spans": spans}]}))
    assert [shade for _, _, shade, _ in sheet.levels[:4]] == list(SHADES), "the key, the best first"
    for left, of_week in zip(sorted({x for x, *_ in sheet.levels[4:]}), numbers, strict=True):
        bar = sorted(one for one in sheet.levels[4:] if one[0] == left)
        whole = sum(high for *_, high in bar)
        shares = [(shade, round(sum(of_week) * high / whole, 6)) for _, _, shade, high in bar]
        assert shares == [one for one in zip(SHADES, of_week, strict=True) if one[1]], "from the top, the best first"


def test_beside_the_name_of_a_topic_stands_the_share_of_the_best_level_in_its_newest_bar() -> None:
    spans = [[0, 1, [1, 0, 0, 3]], [1, 2, [4, 1, 0, 0]], [6, 1, [0, 0, 0, 0]]]
    sheet = Remembering(Levels({**SHARES, "topics": [{"name": "Kesehatan", "spans": spans}]}))
    assert [words for words in sheet.words if "%" in words] == ["Baik 80%"]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_three_small_phones_wide_and_not_too_tall(name: str) -> None:
    drawn = chart({"name": name, "facts": CHARTS[name]}, "-W", "error")
    assert (drawn.returncode, drawn.stderr) == (0, b"")
    width, height = size(drawn.stdout)
    assert width == 1080 and 600 < height <= 2 * 1080 + 60
    assert len(drawn.stdout) < 1_000_000


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("weeks", {"planned": [1, 2]}),
        ("weeks", {"done": ["9"] * 8}),
        ("weeks", {"done": [-1] * 8}),
        ("weeks", {"done": [float("nan")] * 8}),
        ("weeks", {"weeks": []}),
        ("weeks", {"title": " "}),
        ("levels", {"levels": ["Baik"]}),
        ("levels", {"topics": [{"name": "Urusan", "spans": [[0, 1, [1, 2, 3]]]}]}),
        ("levels", {"topics": [{"name": "Urusan", "spans": [[0, 2, [1, 2, 3, 4]], [1, 1, [1, 2, 3, 4]]]}]}),
        ("levels", {"topics": [{"name": "Urusan", "spans": [[7, 2, [1, 2, 3, 4]]]}]}),
        ("levels", {"topics": [{"name": "Urusan", "spans": [[0, 0, [1, 2, 3, 4]]]}]}),
        ("levels", {"topics": [{"name": "Urusan", "spans": [[-1, 1, [1, 2, 3, 4]]]}]}),
        ("levels", {"topics": [{"name": "Urusan", "spans": [["0", 1, [1, 2, 3, 4]]]}]}),
        ("levels", {"topics": [{"name": "Urusan", "spans": [[1, 2, 3, 4]]}]}),
        ("levels", {"topics": ["Urusan"]}),
        ("digest", {"levels": None}),
        ("portrait", {}),
    ],
)
def test_facts_that_do_not_fit(name: str, changes: dict[str, Any]) -> None:
    drawn = chart({"name": name, "facts": {**CHARTS.get(name, {}), **changes}})
    assert (drawn.returncode, drawn.stdout, drawn.stderr) == (1, b"", b"WrongFacts")


@pytest.mark.parametrize("said", [b"", b"[1]", b"{}", b"\xff"])
def test_no_facts_at_all(said: bytes) -> None:
    drawn = chart(said)
    assert (drawn.returncode, drawn.stdout) == (1, b"") and drawn.stderr.decode().isidentifier()


def test_the_bot_never_loads_the_drawing_library() -> None:
    program = (
        "import sys, bot.app.process, bot.__main__, bot.charts.chart; "
        "sys.exit(sum(name in sys.modules for name in ('matplotlib', 'numpy', 'PIL')))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0


def draw(renderer: Renderer, drawing: Drawing) -> bytes | None:
    try:
        return asyncio.run(renderer.draw(drawing))
    finally:
        renderer.close()


def test_the_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = draw(Renderer(), Drawing("weeks", PLANNED_AND_DONE))
    assert picture is not None and size(picture)[0] == 1080
    monkeypatch.setenv("TITIAN_BOT_TOKEN", "not for the chart")
    program = "import os, sys; sys.stdout.write('secret' if 'TITIAN_BOT_TOKEN' in os.environ else 'none')"
    assert draw(Renderer((sys.executable, "-c", program)), Drawing("weeks", {})) == b"none"


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("import time; time.sleep(60)", "TimeoutError"),
        ("import sys; sys.stderr.write('Siti said no'); sys.exit(3)", "NoPicture"),
        ("import sys; sys.stderr.write('WrongFacts'); sys.exit(1)", "WrongFacts"),
        ("", "NoPicture"),
    ],
)
def test_a_chart_that_comes_to_nothing(program: str, error: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert draw(Renderer((sys.executable, "-c", program), seconds=2), Drawing("weeks", {"title": "Siti"})) is None
    said = "".join(capfd.readouterr())
    assert error in said and "Siti" not in said


def test_no_such_program() -> None:
    assert draw(Renderer(("/no/such/program",)), Drawing("weeks", {})) is None


def test_a_stopped_renderer_leaves_no_process_behind(tmp_path: Path) -> None:
    number = tmp_path / "number"
    program = f"import os, time; open({str(number)!r}, 'w').write(f'{{os.getpid()}}.'); time.sleep(60)"

    async def story() -> None:
        renderer = Renderer((sys.executable, "-c", program))
        drawing = asyncio.ensure_future(renderer.draw(Drawing("weeks", {})))
        for _ in range(1000):
            if number.exists() and number.read_text().endswith("."):
                break
            await asyncio.sleep(0.01)
        drawing.cancel()
        await asyncio.gather(drawing, return_exceptions=True)
        renderer.close()

    asyncio.run(story())
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text()[:-1]), 0)
