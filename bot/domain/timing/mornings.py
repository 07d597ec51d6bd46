"""When the day sheet comes: on somebody's own morning, and, if they wish, a look at the day the evening before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.timing.quiet import Hours

MORNING, LATEST_EVENING = time(9), time(19)
MORNINGS = (time(7), time(8), time(9), time(10))
# The look ahead comes so long before a day's own hours end, at the latest at LATEST_EVENING.
BEFORE_THE_END = timedelta(minutes=30)
NOON = time(12)


@dataclass(frozen=True, slots=True)
class DaySheet:
    """The hour of somebody's sheet, and whether they wish to see the next day the evening before.

    chosen: they have said so; otherwise it comes with the first thing of the day.
    """

    at: time = MORNING
    evening: bool = False
    chosen: bool = True

    @property
    def opens_at(self) -> time | None:
        """Before when nothing of a day is said."""
        return self.at if self.chosen else None

    def written(self) -> str:
        """As kept in the database: `0800` where an hour was chosen, and `+` where the evening is wished for."""
        return (f"{self.at:%H%M}" if self.chosen else "") + ("+" if self.evening else "")


def day_sheet_of(written: str | None) -> DaySheet:
    """Read what `written` wrote; the ordinary one for nothing."""
    hour, evening = (written or "").rstrip("+"), (written or "").endswith("+")
    if not hour:
        return DaySheet(evening=evening, chosen=False)
    return DaySheet(time(int(hour[:2]), int(hour[2:4])), evening)


def evening_after(after: datetime, hours: Hours, zone: ZoneInfo) -> datetime:
    """When the look ahead comes next, strictly after `after` (aware): each evening within somebody's own hours."""
    day = after.astimezone(zone).date()
    while (at := datetime.combine(day, _evening(day, hours), zone)) <= after:
        day += timedelta(days=1)
    return at


def _evening(day: date, hours: Hours) -> time:
    span = hours.of_day(day.weekday())
    if span is None:
        return LATEST_EVENING
    return min(LATEST_EVENING, (datetime.combine(day, span[1]) - BEFORE_THE_END).time())
