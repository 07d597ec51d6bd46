"""The right to read what was recorded: for a case's supervisor with a reason, for another in an emergency."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, insert, select

from bot.domain.people import Person
from bot.store.caseload import cases, walls
from bot.store.caseload.cases import Case
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import grants

TERM = timedelta(minutes=60)


def give(tx: Tx, who: Person, case: Case, reason: str, *, glass: bool) -> datetime:
    """Let somebody read for an hour; the reason is kept in the audit, sealed. Returns when it ends."""
    until = tx.now + TERM
    tx.execute(insert(grants).values(person_id=who.id, case_id=case.id, at=tx.now, until=until, glass=glass))
    audit.note(tx, who.id, "glass_broken" if glass else "reading_granted", "case", case.id, reason)
    return until


def until(tx: Tx, who: Person, case_id: int) -> datetime | None:
    """Until when this person may read about a case; None when they may not."""
    found = select(func.max(grants.c.until)).where(
        grants.c.person_id == who.id, grants.c.case_id == case_id, grants.c.until > tx.now
    )
    at: datetime | None = tx.execute(found).scalar_one()
    return at


def readable(tx: Tx, who: Person, case_id: int) -> Case | None:
    """A case whose check-ins this person may read now: their own, or one they were let into.

    The wall is asked at each reading: one may have come up since they were let in.
    """
    own = cases.entrusted(tx, who, case_id)
    if own is not None:
        return own
    if until(tx, who, case_id) is None or cases.team_is_kept_from(tx, who, walls.behind(tx, [case_id])):
        return None
    return cases.by_id(tx, case_id)


def by_code(tx: Tx, code: str) -> Case | None:
    """Any open case by its code, for the emergency door; whoever asks is checked and noted there."""
    row = tx.execute(
        select(case_table.c.id).where(
            case_table.c.code == code.strip().upper(), case_table.c.status.in_(("active", "paused"))
        )
    ).one_or_none()
    return None if row is None else cases.by_id(tx, row.id)
