"""Which cases of a supervisor's team need a person's look, and why: rows and dates only, nothing sealed is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, literal, or_, select

from bot.domain.followups import MISSES_IN_A_ROW
from bot.domain.people import Person
from bot.domain.timing.overdue import NEEDS_A_LOOK
from bot.store.caseload.overdue import for_so_long, is_overdue, open_since
from bot.store.caseload.scope import in_scope
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences, cases, flags, people, prompts, walls
from bot.store.people.absences import is_in_force


@dataclass(frozen=True, slots=True)
class Concern:
    """A case that needs a look: since when its contact is open, misses in a row, whether a flag waits.

    uncovered: a contact is due and the mentor away without a cover; apart: its mentor accompanies somebody whom this
    person must not meet.
    """

    case_id: int
    code: str
    mentor: str
    since: datetime | None
    misses: int
    flagged: bool
    uncovered: bool
    apart: bool


def concerns(tx: Tx, who: Person, page: int, size: int, track: str | None = None) -> tuple[list[Concern], bool]:
    """A page of them, of one kind of service, flags first, then the longest open; and whether more follow."""
    rows: Any = tx.execute(_concerns(who, tx.now, track).offset(page * size).limit(size + 1))
    found = [Concern(*row[:5], *map(bool, row[5:])) for row in rows]
    return found[:size], len(found) > size


def _concerns(who: Person, now: datetime, track: str | None) -> Select[Any]:
    """Every case of this leader's about which something of all this holds."""
    late, flagged, apart = _late(now), _a_flag_waits(), _meets_whom_it_must_not()
    uncovered = and_(_is_nobodys_now(now), _exists(prompts.c.case_id == cases.c.id, is_overdue(now)))
    signs = (late.c.since.is_not(None), cases.c.misses >= MISSES_IN_A_ROW, flagged, uncovered, apart)
    which = [in_scope(who, now), cases.c.status == "active", or_(*signs)]
    if track is not None:
        which.append(cases.c.track == track)
    return (
        select(cases.c.id, cases.c.code, people.c.code, late.c.since, cases.c.misses)
        .add_columns(*(case((sign, 1), else_=0) for sign in (flagged, uncovered, apart)))
        .select_from(cases.join(people, people.c.id == cases.c.mentor_id))
        .outerjoin(late, late.c.case_id == cases.c.id)
        .where(*which)
        .order_by(case((flagged, 0), else_=1), late.c.since.is_(None), late.c.since, cases.c.code)
    )


def _late(now: datetime) -> Subquery:
    """Of each case whose contact has been open for days: since when."""
    return (
        select(prompts.c.case_id, open_since().label("since"))
        .where(is_overdue(now))
        .group_by(prompts.c.case_id)
        .having(for_so_long(open_since(), NEEDS_A_LOOK, now))
        .subquery()
    )


def _a_flag_waits() -> ColumnElement[bool]:
    """Nobody has taken it on."""
    return _exists(flags.c.case_id == cases.c.id, flags.c.closed_at.is_(None), flags.c.acknowledged_at.is_(None))


def _is_nobodys_now(now: datetime) -> ColumnElement[bool]:
    """Its mentor is on leave, and nobody covers."""
    return _exists(
        absences.c.person_id == cases.c.mentor_id,
        absences.c.cover_id.is_(None),
        is_in_force(literal(now, absences.c.from_at.type)),
    )


def _meets_whom_it_must_not() -> ColumnElement[bool]:
    """Its mentor accompanies somebody from behind a wall too."""
    met = cases.alias("met")
    walled = or_(
        _exists(walls.c.one_id == cases.c.id, walls.c.other_id == met.c.id),
        _exists(walls.c.other_id == cases.c.id, walls.c.one_id == met.c.id),
    )
    together = (met.c.mentor_id == cases.c.mentor_id, met.c.status.in_(("active", "paused")))
    return exists(select(literal(1)).select_from(met).where(*together, walled))


def _exists(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(literal(1)).where(*conditions))
