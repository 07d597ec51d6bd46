"""Quiet hours: at every minute of two years, in three zones."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.timing.quiet import SATURDAY, Calendar, Hours, hours_of, next_allowed, spans
from bot.reference.calendar import calendar
from handlers.settings import EVENING as SETTINGS_EVENING
from handlers.settings import SPANS

JAKARTA = ZoneInfo("Asia/Jakarta")
ZONES = [ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")]
OPEN = Calendar()
FORMAT = "%Y-%m-%d %H:%M"
YEARS = (datetime(2026, 1, 1), datetime(2027, 12, 31))  # noqa: DTZ001 wall times, given a zone in the test


def local(text: str, zone: ZoneInfo = JAKARTA) -> datetime:
    return datetime.strptime(text, FORMAT).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00"),
        ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 11:45", "2026-11-24 13:00"),
        ("2026-11-24 12:59", "2026-11-24 13:00"),
        ("2026-11-24 15:10", "2026-11-24 15:30"),
        ("2026-11-24 17:30", "2026-11-24 19:00"),
        ("2026-11-24 19:29", "2026-11-24 19:29"),
        ("2026-11-24 19:30", "2026-11-25 08:00"),
        ("2026-11-24 23:59", "2026-11-25 08:00"),
        ("2026-11-27 11:20", "2026-11-27 13:30"),
        ("2026-12-24 10:00", "2026-12-28 08:00"),
        ("2026-12-25 10:00", "2026-12-28 08:00"),
        ("2026-12-26 10:00", "2026-12-26 10:00"),
        ("2026-02-20 08:30", "2026-02-20 09:00"),
        ("2026-02-20 16:30", "2026-02-21 09:00"),
        ("2027-03-08 10:00", "2027-03-16 08:00"),
        ("2027-02-17 16:00", "2027-02-17 16:00"),
    ],
)
def test_moments(asked: str, allowed: str) -> None:
    assert next_allowed(local(asked), JAKARTA, calendar()).astimezone(JAKARTA).strftime(FORMAT) == allowed


def test_a_persons_own_quiet_days() -> None:
    own = frozenset({date(2026, 11, 24), date(2026, 11, 25)})
    assert next_allowed(local("2026-11-24 10:00"), JAKARTA, OPEN, own) == local("2026-11-26 08:00")


EVENING, SHORT = (time(18), time(21)), (time(9), time(16))
WEEK = Hours().on(SATURDAY, EVENING).on(6, None).on(0, SHORT)


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ("2026-11-24 08:10", "2026-11-24 08:10"),  # a Tuesday, as on any other day
        ("2026-11-28 10:00", "2026-11-28 19:00"),  # Saturday: in the evening, after the prayer
        ("2026-11-28 20:59", "2026-11-28 20:59"),
        ("2026-11-28 21:00", "2026-11-30 09:00"),  # on Sunday nothing, on Monday late
        ("2026-11-29 12:30", "2026-11-30 09:00"),
        ("2026-11-30 08:10", "2026-11-30 09:00"),
        ("2026-11-30 16:00", "2026-12-01 08:00"),
    ],
)
def test_each_day_of_the_week_has_its_own_hours(asked: str, allowed: str) -> None:
    found = next_allowed(local(asked), JAKARTA, OPEN, hours=WEEK)
    assert found.astimezone(JAKARTA).strftime(FORMAT) == allowed


CHOSEN = {**SPANS, "evening": SETTINGS_EVENING}
EACH_DAY = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]


@pytest.mark.parametrize("prayers", [True, False])
@pytest.mark.parametrize("name", CHOSEN)
def test_whatever_hours_are_chosen_each_day_of_a_year_has_some_of_them_and_no_others(name: str, prayers: bool) -> None:
    """Also each day of a month of fasting, on which something is left of an evening too."""
    start, end = CHOSEN[name]
    for hours in (Hours(start, end, prayers), *(Hours(prayers=prayers).on(day, (start, end)) for day in range(7))):
        for day in EACH_DAY:
            opened = spans(day, calendar(), hours)
            assert opened, day
            own = hours.of_day(day.weekday())
            assert own is not None
            assert all(own[0] <= opens < closes <= own[1] for opens, closes in opened), day


@pytest.mark.parametrize(
    ("day", "opened"),
    [
        (date(2027, 2, 17), [(time(19), time(21))]),  # in a month of fasting, after the prayer
        (date(2027, 6, 16), [(time(19), time(21))]),
    ],
)
def test_an_evening_is_as_long_in_a_month_of_fasting(day: date, opened: list[tuple[time, time]]) -> None:
    assert spans(day, calendar(), Hours(*EVENING)) == opened
    assert next_allowed(local(f"{day} 10:00"), JAKARTA, calendar(), hours=Hours(*EVENING)) == local(f"{day} 19:00")
    assert spans(date(2027, 2, 17), calendar(), Hours(time(16), time(21))) == [(time(16), time(16, 30))]


def test_hours_are_read_as_they_were_written() -> None:
    for hours in (Hours(), Hours(prayers=False), WEEK, Hours(*SHORT, prayers=False).on(4, None)):
        assert hours_of(hours.written(), hours.weekdays_written()) == hours
        assert hours_of(hours.written()) == replace(hours, days=())
    assert WEEK.weekdays_written() == "00900-1600 51800-2100 6x"
    assert hours_of(None) == hours_of("", "") == Hours()
    assert hours_of(None, "6x") == Hours().on(6, None)


def test_a_day_like_all_others_has_no_hours_of_its_own() -> None:
    assert WEEK.on(0, (time(8), time(19, 30))).on(SATURDAY, (time(8), time(19, 30))).days == ((6, None),)
    assert WEEK.has_a_day
    nothing = Hours()
    for weekday in range(7):
        nothing = nothing.on(weekday, None)
    assert not nothing.has_a_day


def test_the_holidays_of_2027_as_decreed() -> None:
    first_half = "1/1 5/1 5/2 6/2 8/3 9/3 10/3 11/3 12/3 15/3 25/3 26/3 28/3 1/5 6/5 17/5 18/5 19/5 20/5 1/6 6/6"
    decreed = {f"{first_half} 15/8 17/8 24/12 25/12 26/12"}
    found = " ".join(f"{day.day}/{day.month}" for day in sorted(calendar().holidays) if day.year == 2027)
    assert {found} == decreed


@settings(max_examples=300, deadline=None)
@given(
    st.datetimes(*YEARS),
    st.sampled_from(ZONES),
    st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=5),
)
def test_the_next_allowed_moment_is_allowed_and_not_earlier(
    wall: datetime, zone: ZoneInfo, own: frozenset[date]
) -> None:
    at = wall.replace(tzinfo=UTC)
    allowed = next_allowed(at, zone, calendar(), own)
    assert allowed >= at and next_allowed(allowed, zone, calendar(), own) == allowed
    there = allowed.astimezone(zone)
    assert there.date() not in calendar().holidays | own
    assert any(opens <= there.time() < closes for opens, closes in spans(there.date(), calendar()))
    assert allowed - at < timedelta(days=25)


def test_a_calendar_that_closes_everything_loses_nothing() -> None:
    closed = Calendar(frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(800)))
    at = local("2026-11-24 10:00")
    assert next_allowed(at, JAKARTA, closed) == at
