"""Days and hours in files, as cells say them, against the clock of the installation; what is wrong is said in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates import written

AS_ISO = "must be a date such as 2026-12-05 09:00, or ISO 8601"
PAST = "must be a past date of the last 20 years such as 2026-10-05 09:00, or ISO 8601"
PAST_DAY = "must be a past date of the last 20 years such as 2026-10-05"
LONGEST = timedelta(days=20 * 366)
DAY_FIRST = " (with figures the day comes first: 05/12/2026)"


def moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A cell as aware UTC; None where it is no date, or could be two."""
    found = written.read(text)
    return None if found is None else found.moment(zone)


def is_day(text: str) -> bool:
    """Whether a cell says a day and no hour: which moment of it is meant, nobody knows."""
    found = written.read(text)
    return found is not None and found.hour is None


def past(text: str, zone: ZoneInfo, now: datetime, *, until: datetime | None = None) -> datetime | None:
    """The same, where it is neither twenty years ago nor after `until` (now); of that day without an hour: then at the
    latest.
    """
    until = until or now
    found = written.read(text)
    if found is None:
        return None
    at = found.moment(zone)
    if found.hour is None and found.day == until.astimezone(zone).date():
        at = min(at, until)
    return at if now - LONGEST <= at <= until else None


def refused(why: str, text: str) -> str:
    """Why a cell is no date, with the order of figures where it may be that."""
    return why + (DAY_FIRST if "/" in text else "")
