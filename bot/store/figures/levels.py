"""Levels as figures tell of them: counted from the check-ins once a week is over, and kept as they were told.

Until then nothing is counted anywhere: which levels were recorded stands among what is sealed, and nowhere else. What
was told stays, also where a check-in is put right later or whoever it was about is erased; what may not be told of one
week waits for the others of its block (bot/domain/figures/cells.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, select, update

from bot.domain.checkins import LEVELS, spoken_levels
from bot.domain.figures.cells import BLOCK_WEEKS, Cell, Spoken, block_of, cells, together, week_within
from bot.domain.figures.digests import WEEK, monday_of
from bot.domain.timing.midnights import midnight
from bot.store.engine import deployment
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import cases, checkin_revisions, checkins, facts, level_cells, people
from bot.store.figures.counting import CASES_CHECKINS, newest_revision
from bot.store.people.leading import TEAM

# One clock for all weeks: a person's own may change, and all teams are told of together.
CLOCK = ZoneInfo("Asia/Jakarta")
# A week is over when its last turns are saved, too.
SETTLES = timedelta(hours=1)
COUNTED = "levels_counted"
# Days of the first years there were: no week of those is told of.
LONG_AGO = 1000
# The keys of so many answers are fetched in one go.
AT_ONCE = 500
COLUMNS = {1: "urgent", 2: "attention", 3: "fair", 4: "good"}


@dataclass(frozen=True, slots=True)
class LevelCell:
    """What was told of a topic: from which Monday, of how many weeks, and of how many people each level, best first."""

    track: str
    topic: str
    monday: date
    weeks: int
    numbers: list[int]


def told(tx: Tx, team_ids: Collection[int] | None, first: date, last: date) -> list[LevelCell]:
    """What was told of these teams about weeks from `first` to `last` (Mondays), also in part; None: of all, and of
    what was left of them together.
    """
    # A cell's own weeks, of which the last may be long after its first.
    overlaps = and_(
        level_cells.c.monday <= last.toordinal(),
        level_cells.c.monday >= (first - (BLOCK_WEEKS - 1) * WEEK).toordinal(),
        level_cells.c.monday + 7 * level_cells.c.weeks > first.toordinal(),
    )
    whose = () if team_ids is None else (level_cells.c.team_id.in_(team_ids),)
    numbers = [func.sum(level_cells.c[COLUMNS[level]]).label(COLUMNS[level]) for level, _, _ in LEVELS]
    kinds = (level_cells.c.track, level_cells.c.topic, level_cells.c.monday, level_cells.c.weeks)
    rows: Any = tx.execute(select(*kinds, *numbers).where(overlaps, *whose).group_by(*kinds).order_by(*kinds))
    return [LevelCell(row[0], row[1], date.fromordinal(row[2]), row[3], [int(one) for one in row[4:]]) for row in rows]


def look_again(tx: Tx) -> None:
    """Check-ins of weeks that are over were brought in: what can be told of them is told at the next round.

    It is another number each time, so that a round sees it that is on its way.
    """
    before = counted_up_to(tx).toordinal()
    deployment.put(tx, COUNTED, str(before % LONG_AGO + 1))


def count_weeks(database: Database) -> int:
    """Tell of the weeks that are over, team by team, each in a transaction of its own; returns how many cells.

    Whoever is stopped in the middle goes on where it ended: what stands in a cell is marked with it. What was recorded
    is opened before, by reading alone: that takes long where there is much, and nobody who writes waits for it.
    """
    with database.reading() as tx:
        over, before = weeks_over(tx.now), counted_up_to(tx)
        if before >= over:
            return 0
        blocks = _blocks(tx, over)
    number = 0
    for block in blocks:
        with database.reading() as tx:
            teams = _teams(tx, block, over)
        opened: Opened = {}
        for team_id in teams:
            with database.reading() as tx:
                ahead = read_ahead(tx, opened, block, over, of_team(team_id))
            with database.transaction() as tx:
                number += tell_of_team(tx, team_id, block, over, ahead)
        if block + BLOCK_WEEKS * WEEK <= over:
            with database.reading() as tx:
                ahead = read_ahead(tx, opened, block, block + BLOCK_WEEKS * WEEK)
            with database.transaction() as tx:
                number += _tell_of_the_rest(tx, block, ahead)
    with database.transaction() as tx:
        hold(tx)
        if counted_up_to(tx) == before:  # otherwise something was brought in meanwhile (look_again)
            deployment.put(tx, COUNTED, str(over.toordinal()))
    return number


def counted_up_to(tx: Tx) -> date:
    """The Monday up to which all weeks are told of."""
    return date.fromordinal(int(deployment.get(tx, COUNTED) or 1))


def weeks_over(now: datetime) -> date:
    """The Monday up to which all weeks are over (aware `now`)."""
    return monday_of((now - SETTLES).astimezone(CLOCK).date())


def _blocks(tx: Tx, over: date) -> list[date]:
    """The blocks in which something is not settled, the oldest first."""
    first = tx.execute(select(func.min(checkins.c.at)).where(checkins.c.settled.is_(None))).scalar_one()
    if first is None:
        return []
    oldest = block_of(monday_of(first.astimezone(CLOCK).date()))
    return [oldest + number * BLOCK_WEEKS * WEEK for number in range((over - oldest) // (BLOCK_WEEKS * WEEK) + 1)]


def _teams(tx: Tx, block: date, over: date) -> list[int]:
    """Whose teams recorded something in the block that is not settled."""
    rows = select(TEAM).select_from(checkins.join(people, people.c.id == checkins.c.by_id)).where(_within(block, over))
    return sorted(one for one in tx.execute(rows.distinct()).scalars() if one is not None)


def tell_of_team(tx: Tx, team_id: int, block: date, over: date, ahead: Ahead) -> int:
    """What may be told now of a team's weeks of a block; of which so much was read ahead."""
    hold(tx)
    spoken = _as_it_is(tx, ahead, block, over, of_team(team_id))
    return _tell(tx, team_id, block, spoken, lambda answers: cells(answers, (over - block) // WEEK))


def _tell_of_the_rest(tx: Tx, block: date, ahead: Ahead) -> int:
    """What is left of all teams when a block is over, told together or never."""
    hold(tx)
    over = block + BLOCK_WEEKS * WEEK
    found = _tell(tx, None, block, _as_it_is(tx, ahead, block, over), together)
    tx.execute(update(checkins).where(_within(block, over)).values(settled=True))
    return found


def hold(tx: Tx) -> None:
    """Nobody else tells of anything in figures before this transaction is over."""
    tx.insert_new(facts, [{"name": COUNTED, "value": "1"}])
    tx.execute(select(facts.c.value).where(facts.c.name == COUNTED).with_for_update())


# By check-in and revision: the topics that were spoken of, each with its level.
Opened = dict[tuple[int, int], dict[str, int]]
# By track and topic: the answers that stand in no cell yet.
Untold = dict[tuple[str, str], list[Spoken]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was spoken of, read by reading alone; by what it is seen whether that is still so, and what was opened."""

    spoken: Untold
    seen: tuple[int, ...]
    opened: Opened


def read_ahead(tx: Tx, opened: Opened, block: date, over: date, *which: ColumnElement[bool]) -> Ahead:
    """What was recorded in the weeks of a block that are over; nothing of `opened` is opened again."""
    return Ahead(_spoken(tx, block, over, opened, *which), _seen(tx, block, over, *which), opened)


def _as_it_is(tx: Tx, ahead: Ahead, block: date, over: date, *which: ColumnElement[bool]) -> Untold:
    """What was read ahead; where something was recorded, put right, told or erased since, as it is now."""
    same = _seen(tx, block, over, *which) == ahead.seen
    return ahead.spoken if same else _spoken(tx, block, over, ahead.opened, *which)


def _seen(tx: Tx, block: date, over: date, *which: ColumnElement[bool]) -> tuple[int, ...]:
    """Numbers that are others as soon as anything of it is."""
    row = tx.execute(_SEEN.where(_within(block, over), *which)).one()
    return tuple(int(number or 0) for number in row)


def _spoken(tx: Tx, block: date, over: date, opened: Opened, *which: ColumnElement[bool]) -> Untold:
    """What was spoken of in the weeks of a block that are over, as it stands now. The bot opens it; nobody reads it."""
    rows = tx.execute(_READ.where(_within(block, over), *which)).all()
    _open(tx, opened, rows)
    found: Untold = defaultdict(list)
    for row in rows:
        week = week_within(monday_of(row.at.astimezone(CLOCK).date()))
        for topic, level in opened[row.id, row.revision].items():
            if f",{topic}," not in (row.told_topics or ""):
                found[row.track, topic].append(Spoken(row.id, row.case_id, week, level))
    return found


def _open(tx: Tx, opened: Opened, rows: Iterable[Any]) -> None:
    """Some at a time: a vault remembers so many keys."""
    unknown = sorted((row.case_id, row.id, row.revision) for row in rows if (row.id, row.revision) not in opened)
    for at in range(0, len(unknown), AT_ONCE):
        wanted = {(number, revision) for _, number, revision in unknown[at : at + AT_ONCE]}
        found = tx.execute(_SEALED, {"ids": [number for number, _ in wanted]}).all()
        sealed = [row for row in found if (row.checkin_id, row.revision) in wanted]
        tx.fetch_keys(row.answers for row in sealed)
        for row in sealed:
            answers = tx.open_facts(row.answers, "checkin_revisions", "answers", f"{row.checkin_id}.{row.revision}")
            opened[row.checkin_id, row.revision] = spoken_levels(answers)


def _tell(
    tx: Tx, team_id: int | None, block: date, untold: Untold, into: Callable[[Sequence[Spoken]], list[Cell]]
) -> int:
    """Keep the cells of each topic, and mark whose answers stand in them."""
    kept: list[dict[str, Any]] = []
    marked: dict[int, list[str]] = defaultdict(list)
    for (track, topic), answers in sorted(untold.items()):
        for cell in into(answers):
            place = {"team_id": team_id, "track": track, "topic": topic, "weeks": cell.weeks, "told_at": tx.now}
            levels = {COLUMNS[level]: number for level, number in cell.levels.items()}
            kept.append({**place, "monday": (block + cell.first * WEEK).toordinal(), **levels})
            for one in cell.answers:
                marked[one.checkin].append(topic)
    if kept:
        tx.execute(insert(level_cells), kept)
        _mark(tx, marked)
    return len(kept)


def _mark(tx: Tx, marked: Mapping[int, Sequence[str]]) -> None:
    """Those with the same topics by one statement: one for each holds up whoever records something in the meantime."""
    alike: dict[str, list[int]] = defaultdict(list)
    for number, topics in sorted(marked.items()):
        alike[f"{','.join(topics)},"].append(number)
    for topics, numbers in alike.items():
        for at in range(0, len(numbers), AT_ONCE):
            tx.execute(_MARK, {"numbers": numbers[at : at + AT_ONCE], "told": topics})


def of_team(team_id: int) -> ColumnElement[bool]:
    """Recorded by somebody who is of this team now."""
    return TEAM.in_([team_id])


def _within(block: date, over: date) -> ColumnElement[bool]:
    """Recorded in the weeks of a block that are over, and not settled."""
    first, last = (midnight(day, CLOCK) for day in (block, min(over, block + BLOCK_WEEKS * WEEK)))
    return and_(checkins.c.settled.is_(None), checkins.c.at >= first, checkins.c.at < last)


_SOURCE = CASES_CHECKINS.join(people, people.c.id == checkins.c.by_id)
_STANDS = (newest_revision(), checkin_revisions.c.reached)
_READ = (
    select(checkins.c.id, checkins.c.case_id, checkins.c.at, checkins.c.told_topics, cases.c.track)
    .add_columns(checkin_revisions.c.revision)
    .select_from(_SOURCE)
    .where(*_STANDS)
    .order_by(checkins.c.at, checkins.c.id)
)
_SEEN = (
    select(func.count(), func.sum(checkins.c.id), func.sum(checkin_revisions.c.revision))
    .add_columns(func.sum(func.length(checkins.c.told_topics)))
    .select_from(_SOURCE)
    .where(*_STANDS)
)
_SEALED = select(checkin_revisions.c.checkin_id, checkin_revisions.c.revision, checkin_revisions.c.answers).where(
    checkin_revisions.c.checkin_id.in_(bindparam("ids", expanding=True))
)
_MARK = (
    update(checkins)
    .where(checkins.c.id.in_(bindparam("numbers", expanding=True)))
    .values(told_topics=func.coalesce(checkins.c.told_topics, ",") + bindparam("told"))
)
