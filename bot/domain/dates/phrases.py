"""Puts the words of a typed date together: every way to read them, and each way as one or more phrases.

A phrase is one day and one hour. "Senin atau Selasa jam 9" is two phrases; "5.12" is two readings.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import TypeVar

from bot.domain.dates.answers import Refuses, Stop
from bot.domain.dates.day_rules import DAY_RULES
from bot.domain.dates.days import Dated, Day, DayOfMonth, Later, Week, Weekday
from bot.domain.dates.hour_rules import HOUR_RULES
from bot.domain.dates.hours import SPANS, Clock, Prayer
from bot.domain.dates.pieces import About, After, Part, Piece, Words, Zone, number
from bot.domain.dates.words import MONTHS

COUNTED = frozenset({"menit", "hari", "minggu", "bulan", "tahun"})
OR = frozenset({"atau", "/"})
MOST_PHRASES, MOST_READINGS = 4, 4
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})")
_WITH_YEAR = re.compile(r"[0-9]{4}|[0-9]{4}[/-].*|[0-9]+([/.-])[0-9]+\1[0-9]+")
_PAIRED = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})")
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


def readings(words: Words) -> list[Words]:
    """Every way to read the words that can mean two things: "5.12", "tgl 5-7", and a lone number."""
    if len(words) == 1 and words[0].isdecimal():
        return [("tgl", words[0]), ("jam", words[0])]
    around = zip(("", *words), words, (*words[1:], ""), strict=False)
    ways = [_ways(before, word, after) for before, word, after in around]
    if any(_WITH_YEAR.fullmatch(word) for word in words):
        # Beside a whole date "17.02" can only be an hour; the hour is the last of its ways.
        ways = [way[-1:] if _DOTTED.fullmatch(word) else way for word, way in zip(words, ways, strict=True)]
    return [tuple(word for way in chosen for word in way) for chosen in _product(ways)]


def _product(ways: list[list[Words]]) -> Iterable[tuple[Words, ...]]:
    count = 1
    for way in ways:
        count *= len(way)
    if count > MOST_READINGS:
        raise Stop(Refuses.UNKNOWN)
    return product(*ways)


def _ways(before: str, word: str, after: str) -> list[Words]:
    """What one word can stand for; most stand for themselves."""
    if found := _DOTTED.fullmatch(word):
        return _dotted(before, *found.groups())
    if found := _PAIRED.fullmatch(word):
        first, sign, second = found.groups()
        if before == "jam" and sign == "-":
            return [(first, "atau", "jam", second)]
        if before == "tgl" and sign == "-" and int(first) < int(second):
            return [(word,), (first, "atau", "tgl", second)]
        if before not in ("jam", "tgl") and after in SPANS:
            return [(word,), ("jam", first, "atau", "jam", second)]
    return [(word,)]


def _dotted(before: str, first: str, second: str) -> list[Words]:
    day: Words = (f"{first}/{second}",)
    hour: Words = (f"{first}:{second}",)
    if before in ("jam", "tgl"):
        return [hour if before == "jam" else day]
    # "9.30" has no month and "25.12" no hour; "5.1" is no way to write an hour.
    is_day = 1 <= int(first) <= 31 and 1 <= int(second) <= 12
    is_hour = int(first) <= 24 and len(second) == 2
    return [day] * (is_day or not is_hour) + [hour] * is_hour


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
    """ "jam 9 atau 10", "tgl 5 atau 6", "5 atau 6 Desember": say what the bare number is a number of."""
    kind = "tgl" if len(halves) > 1 and halves[-1][1:2] and halves[-1][1] in MONTHS else ""
    numbered = []
    for half in halves:
        numbered.append((kind, *half) if kind and _is_bare(half) else half)
        kind = next((word for word in reversed(numbered[-1]) if word in ("jam", "tgl")), kind)
    return numbered


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
        Dated(day.day, month.month, month.year) if month and isinstance(day, DayOfMonth) else day
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
