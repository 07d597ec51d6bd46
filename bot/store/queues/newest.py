"""The newest rows of the queues, for the demo's page: ids, kinds, states and times; nothing sealed is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from bot.store.engine.database import Tx
from bot.store.engine.tables import cases, inbox, outbox, prompts

NEWEST = 12


def updates(tx: Tx) -> Sequence[Any]:
    """The newest inbox rows: id, received_at, state."""
    newest = select(inbox.c.id, inbox.c.received_at, inbox.c.state).order_by(inbox.c.id.desc())
    return tx.execute(newest.limit(NEWEST)).all()


def moments(tx: Tx) -> Sequence[Any]:
    """Prompts that wait, soonest first, then the others: code, kind, due_at, state."""
    rows = select(prompts.c.kind, prompts.c.due_at, prompts.c.state, cases.c.code).outerjoin(
        cases, cases.c.id == prompts.c.case_id
    )
    return tx.execute(rows.order_by(prompts.c.state != "waiting", prompts.c.due_at).limit(NEWEST)).all()


def letters(tx: Tx) -> Sequence[Any]:
    """The newest outbox rows: id, kind, created_at, state."""
    newest = select(outbox.c.id, outbox.c.kind, outbox.c.created_at, outbox.c.state).order_by(outbox.c.id.desc())
    return tx.execute(newest.limit(NEWEST)).all()


def totals(tx: Tx) -> dict[str, int]:
    """How many rows each queue has."""
    tables = {"inbox": inbox, "prompts": prompts, "outbox": outbox}
    return {name: tx.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables.items()}
