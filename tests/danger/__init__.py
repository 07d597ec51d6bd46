"""Sentences as people type them: of danger, and of everyday need; half of each is blind.

`open` may be read while the rules are made. `blind` was written by somebody who had read no rule and no directory, was
committed before the rules, and is never opened to better them: only its figures, and which kinds were missed, are read.
A line is: kind, language (id, jv, su, min, bug, en, mix), sentence; a tab between. `staffharm` is harm by somebody of
the staff, `figure` and `harvest` are harmless uses of words that sound dangerous. `more` was written by three others
afterwards, most of it in hints, and the rules were bettered by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
HALVES, LISTS, LINES = ("open", "blind"), ("danger", "everyday"), 150
WRITERS = ("a", "b", "c")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody typed, of which kind, in which language."""

    kind: str
    language: str
    text: str


def sentences(half: str, which: str) -> list[Sentence]:
    """One of the four lists."""
    return _read(HERE / half / f"{which}.tsv")


def more(which: str) -> list[Sentence]:
    """What the rules were bettered by."""
    return [one for writer in WRITERS for one in _read(HERE / "more" / f"{writer}_{which}.tsv")]


def _read(path: Path) -> list[Sentence]:
    return [Sentence(*line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines()]
