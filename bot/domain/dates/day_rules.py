"""The rules of the grammar that name a day. They know nothing of now.

Each rule looks at the start of the remaining words, which are never empty, and says what it read there.
"""

import re
from typing import Literal

from bot.domain.dates.answers import Asks, Refuses, Stop
from bot.domain.dates.days import (
    Dated,
    Day,
    DayInMonth,
    DayOfMonth,
    Eve,
    InDays,
    InMonth,
    InMonths,
    Later,
    Never,
    Now,
    Week,
    Weekday,
    Weekend,
)
from bot.domain.dates.distance_rules import distance
from bot.domain.dates.feast_rules import feast, nth, vague
from bot.domain.dates.hours import SPANS
from bot.domain.dates.names import COUNTED, MONTHS, WEEKDAYS
from bot.domain.dates.pieces import Found, Part, Rule, Words, number

_DATE = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?")
_ISO_DATE = re.compile(r"([0-9]{4})([/-])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR = re.compile(r"[0-9]{4}")
# "5 des 26": two figures are a year after a month's name where they can be no hour.
_SHORT_YEAR = re.compile(r"2[5-9]|[3-9][0-9]")
_PLAIN_DAYS: dict[str, Day] = {
    "besok": InDays(1),
    "lusa": InDays(2),
    "tulat": InDays(3),
    "nanti": Later(),
    "sekarang": Now(),
    "kemarin": Never(Refuses.PAST),
    "tadi": Never(Refuses.PAST),
}


def _near_day(words: Words) -> Found | None:
    match words:
        case ["hari", "ini", *_] | ["ini", "hari", *_]:
            return (InDays(0),), 2
        case [part, "ini", *_] | ["ini", part, *_] if part in SPANS:
            return (Part(part), InDays(0)), 2
        case [day, *_] if day in _PLAIN_DAYS:
            return (_PLAIN_DAYS[day],), 1
    return None


def _week(words: Words) -> Found | None:
    """Before the weekdays: "minggu depan" is a week, "hari Minggu depan" a Sunday."""
    match words:
        case [("minggu" | "pekan" | "bulan" | "tahun"), "lalu", *_]:
            return (Never(Refuses.PAST),), 2
        case [("minggu" | "pekan"), ("ini" | "depan") as which, *_]:
            return (Week(int(which == "depan")),), 2
        case ["akhirpekan", "depan", *_]:
            return (Weekend(following=True),), 2
        case ["akhirpekan", *rest]:
            return (Weekend(following=False),), 1 + (rest[:1] == ["ini"])
    count, used = number(words) or (0, 0)
    if count and words[used : used + 2] in (("minggu", "depan"), ("pekan", "depan")):
        return (Week(count),), used + 2
    return None


def _weekday(words: Words) -> Found | None:
    used = int(words[0] == "hari")
    match words[used:]:
        case [name, "lalu", *_] if name in WEEKDAYS:
            return (Never(Refuses.PAST),), used + 2
        case [name, ("ini" | "depan") as which, *_] if name in WEEKDAYS:
            return (Weekday(WEEKDAYS[name], _which(which)),), used + 2
        case [name, *_] if name in WEEKDAYS:
            return (Weekday(WEEKDAYS[name]),), used + 1
    return None


def _which(word: str) -> Literal["ini", "depan"]:
    return "ini" if word == "ini" else "depan"


def _eve(words: Words) -> Found | None:
    """ "malam Jumat"; "Jumat malam" is read as two pieces."""
    if words[0] != "malam" or len(words) == 1:
        return None
    found = _weekday(words[1:])
    if not found or not isinstance(found[0][0], Day):
        return None
    return (Eve(found[0][0]), Part("malam")), found[1] + 1


def _numeric_date(words: Words) -> Found | None:
    """ "5/12", "5-12-2026", "tgl 5/12", "2026-12-05": day first, as written in Indonesia."""
    used = int(words[0] == "tgl")
    token = words[used] if used < len(words) else ""
    if found := _ISO_DATE.fullmatch(token):
        return (Dated(int(found[4]), int(found[3]), int(found[1])),), used + 1
    if found := _DATE.fullmatch(token):
        day, month, year = int(found[1]), int(found[3]), found[4]
        if not year and found[2] == ".":
            return None  # "5.12" reaches the rules only as "5/12" or "5:12"
        return (Dated(day, month, _year(year)),), used + 1
    return None


def _year(digits: str | None) -> int | None:
    if not digits:
        return None
    if int(digits) == 0 and len(digits) == 4:
        raise Stop(Refuses.NO_SUCH_DATE)
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _spoken_date(words: Words) -> Found | None:
    """ "5 Desember 2026", "tgl 5", "tgl ke-5", "tgl 5 bulan depan", "tgl 5 bulan 12", "tgl 5 ini"."""
    day, used = _day_number(words) if words[0] == "tgl" else number(words) or (0, 0)
    if not used:
        return None
    match words[used:]:
        case ["bulan", ("ini" | "depan") as which, *_]:
            return (DayInMonth(day, int(which == "depan")),), used + 2
        case ["bulan", *month]:
            found = _month(tuple(month))
            if not found or (found[1] < len(month) and month[found[1]] in COUNTED):
                return None  # "1 bulan 2 minggu" is a length, not the first of February
            return _dated(day, found[0], words, used + 1 + found[1])
        case [name, *_] if name in MONTHS:
            return _dated(day, MONTHS[name], words, used + 1)
    if words[0] != "tgl":
        return None
    if words[used : used + 1] == ("ini",):
        return (DayInMonth(day, 0),), used + 1
    return (DayOfMonth(day),), used


def _day_number(words: Words) -> tuple[int, int]:
    """The number after "tgl", and how many words both took; "tgl ke-5" is "tgl 5"."""
    if words[:1] != ("tgl",):
        return 0, 0
    skipped = 1 + (words[1:2] == ("ke",))
    day, used = number(words[skipped:]) or (0, 0)
    return day, used and skipped + used


def _month(words: Words) -> tuple[int, int] | None:
    return (MONTHS[words[0]], 1) if words and words[0] in MONTHS else number(words)


def _dated(day: int, month: int, words: Words, used: int) -> Found:
    match words[used:]:
        case ["tahun", ("ini" | "depan") as which, *_]:
            return (Dated(day, month, years=int(which == "depan")),), used + 2
        case [year, *_] if _YEAR.fullmatch(year):
            return (Dated(day, month, _year(year)),), used + 1
        case [year, *rest] if _SHORT_YEAR.fullmatch(year) and not (rest and _counts(rest[0])):
            return (Dated(day, month, _year(year)),), used + 1
    return (Dated(day, month),), used


def _counts(word: str) -> bool:
    """Whether a number before `word` is a number of that: "30 menit", "26 Des"."""
    return word in COUNTED or word in MONTHS or word in SPANS


def _month_alone(words: Words) -> Found | None:
    """ "Desember", "Januari 2027": which day of it? With "tgl 5" after it there is nothing to ask."""
    bulan = int(words[0] == "bulan")
    if bulan and words[1:2] in (("ini",), ("depan",)):
        months = int(words[1] == "depan")
        day, used = _day_number(words[2:])
        if used:
            return (DayInMonth(day, months),), 2 + used
        return (InMonths(1) if months else Never(Asks.WHICH_DATE),), 2
    if words[:1] == ("tahun",) and words[1:2] in (("ini",), ("depan",)):
        return (Never(Asks.WHICH_DATE),), 2
    found = _month(words[bulan:]) if bulan or words[0] in MONTHS else None
    if not found:
        return None
    month, after = found[0], bulan + found[1]
    year = _year(words[after]) if after < len(words) and _YEAR.fullmatch(words[after]) else None
    after += bool(year)
    day, used = _day_number(words[after:])
    if used:
        return (Dated(day, month, year),), after + used
    return ((InMonth(month, year),), after) if words[bulan] in MONTHS else None


# In this order: the longer phrase before the shorter one that begins it.
DAY_RULES: tuple[Rule, ...] = (
    distance,
    nth,
    feast,
    _near_day,
    _week,
    _eve,
    _weekday,
    _numeric_date,
    _spoken_date,
    _month_alone,
    vague,
)
