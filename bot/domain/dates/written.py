"""A date as it stands in a file: ISO, day first with figures, or a month's name; what could be two days is none.

Nothing is guessed: unlike what somebody types into a chat, a cell says the whole day, and its year.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.domain.dates.names import MONTHS, WEEKDAYS, ZONES
from bot.domain.dates.spellings import VARIANTS
from bot.domain.timing.mornings import MORNING

# What a program in English writes where it shows a month by its name.
_ENGLISH = {
    "january": 1,
    "february": 2,
    "march": 3,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "october": 10,
    "december": 12,
}
_MONTHS: Mapping[str, int] = {
    **MONTHS,
    **_ENGLISH,
    **{typed: MONTHS[word] for typed, word in VARIANTS.items() if word in MONTHS},
}
_DAYS: Mapping[str, int] = {
    **WEEKDAYS,
    **{typed: WEEKDAYS[word] for typed, word in VARIANTS.items() if word in WEEKDAYS},
    "sel": 1,
    "jum": 4,
    "jum'at": 4,
    "min": 6,
}
_EARLIEST, _LATEST = 1900, 2199
_THIS_CENTURY = 2000
_DATE = r"""
    (?: (?P<iso_year>\d{4}) (?P<iso_sign>[-/]) (?P<iso_month>\d{1,2}) (?P=iso_sign) (?P<iso_day>\d{1,2})
      | (?:(?P<weekday>[^\W\d_]+(?:'[^\W\d_]+)?),?\s+)?
        (?P<day>\d{1,2})
        (?: (?P<sign>[-/.]) (?P<month>\d{1,2}) (?P=sign) (?P<year>\d{4}|\d{2})
          | (?P<gap>[-\s.]) \s* (?P<name>[^\W\d_]+)\.? (?:(?P=gap)|\s) \s* (?P<named_year>\d{4}|\d{2})
        )
    )
"""
_HOUR = r"""
    (?: (?: [T\s,]+ (?:(?:pukul|jam|pkl|pk)\.?\s*)? )
        (?P<hour>\d{1,2}) (?P<colon>[.:]) (?P<minute>\d{2}) (?: (?P=colon) (?P<second>\d{2}) (?:[.,]\d{1,9})? )?
        \s* (?P<zone> z | wib | wita | wit | (?:utc|gmt)?[+-]\d{2}(?::?\d{2})? )?
    )?
"""
_WRITTEN = re.compile(_DATE + _HOUR, re.VERBOSE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A day, the hour where one is named, and the clock where one is."""

    day: date
    hour: time | None = None
    clock: tzinfo | None = None

    def moment(self, zone: ZoneInfo) -> datetime:
        """As aware UTC; a day alone is its morning, a clock that is not named that of `zone`."""
        return datetime.combine(self.day, self.hour or MORNING, self.clock or zone).astimezone(UTC)


def read(text: str) -> Written | None:
    """What is written; None where that is no date, or no day there is, or could be two."""
    found = _WRITTEN.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    try:
        day = date(_year(found), _month(found), int(found["iso_day"] or found["day"]))
        if not _EARLIEST <= day.year <= _LATEST or not _falls_on(found["weekday"], day):
            return None
        if found["hour"] is None:
            return Written(day)
        hour = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        return Written(day, hour, _clock((found["zone"] or "").casefold()))
    except (ValueError, KeyError):
        return None


def _falls_on(weekday: str | None, day: date) -> bool:
    """Whether the weekday that stands before a date is the one it falls on: otherwise either could be meant."""
    return weekday is None or _DAYS.get(weekday.casefold()) == day.weekday()


def _year(found: re.Match[str]) -> int:
    year = found["iso_year"] or found["year"] or found["named_year"]
    return int(year) + (_THIS_CENTURY if len(year) == 2 else 0)


def _month(found: re.Match[str]) -> int:
    if found["name"] is not None:
        return _MONTHS[found["name"].casefold()]
    return int(found["iso_month"] or found["month"])


def _clock(said: str) -> tzinfo | None:
    if not said:
        return None
    if said in ZONES:
        return ZoneInfo(ZONES[said])
    if said == "z":
        return UTC
    figures = re.sub(r"\D", "", said)
    offset = timedelta(hours=int(figures[:2]), minutes=int(figures[2:] or 0))
    return timezone(-offset if "-" in said else offset)
