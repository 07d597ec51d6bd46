"""Cases: the only way to one is `visible`, which knows who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, false, func, insert, literal, select, update

from bot.domain.followups import OPEN
from bot.domain.people import Person, Role
from bot.store import audit
from bot.store.db import Tx
from bot.store.sealed import key_id_of
from bot.store.tables import cases, drafts, people, prompts

TRACKS = ("R", "P")


@dataclass(frozen=True, slots=True)
class Case:
    """A person who is accompanied, by neutral code. `sealed_name` names the key of all their text."""

    id: int
    code: str
    track: str
    mentor_id: int
    cadence_weeks: int
    status: str
    last_at: datetime | None
    sealed_name: bytes

    @property
    def key_id(self) -> int:
        """The id of the case's data key."""
        return key_id_of(self.sealed_name)


_COLUMNS = (
    cases.c.id,
    cases.c.code,
    cases.c.track,
    cases.c.mentor_id,
    cases.c.cadence_weeks,
    cases.c.status,
    cases.c.last_at,
    cases.c.name,
)


def _case(row: Any) -> Case:
    return Case(row.id, row.code, row.track, row.mentor_id, row.cadence_weeks, row.status, row.last_at, row.name)


def in_scope(who: Person) -> ColumnElement[bool]:
    """Which cases a person may see: a mentor their own, a supervisor their mentors', nobody else any."""
    return _scope(who.role, literal(who.id))


def _scope(role: Role, who_id: ColumnElement[Any]) -> ColumnElement[bool]:
    if role is Role.MENTOR:
        return cases.c.mentor_id == who_id
    if role is Role.SUPERVISOR:
        return exists(select(literal(1)).where(people.c.id == cases.c.mentor_id, people.c.supervisor_id == who_id))
    return false()


def visible(tx: Tx, who: Person, case_id: int, *, lock: bool = False) -> Case | None:
    """A case this person may see, locked until the turn ends if it will be changed; None otherwise."""
    row = tx.execute(_visible(who.role, lock), {"case": case_id, "who": who.id}).one_or_none()
    return None if row is None else _case(row)


@lru_cache
def _visible(role: Role, lock: bool) -> Any:
    found = select(*_COLUMNS).where(cases.c.id == bindparam("case"), _scope(role, bindparam("who")))
    return found.with_for_update(of=cases) if lock else found


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a list: whether a moment is waiting for it, when the next one comes, whether a draft stands open."""

    id: int
    code: str
    due_at: datetime | None
    waiting: bool
    has_draft: bool


def lines(tx: Tx, who: Person, page: int, size: int) -> tuple[list[Line], bool]:
    """A page of this person's active cases, those whose moment has come first; and whether more follow."""
    due = (
        select(
            prompts.c.case_id,
            func.min(prompts.c.due_at).label("due_at"),
            func.max(case((prompts.c.state == "said", 1), else_=0)).label("said"),
        )
        .where(
            prompts.c.recipient_id == who.id if who.role is Role.MENTOR else literal(True),
            prompts.c.state.in_(OPEN),
        )
        .group_by(prompts.c.case_id)
        .subquery()
    )
    has_draft = exists(select(literal(1)).where(drafts.c.case_id == cases.c.id, drafts.c.person_id == who.id))
    waiting = case(
        (
            and_(
                due.c.case_id.is_not(None),
                (due.c.said == 1) | (due.c.due_at <= literal(tx.now, cases.c.intake_at.type)),
            ),
            1,
        ),
        else_=0,
    )
    rows = tx.execute(
        select(cases.c.id, cases.c.code, due.c.due_at, waiting.label("waiting"), has_draft.label("has_draft"))
        .select_from(cases)
        .join(due, due.c.case_id == cases.c.id, isouter=True)
        .where(in_scope(who), cases.c.status == "active")
        .order_by(waiting.desc(), due.c.due_at.is_(None), due.c.due_at, cases.c.code)
        .offset(page * size)
        .limit(size + 1)
    ).all()
    found = [Line(row.id, row.code, row.due_at, bool(row.waiting), bool(row.has_draft)) for row in rows]
    return found[:size], len(found) > size


def count(tx: Tx, who: Person) -> int:
    """How many active cases this person sees."""
    return int(
        tx.execute(
            select(func.count()).select_from(cases).where(in_scope(who), cases.c.status == "active")
        ).scalar_one()
    )


def name(tx: Tx, who: Person, one: Case) -> str:
    """Open a case's name for a screen of `who`; the reading is in the audit."""
    audit.note(tx, who.id, "read_name", "case", one.id)
    return tx.open(one.sealed_name, "cases", "name", one.id)


def add(tx: Tx, track: str, title: str, mentor: Person, cadence_weeks: int) -> Case:
    """Add a case under the next code of its track, with a key of its own."""
    codes = tx.execute(select(cases.c.code).where(cases.c.track == track)).scalars()
    number = max((int(code.partition("-")[2]) for code in codes), default=0) + 1
    case_id = tx.execute(
        insert(cases)
        .values(
            code=f"{track}-{number:03d}",
            track=track,
            mentor_id=mentor.id,
            cadence_weeks=cadence_weeks,
            status="active",
            intake_at=tx.now,
        )
        .returning(cases.c.id)
    ).scalar_one()
    sealed = tx.new_key("case", str(case_id)).seal(title.encode(), "cases", "name", case_id)
    row = tx.execute(update(cases).where(cases.c.id == case_id).values(name=sealed).returning(*_COLUMNS)).one()
    return _case(row)


def touched(tx: Tx, one: Case) -> None:
    """A check-in was saved just now."""
    tx.execute(update(cases).where(cases.c.id == one.id).values(last_at=tx.now))
