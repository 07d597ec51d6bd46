"""Leave: when a mentor is away, and who covers. It begins and ends by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, insert, literal, select

from bot.domain.lives import Refusal
from bot.domain.people import Person
from bot.store.engine import audit, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import LEAVE
from bot.store.engine.tables import absences

ASKED, APPROVED, REFUSED, ENDED = "asked", "approved", "refused", "ended"


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave from `from_at` up to `until_at` (aware UTC); `cover_id` is who receives the prompts meanwhile."""

    id: int
    person_id: int
    cover_id: int | None
    from_at: datetime
    until_at: datetime
    state: str


_COLUMNS = (
    absences.c.id,
    absences.c.person_id,
    absences.c.cover_id,
    absences.c.from_at,
    absences.c.until_at,
    absences.c.state,
)


def _absence(row: Any) -> Absence:
    return Absence(*row)


def _in_force(at: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(absences.c.state == APPROVED, absences.c.from_at <= at, absences.c.until_at > at)


def _now(now: datetime) -> ColumnElement[bool]:
    return _in_force(literal(now, absences.c.from_at.type))


def covered_by(
    mentor_id: ColumnElement[Any], who_id: ColumnElement[Any], now: ColumnElement[Any]
) -> ColumnElement[bool]:
    """The condition that `who_id` covers for `mentor_id` at the moment `now`."""
    covers = (absences.c.person_id == mentor_id, absences.c.cover_id == who_id)
    return exists(select(literal(1)).where(*covers, _in_force(now)))


def in_force(tx: Tx, mentor_ids: Collection[int]) -> dict[int, int | None]:
    """Of these mentors those who are on leave now, each with who covers (None: nobody)."""
    if not mentor_ids:
        return {}
    rows = tx.execute(
        select(absences.c.person_id, absences.c.cover_id)
        .where(absences.c.person_id.in_(mentor_ids), _now(tx.now))
        .order_by(absences.c.id)
    )
    return {row.person_id: row.cover_id for row in rows}


def ask(tx: Tx, person: Person, from_at: datetime, until_at: datetime, cover_id: int | None) -> int:
    """A mentor asks for leave; an earlier request that nobody has decided on gives way to it."""
    lives.move_all(tx, LEAVE, "replace", absences.c.person_id == person.id)
    audit.note(tx, person.id, "leave_asked", "person", person.id)
    new_id: int = tx.execute(
        insert(absences)
        .values(
            person_id=person.id,
            cover_id=cover_id,
            from_at=from_at,
            until_at=until_at,
            **lives.born(LEAVE, "ask"),
            created_at=tx.now,
        )
        .returning(absences.c.id)
    ).scalar_one()
    return new_id


def by_id(tx: Tx, absence_id: int) -> Absence | None:
    """One leave."""
    row = tx.execute(select(*_COLUMNS).where(absences.c.id == absence_id)).one_or_none()
    return None if row is None else _absence(row)


def agree(tx: Tx, leader: Person, absence: Absence, cover_id: int | None) -> Refusal | None:
    """Agreed, with who covers; None when this was the decision that counts (the first one, before it is over)."""
    return _decide(tx, leader, absence, "agree", "leave_approved", cover_id)


def refuse(tx: Tx, leader: Person, absence: Absence) -> Refusal | None:
    """Not agreed; None when this was the decision that counts."""
    return _decide(tx, leader, absence, "refuse", "leave_refused", None)


def _decide(tx: Tx, leader: Person, absence: Absence, event: str, verb: str, cover_id: int | None) -> Refusal | None:
    to_come = absences.c.until_at > tx.now
    refusal = lives.move(tx, LEAVE, event, absence.id, to_come, cover_id=cover_id, decided_by=leader.id)
    if refusal is None:
        audit.note(tx, leader.id, verb, "person", absence.person_id)
    return refusal


def of(tx: Tx, person: Person) -> Absence | None:
    """This person's leave that is asked for, to come or in force."""
    row = tx.execute(
        select(*_COLUMNS)
        .where(
            absences.c.person_id == person.id,
            absences.c.state.in_((ASKED, APPROVED)),
            absences.c.until_at > tx.now,
        )
        .order_by(absences.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _absence(row)


def end(tx: Tx, who: Person, absence: Absence) -> Refusal | None:
    """Back earlier than planned, or not going after all; None when it is so, otherwise why not."""
    refusal = lives.move(tx, LEAVE, "end", absence.id)
    if refusal is None:
        audit.note(tx, who.id, "leave_ended", "person", absence.person_id)
    return refusal
