"""Draws one chart: `python -m bot.charts.chart` reads {"name", "facts"} as JSON from stdin and writes a PNG to stdout.

A process of its own (renderer.py starts it), so that the drawing library never enters the bot's memory. All words
come translated in the facts. It ends with 1, and the name of the error on stderr, when the facts do not fit.
A week on paper and a month are PDFs, tables a workbook: printed.py, month.py and tables.py say what their facts look
like.

weeks    {"title", "weeks": ["2–8 Nov", ...], "planned": [12, ...], "done": [9, ...], "planned_label", "done_label"}
levels   {"title", "weeks": [...], "levels": [best, ..., worst: four words],
          "topics": [{"name", "spans": [[from which week, how many weeks, [how many at each level]], ...]}, ...]}
digest   {"title", "weeks": {facts of weeks}, "levels": {facts of levels}}
Each may also have a "note", a sentence in small letters below. Oldest week first; up to 12 weeks, up to 12 topics.

The colours differ in lightness and not only in hue, and each level has a hatching of its own: nothing hangs on telling
red from green. The ground is opaque and neither white nor black, so it fits a bright and a dark phone.
"""

from __future__ import annotations

import io
import json
import math
import os
import sys
import textwrap
import warnings
from collections.abc import Mapping, Sequence
from itertools import pairwise
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from bot.charts import month, printed, tables
from bot.charts.facts import WrongFacts, counts, listed, mapping, sentence

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 1080  # three times a small phone's 360
EDGE = 44
DPI = 100
GROUND, INK, SOFT, LINE = "#ECE8DF", "#25231F", "#5D5950", "#C9C3B6"
TITLE, LABEL, SMALL, SMALLEST = 44, 35, 31, 24
MOST_WEEKS, MOST_TOPICS, LEVELS = 12, 12, 4
PLANNED, DONE = "#F7F4EC", "#0072B2"
ROW, BAR, INNER = 66, 46, 24
PANEL, GAP, BARS, HEAD = 476, 40, 150, 46


class Span(NamedTuple):
    """A bar: from which week up to which, and how many at each level (best first)."""

    first: int
    until: int
    numbers: list[float]


class Shade(NamedTuple):
    """How one level is filled: colour, hatching, and the colour of the hatching."""

    colour: str
    hatch: str
    lines: str


# Best to worst, each darker than the one before, also in grey: sky blue, blue, orange, nearly black (after Okabe, Ito).
SHADES = (
    Shade("#A9D3EC", "", "#A9D3EC"),
    Shade("#6AAED6", "..", "#E8F3FB"),
    Shade("#C46F00", "//", "#FFD9A3"),
    Shade("#4A1236", "xx", "#E5B5D2"),
)


class Sheet:
    """A sheet of paper measured in pixels from its upper left corner."""

    def __init__(self, height: int) -> None:
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        with rc_context({"font.family": ["DejaVu Sans"], "hatch.linewidth": 2.2}):
            self.figure: Figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=GROUND)
            self._canvas: Any = FigureCanvasAgg(self.figure)
            self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")

    def write(self, x: float, y: float, words: str, size: float = LABEL, *, most: float, **look: Any) -> float:
        """One line, centred on the height y; made smaller, then cut, until it is at most `most` wide.

        Returns the size it has in the end.
        """
        look = {"color": INK, "va": "center_baseline", "parse_math": False, **look}
        text = self._axes.text(x, y, words, fontsize=size * 72 / DPI, **look)
        renderer = self._canvas.get_renderer()
        while (wide := text.get_window_extent(renderer).width) > most and words:
            if size > SMALLEST:
                size = max(SMALLEST, min(size - 1, size * most / wide))
                text.set_fontsize(size * 72 / DPI)
            else:
                words = words.removesuffix("…")[:-1]
                text.set_text(words + "…")
        return size

    def box(self, x: float, y: float, width: float, height: float, colour: str, **look: Any) -> None:
        """A filled rectangle."""
        from matplotlib.patches import Rectangle

        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, **{"linewidth": 0, **look}))

    def shaded(self, x: float, y: float, width: float, height: float, shade: Shade) -> None:
        """A rectangle with the colour and hatching of a level, and a thin edge towards its neighbours."""
        self.box(x, y, width, height, shade.colour, hatch=shade.hatch, edgecolor=shade.lines)
        self.box(x, y, width, height, "none", edgecolor=GROUND, linewidth=1.6)

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str = LINE, width: float = 1.5) -> None:
        """A straight line."""
        self._axes.plot([x, to_x], [y, to_y], color=colour, linewidth=width, solid_capstyle="butt")

    def png(self) -> bytes:
        """The finished picture."""
        into = io.BytesIO()
        self.figure.savefig(into, format="png", dpi=DPI, facecolor=GROUND, metadata={"Software": None})
        return into.getvalue()


