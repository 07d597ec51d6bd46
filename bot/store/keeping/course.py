"""How each accompaniment went, as rows of an export: taken up, paused, resumed, closed, handed over, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select, text

from bot.domain.followups import CONTACT
from bot.store.engine.database import Tx
from bot.store.engine.tables import COURSE, audit, cases, prompts
from bot.store.keeping.wanted import Everybody, Wanted

TAKEN_UP, HANDED_OVER, CLOSED = "taken_up", "handed_over", "closed"
# What happened as the audit calls it -> as an export does.
WHAT = {
    "case_transferred": HANDED_OVER,
    "case_paused": "paused",
    "case_active": "resumed",
    "case_closed": CLOSED,
}
Turn = tuple[datetime, str, int | None]


def rows(tx: Tx, wanted: Wanted, everybody: Everybody) -> Iterator[dict[str, Any]]:
    """What happened to each case up to the end of the period, from its beginning on: who was accompanied on a day
    follows from all that was before.
    """
    chosen = (cases.c.id, cases.c.code, cases.c.mentor_id, cases.c.intake_at, cases.c.closed_at)
    of_each, planned = _turns(tx, wanted), _planned(tx, wanted)
    for case in tx.execute(select(*chosen).where(cases.c.id.in_(wanted.among())).order_by(cases.c.code)).all():
        for at, what, by, mentor in _told(case, of_each.get(case.id, []), planned.get(case.id, ())):
            if wanted.until is None or at < wanted.until:
                yield {
                    "code": case.code,
                    "at": everybody.at(at, case.mentor_id),
                    "what": what,
                    "by": everybody.code(by),
                    "mentor": everybody.code(mentor),
                }


def _turns(tx: Tx, wanted: Wanted) -> Mapping[int, list[Turn]]:
    noted = (text(COURSE), audit.c.subject == "case", audit.c.subject_id.in_(wanted.among()))
    found = tx.execute(
        select(audit.c.subject_id, audit.c.at, audit.c.verb, audit.c.actor_id)
        .where(*noted)
        .order_by(audit.c.subject_id, audit.c.id)
    )
    grouped = groupby(found, key=lambda row: int(row.subject_id))
    return {case_id: [(row.at, WHAT[row.verb], row.actor_id) for row in of_it] for case_id, of_it in grouped}


def _planned(tx: Tx, wanted: Wanted) -> Mapping[int, list[Any]]:
    """By case that was handed over: its planned contacts, and for whom each was planned."""
    moved = (text(COURSE), audit.c.subject == "case", audit.c.verb == "case_transferred")
    handed = select(audit.c.subject_id).where(*moved, audit.c.subject_id.in_(wanted.among()))
    told = (prompts.c.case_id, prompts.c.recipient_id, prompts.c.created_at, prompts.c.handed_at)
    found = tx.execute(
        select(*told)
        .where(prompts.c.case_id.in_(handed), prompts.c.kind.in_(CONTACT))
        .order_by(prompts.c.case_id, prompts.c.id)
    )
    return {case_id: list(of_it) for case_id, of_it in groupby(found, key=lambda row: int(row.case_id))}


def _told(case: Any, turns: list[Turn], planned: Any) -> Iterator[tuple[datetime, str, int | None, int | None]]:
    """Each turn with the mentor from then on. The one of now is known; an earlier one only by whom contacts were
    planned for in their time, where that was one person.
    """
    if case.closed_at is not None and all(what != CLOSED for _, what, _ in turns):
        turns = [*turns, (case.closed_at, CLOSED, None)]  # it came in from elsewhere
    left = sum(what == HANDED_OVER for _, what, _ in turns)
    changes = [at for at, what, _ in turns if what == HANDED_OVER]
    mentor = case.mentor_id if not left else _planned_for(planned, None, changes[0])
    yield case.intake_at, TAKEN_UP, None, mentor
    for at, what, by in turns:
        if what == HANDED_OVER:
            left -= 1
            mentor = case.mentor_id if not left else _planned_for(planned, at, changes[-left])
        yield at, what, by, mentor


def _planned_for(planned: Any, since: datetime | None, until: datetime) -> int | None:
    """For whom contacts were planned from `since` up to `until`; None where nobody knows, or it was not one person."""
    found = {
        row.recipient_id
        for row in planned
        if (row.handed_at == since if row.handed_at is not None else _is_within(row.created_at, since, until))
    }
    return found.pop() if len(found) == 1 else None


def _is_within(at: datetime, since: datetime | None, until: datetime) -> bool:
    return (since is None or at >= since) and at < until
