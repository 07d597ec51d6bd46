"""Days and hours in files, as cells say them, against the clock of the installation; what is wrong is said in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.dates import written

AS_ISO = "must be a date such as 2026-12-05 09:00, or ISO 8601"
PAST = "must be a past date such as 2026-10-05 09:00, or ISO 8601"
DAY_FIRST = " (with figures the day comes first: 05/12/2026)"


def moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A cell as aware UTC; None where it is no date, or could be two."""
    found = written.read(text)
    return None if found is None else found.moment(zone)


def past(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The same, where it is not after now; of today without an hour: now at the latest."""
    found = written.read(text)
    if found is None:
        return None
    at = found.moment(zone)
    if found.hour is None and found.day == now.astimezone(zone).date():
        at = min(at, now)
    return None if at > now else at


def refused(why: str, text: str) -> str:
    """Why a cell is no date, with the order of figures where it may be that."""
    return why + (DAY_FIRST if "/" in text else "")
