"""The day part of a typed date: each kind of day as data, and the dates it can mean seen from today.

Dates are calendar dates on the mentor's own wall calendar; hours and `now` are somebody else's job.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Literal

from bot.domain.dates.answers import Asks, Refuses, Stop

WEEK = 7
# A date without a year that has just gone by is a slip, not a plan for next year.
JUST_GONE = timedelta(days=60)
# More than anybody may ask for, little enough for every sum below to stay inside the calendar.
MOST_DAYS, MOST_MONTHS = 100_000, 3_000


@dataclass(frozen=True)
class Day:
    """A part of the phrase that names a day.

    asks:       what to ask when several dates remain
    soonest:    the first of its dates with an hour still ahead is meant
    named:      the person named this very day, so an unusual hour on it is worth a question
    needs_hour: without an hour there is nothing to plan
    """

    asks: ClassVar[Asks] = Asks.WHICH_DATE
    soonest: ClassVar[bool] = False
    named: ClassVar[bool] = True
    needs_hour: ClassVar[bool] = False

    def dates(self, today: date) -> tuple[date, ...]:
        """The dates this can mean, in order; raises Stop where there is none to name."""
        raise NotImplementedError

    def fits(self, day: date, today: date) -> bool:
        """Whether `day` can be meant, said together with another part."""
        return day in self.dates(today)


@dataclass(frozen=True)
class Unnamed(Day):
    """No day was said: today, or tomorrow once the hour is over."""

    asks = Asks.WHICH_HOUR
    soonest = True
    named = False

    def dates(self, today: date) -> tuple[date, ...]:
        return (today, today + timedelta(1))


@dataclass(frozen=True)
class Later(Day):
    """ "nanti": later today; late in the evening it may well be tomorrow."""

    asks = Asks.WHICH_HOUR
    soonest = True
    needs_hour = True

    def dates(self, today: date) -> tuple[date, ...]:
        return (today, today + timedelta(1))


@dataclass(frozen=True)
class Now(Day):
    """ "sekarang": today, and useless without an hour."""

    needs_hour = True

    def dates(self, today: date) -> tuple[date, ...]:
        return (today,)


@dataclass(frozen=True)
class InDays(Day):
    """ "hari ini", "besok", "3 hari lagi", "2 minggu lagi"."""

    days: int

    def dates(self, today: date) -> tuple[date, ...]:
        if self.days > MOST_DAYS:
            raise Stop(Refuses.TOO_FAR)
        return (today + timedelta(self.days),)


@dataclass(frozen=True)
class InMonths(Day):
    """ "sebulan lagi", "bulan depan": the same day of the month, or its last day (31 Jan -> 28 Feb)."""

    months: int

    def dates(self, today: date) -> tuple[date, ...]:
        if self.months > MOST_MONTHS:
            raise Stop(Refuses.TOO_FAR)
        year, month = _month_after(today, self.months)
        return (date(year, month, min(today.day, monthrange(year, month)[1])),)


@dataclass(frozen=True)
class Weekday(Day):
    """ "Jumat", "Jumat ini", "Jumat depan". Said on a Friday, "Jumat" can be today or in a week."""

    weekday: int
    which: Literal["", "ini", "depan"] = ""
    asks = Asks.WHICH_WEEK

    def dates(self, today: date) -> tuple[date, ...]:
        following = today + timedelta((self.weekday - today.weekday()) % WEEK)
        both = (following, following + timedelta(WEEK))
        if self.which == "depan":
            # People disagree about "Jumat depan", so both are offered; never today.
            return tuple(day + timedelta(WEEK * (following == today)) for day in both)
        return both if following == today and not self.which else both[:1]

    def fits(self, day: date, today: date) -> bool:
        return super().fits(day, today) if self.which else day.weekday() == self.weekday


@dataclass(frozen=True)
class PrayerFriday(Weekday):
    """The Friday that "habis Jumatan" brings with it: today's while it lasts."""

    weekday: int = 4
    soonest = True
    named = False


@dataclass(frozen=True)
class Eve(Day):
    """ "malam Jumat": Thursday night by custom, Friday night to some, so both are offered."""

    of: Day

    def dates(self, today: date) -> tuple[date, ...]:
        nights = {day - timedelta(before) for day in self.of.dates(today) for before in (0, 1)}
        return tuple(sorted(nights))


