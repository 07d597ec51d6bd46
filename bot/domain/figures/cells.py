"""How levels may be told of: in weeks that are over, and never of fewer than five people. Pure.

Weeks stand in fixed blocks of eight. A week of which enough people spoke is told alone; of the others those of each
half of a block together, and what is left then of the whole block. So each answer stands in one cell at most, and no
two of the cells that were told can be taken from each other to find what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.checkins import LEVELS
from bot.domain.figures.digests import FEW, WEEK

BLOCK_WEEKS, HALF_WEEKS = 8, 4
Numbers = list[int]
BEST = max(level for level, _, _ in LEVELS)
# What is less than this is trouble.
FAIR = BEST - 1


@dataclass(frozen=True, slots=True)
class Spoken:
    """That a topic was spoken of: in which check-in, of whom, in which week of its block (from 0), at which level."""

    checkin: int
    person: int
    week: int
    level: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What is told together: from which week of the block, of how many weeks, and the answers, the oldest first."""

    first: int
    weeks: int
    answers: tuple[Spoken, ...]

    @property
    def levels(self) -> dict[int, int]:
        """Of how many people each level was told last: whoever is seen often fills no cell alone."""
        last = _last(self.answers).values()
        return {level: sum(one == level for one in last) for level, _, _ in LEVELS}


def block_of(monday: date) -> date:
    """The first Monday of the block that a week stands in."""
    return monday - timedelta(days=(monday.toordinal() - 1) % (7 * BLOCK_WEEKS))


def week_within(monday: date) -> int:
    """Which week of its block this is, from 0."""
    return (monday - block_of(monday)) // WEEK


def may_be_told(answers: Sequence[Spoken]) -> bool:
    """Whether at least five people are behind these (the oldest first); and where all say the same, that all is well.

    That everybody had trouble, of whichever kind, would be known of each of them.
    """
    last = _last(answers)
    levels = set(last.values())
    return len(last) >= FEW and max(levels) >= FAIR and (len(levels) > 1 or levels == {BEST})


def _last(answers: Iterable[Spoken]) -> dict[int, int]:
    """Each person's level, as it was last."""
    return {one.person: one.level for one in answers}


def cells(untold: Iterable[Spoken], over: int) -> list[Cell]:
    """The cells that may be told of a topic, of one block of which `over` weeks are over; the oldest answers first."""
    left, found = [one for one in untold if one.week < over], []
    for first, weeks in _spans(over):
        within = tuple(one for one in left if first <= one.week < first + weeks)
        if may_be_told(within):
            found.append(Cell(first, weeks, within))
            told = set(within)
            left = [one for one in left if one not in told]
    return found


def alone_or_together(
    told: Sequence[tuple[date, int, Numbers]], mondays: Sequence[date]
) -> list[tuple[Numbers, list[tuple[date, int]]]]:
    """Each cell (from which Monday, of how many weeks, its numbers), and in which of these weeks it stands: a wider one
    stands where none stands alone, as runs of (first Monday, number of weeks).
    """
    taken: set[date] = set()
    found = []
    for first, weeks, numbers in sorted(told, key=lambda cell: cell[1]):
        own = [day for at in range(weeks) if (day := first + at * WEEK) in mondays and day not in taken]
        taken.update(own)
        runs: list[tuple[date, int]] = []
        for day in own:
            if runs and runs[-1][0] + runs[-1][1] * WEEK == day:
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            else:
                runs.append((day, 1))
        found.append((numbers, runs))
    return found


def together(untold: Sequence[Spoken]) -> list[Cell]:
    """What is left when a block is over, in one cell of the whole block, or in none."""
    return [Cell(0, BLOCK_WEEKS, tuple(untold))] if may_be_told(untold) else []


def _spans(over: int) -> Iterator[tuple[int, int]]:
    """The weeks, halves and blocks that are over, the smaller ones first."""
    for weeks in (1, HALF_WEEKS, BLOCK_WEEKS):
        yield from ((first, weeks) for first in range(0, over - weeks + 1, weeks))
