"""Months of whole weeks; and what is told of teams so that what is left gives nobody away."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures.digests import period_of, week
from bot.domain.figures.months import (
    MONTHS_BACK,
    PARTS,
    Month,
    Staff,
    TrackMonth,
    month_of,
    months_back,
    read,
    told,
    told_of_staff,
    whole,
)
from bot.domain.timing.quiet import Calendar

JAKARTA = ZoneInfo("Asia/Jakarta")


def test_a_month_is_whole_weeks_by_their_thursday() -> None:
    november = Month(date(2026, 11, 1))
    assert read("2026-11") == november == month_of(date(2026, 11, 2))
    assert (november.mondays[0], november.until) == (date(2026, 11, 2), date(2026, 11, 30))
    assert (november.before.code, november.after.code, Month(date(2026, 12, 1)).before.code) == (
        *("2026-10", "2026-12", "2026-11"),
    )
    assert month_of(date(2026, 12, 31)).code == "2026-12" and month_of(date(2027, 1, 1)).code == "2026-12"
    assert [read(code) for code in ("2026-13", "2026-00", "26-11", "2026-1", "x", "", "2026-11 ", "２０２６-11")] == [
        None
    ] * 8


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_every_week_stands_in_one_month(day: date) -> None:
    month = month_of(day)
    assert day - timedelta(days=day.weekday()) in month.mondays and 4 <= len(month.mondays) <= 5
    assert month.until == month.after.mondays[0] and month.after.before == month
    months = months_back(day)
    assert len(months) == 24 and all(one.before == other for one, other in pairwise(months))


def test_two_years_of_weeks_may_be_looked_at() -> None:
    """A button of the oldest of the months still leads to its weeks."""
    for at in range(400):
        today = date(2026, 1, 1) + timedelta(days=at)
        now = datetime.combine(today, time(3), UTC)
        mondays = [monday for month in months_back(today, MONTHS_BACK + 2) for monday in month.mondays]
        assert min(mondays) <= today - timedelta(days=2 * 365)
        period = week(min(mondays), JAKARTA, now)
        assert period_of(period.code, Calendar(frozenset(), ()), JAKARTA, now) == period


def team(people: int, **values: Any) -> TrackMonth:
    reached = values.get("recorded", people)
    return TrackMonth(people=people, at_start=people, at_end=people, recorded_people=people, reached=reached, **values)


def test_a_team_of_four_is_told_of_as_part_of_all() -> None:
    of_all, apart = told({1: team(5), 2: team(9)})
    assert set(apart) == {1, 2} and of_all.people == 14
    of_all, apart = told({1: team(4), 2: team(6), 3: team(9)})
    assert set(apart) == {3}, "four are left over by two that are told of: the smaller goes too"
    of_all, apart = told({1: team(4), 2: team(6)})
    assert apart == {} and of_all.people == 10
    assert set(told({1: team(3), 2: team(2), 3: team(6)})[1]) == {3}, "five are left over"
    assert set(told({None: team(2), 2: team(6), 3: team(9)})[1]) == {3}, "who has no leader is left over as well"


def test_a_few_are_not_broken_down_nor_is_their_rest() -> None:
    ended: dict[str, Any] = {"ended": 4, "ended_by": {"goal": 3, "died": 1}}
    _, apart = told({1: TrackMonth(people=9, **ended)})
    assert apart[1].ended == 4 and apart[1].ended_by is None
    assert apart[1].reached == 0 and apart[1].dropped == 0, "of nobody nothing is kept back"
    many = TrackMonth(people=30, ended=6, ended_by={"goal": 6})
    of_all, apart = told({1: TrackMonth(people=9, **ended), 2: many})
    assert apart[1].ended_by is None and apart[2].ended_by is None, "the rest would be told"
    assert of_all.ended == 10 and of_all.ended_by is None, "whoever leads the second would know of the first"
    three = TrackMonth(people=9, ended=3, ended_by={"goal": 2, "moved": 1})
    of_all, apart = told({1: three, 2: three, 3: three, 4: many})
    assert of_all.ended_by == {"goal": 12, "moved": 3} and apart[4].ended_by == {"goal": 6}
    assert all(apart[team].ended_by is None for team in (1, 2, 3))
    of_all, _ = told({1: many, 2: many})
    assert of_all.ended_by == {"goal": 12}
    _, apart = told({1: team(9, recorded=9, asked=7, asked_people=4, in_time=3)})
    assert apart[1].reached == 9 and apart[1].in_time is None and apart[1].asked == 7
    few: dict[str, Any] = {
        "flags": 9,
        "flag_people": 4,
        "taken": 3,
        "taken_people": 3,
        "waits": (1, 2, 3),
        "referred_people": 4,
        "received": 1,
        "dropped": 2,
    }
    of_all, apart = told({1: TrackMonth(people=9, at_end=4, beyond=1, resting=2, planned_people=4, done=3, **few)})
    for one in (of_all, apart[1]):
        hidden = (one.taken, one.waits, one.minutes, one.received, one.dropped, one.beyond, one.resting, one.done)
        assert hidden == (None,) * 8 and one.flags == 9
    of_all, _ = told({1: TrackMonth(people=9, flags=4, flag_people=4)})
    assert of_all.taken is None and of_all.waits is None, "that there is no time would say that none was taken on"
    of_all, _ = told({1: TrackMonth(people=9, flag_people=9, taken=4, taken_people=4, waits=(1, 2, 3, 9))})
    assert of_all.taken == 4 and of_all.waits is None, "it would be how soon those four were helped"
    of_all, _ = told({1: TrackMonth(people=9, flag_people=9, taken=5, taken_people=5, waits=(1, 2, 3, 9, 90))})
    assert of_all.waits == (3,) and of_all.minutes == 3, "the one in the middle, and none of the others"


def test_where_all_ended_for_one_reason_it_is_not_told_unless_they_reached_their_goal() -> None:
    """Whoever knows that somebody's accompaniment ended would know why."""

    def ending(people: int = 9, **reasons: int) -> TrackMonth:
        values: dict[str, Any] = {"ended": sum(reasons.values()), "ended_by": reasons}
        return TrackMonth(people=people, **values)

    assert told({1: ending(died=5)})[1][1].ended_by is None and told({1: ending(died=5)})[0].ended_by is None
    assert told({1: ending(died=5, moved=0)})[0].ended_by is None
    assert told({1: ending(goal=5)})[0].ended_by == {"goal": 5}
    assert told({1: ending(goal=1, died=4)})[0].ended_by == {"goal": 1, "died": 4}
    of_all, apart = told({1: ending(moved=5), 2: ending(20, goal=3, died=3)})
    assert (of_all.ended_by, apart[1].ended_by, apart[2].ended_by) == (None, None, None), "those five would be found"


