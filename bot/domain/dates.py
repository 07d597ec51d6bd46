"""Reads when the next contact should be, as a mentor types it in Indonesian; never guesses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

PRAYER_TIMES: Mapping[str, time] = MappingProxyType(
    {
        "subuh": time(5, 15),
        "zuhur": time(12, 45),
        "asar": time(15, 45),
        "magrib": time(18, 30),
        "isya": time(19, 45),
        "jumatan": time(13, 30),
    }
)
FURTHEST = timedelta(days=400)


class Asks(StrEnum):
    """Why a Question is asked; the caller has one sentence for each."""

    WHICH_WEEK = "which_week"
    WHICH_DAY = "which_day"
    WHICH_DATE = "which_date"
    WHICH_HOUR = "which_hour"
    WHICH_ONE = "which_one"
    DATE_OR_TIME = "date_or_time"


class Refuses(StrEnum):
    """Why nothing was understood; the caller has one sentence for each."""

    UNKNOWN = "unknown"
    PAST = "past"
    TOO_FAR = "too_far"
    NO_SUCH_DATE = "no_such_date"
    NO_SUCH_TIME = "no_such_time"
    CONTRADICTION = "contradiction"
    SAY_A_DATE = "say_a_date"


@dataclass(frozen=True)
class Moment:
    """One moment, understood: aware UTC."""

    at: datetime
    has_time: bool
    approximate: bool = False


@dataclass(frozen=True)
class Question:
    """Understood in more than one way, or a part is missing: 0-7 future moments in time order."""

    choices: tuple[Moment, ...]
    reason: Asks


@dataclass(frozen=True)
class Refused:
    """Not understood, or not possible."""

    reason: Refuses


def read(
    text: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    default_time: time = time(9),
    prayer_times: Mapping[str, time] = PRAYER_TIMES,
    furthest: timedelta = FURTHEST,
) -> Moment | Question | Refused:
    """The moment `text` names; being filled in."""
    return Refused(Refuses.UNKNOWN)
