"""What each mentor of a team carries: open cases and planned contacts a month."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from bot.domain.figures.workload import WEEKS_A_MONTH, Workload
from bot.domain.people import Person, Role
from bot.domain.timing.cadence import rhythm
from bot.store.caseload.cases import RUNNING
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases, people


def of_team(tx: Tx, supervisor: Person) -> list[Workload]:
    """The active mentors of a team with what they carry, by code."""
    rows: Any = tx.execute(
        select(people.c.code, cases.c.cadence_weeks, cases.c.intake_at)
        .select_from(people.outerjoin(cases, (cases.c.mentor_id == people.c.id) & (cases.c.status == "active")))
        .where(people.c.supervisor_id == supervisor.id, people.c.role == Role.MENTOR, people.c.status == "active")
        .order_by(people.c.code)
    )
    found: dict[str, list[int]] = {}
    for code, cadence, intake_at in rows:
        weeks = found.setdefault(code, [])
        if intake_at is not None:
            weeks.append(rhythm(cadence, intake_at, tx.now))
    return [
        Workload(code, len(weeks), round(sum(WEEKS_A_MONTH / each for each in weeks))) for code, weeks in found.items()
    ]


def carried(tx: Tx, ids: Collection[int]) -> dict[int, int]:
    """How many people each of these accompanies; whoever accompanies nobody is missing."""
    theirs = (cases.c.mentor_id.in_(ids), cases.c.status.in_(RUNNING))
    rows = tx.execute(
        select(cases.c.mentor_id, func.count().label("number")).where(*theirs).group_by(cases.c.mentor_id)
    )
    return {row.mentor_id: int(row.number) for row in rows}
