"""The time part of a typed date: clocks, parts of the day and prayers, as hours after midnight.

An hour past 24 belongs to the night that began on the day before: "Jumat jam 1 malam" may be 25 hours
into Friday.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from types import MappingProxyType

from bot.domain.dates.answers import Asks, Refuses, Stop

HOUR = timedelta(hours=1)
NOON, MIDNIGHT = 12, 24
# An hour without a part of the day is taken between 07 and 20: nobody plans a visit for two at night.
EARLIEST, LATEST = 7, 20
BEFORE_PRAYER = HOUR
BEFORE_JUMATAN = timedelta(hours=2, minutes=30)


@dataclass(frozen=True)
class Span:
    """A part of the day: the hours that may be said with it, and the hour it means alone (None: ask)."""

    start: int
    end: int
    usual: int | None
    over: int


# `over` follows the bounds moment.js uses for Indonesian; people stretch each part when they name an hour.
SPANS: Mapping[str, Span] = MappingProxyType(
    {
        "dinihari": Span(0, 5, None, 5),
        "subuh": Span(3, 6, None, 6),
        "pagipagi": Span(4, 9, None, 9),
        "pagi": Span(1, 12, 9, 11),
        "siang": Span(10, 17, 13, 15),
        "sore": Span(14, 19, 16, 19),
        "malam": Span(18, 28, 19, 24),
        "tengahmalam": Span(24, 25, 24, 24),
    }
)
_AFTER_PRAYER = {"zuhur": "siang", "asar": "sore", "magrib": "malam", "isya": "malam", "jumatan": "siang"}
_BEFORE_PRAYER = {"zuhur": "siang", "asar": "siang", "magrib": "sore", "isya": "malam", "jumatan": "pagi"}


@dataclass(frozen=True)
class Clock:
    """An hour as said: "setengah 8" is (8, 0, -30).

    hour, minute: 0-24, 0-59
    shift:        minutes before (-) or after (+) it
    exact:        written for a 24-hour clock, as "09.00" or "14"
    """

    hour: int
    minute: int = 0
    shift: int = 0
    exact: bool = False


@dataclass(frozen=True)
class Prayer:
    """ "habis magrib", "sebelum zuhur"; `name` is a key of the prayer times."""

    name: str
    before: bool = False


@dataclass(frozen=True)
class Hours:
    """What a time part comes to, counted from midnight of its day.

    first, second: the reading taken, and another that the same words allow
    even:          neither reading is likelier, so both must be offered
    over:          when the part of the day ends that was named without an hour
    """

    first: timedelta
    second: timedelta | None = None
    even: bool = False
    over: timedelta | None = None
    has_time: bool = True
    approximate: bool = False


def default_hours(at: time) -> Hours:
    """No hour was said."""
    return Hours(_since_midnight(at), has_time=False)


def part_hours(part: str) -> Hours:
    """ "besok pagi"; raises Stop for a part nobody would agree on an hour for."""
    span = SPANS[part]
    if span.usual is None:
        raise Stop(Asks.WHICH_HOUR)
    first = span.usual * HOUR
    if span.usual == MIDNIGHT:
        return Hours(first - MIDNIGHT * HOUR, first, even=True)
    return Hours(first, over=span.over * HOUR, approximate=True)


def prayer_hours(prayer: Prayer, times: Mapping[str, time], parts: tuple[str, ...]) -> Hours:
    """`times` says when each prayer is over, on the mentor's wall clock; before it means an hour earlier."""
    if prayer.name not in times:
        raise Stop(Refuses.UNKNOWN)
    early = BEFORE_JUMATAN if prayer.name == "jumatan" else BEFORE_PRAYER
    first = _since_midnight(times[prayer.name]) - (early if prayer.before else timedelta(0))
    if first < timedelta(0) or any(not _within(first, SPANS[part]) for part in parts):
        raise Stop(Refuses.CONTRADICTION)
    return Hours(first, approximate=True)


def prayer_part(prayer: Prayer) -> str:
    """The part of the day a prayer stands for beside a clock: "habis magrib jam 7" is 19.00."""
    return (_BEFORE_PRAYER if prayer.before else _AFTER_PRAYER).get(prayer.name, "subuh")


def clock_hours(clock: Clock, parts: tuple[str, ...]) -> Hours:
    """The hour said, in the part of the day said; without one, between 07 and 20."""
    if parts:
        return _in_parts(clock, [SPANS[part] for part in parts])
    minutes = timedelta(minutes=clock.minute + clock.shift)
    if clock.hour % MIDNIGHT == 0 and not clock.minute:
        # "besok jam 24": the midnight that begins tomorrow, or the one that ends it.
        return _night(MIDNIGHT * HOUR + minutes)
    if clock.exact or clock.hour >= NOON:
        return Hours(clock.hour * HOUR + minutes)
    if clock.hour < EARLIEST:
        return Hours((clock.hour + NOON) * HOUR + minutes)
    return Hours(clock.hour * HOUR + minutes, (clock.hour + NOON) * HOUR + minutes)


def _in_parts(clock: Clock, spans: list[Span]) -> Hours:
    """The part is fitted to the hour as said, before "setengah" or "kurang": "setengah 1 siang" is 12.30."""
    halves = (0, NOON, MIDNIGHT) if 1 <= clock.hour <= NOON else (0, MIDNIGHT)
    said = [hour for half in halves if all(span.start <= (hour := clock.hour + half) < span.end for span in spans)]
    if len(said) != 1:
        raise Stop(Refuses.CONTRADICTION)
    at = said[0] * HOUR + timedelta(minutes=clock.minute + clock.shift)
    return _night(at) if at >= MIDNIGHT * HOUR else Hours(at)


def _night(at: timedelta) -> Hours:
    if at < MIDNIGHT * HOUR:
        return Hours(at)
    return Hours(at - MIDNIGHT * HOUR, at, even=True)


def _within(at: timedelta, span: Span) -> bool:
    return span.start * HOUR <= at < span.end * HOUR


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)
