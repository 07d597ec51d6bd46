"""The right to read what was recorded: for a case's supervisor with a reason, for another in an emergency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update

from bot.domain.people import Person
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.caseload.scope import has_the_other
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import grants

TERM = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Grant:
    """Who may read about which case, until when; `glass` where it was taken in an emergency."""

    id: int
    person_id: int
    case_id: int
    at: datetime
    until: datetime
    glass: bool


_COLUMNS = (grants.c.id, grants.c.person_id, grants.c.case_id, grants.c.at, grants.c.until, grants.c.glass)


def give(tx: Tx, who: Person, case: Case, reason: str, *, glass: bool) -> Grant:
    """Let somebody read for an hour; the reason is kept in the audit, sealed."""
    values = {"person_id": who.id, "case_id": case.id, "at": tx.now, "until": tx.now + TERM, "glass": glass}
    row: Any = tx.execute(insert(grants).values(**values).returning(*_COLUMNS)).one()
    audit.note(tx, who.id, _verb(glass), "case", case.id, reason)
    return Grant(*row)


def standing(tx: Tx, case: Case) -> list[Grant]:
    """Who may read about a case now, by a grant; the newest last."""
    rows: Any = tx.execute(
        select(*_COLUMNS).where(grants.c.case_id == case.id, grants.c.until > tx.now).order_by(grants.c.id)
    ).all()
    return [Grant(*row) for row in rows]


def end(tx: Tx, by: Person, grant: Grant) -> bool:
    """It holds no more; whether it still did."""
    ended = update(grants).where(grants.c.id == grant.id, grants.c.until > tx.now).values(until=tx.now)
    if not tx.execute(ended).rowcount:
        return False
    audit.note(tx, by.id, "reading_ended", "case", grant.case_id)
    return True


def by_id(tx: Tx, grant_id: int) -> Grant | None:
    """A grant; None where it went with its case."""
    row: Any = tx.execute(select(*_COLUMNS).where(grants.c.id == grant_id)).one_or_none()
    return None if row is None else Grant(*row)


def reason(tx: Tx, grant: Grant) -> str:
    """Why it was given, as the audit keeps it; empty where it can no longer be opened."""
    return audit.reason_given(tx, grant.person_id, _verb(grant.glass), "case", grant.case_id, grant.at)


def _verb(glass: bool) -> str:
    return "glass_broken" if glass else "reading_granted"


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
    return None if until(tx, who, case_id) is None else _to_open(tx, who, case_table.c.id == case_id)


def by_code(tx: Tx, who: Person, code: str) -> Case | None:
    """Any open case by its code, for the emergency door; a wall keeps it shut. Whoever asks is noted there."""
    goes_on = case_table.c.status.in_(cases.RUNNING)
    return _to_open(tx, who, case_table.c.code == code.strip().upper(), goes_on)


def _to_open(tx: Tx, who: Person, *which: ColumnElement[bool]) -> Case | None:
    """A case that is not this person's own, where nobody is in their sight whom it must not meet."""
    row = tx.execute(select(*cases.COLUMNS).where(*which, ~has_the_other(who, tx.now))).one_or_none()
    return None if row is None else cases.case_of(row)
