"""What a digest tells: which days it is about, what it is held against, and what it keeps to itself. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.timing.midnights import midnight
from bot.domain.timing.quiet import FURTHEST, Calendar, is_workday

# A group of fewer is told as a whole, and not broken down.
FEW = 5
WEEK = timedelta(weeks=1)
CHART_WEEKS = 8
# Days without contact: from 14, from 30, from 60.
SILENT_DAYS = (14, 30, 60)
# The months of two years may still be looked at, by days; an older button shows the current week.
OLDEST = 2 * 365 + 69


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` up to the day before `until`, also as moments (aware UTC); a running one ends now."""

    code: str
    first: date
    until: date
    start: datetime
    end: datetime

    def until_now(self, now: datetime) -> datetime:
        """The moment as of which it is told: its end, or now while it is running."""
        return min(self.end, now)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.until - timedelta(days=1)

    @property
    def before(self) -> tuple[datetime, datetime]:
        """The same stretch a week earlier."""
        return self.start - WEEK, self.end - WEEK

    @property
    def is_week(self) -> bool:
        """Whether it is an ISO week."""
        return self.code.startswith("w")

    @property
    def monday(self) -> date:
        """The Monday of the newest week it touches."""
        return monday_of(self.last)


def monday_of(day: date) -> date:
    """The Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def sunday_of(monday: date) -> date:
    """The last day of a week."""
    return monday + timedelta(days=6)


def turn_of(rule: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Since when a digest is said once: since the week began, or the day (aware UTC)."""
    today = now.astimezone(zone).date()
    return midnight(monday_of(today) if rule == "monday" else today, zone)


def week(day: date, zone: ZoneInfo, now: datetime) -> Period:
    """The ISO week of a local day, up to `now` if it is still running."""
    monday = monday_of(day)
    return _period("w", monday, monday + WEEK, zone, now)


def days_before(day: date, calendar: Calendar, zone: ZoneInfo, now: datetime) -> Period:
    """What a daily digest of `day` is about: the workday before it, and the closed days in between."""
    first = day - timedelta(days=1)
    for _ in range(FURTHEST):
        if is_workday(first, calendar):
            break
        first -= timedelta(days=1)
    return _period("d", first, day, zone, now)


def current(zone: ZoneInfo, now: datetime) -> Period:
    """The running week."""
    return week(now.astimezone(zone).date(), zone, now)


def pushed(rule: str, calendar: Calendar, zone: ZoneInfo, now: datetime) -> Period:
    """The newest period of a digest that is said now: the past week, or the days up to today."""
    today = now.astimezone(zone).date()
    return week(today - WEEK, zone, now) if rule == "monday" else days_before(today, calendar, zone, now)


def period_of(code: str, calendar: Calendar, zone: ZoneInfo, now: datetime) -> Period:
    """The period of a button; the running week where the code is nothing or from long ago (it can be forged)."""
    kind, number = code[:1], code[1:]
    today = now.astimezone(zone).date()
    if kind in ("w", "d") and number.isdecimal() and len(number) <= 7:
        ahead = int(number) - today.toordinal()
        if -OLDEST <= ahead <= 0:
            day = date.fromordinal(int(number))
            return week(day, zone, now) if kind == "w" else days_before(day, calendar, zone, now)
    return current(zone, now)


def _period(kind: str, first: date, until: date, zone: ZoneInfo, now: datetime) -> Period:
    start, end = (midnight(day, zone) for day in (first, until))
    named = first if kind == "w" else until
    so_far = now + timedelta(microseconds=1)  # what happened at this very moment counts
    return Period(f"{kind}{named.toordinal()}", first, until, start, min(end, max(so_far, start)))


def chart_weeks(newest: date) -> list[date]:
    """The Mondays of a chart, oldest first."""
    return [newest - at * WEEK for at in reversed(range(CHART_WEEKS))]


def broken_down(parts: Iterable[int]) -> list[int] | None:
    """The parts of a group; None if the group is too small to be broken down."""
    found = list(parts)
    return found if sum(found) >= FEW else None