# -- the drawings ------------------------------------------------------------------------------------------------------


def draw(name: str, facts: Mapping[str, Any]) -> bytes:
    """The PNG of one chart, the PDF of a paper, the XLSX of tables. Raises WrongFacts."""
    match name:
        case "week":
            return printed.week(facts)
        case "month":
            return month.month(facts)
        case "tables":
            return tables.workbook(facts)
        case "weeks":
            parts: list[Part] = [Weeks(facts)]
        case "levels":
            parts = [Levels(facts)]
        case "digest":
            parts = [Heading(facts), Weeks(mapping(facts, "weeks")), Levels(mapping(facts, "levels")), Note(facts)]
        case _:
            raise WrongFacts("there is no such chart")
    if name != "digest":
        parts.append(Note(facts))
    sheet = Sheet(EDGE // 2 + sum(part.height for part in parts) + EDGE)
    top = EDGE // 2
    for part in parts:
        part.draw(sheet, top)
        top += part.height
    return sheet.png()


class Part:
    """Something that takes the whole width of a sheet and a height it knows beforehand."""

    height = 0

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw it below `top`."""
        raise NotImplementedError


class Heading(Part):
    """A title over everything."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.title = sentence(facts, "title")
        self.height = 96

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw it below `top`."""
        sheet.write(EDGE, top + 46, self.title, TITLE + 4, most=WIDTH - 2 * EDGE, fontweight="bold")
        sheet.line(EDGE, top + 90, WIDTH - EDGE, top + 90, INK, 2)


class Note(Part):
    """A sentence in small letters; nothing when there is none."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.lines = textwrap.wrap(sentence(facts, "note") if facts.get("note") else "", 58)
        self.height = len(self.lines) * 42 + (26 if self.lines else 0)

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw it below `top`."""
        for number, words in enumerate(self.lines):
            sheet.write(EDGE, top + 44 + number * 42, words, SMALL - 1, most=WIDTH - 2 * EDGE, color=SOFT)


class Weeks(Part):
    """Planned against done: a pale bar, and a narrow one inside it; both numbers stand at the end."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.title, self.weeks = sentence(facts, "title"), _weeks(facts)
        self.labels = sentence(facts, "planned_label"), sentence(facts, "done_label")
        self.planned, self.done = (counts(facts.get(key), len(self.weeks)) for key in ("planned", "done"))
        self.height = 150 + ROW * len(self.weeks) + 20

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw it below `top`."""
        sheet.write(EDGE, top + 44, self.title, TITLE, most=WIDTH - 2 * EDGE, fontweight="bold")
        half = (WIDTH - 2 * EDGE) / 2
        for number, label in enumerate(self.labels):
            x = EDGE + number * half
            self._bar(sheet, x, top + 108, 64, planned=number == 0)
            sheet.write(x + 80, top + 108, label, LABEL, most=half - 90)
        longest = max(*self.planned, *self.done, 1)
        left, right = EDGE + 254, WIDTH - EDGE - 160
        for number, week in enumerate(self.weeks):
            y = top + 150 + ROW * (number + 0.5)
            planned, done = self.planned[number], self.done[number]
            sheet.write(EDGE, y, week, LABEL - 2, most=240)
            sheet.line(left, y - ROW / 2, left, y + ROW / 2, SOFT, 2)
            self._bar(sheet, left, y, (right - left) * planned / longest, planned=True)
            self._bar(sheet, left, y, (right - left) * done / longest, planned=False)
            words = f"{number_in_words(done)} / {number_in_words(planned)}"
            sheet.write(WIDTH - EDGE, y, words, LABEL, most=150, ha="right", fontweight="bold")

    @staticmethod
    def _bar(sheet: Sheet, x: float, y: float, width: float, *, planned: bool) -> None:
        if width > 0 and planned:
            sheet.box(x, y - BAR / 2, width, BAR, PLANNED, edgecolor=SOFT, linewidth=2)
        elif width > 0:
            sheet.box(x, y - INNER / 2, width, INNER, DONE)


class Levels(Part):
    """One little panel a topic: the share of each level, week by week, the worst at the bottom; a bar may be several
    weeks wide, and where there is none, a dash stands.

    The newest bar's share of the best level stands in words beside the name.
    """

    NAME: ClassVar[dict[str, Any]] = {"size": SMALL + 2, "most": PANEL * 0.59, "fontweight": "bold"}

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.title, self.weeks = sentence(facts, "title"), _weeks(facts)
        self.levels = listed(facts, "levels", LEVELS, LEVELS)
        if not all(isinstance(level, str) and level for level in self.levels):
            raise WrongFacts("a level has no name")
        self.topics = [self._topic(topic) for topic in listed(facts, "topics", 1, MOST_TOPICS)]
        rows = math.ceil(len(self.topics) / 2)
        self.height = 214 + rows * (HEAD + BARS + GAP) + 24

    def _topic(self, topic: Any) -> tuple[str, list[Span]]:
        if not isinstance(topic, dict):
            raise WrongFacts("a topic is no mapping")
        spans = [self._span(span) for span in listed(topic, "spans", 0, len(self.weeks))]
        if any(one.until > other.first for one, other in pairwise(spans)):
            raise WrongFacts("two bars stand in one week")
        return sentence(topic, "name"), spans

    def _span(self, span: Any) -> Span:
        if not isinstance(span, list) or len(span) != 3 or not all(isinstance(one, int) for one in span[:2]):
            raise WrongFacts("a bar is a week, how many weeks, and its numbers")
        found = Span(span[0], span[0] + span[1], counts(span[2], LEVELS))
        if not 0 <= found.first < found.until <= len(self.weeks):
            raise WrongFacts("a bar stands outside the weeks")
        return found

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw it below `top`."""
        sheet.write(EDGE, top + 44, self.title, TITLE, most=WIDTH - 2 * EDGE, fontweight="bold")
        for number, (level, shade) in enumerate(zip(self.levels, SHADES, strict=True)):
            x, y = EDGE + number % 2 * (PANEL + GAP), top + 106 + number // 2 * 54
            sheet.shaded(x, y - 19, 64, 38, shade)
            sheet.write(x + 80, y, level, LABEL, most=PANEL - 90)
        # Names are all of one size, unless one of them is very long.
        heads = [sheet.write(0, 0, name, alpha=0, **self.NAME) for name, _ in self.topics]
        for number, (name, spans) in enumerate(self.topics):
            x, y = EDGE + number % 2 * (PANEL + GAP), top + 214 + number // 2 * (HEAD + BARS + GAP)
            sheet.write(x, y + HEAD / 2, name, **{**self.NAME, "size": max(SMALL - 2, min(heads))})
            self._panel(sheet, x, y, spans)
            if number >= len(self.topics) - 2:
                base = y + HEAD + BARS + 24
                sheet.write(x, base, self.weeks[0], SMALL - 3, most=PANEL / 2 - 10, color=SOFT)
                sheet.write(x + PANEL, base, self.weeks[-1], SMALL - 3, most=PANEL / 2 - 10, color=SOFT, ha="right")

    def _panel(self, sheet: Sheet, x: float, y: float, spans: Sequence[Span]) -> None:
        told = [span for span in spans if sum(span.numbers)]
        if told:
            newest = told[-1].numbers
            share = f"{self.levels[0]} {number_in_words(round(100 * newest[0] / sum(newest)))}%"
            sheet.write(x + PANEL, y + HEAD / 2, share, SMALL - 3, most=PANEL * 0.39, ha="right", color=SOFT)
        pitch, floor = PANEL / len(self.weeks), y + HEAD + BARS
        for span in told:
            left, width = x + pitch * (span.first + 0.09), pitch * (span.until - span.first - 0.18)
            bottom = floor
            for part, shade in reversed(list(zip(span.numbers, SHADES, strict=True))):
                height = BARS * part / sum(span.numbers)
                bottom -= height
                if height:
                    sheet.shaded(left, bottom, width, height, shade)
        taken = {week for span in told for week in range(span.first, span.until)}
        for week in sorted(set(range(len(self.weeks))) - taken):
            left = x + pitch * (week + 0.34)
            sheet.line(left, floor - 10, left + pitch * 0.33, floor - 10, SOFT, 3)
        sheet.line(x, floor, x + PANEL, floor, SOFT, 2)


# -- the facts ---------------------------------------------------------------------------------------------------------


def number_in_words(number: float) -> str:
    """`12` or `62,5`: with a comma, and without what is not needed."""
    return f"{number:.10g}".replace(".", ",")


def _weeks(facts: Mapping[str, Any]) -> list[str]:
    weeks = listed(facts, "weeks", 1, MOST_WEEKS)
    if not all(isinstance(week, str) and week for week in weeks):
        raise WrongFacts("a week has no name")
    return weeks


def main() -> int:
    """Read, draw, write."""
    try:
        asked = json.loads(sys.stdin.buffer.read())
        if not isinstance(asked, dict):
            raise WrongFacts("an object is expected")
        with TemporaryDirectory() as folder:
            os.environ.setdefault("MPLCONFIGDIR", folder)
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Glyph")  # a letter the font lacks is a small box, not an error
                picture = draw(str(asked.get("name")), mapping(asked, "facts"))
        sys.stdout.buffer.write(picture)
        sys.stdout.buffer.flush()
    except Exception as error:  # noqa: BLE001 its text stays here: it may quote the facts
        sys.stderr.write(type(error).__name__)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
