"""Quiet hours: when a routine message may reach somebody, by their own clock. Urgent matters do not ask here.

The hours follow Indonesian courtesy: nothing early or late, nothing at the times of prayer, less in the month of
fasting, nothing on public holidays and joint leave (SKB 3 Menteri) or on days a person wants to be left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[time, time]
NOON, AFTERNOON, EVENING = (time(11, 45), time(13)), (time(15), time(15, 30)), (time(17, 30), time(19))
FRIDAY_NOON = (time(11, 15), time(13, 30))
FASTING_DAY = (time(9), time(16, 30))
FRIDAY, SATURDAY, WEEK = 4, 5, 7
# No run of closed days is this long; a calendar that closes more is wrong, and a prompt must not vanish into it.
FURTHEST = 120


@dataclass(frozen=True, slots=True)
class Hours:
    """One person's own hours for routine messages, and whether the times of prayer are left alone.

    days: (weekday, span) of each day of the week that has hours of its own, Monday being 0; None: nothing on that day.
    """

    start: time = time(8)
    end: time = time(19, 30)
    prayers: bool = True
    days: tuple[tuple[int, Span | None], ...] = ()

    def written(self) -> str:
        """As kept in the database: `0800-1930` and `+` where the times of prayer are left alone."""
        return f"{self.start:%H%M}-{self.end:%H%M}{'+' if self.prayers else ''}"

    def weekdays_written(self) -> str:
        """The days with hours of their own, as kept in the database: `5x 61800-2100`."""
        return " ".join(f"{day}{_written(span)}" for day, span in sorted(self.days))

    def of_day(self, weekday: int) -> Span | None:
        """The hours of a day of the week; None: nothing on that day."""
        return dict(self.days).get(weekday, (self.start, self.end))

    def on(self, weekday: int, span: Span | None) -> Hours:
        """The same with other hours on this day of the week."""
        rest = tuple(one for one in self.days if one[0] != weekday)
        own = () if span == (self.start, self.end) else ((weekday, span),)
        return replace(self, days=tuple(sorted((*rest, *own))))

    @property
    def has_a_day(self) -> bool:
        """Whether there is a day on which something may come."""
        return any(self.of_day(weekday) is not None for weekday in range(WEEK))


ORDINARY = Hours()


def _written(span: Span | None) -> str:
    return "x" if span is None else f"{span[0]:%H%M}-{span[1]:%H%M}"


def _span(written: str) -> Span:
    start, end = (time(int(part[:2]), int(part[2:4])) for part in written.split("-"))
    return start, end


def hours_of(written: str | None, weekdays: str | None = None) -> Hours:
    """Read what `written` and `weekdays_written` wrote; the ordinary hours for nothing."""
    start, end = _span(written.rstrip("+")) if written else (ORDINARY.start, ORDINARY.end)
    parts = (weekdays or "").split()
    days = tuple((int(part[0]), None if part[1:] == "x" else _span(part[1:])) for part in parts)
    return Hours(start, end, not written or written.endswith("+"), days)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that are closed to everybody, and the months of fasting (first and last day)."""

    holidays: frozenset[date] = frozenset()
    fasting: tuple[tuple[date, date], ...] = ()

    def is_fasting(self, day: date) -> bool:
        """Whether `day` is in a month of fasting."""
        return any(first <= day <= last for first, last in self.fasting)


def spans(day: date, calendar: Calendar, hours: Hours = ORDINARY) -> list[Span]:
    """The open spans of a day that is not closed, earliest first.

    In a month of fasting a day is shorter: of the hours somebody chose only what lies within it is open. Where nothing
    of them does (an evening), they are open as they are: what was chosen says when it is safe to come, and courtesy
    neither moves a message to another hour nor keeps it back for a month.
    """
    own = hours.of_day(day.weekday())
    if own is None:
        return []
    start, end = own
    if calendar.is_fasting(day):
        shorter = _between_prayers(day, max(start, FASTING_DAY[0]), min(end, FASTING_DAY[1]), hours)
        if shorter:
            return shorter
    return _between_prayers(day, start, end, hours)


def _between_prayers(day: date, start: time, end: time, hours: Hours) -> list[Span]:
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
