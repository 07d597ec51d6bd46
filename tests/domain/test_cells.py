"""Which levels are told together: never of fewer than five people, each answer once, and never more than may be."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures.cells import (
    BLOCK_WEEKS,
    Spoken,
    alone_or_together,
    block_of,
    cells,
    may_be_told,
    together,
    week_within,
)
from bot.domain.figures.digests import WEEK

answers = st.lists(
    st.builds(Spoken, st.integers(), st.integers(1, 9), st.integers(0, 7), st.integers(1, 4)), max_size=60
)


def of(*levels: int, week: int = 0, first: int = 1) -> list[Spoken]:
    """One answer each of as many people."""
    return [Spoken(100 * week + one, one, week, level) for one, level in enumerate(levels, first)]


def test_five_people_and_not_five_records() -> None:
    assert may_be_told(of(4, 4, 3, 2, 1)) and not may_be_told(of(4, 3, 2, 1))
    assert not may_be_told([Spoken(number, number % 4, 0, 3 + number % 2) for number in range(40)])


def test_where_all_say_the_same_only_that_it_is_well() -> None:
    assert may_be_told(of(4, 4, 4, 4, 4))
    assert not any(may_be_told(of(*[level] * 9)) for level in (1, 2, 3))
    assert not may_be_told(of(1, 2, 2, 1, 2)), "that each of them had trouble"
    assert may_be_told(of(1, 2, 2, 1, 3))


def test_each_person_counts_once_as_it_was_last() -> None:
    """Who is seen often would fill a cell alone: the list of check-ins says who that was."""
    often = [Spoken(200 + number, 1, 0, 1) for number in range(6)]
    (cell,) = cells([*often, *of(4, 4, 4, 3, first=2)], 1)
    assert cell.levels == {4: 3, 3: 1, 2: 0, 1: 1} and len(cell.answers) == 10
    assert not may_be_told([*of(4, 4, 4, 4, 4), *of(1, 1, 2, 2, 1, week=1)]), "as it was last, all had trouble"


def test_a_week_then_half_a_block_then_what_is_left_of_it() -> None:
    many, few = (
        of(4, 4, 3, 4, 4, week=1),
        [one for week in (0, 2, 5) for one in of(4, 3, week=week, first=3 * week + 1)],
    )
    assert cells([*many, *few], 1) == []
    assert [(cell.first, cell.weeks, len(cell.answers)) for cell in cells([*many, *few], 3)] == [(1, 1, 5)]
    assert [(cell.first, cell.weeks) for cell in cells([*many, *few], 4)] == [(1, 1)], "four people in half a block"
    found = cells([*many, *few], 8)
    assert [(cell.first, cell.weeks, len(cell.answers)) for cell in found] == [(1, 1, 5), (0, 8, 6)]
    assert found[1].levels == {4: 3, 3: 3, 2: 0, 1: 0}
    assert together(few[:4]) == [] and [cell.weeks for cell in together(few)] == [BLOCK_WEEKS]


@given(answers)
def test_each_answer_once_and_five_people_behind_each_number(spoken: list[Spoken]) -> None:
    """However long it was not counted: what is told week by week is what is told in the end."""
    spoken = list({one.checkin: one for one in spoken}.values())
    told: list[Spoken] = []
    for over in range(1, BLOCK_WEEKS + 1):
        for cell in cells([one for one in spoken if one not in told], over):
            assert may_be_told(cell.answers) and len({one.person for one in cell.answers}) >= 5
            assert all(cell.first <= one.week < min(cell.first + cell.weeks, over) for one in cell.answers)
            assert not set(cell.answers) & set(told)
            told += cell.answers
    late = [one for cell in cells(spoken, BLOCK_WEEKS) for one in cell.answers]
    assert sorted(told, key=hash) == sorted(late, key=hash)
    assert not may_be_told([one for one in spoken if one not in told])


def test_blocks_are_the_same_for_everybody_and_eight_weeks_long() -> None:
    day = date(2026, 11, 9)
    assert block_of(day) == day and [week_within(day + number * WEEK) for number in range(9)] == [*range(8), 0]
    assert {block_of(day + number * WEEK) for number in range(16)} == {day, day + 8 * WEEK}


def test_a_wide_cell_stands_where_none_stands_alone() -> None:
    mondays = [date(2026, 11, 9) + number * WEEK for number in range(-2, 6)]
    wide, alone = (mondays[2], 4, [2, 1, 1, 1]), (mondays[3], 1, [5, 0, 0, 0])
    found = alone_or_together([wide, alone], mondays)
    assert found == [([5, 0, 0, 0], [(mondays[3], 1)]), ([2, 1, 1, 1], [(mondays[2], 1), (mondays[4], 2)])]
    assert alone_or_together([(mondays[0] - 7 * WEEK, 8, [5, 0, 0, 0])], mondays) == [([5, 0, 0, 0], [(mondays[0], 1)])]
