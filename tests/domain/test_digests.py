"""Which days a digest is about, when it is said, and what it keeps to itself."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.figures import digests as periods
from bot.domain.planning import Frame, digest_at, digest_slot
from bot.domain.timing.quiet import Calendar, Hours, hours_of

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
CHRISTMAS = Calendar(frozenset({date(2026, 12, 24), date(2026, 12, 25)}), ((date(2027, 2, 8), date(2027, 3, 9)),))


def wib(day: int, hour: int, minute: int = 0, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=JAKARTA).astimezone(UTC)


def said_at(rule: str, after: datetime, hours: Hours | None = None) -> str:
    frame = Frame(JAKARTA, CHRISTMAS, hours or Hours())
    return digest_at(rule, after, frame).astimezone(JAKARTA).strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("rule", "after", "expected"),
    [
        ("workday", wib(1, 6), "01 07:30"),
        ("workday", wib(1, 7, 30), "01 07:30"),
        ("workday", wib(1, 7, 45), "01 07:45"),
        ("workday", wib(1, 10), "01 10:00"),
        ("workday", wib(1, 12), "01 13:00"),  # noon prayer
        ("workday", wib(1, 22), "02 07:30"),
        ("workday", wib(5, 10), "07 07:30"),  # Sabtu
        ("monday", wib(5, 10), "05 10:00"),
        ("workday", wib(24, 7), "28 07:30"),
        ("monday", wib(24, 7), "26 07:30"),
    ],
)
def test_a_digest_is_said_at_half_past_seven_or_late_at_a_good_hour(rule: str, after: datetime, expected: str) -> None:
    assert said_at(rule, after) == expected


def test_who_asked_for_later_hours_is_written_to_later() -> None:
    assert said_at("workday", wib(1, 6), hours_of("0900-1700+")) == "01 09:00"
    assert said_at("workday", wib(1, 6), hours_of("0600-1700+")) == "01 07:30"


def test_slots_are_workdays_and_mondays_by_the_persons_own_clock() -> None:
    frame = Frame(JAYAPURA, CHRISTMAS)
    assert digest_slot("workday", wib(23, 12), frame) == datetime(2026, 12, 27, 22, 30, tzinfo=UTC)
    assert digest_slot("monday", wib(21, 6), frame) == datetime(2026, 12, 27, 22, 30, tzinfo=UTC)


def test_a_day_covers_what_lies_between_it_and_the_workday_before() -> None:
    found = periods.days_before(date(2026, 12, 28), CHRISTMAS, JAKARTA, wib(28, 8))
    assert (found.first, found.last) == (date(2026, 12, 23), date(2026, 12, 27))
    assert (found.start, found.end) == (wib(23, 0), wib(28, 0))
    assert found.before == (wib(16, 0), wib(21, 0))


def test_a_running_week_ends_now_and_is_held_against_the_same_stretch() -> None:
    found = periods.current(JAKARTA, wib(3, 10))
    assert found.start == wib(30, 0, month=11) and found.last == date(2026, 12, 6)
    assert found.end.replace(microsecond=0) == wib(3, 10) and found.end > wib(3, 10)
    assert found.before[1].replace(microsecond=0) == wib(26, 10, month=11)


def test_what_is_pushed_on_a_late_day_is_the_newest_period() -> None:
    week = periods.pushed("monday", CHRISTMAS, JAKARTA, wib(16, 10))
    assert (week.first, week.last) == (date(2026, 12, 7), date(2026, 12, 13)) and week.is_week
    day = periods.pushed("workday", CHRISTMAS, JAKARTA, wib(16, 10))
    assert day.first == day.last == date(2026, 12, 15) and not day.is_week


def test_a_code_leads_back_to_its_period_and_a_forged_one_to_this_week() -> None:
    now = wib(16, 10)
    for period in (periods.pushed(rule, CHRISTMAS, JAKARTA, now) for rule in ("monday", "workday")):
        assert periods.period_of(period.code, CHRISTMAS, JAKARTA, now) == period
    for forged in ("", "w", "x739000", "w1", "w9999999", "d99999999", "w-5", "w739980.5", "w１２３"):
        assert periods.period_of(forged, CHRISTMAS, JAKARTA, now) == periods.current(JAKARTA, now)


def test_a_group_of_four_is_not_broken_down() -> None:
    assert periods.broken_down((3, 1)) is None
    assert periods.broken_down((0, 0)) is None
    assert periods.broken_down((3, 2)) == [3, 2]


def test_the_chart_has_eight_weeks_up_to_the_newest() -> None:
    weeks = periods.chart_weeks(date(2026, 11, 30))
    assert (len(weeks), weeks[0], weeks[-1]) == (8, date(2026, 10, 12), date(2026, 11, 30))
