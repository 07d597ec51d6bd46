"""Puts the words of a typed date together, as one or more phrases.

A phrase is one day and one hour. "Senin atau Selasa jam 9" is two phrases.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from bot.domain.dates.answers import Refuses, Stop
from bot.domain.dates.day_rules import DAY_RULES
from bot.domain.dates.days import Dated, Day, DayOfMonth, InDays, Later, Now, Week, Weekday
from bot.domain.dates.distance_rules import bare_distance, is_length
from bot.domain.dates.hour_rules import HOUR_RULES
from bot.domain.dates.hours import Clock, Prayer
from bot.domain.dates.names import COUNTED, MONTHS
from bot.domain.dates.pieces import About, After, Part, Piece, Words, Zone, number

OR = frozenset({"atau", "/"})
MOST_PHRASES = 4
_T = TypeVar("_T")


@dataclass(frozen=True)
class Phrase:
    """One day and one hour as said; every part may be missing.

    days, clocks, prayers: several of a kind are all there, to be reconciled or asked about
    parts:                 the parts of the day, each once
    greeting:              it begins with a bare "pagi", "malam": a part of the day, or only a greeting
    """

    days: tuple[Day, ...]
    clocks: tuple[Clock, ...]
    prayers: tuple[Prayer, ...]
    parts: tuple[str, ...]
    zones: tuple[str, ...]
    waits: tuple[timedelta, ...]
    about: bool
    greeting: bool

    @property
    def has_hour(self) -> bool:
        """Whether any part of it says when on the day."""
        return bool(self.clocks or self.prayers or self.parts)


def on_whole_days(phrase: Phrase, *, coming: bool) -> Phrase:
    """The same with nothing but its days; raises Stop where it names none."""
    if not phrase.days:
        raise Stop(Refuses.UNKNOWN)
    days = (InDays(0) if isinstance(day, Later | Now) else day for day in phrase.days)
    dated = tuple(replace(day, coming=coming) if isinstance(day, Dated) else day for day in days)
    return Phrase(dated, (), (), (), (), (), phrase.about, greeting=False)


def phrases(words: Words) -> list[Phrase]:
    """The phrases between each "atau", where each lends the others what they leave out."""
    halves: list[Words] = [()]
    for word in words:
        halves = [*halves, ()] if word in OR else [*halves[:-1], (*halves[-1], word)]
    if not all(halves) or len(halves) > MOST_PHRASES:
        raise Stop(Refuses.UNKNOWN)
    found = [_phrase(half) for half in _numbered(halves)]
    for earlier, later in zip(range(len(found) - 1), range(1, len(found)), strict=True):
        found[later] = _lend_forward(found[earlier], found[later])
    for earlier in reversed(range(len(found) - 1)):
        found[earlier] = _lend_back(found[earlier + 1], found[earlier])
    return found


def _numbered(halves: list[Words]) -> list[Words]:
    """ "jam 9 atau 10", "5 atau 6 Desember", "2 atau 3 minggu": say what the bare number is a number of."""
    kind = "tgl" if len(halves) > 1 and halves[-1][1:2] and halves[-1][1] in MONTHS else ""
    unit = _unit(halves[-1])
    numbered = []
    for half in halves:
        if unit and not kind and len(half) == 1 and half[0].isdecimal():
            half = (*half, unit)
        numbered.append((kind, *half) if kind and _is_bare(half) else half)
        kind = next((word for word in reversed(numbered[-1]) if word in ("jam", "tgl")), kind)
    return numbered


def _unit(half: Words) -> str:
    """What the last of several numbers counts: "2 atau 3 minggu lagi"; nothing in "5 atau 6 jam 9"."""
    said = number(half)
    if not said or not is_length(half) or number(half[said[1] + 1 :]):
        return ""
    return half[said[1]]


def _is_bare(half: Words) -> bool:
    """A number that counts nothing: "10 pagi", "6 jam 9"; not "6 Desember", "2 jam lagi"."""
    after = half[1] if len(half) > 1 else ""
    counts = after in MONTHS or after in COUNTED or (after == "jam" and not number(half[2:]))
    return half[0].isdecimal() and not counts


def _lend_forward(earlier: Phrase, later: Phrase) -> Phrase:
    """ "besok jam 9 atau 10", "minggu depan Senin atau Selasa"."""
    days = later.days or earlier.days
    weeks = tuple(day for day in earlier.days if isinstance(day, Week))
    if weeks and all(isinstance(day, Weekday) for day in later.days):
        days = (*weeks, *later.days) if later.days else days
    if later.has_hour:
        return replace(later, days=days)
    return replace(
        later,
        days=days,
        clocks=earlier.clocks,
        prayers=earlier.prayers,
        parts=earlier.parts,
        zones=earlier.zones,
    )


def _lend_back(later: Phrase, earlier: Phrase) -> Phrase:
    """ "Senin atau Selasa jam 9", "jam 9 atau 10 pagi", "tgl 5 atau 6 Desember"."""
    month = next((day for day in later.days if isinstance(day, Dated)), None)
    days = tuple(
        replace(month, day=day.day) if month and isinstance(day, DayOfMonth) else day
        for day in earlier.days or later.days
    )
    if not earlier.has_hour:
        return replace(
            earlier,
            days=days,
            clocks=later.clocks,
            prayers=later.prayers,
            parts=later.parts,
            zones=later.zones,
        )
    parts = earlier.parts or (later.parts if earlier.clocks and later.clocks else ())
    return replace(earlier, days=days, parts=parts, zones=earlier.zones or later.zones)


def _phrase(words: Words) -> Phrase:
    groups = _groups(words)
    pieces = [piece for group in groups for piece in group]
    days = _once(piece for piece in pieces if isinstance(piece, Day))
    first = groups[0]
    return Phrase(
        # "nanti hari Jumat": the day itself was said, "nanti" adds nothing.
        days=tuple(day for day in days if not isinstance(day, Later)) or days,
        clocks=_once(piece for piece in pieces if isinstance(piece, Clock)),
        prayers=_once(piece for piece in pieces if isinstance(piece, Prayer)),
        parts=_once(piece.name for piece in pieces if isinstance(piece, Part)),
        zones=_once(piece.key for piece in pieces if isinstance(piece, Zone)),
        waits=tuple(piece.wait for piece in pieces if isinstance(piece, After)),
        about=any(isinstance(piece, About) for piece in pieces),
        greeting=len(groups) > 1 and len(first) == 1 and isinstance(first[0], Part),
    )


def _groups(words: Words) -> list[tuple[Piece, ...]]:
    """All the words as pieces, a group for each rule; raises Stop at the first word no rule can read."""
    groups: list[tuple[Piece, ...]] = []
    if alone := bare_distance(words):
        groups, words = [alone[0]], words[alone[1] :]
    while words:
        tried = (rule(words) for rule in (*DAY_RULES, *HOUR_RULES))
        found = next((found for found in tried if found), None)
        if found is None:
            raise Stop(Refuses.UNKNOWN)
        groups.append(found[0])
        words = words[found[1] :]
    return groups


def _once(found: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(found))
