"""The delivery history: what became of each prompt of a case. Nothing sealed is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, func, or_, select
from sqlalchemy import case as when

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
    """A page of a case's prompts, what was planned last first; and whether more follow."""
    shown = (
        select(prompts)
        .where(prompts.c.case_id == case.id)
        .order_by(prompts.c.slot.desc(), prompts.c.id.desc())
        .offset(page * size)
        .limit(size + 1)
        .subquery()
    )
    rows = tx.execute(
        select(
            shown.c.kind,
            shown.c.slot,
            shown.c.state,
            shown.c.reason,
            shown.c.said_at,
            people.c.code,
            _of_letters(shown, func.max(outbox.c.sent_at)),
            _of_letters(shown, func.max(when((outbox.c.uncertain, 1), else_=0))),
        )
        .select_from(shown.outerjoin(people, people.c.id == shown.c.said_to))
        .order_by(shown.c.slot.desc(), shown.c.id.desc())
    ).all()
    return [_entry(row) for row in rows[:size]], len(rows) > size


def _of_letters(shown: Subquery, found: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Something of all that was sent for a prompt, or of the message in which it was said with others; asked of those
    that are shown alone.
    """
    own = outbox.c.prompt_id == func.coalesce(shown.c.said_with, shown.c.id)
    then = or_(shown.c.said_with.is_(None), outbox.c.created_at <= shown.c.said_at)
    return select(found).where(own, then).scalar_subquery()
