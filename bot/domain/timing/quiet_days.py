"""The days on which a participant's matters are not raised: an anniversary, a feast, the harvest."""

from datetime import date, datetime, timedelta

# First and last day, and whether they come back every year.
QuietSpan = tuple[date, date, bool]


def coming_days(spans: list[QuietSpan], now: datetime) -> frozenset[date]:
    """Each single quiet day of this year and the two after it."""
    found: set[date] = set()
    for first, last, yearly in spans:
        for year in range(now.year - 1, now.year + 3) if yearly else (first.year,):
            begins, ends = _in_year(first, year), _in_year(last, year + last.year - first.year)
            found |= {begins + timedelta(days=at) for at in range((ends - begins).days + 1)}
    return frozenset(found)


def _in_year(day: date, year: int) -> date:
    """The same day of another year; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
