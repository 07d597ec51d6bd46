"""The delivery history: what became of each prompt of a case. Nothing sealed is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case as when
from sqlalchemy import func, select

from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import outbox, people, prompts


@dataclass(frozen=True, slots=True)
class Entry:
    """A prompt: planned for `slot`, said to whom and when, when Telegram had it (`uncertain`: perhaps twice)."""

    kind: str
    slot: datetime
    state: str
    reason: str | None
    said_at: datetime | None
    said_to: str | None
    sent_at: datetime | None
    uncertain: bool


def _entry(row: Any) -> Entry:
    kind, slot, state, reason, said_at, said_to, sent_at, uncertain = row
    return Entry(kind, slot, state, reason, said_at, said_to, sent_at, bool(uncertain))


def of_case(tx: Tx, case: Case, page: int, size: int) -> tuple[list[Entry], bool]:
    """A page of a case's prompts, newest first; and whether more follow."""
    delivery = (
        select(
            outbox.c.prompt_id,
            func.max(outbox.c.sent_at).label("sent_at"),
            func.max(when((outbox.c.uncertain, 1), else_=0)).label("uncertain"),
        )
        .where(outbox.c.prompt_id.is_not(None))
        .group_by(outbox.c.prompt_id)
        .subquery()
    )
    rows = tx.execute(
        select(
            prompts.c.kind,
            prompts.c.slot,
            prompts.c.state,
            prompts.c.reason,
            prompts.c.said_at,
            people.c.code,
            delivery.c.sent_at,
            delivery.c.uncertain,
        )
        .select_from(
            prompts.outerjoin(people, people.c.id == prompts.c.said_to).outerjoin(
                delivery, delivery.c.prompt_id == prompts.c.id
            )
        )
        .where(prompts.c.case_id == case.id)
        .order_by(prompts.c.id.desc())
        .offset(page * size)
        .limit(size + 1)
    ).all()
    return [_entry(row) for row in rows[:size]], len(rows) > size
