"""The rules of the grammar for feasts, and for times of the year or the month that no calendar here can date."""

import re

from bot.domain.dates.answers import Refuses
from bot.domain.dates.days import Dated, Never
from bot.domain.dates.names import MONTHS, WEEKDAYS
from bot.domain.dates.pieces import Found, Part, Words, number

_YEAR = re.compile(r"[1-9][0-9]{3}")
# Day and month, and of the night before.
_FEASTS = {"natal": ((25, 12), (24, 12)), "tahunbaru": ((1, 1), (31, 12))}
# Feasts whose date is another one every year, and what else no calendar here can date.
_MOVING_NAMES = """
lebaran idulfitri iduladha hariraya paskah nyepi galungan imlek waisak puasa ramadan ramadhan maulid tahunbaruislam
"""
MOVING = frozenset(_MOVING_NAMES.split())
_VAGUE_NAMES = """
natalan agustusan tujuhbelasan liburan cutibersama tanggalmuda tanggaltua gajian hariha
kapan-kapan besok-besok nanti-nanti secepatnya
"""
_VAGUE = MOVING | frozenset(_VAGUE_NAMES.split())


def feast(words: Words) -> Found | None:
    """ "Natal", "malam Natal", "tahun baru 2027", "17 Agustusan"."""
    if words[:2] == ("17", "agustusan"):
        return (Dated(17, 8),), 2
    night = int(words[0] == "malam")
    name = words[night] if night < len(words) else ""
    if name not in _FEASTS:
        return None
    day, month = _FEASTS[name][night]
    if night:
        return (Dated(day, month), Part("malam")), 2
    year = int(words[1]) if len(words) > 1 and _YEAR.fullmatch(words[1]) else None
    return (Dated(day, month, year),), 1 + bool(year)


def nth(words: Words) -> Found | None:
    """ "minggu ke-2 Desember", "Senin pertama bulan depan": weeks are counted in more than one way."""
    if words[0] not in ("pekan", *WEEKDAYS) or words[1:2] != ("ke",) or not (found := number(words[2:])):
        return None
    used = 2 + found[1]
    bulan = int(words[used : used + 1] == ("bulan",))
    month = words[used + bulan : used + bulan + 1]
    named = bool(month) and (month[0] in MONTHS or bool(bulan and month[0] in ("ini", "depan")))
    return (Never(Refuses.SAY_A_DATE),), used + (bulan + 1 if named else 0)


def vague(words: Words) -> Found | None:
    """ "habis Lebaran", "tanggal muda", "akhir bulan depan": nobody can say which day that is."""
    used = int(words[0] in ("habis", "sebelum", "bakda"))
    match words[used:]:
        case [name, *_] if name in _VAGUE or (used and name in _FEASTS):
            return (Never(Refuses.SAY_A_DATE),), used + 1
        case [("awal" | "tengah" | "pertengahan" | "akhir"), ("bulan" | "tahun" | "minggu" | "pekan"), *rest]:
            named = bool(rest) and (rest[0] in ("ini", "depan") or rest[0] in MONTHS)
            return (Never(Refuses.SAY_A_DATE),), used + 2 + named
        case [("awal" | "tengah" | "pertengahan" | "akhir"), month, *_] if month in MONTHS:
            return (Never(Refuses.SAY_A_DATE),), used + 2
    return None
