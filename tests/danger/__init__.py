"""Sentences as people type them: of danger, and of everyday need; half of each is blind.

`open` may be read while the rules are made. `blind` was written by somebody who had read no rule and no directory, was
committed before the rules, and is never opened to better them: only its figures, and which kinds were missed, are read.
A line is: kind, language (id, jv, su, min, bug, en, mix), sentence; a tab between. `staffharm` is harm by somebody of
the staff, `figure` and `harvest` are harmless uses of words that sound dangerous.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
HALVES, LISTS, LINES = ("open", "blind"), ("danger", "everyday"), 150


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody typed, of which kind, in which language."""

    kind: str
    language: str
    text: str


def sentences(half: str, which: str) -> list[Sentence]:
    """One of the four lists."""
    lines = (HERE / half / f"{which}.tsv").read_text(encoding="utf-8").splitlines()
    return [Sentence(*line.split("\t")) for line in lines]
