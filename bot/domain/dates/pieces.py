"""The pieces a typed date is made of, and the numbers in it: what every rule of the grammar shares."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.dates.days import Day
from bot.domain.dates.hours import Clock, Prayer
from bot.domain.dates.names import UNITS


@dataclass(frozen=True)
class After:
    """ "2 jam lagi": exact, counted from now."""

    wait: timedelta


@dataclass(frozen=True)
class Part:
    """A part of the day, a key of SPANS."""

    name: str


@dataclass(frozen=True)
class Zone:
    """The zone named after an hour, as an IANA key."""

    key: str


@dataclass(frozen=True)
class About:
    """ "sekitar", "kira-kira", "jam 9-an"."""


Piece = Day | After | Part | Clock | Prayer | Zone | About
Words = tuple[str, ...]
# The pieces that a run of words came to, and how many words it was.
Found = tuple[tuple[Piece, ...], int]
Rule = Callable[[Words], Found | None]


def number(words: Words) -> tuple[int, int] | None:
    """A number up to 99 in words, or in digits, and how many words it took."""
    match words:
        case [digits, *_] if digits.isdecimal():
            return int(digits), 1
        case [("sepuluh" | "sebelas") as word, *_]:
            return (10 if word == "sepuluh" else 11), 1
        case [tens, "puluh", ones, *_] if tens in UNITS and ones in UNITS:
            return UNITS[tens] * 10 + UNITS[ones], 3
        case [tens, "puluh", *_] if tens in UNITS:
            return UNITS[tens] * 10, 2
        case [ones, "belas", *_] if ones in UNITS:
            return UNITS[ones] + 10, 2
        case [ones, *_] if ones in UNITS:
            return UNITS[ones], 1
    return None
