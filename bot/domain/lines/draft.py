"""A check-in while it is put together: its parts, and what they have come to so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from bot.domain.lines.answers import Doubt, Why
from bot.domain.lines.parts import Part
from bot.domain.lines.tokens import Piece, Token
from bot.domain.lines.when import Clock, When
from bot.domain.lines.words import EITHER, LineWords
from bot.domain.planning import morning, step_at

# Keys of phrases that say nothing of their own.
SILENT = ("", "whose")
# Kinds of words for a contact.
HOW = ("visit", "visited", "call", "called", "message", "messaged", "touched", "there", "homeits")
# Of these, as it is told of whoever it was with: "ditelepon", where "telepon" may be a plan.
DONE_TO = ("visited", "called", "messaged")
NOT_REACHED = "not_reached"


@dataclass(slots=True)
class Draft:
    """A check-in while it is put together. behind: parts whose day may be either, but by what else is said has been."""

    text: str
    words: LineWords
    clock: Clock
    parts: list[Part]
    pieces: Sequence[Piece]
    code: str | None
    answers: dict[str, Any] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    noted: set[Token] = field(default_factory=set)
    behind: list[Part] = field(default_factory=list)

    def of(self, key: str) -> list[Part]:
        """The parts that answer this."""
        return [part for part in self.parts if part.key == key]

    def said(self, parts: Sequence[Part]) -> str:
        """Their words, as they were typed."""
        return ", ".join(dict.fromkeys(written(self.text, part.tokens) for part in parts))

    def ask(self, about: str, why: Why, parts: Sequence[Part], choices: Sequence[Mapping[str, Any]] = ()) -> None:
        """It has to be asked."""
        self.doubts.append(Doubt(about, why, self.said(parts), tuple(choices)))

    def note(self, parts: Sequence[Part]) -> None:
        """Their words stand in the note as well."""
        self.noted.update(token for part in parts for token in part.tokens)

    def on(self, day: date) -> str:
        """A day as the form keeps it."""
        return step_at(morning(day, self.clock.zone))

    def is_either(self, part: Part) -> bool:
        """Whether its day is the one it was, or the one it is to be."""
        return is_either(part) and not any(part is one for one in self.behind)

    def doubts_of(self, about: str, why: Why) -> bool:
        """Whether it is asked for this reason already."""
        return any(doubt.about == about and doubt.why is why for doubt in self.doubts)


def value_of(part: Part) -> str:
    """Which answer a part is, where its rule says so."""
    return "" if part.phrase is None else part.phrase.rule.value


def asks(part: Part) -> bool:
    """Whether its rule says that it may be meant, and no more."""
    return part.phrase is not None and part.phrase.rule.ask


def notes(part: Part) -> bool:
    """Whether its rule says that its words stand in the note as well."""
    return part.phrase is not None and part.phrase.rule.note


def whens_of(part: Part) -> list[When]:
    """The days that it names."""
    return [token.when for token in part.tokens if token.when is not None]


def is_either(part: Part) -> bool:
    """ "kunjungan Kamis": the day it was, or the day it is to be; "sudah" and "habis" say that it was."""
    either = [when for when in whens_of(part) if when.kind == EITHER]
    if part.has("done") or any(one.has("over") and then.has(*HOW) for one, then in pairwise(part.tokens)):
        return False
    return bool(either) and not all(when.leans_back for when in either)


def is_alone(part: Part, draft: Draft) -> bool:
    """Whether nothing else is said in its piece."""
    return all(other is part or other.key in SILENT for other in draft.parts if other.piece == part.piece)


def written(text: str, tokens: Sequence[Token]) -> str:
    """Words as they were typed."""
    return text[tokens[0].start : tokens[-1].end]
