"""Carries out the table of retention: counts what has been kept long enough, erases and removes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select

from bot.domain.rights.requests import OPEN_STATES, PASSING
from bot.domain.rights.retention import BY_CODE, CLASSES, Retained
from bot.store.caseload import requests
from bot.store.caseload.cases import COLUMNS, case_of
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.engine.tables import attempts, cases, consents, drafts, invites, people
from bot.store.engine.tables import audit as audit_table
from bot.store.engine.tables import requests as requests_table
from bot.store.keeping import erasing
from bot.store.queues import pruning


@dataclass(frozen=True, slots=True)
class Line:
    """A class of data, how much of it has been kept long enough, and whose (only codes)."""

    retained: Retained
    count: int
    codes: tuple[str, ...] = ()


def due(tx: Tx) -> list[Line]:
    """What `purge` would do now, class by class."""
    old_cases = tx.execute(select(cases.c.code).where(_closed(tx.now)).order_by(cases.c.code)).scalars().all()
    updates, said = pruning.prunable(tx)
    found = {
        "notes": Line(BY_CODE["notes"], len(old_cases), tuple(old_cases)),
        "requests": Line(BY_CODE["requests"], _count(tx, requests_table, _answered(tx.now))),
        "messages": Line(BY_CODE["messages"], said),
        "updates": Line(BY_CODE["updates"], updates),
        "strangers": Line(BY_CODE["strangers"], pruning.count_strangers(tx)),
        "invites": Line(BY_CODE["invites"], _count(tx, invites, _unused(tx.now))),
        "attempts": Line(BY_CODE["attempts"], _count(tx, attempts, attempts.c.at < _before("attempts", tx.now))),
        "drafts": _drafts(tx),
        "audit": Line(BY_CODE["audit"], _count(tx, audit_table)),
        "consents": Line(BY_CODE["consents"], _count(tx, consents)),
    }
    return [found[one.code] for one in CLASSES]


def purge(tx: Tx) -> None:
    """Erase and remove what is due. `erasing.complete` is to follow the COMMIT."""
    for row in tx.execute(select(*COLUMNS).where(_closed(tx.now)).order_by(cases.c.id)).all():
        erasing.erase(tx, case_of(row), None)
    requests.remove(tx, _answered(tx.now))
    tx.execute(delete(invites).where(_unused(tx.now)))
    tx.execute(delete(attempts).where(attempts.c.at < _before("attempts", tx.now)))
    pruning.prune(tx)
    pruning.forget_strangers(tx)
    audit.note(tx, None, "purged", "deployment", None)


def _before(code: str, now: datetime) -> datetime:
    return BY_CODE[code].before(now)


def _closed(now: datetime) -> ColumnElement[bool]:
    return and_(cases.c.status == "closed", cases.c.closed_at < _before("notes", now))


def _answered(now: datetime) -> ColumnElement[bool]:
    """Answered long ago. The rights stay: that they were honoured must be provable."""
    return and_(
        requests_table.c.kind.in_(PASSING),
        requests_table.c.state.not_in(OPEN_STATES),
        requests_table.c.done_at < _before("requests", now),
    )


def _unused(now: datetime) -> ColumnElement[bool]:
    return and_(invites.c.used_at.is_(None), invites.c.expires_at < _before("invites", now))


def _count(tx: Tx, table: object, *which: ColumnElement[bool]) -> int:
    return int(tx.execute(select(func.count()).select_from(table).where(*which)).scalar_one())  # type: ignore[arg-type]


def _drafts(tx: Tx) -> Line:
    """Whose forms lie untouched: they are to be told, and nothing is thrown away."""
    owners = tx.execute(
        select(people.c.code)
        .join(drafts, drafts.c.person_id == people.c.id)
        .where(drafts.c.updated_at < _before("drafts", tx.now), drafts.c.blank.is_not(True))
        .order_by(people.c.code)
    ).scalars()
    codes = tuple(owners)
    return Line(BY_CODE["drafts"], len(codes), tuple(dict.fromkeys(codes)))
