"""Which cases of a supervisor's team need a person's look, and why: rows and dates only, nothing sealed is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, exists, func, literal, or_, select

from bot.domain.followups import CONTACT, MISSES_IN_A_ROW, OPEN
from bot.domain.people import Person
from bot.store.caseload.scope import in_scope
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences, cases, flags, people, prompts, walls

AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Concern:
    """A case that needs a look: since when its contact is open, misses in a row, whether a flag waits."""

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
    now = literal(tx.now, prompts.c.due_at.type)
    open_since = (
        select(prompts.c.case_id, func.min(prompts.c.due_at).label("since"))
        .where(prompts.c.kind.in_(CONTACT), prompts.c.state.in_(OPEN), prompts.c.due_at <= tx.now - AFTER)
        .group_by(prompts.c.case_id)
        .subquery()
    )
    flagged = exists(
        select(literal(1)).where(
            flags.c.case_id == cases.c.id, flags.c.closed_at.is_(None), flags.c.acknowledged_at.is_(None)
        )
    )
    uncovered = exists(
        select(literal(1)).where(
            absences.c.person_id == cases.c.mentor_id,
            absences.c.state == "approved",
            absences.c.cover_id.is_(None),
            absences.c.from_at <= now,
            absences.c.until_at > now,
        )
    )
    due = exists(
        select(literal(1)).where(
            prompts.c.case_id == cases.c.id,
            prompts.c.kind.in_(CONTACT),
            prompts.c.state.in_(OPEN),
            prompts.c.due_at <= now,
        )
    )
    alone = and_(uncovered, due)
    met = cases.alias("met")
    apart = exists(
        select(literal(1))
        .select_from(met)
        .where(
            met.c.mentor_id == cases.c.mentor_id,
            met.c.status.in_(("active", "paused")),
            or_(
                exists(select(literal(1)).where(walls.c.one_id == cases.c.id, walls.c.other_id == met.c.id)),
                exists(select(literal(1)).where(walls.c.other_id == cases.c.id, walls.c.one_id == met.c.id)),
            ),
        )
    )
    rows = tx.execute(
        select(
            cases.c.id,
            cases.c.code,
            people.c.code.label("mentor"),
            open_since.c.since,
            cases.c.misses,
            case((flagged, 1), else_=0).label("flagged"),
            case((alone, 1), else_=0).label("uncovered"),
            case((apart, 1), else_=0).label("apart"),
        )
        .select_from(
            cases.join(people, people.c.id == cases.c.mentor_id).outerjoin(
                open_since, open_since.c.case_id == cases.c.id
            )
        )
        .where(
            in_scope(who, tx.now),
            cases.c.status == "active",
            or_(open_since.c.since.is_not(None), cases.c.misses >= MISSES_IN_A_ROW, flagged, alone, apart),
            *([] if track is None else [cases.c.track == track]),
        )
        .order_by(case((flagged, 0), else_=1), open_since.c.since.is_(None), open_since.c.since, cases.c.code)
        .offset(page * size)
        .limit(size + 1)
    ).all()
    found = [
        Concern(
            row.id, row.code, row.mentor, row.since, row.misses, bool(row.flagged), bool(row.uncovered), bool(row.apart)
        )
        for row in rows
    ]
    return found[:size], len(found) > size
