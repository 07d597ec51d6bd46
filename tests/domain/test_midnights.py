"""The two midnights of a day, by three clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.timing.midnights import midnight, midnight_after

DAY = date(2026, 11, 26)


@pytest.mark.parametrize(("zone", "begins"), [("Asia/Jakarta", 17), ("Asia/Makassar", 16), ("Asia/Jayapura", 15)])
def test_a_day_is_of_one_clock_from_its_first_moment_up_to_the_next(zone: str, begins: int) -> None:
    here = ZoneInfo(zone)
    first, last = midnight(DAY, here), midnight_after(DAY, here)
    assert (first, first.tzinfo) == (datetime(2026, 11, 25, begins, tzinfo=UTC), UTC)
    assert last == midnight(DAY + timedelta(days=1), here) == first + timedelta(days=1)
    moment = timedelta(microseconds=1)
    days = [at.astimezone(here).date() - DAY for at in (first - moment, first, last - moment, last)]
    assert [one.days for one in days] == [-1, 0, 0, 1]