@dataclass(frozen=True)
class Week(Day):
    """ "minggu ini" (0), "minggu depan" (1): Monday to Sunday, the day still to be asked."""

    weeks: int
    asks = Asks.WHICH_DAY

    def dates(self, today: date) -> tuple[date, ...]:
        if self.weeks * WEEK > MOST_DAYS:
            raise Stop(Refuses.TOO_FAR)
        monday = today + timedelta(WEEK * self.weeks - today.weekday())
        return tuple(monday + timedelta(days) for days in range(WEEK))


@dataclass(frozen=True)
class Weekend(Day):
    """ "akhir pekan"; with "depan" it is as unsure as "Sabtu depan", so both weekends are offered."""

    following: bool
    asks = Asks.WHICH_DAY

    def dates(self, today: date) -> tuple[date, ...]:
        weeks = (0, 1) if self.following else (0,)
        return tuple(day for week in weeks for day in Week(week).dates(today)[5:])


@dataclass(frozen=True)
class DayOfMonth(Day):
    """ "tgl 5": the next 5th; months without that day are skipped."""

    day: int
    soonest = True
    named = False

    def dates(self, today: date) -> tuple[date, ...]:
        # No three months in a row lack a 31st or a 30th.
        months = (_month_after(today, ahead) for ahead in range(4))
        found = [day for year, month in months if (day := _date(year, month, self.day)) and day >= today]
        if not found:
            raise Stop(Refuses.NO_SUCH_DATE)
        return tuple(found[:2] if found[0] == today else found[:1])


@dataclass(frozen=True)
class DayInMonth(Day):
    """ "tgl 5 bulan ini" (0), "tgl 5 bulan depan" (1)."""

    day: int
    months: int

    def dates(self, today: date) -> tuple[date, ...]:
        found = _date(*_month_after(today, self.months), self.day)
        if not found:
            raise Stop(Refuses.NO_SUCH_DATE)
        return (found,)


@dataclass(frozen=True)
class Dated(Day):
    """ "5 Desember", "5/12/2026". Without a year: the next one, unless one has only just gone by."""

    day: int
    month: int
    year: int | None = None
    years: int | None = None  # counted from this one: "tahun depan" is 1
    coming: bool = False  # without a year the coming one, and be it eleven months ahead

    def dates(self, today: date) -> tuple[date, ...]:
        if self.coming and self.year is None and self.years is None:
            return (self._coming(today),)
        said = self.year if self.years is None else today.year + self.years
        years = (said,) if said else (today.year - 1, today.year, today.year + 1)
        found = [day for year in years if (day := _date(year, self.month, self.day))]
        ahead = [day for day in found if day >= today]
        if any(timedelta(0) < today - day < JUST_GONE for day in found) or (said and found and not ahead):
            raise Stop(Refuses.PAST)
        if not ahead:
            raise Stop(Refuses.NO_SUCH_DATE)
        return (ahead[0],)

    def _coming(self, today: date) -> date:
        # A 29th of February comes every four years, or after eight.
        dates = (_date(today.year + ahead, self.month, self.day) for ahead in range(9))
        found = next((day for day in dates if day and day >= today), None)
        if found is None:
            raise Stop(Refuses.NO_SUCH_DATE)
        return found

    def on(self, weekday: int, today: date) -> "Dated":
        """The same beside a weekday: where the coming one falls on it, it is no slip for the one just gone by."""
        if self.year or self.years is not None:
            return self
        dates = (_date(year, self.month, self.day) for year in (today.year, today.year + 1))
        coming = next((day for day in dates if day and day >= today), None)
        return replace(self, year=coming.year) if coming and coming.weekday() == weekday else self


@dataclass(frozen=True)
class InMonth(Day):
    """ "Desember", "Januari 2027": the day of it is still to be said."""

    month: int
    year: int | None = None

    def dates(self, today: date) -> tuple[date, ...]:
        if self.year and (self.year, self.month) < (today.year, today.month):
            raise Stop(Refuses.PAST)
        raise Stop(Asks.WHICH_DATE)


@dataclass(frozen=True)
class Never(Day):
    """A day nobody can plan: "kemarin" (past), "habis Lebaran" (say a date), "tahun depan" (ask which)."""

    why: Refuses | Asks

    def dates(self, today: date) -> tuple[date, ...]:
        raise Stop(self.why)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_after(today: date, months: int) -> tuple[int, int]:
    years, month = divmod(today.month - 1 + months, 12)
    return today.year + years, month + 1
