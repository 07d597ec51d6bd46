"""What a digest told of a team's week when it was over: kept, so that it stays as it was told."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, get_type_hints

from sqlalchemy import select

from bot.domain.figures.digests import Period
from bot.domain.people import Person
from bot.store.engine.database import Tx
from bot.store.engine.tables import closed_weeks
from bot.store.figures import figures
from bot.store.figures.figures import Figures

# What figures are made of.
_PARTS: dict[str, Any] = get_type_hints(Figures)


def figures_of(tx: Tx, who: Person, period: Period) -> dict[str, Figures]:
    """The figures of a period, as they were told if it is a week that was; otherwise as they were at its end."""
    kept = told(tx, who, [period.first]) if period.is_week else {}
    found = kept.get(period.first)
    return figures.figures(tx, who, period) if found is None else found


def told(tx: Tx, who: Person, mondays: Collection[date]) -> dict[date, dict[str, Figures]]:
    """What was told of these weeks; those of which nothing was are missing."""
    theirs = (closed_weeks.c.team_id == who.id, closed_weeks.c.monday.in_([day.toordinal() for day in mondays]))
    rows = tx.execute(select(closed_weeks.c.monday, closed_weeks.c.figures).where(*theirs))
    return {date.fromordinal(row.monday): _read(row.figures) for row in rows}


def keep(tx: Tx, who: Person, period: Period, found: Mapping[str, Figures]) -> None:
    """These figures are told of a week that is over: they stay."""
    written = {track: {name: getattr(one, name)._asdict() for name in one.__slots__} for track, one in found.items()}
    row = {"team_id": who.id, "monday": period.first.toordinal(), "figures": json.dumps(written), "at": tx.now}
    tx.insert_new(closed_weeks, [row])


def _read(written: str) -> dict[str, Figures]:
    return {
        track: Figures(**{name: part(**values[name]) for name, part in _PARTS.items()})
        for track, values in json.loads(written).items()
    }
