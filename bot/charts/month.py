"""A month on one page: A4, grey, in words, lines and pictures, so that a copier keeps all of it; each track apart.

{"title", "whose", "lines_before": words, "staff": words, "note": words, "empty": words,
 "levels": [best, ..., worst: four words],
 "tracks": [{"name", "lines": [[what, number in words, the month before in words], ...], "more": words or "",
             "series": [{"title", "labels": [first, last], "values": [number or None, ...], "unit": "" or "%"}, ...],
             "topics_title", "topics": [[name, [how many at each level, best first]], ...]}, ...]}

Up to two tracks; a topic of which nothing may be told is left out. empty: what is said where there is no track.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot.charts.facts import WrongFacts, counts, listed, mapping, sentence
from bot.charts.paper import HIGH, WIDE, Paper, Papers

EDGE, LEFT, GAP = 14.0, 106.0, 7.0
RIGHT = WIDE - 2 * EDGE - GAP - LEFT
TITLE, HEADING, LABEL, SMALL = 15.0, 11.5, 8.8, 7.4
SOFT, THIN, BAND = "#555555", "#9A9A9A", "#E4E4E4"
LINE, TOP, BLOCK = 5.8, 29.0, 119.0
CURVE, BAR, ROW = 14.0, 3.4, 4.7
MOST_LINES, MOST_MONTHS, MOST_TOPICS = 12, 12, 12
# Best to worst, lightness apart, each with a hatching of its own: they stay apart on a copier and for every eye.
SHADES = (("#FFFFFF", ""), ("#D9D9D9", "..."), ("#A6A6A6", "////"), ("#2B2B2B", ""))


def month(facts: Mapping[str, Any]) -> bytes:
    """The PDF of a month. Raises WrongFacts."""
    tracks = listed(facts, "tracks", 0, 2)
    with Papers() as papers, papers.page() as paper:
        _head(paper, facts)
        for number, track in enumerate(tracks):
            if not isinstance(track, dict):
                raise WrongFacts("a track is no mapping")
            _track(paper, track, facts, TOP + number * BLOCK)
        if not tracks:
            paper.write(EDGE, TOP + 6, sentence(facts, "empty"), LABEL, most=WIDE - 2 * EDGE)
        _foot(paper, facts)
    return papers.pdf


def _head(paper: Paper, facts: Mapping[str, Any]) -> None:
    paper.write(EDGE, 14, sentence(facts, "title"), TITLE, most=WIDE - 2 * EDGE, fontweight="bold")
    paper.write(EDGE, 21.5, sentence(facts, "whose"), LABEL, most=WIDE - 2 * EDGE, color=SOFT)
    paper.rule(EDGE, WIDE - EDGE, 25.5, "black", 1)


def _foot(paper: Paper, facts: Mapping[str, Any]) -> None:
    lines = textwrap.wrap(sentence(facts, "note"), 132)
    top = HIGH - 9 - 3.6 * len(lines)
    if facts.get("staff"):
        paper.write(EDGE, top - 5.5, sentence(facts, "staff"), LABEL, most=WIDE - 2 * EDGE)
    paper.rule(EDGE, WIDE - EDGE, top - 2.4, THIN, 0.6)
    for number, words in enumerate(lines):
        paper.write(EDGE, top + 1 + 3.6 * number, words, SMALL, most=WIDE - 2 * EDGE, color=SOFT)


def _track(paper: Paper, track: Mapping[str, Any], facts: Mapping[str, Any], top: float) -> None:
    paper.box(EDGE, top, WIDE - 2 * EDGE, 7, BAND)
    paper.write(EDGE + 2, top + 3.6, sentence(track, "name"), HEADING, most=WIDE - 2 * EDGE - 4, fontweight="bold")
    lines = listed(track, "lines", 1, MOST_LINES)
    paper.write(EDGE + LEFT, top + 10.6, sentence(facts, "lines_before"), SMALL, most=26, ha="right", color=SOFT)
    for number, line in enumerate(lines):
        if not isinstance(line, list) or len(line) != 3 or not all(isinstance(part, str) for part in line):
            raise WrongFacts("a line is what, a number, and the number before")
        y = top + 15.5 + LINE * number
        paper.write(EDGE + 1, y, line[0], LABEL - 0.8, most=49)
        paper.write(EDGE + 82, y, line[1], LABEL - 0.4, most=31, ha="right", fontweight="bold")
        paper.write(EDGE + LEFT, y, line[2], SMALL, most=21, ha="right", color=SOFT)
        paper.rule(EDGE, EDGE + LEFT, y + LINE / 2, BAND, 0.5)
    more = textwrap.wrap(sentence(track, "more") if track.get("more") else "", 76)
    for number, words in enumerate(more[:3]):
        y = top + 16.5 + LINE * len(lines) + 3.8 * number
        paper.write(EDGE + 1, y, words, SMALL, most=LEFT - 2, color=SOFT)
    right, y = EDGE + LEFT + GAP, top + 9.0
    for curve in listed(track, "series", 0, 2):
        _curve(paper, curve, right, y)
        y += CURVE + 11.5
    _topics(paper, track, [str(level) for level in listed(facts, "levels", 4, 4)], right, y)


def _curve(paper: Paper, curve: Any, x: float, top: float) -> None:
    """A line over months: nought at the bottom, the highest at the top, the newest in words; a gap where nothing is."""
    if not isinstance(curve, dict):
        raise WrongFacts("a curve is no mapping")
    values = listed(curve, "values", 1, MOST_MONTHS)
    known = [(at, one) for at, one in enumerate(values) if one is not None]
    numbers = counts([one for _, one in known], len(known))
    unit = str(curve.get("unit") or "")
    paper.write(x, top + 2.4, sentence(curve, "title"), SMALL + 0.6, most=RIGHT - 18, fontweight="bold")
    floor, highest = top + 5.5 + CURVE, 100.0 if unit else max([*numbers, 1])
    paper.rule(x, x + RIGHT, floor, SOFT, 0.8)
    paper.rule(x, x + RIGHT, floor - CURVE, BAND, 0.6)
    step = RIGHT / max(len(values) - 1, 1)
    points = [(x + at * step, floor - CURVE * min(one / highest, 1)) for at, one in known]
    for before, after in pairwise(points):
        if after[0] - before[0] < step * 1.5:
            paper.path([before[0], after[0]], [before[1], after[1]], "black", 1.4)
    for left, high in points:
        paper.path([left], [high], "black", 1, marker="o", markersize=2.6)
    if known and known[-1][0] == len(values) - 1:
        paper.write(x + RIGHT, top + 2.4, f"{round(numbers[-1])}{unit}", LABEL, most=17, ha="right", fontweight="bold")
    first, last = (str(label) for label in listed(curve, "labels", 2, 2))
    paper.write(x, floor + 2.6, first, SMALL, most=RIGHT / 2 - 2, color=SOFT)
    paper.write(x + RIGHT, floor + 2.6, last, SMALL, most=RIGHT / 2 - 2, color=SOFT, ha="right")


def _topics(paper: Paper, track: Mapping[str, Any], levels: Sequence[str], x: float, top: float) -> None:
    """A bar a topic, of the shares of its levels; how many answers they are stands at its end."""
    topics = listed(track, "topics", 0, MOST_TOPICS)
    paper.write(x, top + 2.4, sentence(track, "topics_title"), SMALL + 0.6, most=RIGHT, fontweight="bold")
    if not topics:
        return
    y = top + 7.2
    for number, (level, (colour, hatch)) in enumerate(zip(levels, SHADES, strict=True)):
        left = x + number % 2 * RIGHT / 2
        paper.box(left, y - 1.5, 5, 3, colour, hatch=hatch, edgecolor="black", linewidth=0.5)
        paper.write(left + 6.5, y, level, SMALL, most=RIGHT / 2 - 8)
        y += 4.4 if number % 2 else 0
    y -= ROW - 1.5
    for name, numbers in map(_topic, topics):
        y += ROW
        paper.write(x, y, name, SMALL, most=25)
        wide, left = RIGHT - 36, x + 27
        for share, (colour, hatch) in zip(numbers, SHADES, strict=True):
            part = wide * share / sum(numbers)
            if part:
                look = {"hatch": hatch, "edgecolor": "black", "linewidth": 0.5}
                paper.box(left, y - BAR / 2, part, BAR, colour, **look)
            left += part
        paper.write(x + RIGHT, y, str(round(sum(numbers))), SMALL, most=8, ha="right", color=SOFT)


def _topic(topic: Any) -> tuple[str, list[float]]:
    if not isinstance(topic, list) or len(topic) != 2:
        raise WrongFacts("a topic is a name and its numbers")
    numbers = counts(topic[1], 4)
    if not sum(numbers):
        raise WrongFacts("a topic of which nothing is told")
    return sentence(mapping({"topic": {"name": topic[0]}}, "topic"), "name"), numbers
