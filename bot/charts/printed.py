"""A week on paper: A4, grey, by day, with a line to write on behind each contact; two pages hold forty.

{"title", "keep", "days": [{"name", "closed": words or "", "quiet": words or "", "lines": [[hour, code, kind], ...]}],
 "more": words with {number}}

keep: what is to become of the paper, at the head of each page. closed, quiet: that nobody works on that day, and for
whom it is a day of rest. more: how many had no room, however close the lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.charts.facts import WrongFacts, listed, sentence
from bot.charts.paper import HIGH, WIDE, Paper, Papers

# Millimetres.
EDGE = 15.0
HEAD, FOOT = 20.0, 8.0
ROOM = HIGH - 2 * EDGE - HEAD - FOOT
CODE, KIND, LINE = EDGE + 17, EDGE + 52, EDGE + 95
# Rows this high are tried one after another: on one page, then on two. Who writes by hand needs seven.
ON_ONE, ON_TWO = (9.0, 8.0, 7.0), (9.0, 8.0, 7.0, 6.0, 5.0)
BAND, SOFT, THIN = "#E4E4E4", "#555555", "#9A9A9A"
TITLE, LABEL = 15.0, 10.5
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the paper: the name of a day (`is_day`) with what is said of it, a contact, or a line left open."""

    left: str
    middle: str = ""
    right: str = ""
    is_day: bool = False


def week(facts: Mapping[str, Any]) -> bytes:
    """The PDF of a week. Raises WrongFacts."""
    pages, high = laid_out(facts)
    return _drawn(sentence(facts, "title"), sentence(facts, "keep"), pages, high)


def laid_out(facts: Mapping[str, Any]) -> tuple[list[list[Row]], float]:
    """What stands on each page, and how high a row is. Raises WrongFacts."""
    days = [_day(day) for day in listed(facts, "days", 1, 7)]
    more = sentence(facts, "more")
    for most, heights in ((1, ON_ONE), (2, ON_TWO)):
        for high in heights:
            pages = _pages(days, int(ROOM // high))
            if len(pages) <= most:
                return pages, high
    pages = _pages(days, int(ROOM // ON_TWO[-1]), whole=False)
    return pages if len(pages) <= 2 else _cut(pages, more), ON_TWO[-1]


def _day(day: Any) -> list[Row]:
    """A day's name, and its contacts; where there are none, a line to write on all the same."""
    if not isinstance(day, dict):
        raise WrongFacts("a day is no mapping")
    closed, quiet = (" ".join(str(day.get(key) or "").split()) for key in ("closed", "quiet"))
    rows = [Row(sentence(day, "name"), closed, quiet, is_day=True)]
    for line in listed(day, "lines", 0, MOST_LINES):
        if not isinstance(line, list) or len(line) != 3 or not all(isinstance(part, str) for part in line):
            raise WrongFacts("a line is an hour, a code and a kind")
        rows.append(Row(*line))
    return rows if len(rows) > 1 else [*rows, Row("")]


def _pages(days: Sequence[Sequence[Row]], room: int, *, whole: bool = True) -> list[list[Row]]:
    """A day stays together where it can (`whole`), and its name stands above each part of it."""
    pages: list[list[Row]] = [[]]
    for name, *lines in days:
        left = room - len(pages[-1])
        if left < 2 or (whole and left < 1 + len(lines) <= room):
            pages.append([])
        pages[-1].append(name)
        for line in lines:
            if len(pages[-1]) == room:
                pages.append([name])
            pages[-1].append(line)
    return pages


def _cut(pages: list[list[Row]], more: str) -> list[list[Row]]:
    first, second, *rest = pages
    *kept, last = second
    gone = sum(row.middle != "" and not row.is_day for row in (last, *(row for page in rest for row in page)))
    return [first, [*kept, Row(more.replace("{number}", str(gone)))]]


# -- the drawing -------------------------------------------------------------------------------------------------------


def _drawn(title: str, keep: str, pages: Sequence[Sequence[Row]], high: float) -> bytes:
    with Papers() as papers:
        for number, rows in enumerate(pages, 1):
            of_all = f"{number}/{len(pages)}" if len(pages) > 1 else ""
            with papers.page() as paper:
                _page(paper, title, keep, of_all, rows, high)
    return papers.pdf


def _page(paper: Paper, title: str, keep: str, number: str, rows: Sequence[Row], high: float) -> None:
    right = WIDE - EDGE
    paper.write(EDGE, EDGE + 3, title, TITLE, most=right - EDGE - 15, fontweight="bold")
    paper.write(right, EDGE + 3, number, LABEL, most=15, ha="right", color=SOFT)
    paper.write(EDGE, EDGE + 11, keep, LABEL, most=right - EDGE)
    paper.rule(EDGE, right, EDGE + 15.5, "black", 1)
    size = min(LABEL, high * 1.6)
    for at, row in zip(_heights(high), rows, strict=False):
        if row.is_day:
            _day_line(paper, row, at, high, size)
        else:
            _contact(paper, row, at, high, size)


def _heights(high: float) -> Iterator[float]:
    """The middle of each row."""
    at = EDGE + HEAD + high / 2
    while True:
        yield at
        at += high


def _day_line(paper: Paper, row: Row, at: float, high: float, size: float) -> None:
    tall = min(high - 1, 6.5)
    paper.box(EDGE, at - tall / 2, WIDE - 2 * EDGE, tall, BAND)
    paper.write(EDGE + 2, at, row.left, size, most=70, fontweight="bold")
    from_here = EDGE + 74
    if row.middle:
        wide = paper.write(from_here, at, row.middle, size, most=40, fontweight="bold", style="italic")
        from_here += wide + 5
    paper.write(from_here, at, row.right, size - 1, most=WIDE - EDGE - 2 - from_here)


def _contact(paper: Paper, row: Row, at: float, high: float, size: float) -> None:
    alone = not row.middle
    paper.write(EDGE + 2, at, row.left, size, most=WIDE - 2 * EDGE - 4 if alone else CODE - EDGE - 3)
    paper.write(CODE, at, row.middle, size, most=KIND - CODE - 2, fontweight="bold")
    paper.write(KIND, at, row.right, size - 1, most=LINE - KIND - 2, color=SOFT)
    if not alone or not row.left:
        paper.rule(LINE if row.left else EDGE + 2, WIDE - EDGE, at + high * 0.3, THIN, 0.6)