def test_what_the_busiest_carries_and_leave_are_told_of_five_mentors_and_more() -> None:
    def found(*numbers: int) -> list[tuple[int | None, int | None]]:
        teams: dict[int | None, Staff] = {team: Staff(number, 8 + team, number) for team, number in enumerate(numbers)}
        told = told_of_staff(teams, range(1, len(numbers)))
        assert told[None].mentors == sum(numbers)
        return [(one.most, one.days_away) for one in told.values()]

    nothing = (None, None)
    assert found(0) == [nothing], "of nobody there is nothing to tell"
    assert found(0, 5) == [(9, 5), (9, 5)]
    assert found(0, 4) == [nothing, nothing]
    assert found(0, 4, 6) == [nothing, nothing, (10, 6)], "the rest would be told"
    assert found(1, 4, 6) == [nothing, nothing, (10, 6)], "of the one whom nobody leads"
    assert found(1, 6) == [nothing, (9, 6)]
    assert found(0, 3, 2, 5) == [nothing, nothing, nothing, (11, 5)], "whoever leads the three would know of the two"
    assert found(0, 3, 3, 3, 5) == [(12, 14), nothing, nothing, nothing, (12, 5)]
    assert found(5, 6) == [(9, 11), (9, 6)]


def _of_groups(people: int, goal: int, died: int, number: int) -> TrackMonth:
    groups = ("planned_people", "recorded_people", "flag_people", "asked_people", "referred_people", "at_end")
    values: dict[str, Any] = {"ended_by": {"goal": goal, "died": died}, **dict.fromkeys(groups, number)}
    return TrackMonth(people=people, ended=goal + died, **values)


small = st.integers(0, 12)
teams = st.dictionaries(st.one_of(st.none(), st.integers(1, 6)), st.builds(_of_groups, *[small] * 4), min_size=1)


@given(teams)
def test_whoever_takes_teams_from_the_whole_finds_nobody_or_five(each: dict[int | None, TrackMonth]) -> None:
    of_all, apart = told(each)
    rest = of_all.people - sum(one.people for one in apart.values())
    assert rest == 0 or (rest >= 5 and all(one.people >= 5 for one in apart.values())) or not apart
    for part, group in PARTS.items():
        shown = [one for one in apart.values() if getattr(one, part) is not None]
        assert all(getattr(one, group) >= 5 or not getattr(one, group) for one in shown)
        if getattr(of_all, part) is not None:
            kept_back = getattr(of_all, group) - sum(getattr(one, group) for one in shown)
            others = [one for team, one in each.items() if team not in apart or getattr(apart[team], part) is None]
            for own in (0, *(getattr(one, group) for one in others)):
                assert kept_back - own == 0 or kept_back - own >= 5, "also for whoever knows of their own"
    if of_all.ended_by is not None:
        seen = [one.ended_by for one in apart.values() if one.ended_by is not None]
        left = {reason: number - sum(one[reason] for one in seen) for reason, number in of_all.ended_by.items()}
        for one in (of_all.ended_by, left, *seen):
            assert not any(one.values()) or one["goal"], "of each of them it would be known"
    assert of_all.people == whole(each).people == sum(one.people for one in each.values())


@pytest.mark.parametrize(("waits", "minutes"), [((), None), ((3,), 3), ((1, 2, 90), 2), ((1, 4), 2)])
def test_how_soon_is_told_by_the_one_in_the_middle(waits: tuple[int, ...], minutes: int | None) -> None:
    assert TrackMonth(waits=waits).minutes == minutes
