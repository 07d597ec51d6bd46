"""The rules of the grammar that name an hour. They know nothing of now.

Each rule looks at the start of the remaining words, which are never empty, and says what it read there.
"""

import re
from dataclasses import replace

from bot.domain.dates.answers import Refuses, Stop
from bot.domain.dates.days import PrayerFriday
from bot.domain.dates.hours import SPANS, Clock, Prayer
from bot.domain.dates.names import PRAYERS, ZONES
from bot.domain.dates.pieces import About, Found, Part, Piece, Rule, Words, Zone, number

_TIME = re.compile(r"([0-9]{1,2})[.:]([0-9]{1,2})")
_QUARTER, _HALF, _HOUR = 15, 30, 60


def _clock(words: Words) -> Found | None:
    """ "jam 9", "14.00", "setengah 8", "9 pagi"; with "kurang seperempat" or "lewat 15" after it."""
    jam = int(words[0] == "jam")
    found = _half(words[jam:]) or _hour(words[jam:], sure=bool(jam))
    if not found:
        return None
    clock, used = found
    shift, more = _shift(words[jam + used :])
    return (replace(clock, shift=clock.shift + shift),), jam + used + more


def _half(words: Words) -> tuple[Clock, int] | None:
    """ "setengah 8" is half an hour before eight: the one that foreign libraries get wrong."""
    found = number(words[1:]) if words[:1] == ("setengah",) else None
    if not found:
        return None
    if not 1 <= found[0] <= 12:
        raise Stop(Refuses.NO_SUCH_TIME)
    return Clock(found[0], 0, -_HALF), 1 + found[1]


def _hour(words: Words, *, sure: bool) -> tuple[Clock, int] | None:
    """A bare number is an hour only after "jam" (`sure`), or before a part of the day or a zone."""
    if words and (written := _TIME.fullmatch(words[0])):
        if len(written[2]) == 1:
            raise Stop(Refuses.NO_SUCH_TIME)
        return _checked(int(written[1]), int(written[2]), exact=words[0].startswith("0")), 1
    hour, used = number(words) or (0, 0)
    after = words[used] if used < len(words) else ""
    if not used or not (sure or after in SPANS or after in ZONES):
        return None
    return _checked(hour, 0, exact=len(words[0]) == 2 and words[0].startswith("0")), used


def _checked(hour: int, minute: int, *, exact: bool) -> Clock:
    if hour > 24 or minute >= _HOUR or (hour == 24 and minute):
        raise Stop(Refuses.NO_SUCH_TIME)
    return Clock(hour, minute, exact=exact)


def _shift(words: Words) -> tuple[int, int]:
    """Minutes, and the words they took; "jam 9 lewat" without minutes stays unread."""
    if words[:1] not in (("kurang",), ("lewat",)):
        return 0, 0
    minutes, used = (_QUARTER, 1) if words[1:2] == ("seperempat",) else number(words[1:]) or (0, 0)
    if not 0 < minutes < _HOUR:
        return 0, 0
    used += words[1 + used : 2 + used] == ("menit",)
    return (-minutes if words[0] == "kurang" else minutes), 1 + used


def _prayer(words: Words) -> Found | None:
    """ "habis magrib", "sebelum zuhur", "magrib"; "habis Jumatan" is on a Friday."""
    early = words[0] == "sebelum"
    used = int(early or words[0] in ("habis", "bakda"))
    if words[used : used + 1] and words[used] in PRAYERS:
        prayer: tuple[Piece, ...] = (Prayer(words[used], before=early),)
        friday = (PrayerFriday(),) if words[used] == "jumatan" else ()
        return (*prayer, *friday), used + 1
    return None


def _part(words: Words) -> Found | None:
    return ((Part(words[0]),), 1) if words[0] in SPANS and words[0] != "subuh" else None


def _zone(words: Words) -> Found | None:
    return ((Zone(ZONES[words[0]]),), 1) if words[0] in ZONES else None


def _about(words: Words) -> Found | None:
    return ((About(),), 1) if words[0] in ("sekitar", "kira", "an") else None


HOUR_RULES: tuple[Rule, ...] = (_clock, _prayer, _part, _zone, _about)
