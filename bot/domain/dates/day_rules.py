"""The rules of the grammar that name a day. They know nothing of now.

Each rule looks at the start of the remaining words, which are never empty, and says what it read there.
"""

import re
from datetime import timedelta
from typing import Literal

from bot.domain.dates.answers import Asks, Refuses, Stop
from bot.domain.dates.days import (
    Dated,
    Day,
    DayInMonth,
    DayOfMonth,
    Eve,
    InDays,
    InMonths,
    Later,
    Never,
    Now,
    Week,
    Weekday,
    Weekend,
)
from bot.domain.dates.hours import SPANS
from bot.domain.dates.pieces import After, Found, Part, Piece, Rule, Words, number
from bot.domain.dates.words import MONTHS, WEEKDAYS

_DATE = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?")
_ISO_DATE = re.compile(r"([0-9]{4})([/-])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR = re.compile(r"[0-9]{4}")
_ONE = {
    "semenit": "menit",
    "sejam": "jam",
    "sehari": "hari",
    "seminggu": "minggu",
    "sebulan": "bulan",
    "setahun": "tahun",
}
_MINUTES = {"menit": 1, "jam": 60}
_DAYS = {"hari": 1, "minggu": 7, "pekan": 7}
_MONTHS = {"bulan": 1, "tahun": 12}
_PLAIN_DAYS: dict[str, Day] = {
    "besok": InDays(1),
    "lusa": InDays(2),
    "tulat": InDays(3),
    "nanti": Later(),
    "sekarang": Now(),
    "kemarin": Never(Refuses.PAST),
    "tadi": Never(Refuses.PAST),
}
# Real times of the year or the month that no calendar here can date.
_VAGUE_NAMES = """
lebaran idulfitri iduladha natal paskah nyepi imlek waisak puasa ramadan ramadhan tanggalmuda gajian
kapan-kapan besok-besok nanti-nanti secepatnya
"""
_VAGUE = frozenset(_VAGUE_NAMES.split())


def _distance(words: Words) -> Found | None:
    """ "3 hari lagi", "dalam 2 minggu", "lagi 3 hari", "1 jam 30 menit lagi", "3 hari ke depan"."""
    before = int(words[0] in ("dalam", "lagi"))
    amounts, used = _amounts(words[before:])
    rest = words[before + used :]
    after = int(rest[:1] in (("lagi",), ("kedepan",)))
    if amounts and rest[:1] == ("lalu",):
        return (Never(Refuses.PAST),), before + used + 1
    if not amounts or not (before or after):
        return None
    piece = _total(amounts)
    return ((piece,), before + used + after) if piece else None


def _amounts(words: Words) -> tuple[list[tuple[int, str]], int]:
    amounts: list[tuple[int, str]] = []
    used = 0
    while found := _amount(words[used:]):
        amounts.append((found[0], found[1]))
        used += found[2]
    return amounts, used


def _amount(words: Words) -> tuple[int, str, int] | None:
    if words[:2] == ("setengah", "jam"):
        return 30, "menit", 2
    if words and words[0] in _ONE:
        return 1, _ONE[words[0]], 1
    if not (found := number(words)) or found[0] < 1:
        return None
    count, used = found
    unit = words[used] if used < len(words) else ""
    return (count, unit, used + 1) if unit in (*_MINUTES, *_DAYS, *_MONTHS) else None


def _total(amounts: list[tuple[int, str]]) -> Piece | None:
    """Minutes are counted from now, days and months on the calendar; a mix of the two is not understood."""
    units = {unit for _, unit in amounts}
    if units <= _MINUTES.keys():
        return After(timedelta(minutes=sum(count * _MINUTES[unit] for count, unit in amounts)))
    if units <= _DAYS.keys():
        return InDays(sum(count * _DAYS[unit] for count, unit in amounts))
    if units <= _MONTHS.keys():
        return InMonths(sum(count * _MONTHS[unit] for count, unit in amounts))
    return None


def _near_day(words: Words) -> Found | None:
    match words:
        case ["hari", "ini", *_] | ["ini", "hari", *_]:
            return (InDays(0),), 2
        case [part, "ini", *_] | ["ini", part, *_] if part in SPANS:
            return (Part(part), InDays(0)), 2
        case [part, "nanti", *_] if part in SPANS:
            return (Part(part), Later()), 2
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
    """ "5 Desember 2026", "tgl 5", "tgl 5 bulan depan", "tgl 5 bulan 12"."""
    tgl = int(words[0] == "tgl")
    day, used = number(words[tgl:]) or (0, 0)
    if not used:
        return None
    used += tgl
    match words[used:]:
        case ["bulan", ("ini" | "depan") as which, *_]:
            return (DayInMonth(day, int(which == "depan")),), used + 2
        case ["bulan", *month]:
            found = _month(tuple(month))
            return _dated(day, found[0], words, used + 1 + found[1]) if found else None
        case [name, *_] if name in MONTHS:
            return _dated(day, MONTHS[name], words, used + 1)
    return ((DayOfMonth(day),), used) if tgl else None


def _month(words: Words) -> tuple[int, int] | None:
    return (MONTHS[words[0]], 1) if words and words[0] in MONTHS else number(words)


def _dated(day: int, month: int, words: Words, used: int) -> Found:
    year = words[used] if used < len(words) and _YEAR.fullmatch(words[used]) else None
    return (Dated(day, month, _year(year)),), used + bool(year)


def _month_alone(words: Words) -> Found | None:
    match words:
        case ["bulan", "depan", *_]:
            return (InMonths(1),), 2
        case [("bulan" | "tahun"), ("ini" | "depan"), *_]:
            return (Never(Asks.WHICH_DATE),), 2
        case ["bulan", month, *_] if month in MONTHS:
            return (Never(Asks.WHICH_DATE),), 2
        case [month, *_] if month in MONTHS:
            return (Never(Asks.WHICH_DATE),), 1
    return None


def _vague(words: Words) -> Found | None:
    """ "habis Lebaran", "tanggal muda", "akhir bulan depan": nobody can say which day that is."""
    used = int(words[0] in ("habis", "sebelum", "bakda"))
    match words[used:]:
        case [name, *_] if name in _VAGUE:
            return (Never(Refuses.SAY_A_DATE),), used + 1
        case [("awal" | "tengah" | "pertengahan" | "akhir"), ("bulan" | "tahun" | "minggu" | "pekan"), *rest]:
            named = bool(rest) and (rest[0] in ("ini", "depan") or rest[0] in MONTHS)
            return (Never(Refuses.SAY_A_DATE),), used + 2 + named
        case [("awal" | "tengah" | "pertengahan" | "akhir"), month, *_] if month in MONTHS:
            return (Never(Refuses.SAY_A_DATE),), used + 2
    return None


# In this order: the longer phrase before the shorter one that begins it.
DAY_RULES: tuple[Rule, ...] = (
    _distance,
    _near_day,
    _week,
    _eve,
    _weekday,
    _numeric_date,
    _spoken_date,
    _month_alone,
    _vague,
)
