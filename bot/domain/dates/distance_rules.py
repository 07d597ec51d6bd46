"""The rules of the grammar that count from now: "3 hari lagi", "dalam 2 minggu", and a bare "2 minggu"."""

from datetime import timedelta

from bot.domain.dates.answers import Refuses
from bot.domain.dates.days import InDays, InMonths, Never
from bot.domain.dates.names import ONE_OF
from bot.domain.dates.pieces import About, After, Found, Piece, Words, number

_MINUTES = {"menit": 1, "jam": 60}
_DAYS = {"hari": 1, "minggu": 7, "pekan": 7}
_MONTHS = {"bulan": 1, "tahun": 12}
# What says that a length is counted from now, after it: the longer before the shorter that begins it.
_FROM_NOW = (("lagi",), ("kedepan",), ("dari", "sekarang"), ("dari", "hari", "ini"))


def distance(words: Words) -> Found | None:
    """ "3 hari lagi", "dalam 2 minggu", "lagi 3 hari", "1 jam 30 menit lagi", "3 hari ke depan"."""
    before = int(words[0] in ("dalam", "lagi"))
    amounts, used = _amounts(words[before:])
    rest = words[before + used :]
    if amounts and rest[:1] == ("lalu",):
        return (Never(Refuses.PAST),), before + used + 1
    after = next((len(said) for said in _FROM_NOW if rest[: len(said)] == said), 0)
    if not amounts or not (before or after):
        return None
    piece = _total(amounts)
    return ((piece,), before + used + after) if piece else None


def bare_distance(words: Words) -> Found | None:
    """ "2 minggu", "seminggu jam 9": a length alone answers when, but only where nothing else is said.

    Beside a day it is how long something takes ("besok 2 jam"), and "2 minggu sekali" is how often.
    """
    about = int(words[:1] == ("sekitar",))
    amounts, used = _amounts(words[about:])
    piece = _total(amounts) if amounts else None
    rest = words[about + used :]
    if piece is None or (rest and (rest[0] != "jam" or isinstance(piece, After))):
        return None
    return ((About(), piece) if about else (piece,)), about + used


def is_length(words: Words) -> bool:
    """Whether the words begin with a number and what it counts."""
    return _amount(words) is not None


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
    if words and words[0] in ONE_OF:
        return 1, ONE_OF[words[0]], 1
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
