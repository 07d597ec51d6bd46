"""Counts of the levels that check-ins recorded: what digests add up, as the answers themselves stay sealed.

A tally belongs to whoever recorded and to the week of recording, so a case that is handed on moves none, and a
correction finds the very rows it has to change.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.checkins import LEVELS, TOPICS, reached
from bot.domain.figures.digests import monday_of
from bot.store.engine.database import Tx
from bot.store.engine.tables import tallies

# One clock for all weeks: a person's own may change between a check-in and its correction.
CLOCK = ZoneInfo("Asia/Jakarta")
LEVEL_CODES = tuple(level for level, _, _ in LEVELS)
Levels = Mapping[str, Any]


def add(tx: Tx, by_id: int, track: str, at: datetime, answers: Levels) -> None:
    """A check-in was recorded at `at`: each level counts once in its week."""
    _count(tx, by_id, track, at, _levels(answers), 1)


def replace(tx: Tx, by_id: int, track: str, at: datetime, earlier: Levels, answers: Levels) -> None:
    """It was corrected: the earlier levels do not count any more, the new ones do, in the week of recording."""
    before, now = _levels(earlier), _levels(answers)
    _count(tx, by_id, track, at, before - now, -1)
    _count(tx, by_id, track, at, now - before, 1)


def owner(tx: Tx, person_id: int) -> int:
    """The number a person's tallies are kept under; no Telegram id is negative, so it is nothing else's."""
    return tx.blind(-person_id)


def by_week(
    tx: Tx, person_ids: Collection[int], first: date, last: date
) -> dict[str, dict[tuple[str, date], list[int]]]:
    """By track: how often each level (best first) was recorded, by topic and Monday, from `first` up to `last`."""
    rows = tx.execute(
        select(
            tallies.c.track, tallies.c.topic, tallies.c.week, tallies.c.level, func.sum(tallies.c.count).label("number")
        )
        .where(
            tallies.c.owner.in_([owner(tx, one) for one in person_ids]),
            tallies.c.week.between(first.toordinal(), last.toordinal()),
        )
        .group_by(tallies.c.track, tallies.c.topic, tallies.c.week, tallies.c.level)
    )
    found: dict[str, dict[tuple[str, date], list[int]]] = {}
    for row in rows:
        weeks = found.setdefault(row.track, {})
        numbers = weeks.setdefault((row.topic, date.fromordinal(row.week)), [0] * len(LEVEL_CODES))
        numbers[LEVEL_CODES.index(row.level)] = int(row.number)
    return found


def _levels(answers: Levels) -> set[tuple[str, int]]:
    """The levels that answers hold; none where nobody was reached."""
    kept: Mapping[str, Any] = answers.get("levels", {}) if reached(dict(answers)) else {}
    return {(topic.code, kept[topic.code]) for topic in TOPICS if kept.get(topic.code) in LEVEL_CODES}


def _count(tx: Tx, by_id: int, track: str, at: datetime, levels: set[tuple[str, int]], step: int) -> None:
    if not levels:
        return
    place = {"owner": owner(tx, by_id), "week": monday_of(at.astimezone(CLOCK).date()).toordinal(), "track": track}
    # In one order always, so that two who count at once do not wait for each other.
    rows = [{**place, "topic": topic, "level": level, "count": step} for topic, level in sorted(levels)]
    tx.execute(_adds(tx.connection.dialect.name), rows)


@lru_cache
def _adds(dialect: str) -> Any:
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    adding = make(tallies)
    return adding.on_conflict_do_update(
        index_elements=list(tallies.primary_key.columns),
        set_={"count": tallies.c.count + adding.excluded.count},
    )
