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
    """The hour of somebody's sheet, and whether they wish to see the next day the evening before."""

    at: time = MORNING
    evening: bool = False

    def written(self) -> str:
        """As kept in the database: `0800`, with `+` where the evening is wished for."""
        return f"{self.at:%H%M}{'+' if self.evening else ''}"


def day_sheet_of(written: str | None) -> DaySheet:
    """Read what `written` wrote; the ordinary one for nothing."""
    if not written:
        return DaySheet()
    return DaySheet(time(int(written[:2]), int(written[2:4])), written.endswith("+"))


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
