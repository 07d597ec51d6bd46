"""Every way to read the words of a typed date that can mean two things: "5.12", "tgl 5-7", "1/2 9", "besuk"."""

import re
from collections.abc import Iterable
from itertools import pairwise, product

from bot.domain.dates.answers import Refuses, Stop
from bot.domain.dates.hours import SPANS
from bot.domain.dates.names import COUNTED, MONTHS, WEEKDAYS
from bot.domain.dates.pieces import Words, number

MOST_READINGS = 4
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})")
_WITH_YEAR = re.compile(r"[0-9]{4}|[0-9]{4}[/-].*|[0-9]+([/.-])[0-9]+\1[0-9]+")
_PAIRED = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})")
# Words of two languages, or of two customs.
_TWO_MEANINGS: dict[str, list[Words]] = {
    "besuk": [("besok",), ()],  # tomorrow, or a visit
    "isuk": [("besok",), ("pagi",)],  # tomorrow in Ciamis, the morning in Sragen
    "habisjumat": [("habis", "jumatan"), ("sabtu",)],  # after Friday's prayer, or after Friday
}


def readings(words: Words) -> list[Words]:
    """Every way to read the words; most have one."""
    if len(words) == 1 and words[0].isdecimal():
        return [("tgl", words[0]), ("jam", words[0])]
    around = zip(("", *words), words, (*words[1:], ""), strict=False)
    ways = [_ways(before, word, after) for before, word, after in around]
    if any(_WITH_YEAR.fullmatch(word) for word in words) or _is_one_date(words):
        # Beside a whole date "17.02" can only be an hour; the hour is the last of its ways.
        ways = [way[-1:] if _DOTTED.fullmatch(word) else way for word, way in zip(words, ways, strict=True)]
    return [tuple(word for way in chosen for word in way) for chosen in _product(ways)]


def _is_one_date(words: Words) -> bool:
    """ "9 Okt", and no second day or hour: "Jum, 9 Okt, 09.10"."""
    dated = any(day.isdecimal() and month in MONTHS for day, month in pairwise(words))
    return dated and not {"atau", "/", "jam"} & set(words)


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
        return _paired(before, word, after, found)
    if word == "isuk" and (before in WEEKDAYS or before in ("besok", "lusa")):
        return [("pagi",)]
    if word == "habisjumat" and after in ("ini", "depan"):
        return [("habis", "jumat")]
    return _TWO_MEANINGS.get(word, [(word,)])


def _paired(before: str, word: str, after: str, found: re.Match[str]) -> list[Words]:
    first, sign, second = found.groups()
    rising = sign == "-" and int(first) < int(second)
    if before == "jam" and sign == "-":
        return [(first, "atau", "jam", second)]
    if rising and after in MONTHS:
        return [(*(("tgl",) * (before != "tgl")), first, "atau", "tgl", second)]
    if before == "tgl" and rising:
        return [(word,), (first, "atau", "tgl", second)]
    if before not in ("jam", "tgl") and after in SPANS:
        return [(word,), ("jam", first, "atau", "jam", second)]
    if before != "tgl" and rising and (after in COUNTED or after == "jam"):
        return [(word,), (first, after, "atau", second)]
    if word == "1/2" and before != "tgl" and (after == "jam" or _is_hour(after)):
        return [(word,), ("setengah",)] if before != "jam" else [("setengah",)]
    return [(word,)]


def _is_hour(word: str) -> bool:
    found = number((word,))
    return bool(found and 1 <= found[0] <= 12)


def _dotted(before: str, first: str, second: str) -> list[Words]:
    day: Words = (f"{first}/{second}",)
    hour: Words = (f"{first}:{second}",)
    if before in ("jam", "tgl"):
        return [hour if before == "jam" else day]
    # "9.30" has no month and "25.12" no hour; "5.1" is no way to write an hour.
    is_day = 1 <= int(first) <= 31 and 1 <= int(second) <= 12
    is_hour = int(first) <= 24 and len(second) == 2
    return [day] * (is_day or not is_hour) + [hour] * is_hour
