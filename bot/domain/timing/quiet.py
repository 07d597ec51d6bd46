"""Quiet hours: when a routine message may reach somebody, by their own clock. Urgent matters do not ask here.

The hours follow Indonesian courtesy: nothing early or late, nothing at the times of prayer, less in the month of
fasting, nothing on public holidays and joint leave (SKB 3 Menteri) or on days a person wants to be left alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[time, time]
NOON, AFTERNOON, EVENING = (time(11, 45), time(13)), (time(15), time(15, 30)), (time(17, 30), time(19))
FRIDAY_NOON = (time(11, 15), time(13, 30))
FASTING_DAY = (time(9), time(16, 30))
FRIDAY, SATURDAY = 4, 5
# No run of closed days is this long; a calendar that closes more is wrong, and a prompt must not vanish into it.
FURTHEST = 120


@dataclass(frozen=True, slots=True)
class Hours:
    """One person's own hours for routine messages, and whether the times of prayer are left alone."""

    start: time = time(8)
    end: time = time(19, 30)
    prayers: bool = True

    def written(self) -> str:
        """As kept in the database: `0800-1930` and `+` where the times of prayer are left alone."""
        return f"{self.start:%H%M}-{self.end:%H%M}{'+' if self.prayers else ''}"


ORDINARY = Hours()


def hours_of(written: str | None) -> Hours:
    """Read what `written` wrote; the ordinary hours for nothing."""
    if not written:
        return ORDINARY
    start, end = (time(int(part[:2]), int(part[2:4])) for part in written.rstrip("+").split("-"))
    return Hours(start, end, written.endswith("+"))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that are closed to everybody, and the months of fasting (first and last day)."""

    holidays: frozenset[date] = frozenset()
    fasting: tuple[tuple[date, date], ...] = ()

    def is_fasting(self, day: date) -> bool:
        """Whether `day` is in a month of fasting."""
        return any(first <= day <= last for first, last in self.fasting)


def spans(day: date, calendar: Calendar, hours: Hours = ORDINARY) -> list[Span]:
    """The open spans of a day that is not closed, earliest first."""
    start, end = hours.start, hours.end
    if calendar.is_fasting(day):
        start, end = max(start, FASTING_DAY[0]), min(end, FASTING_DAY[1])
    if not hours.prayers:
        return [(start, end)] if start < end else []
    found: list[Span] = []
    for pause, resume in (FRIDAY_NOON if day.weekday() == FRIDAY else NOON, AFTERNOON, EVENING):
        if start < min(pause, end):
            found.append((start, min(pause, end)))
        start = max(start, resume)
    return [*found, (start, end)] if start < end else found


def next_allowed(
    at: datetime, zone: ZoneInfo, calendar: Calendar, own: frozenset[date] = frozenset(), hours: Hours = ORDINARY
) -> datetime:
    """The first moment from `at` (aware) on that is open; `own` are days this matter is not to be raised on.

    A moment that falls on a closed day moves to the next working day. Returns aware UTC.
    """
    local = at.astimezone(zone)
    for day in _days(local.date(), calendar, own):
        for opens, closes in spans(day, calendar, hours):
            if local < datetime.combine(day, closes, zone):
                return max(local, datetime.combine(day, opens, zone)).astimezone(UTC)
    return at


def is_workday(day: date, calendar: Calendar) -> bool:
    """Monday to Friday, and not closed."""
    return day.weekday() < SATURDAY and day not in calendar.holidays


def _days(first: date, calendar: Calendar, own: frozenset[date]) -> Iterator[date]:
    closed = calendar.holidays | own
    was_closed = first in closed
    for number in range(FURTHEST):
        day = first + timedelta(days=number)
        if day in closed or (was_closed and day.weekday() >= SATURDAY):
            was_closed = True
        else:
            yield day
