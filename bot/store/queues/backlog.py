"""What waits in either queue: how much of it, and until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from bot.store.engine.database import Tx
from bot.store.engine.tables import inbox, outbox
from bot.store.queues.waiting import FAILED, NEW, READY, SENDING


def waiting_rows(tx: Tx) -> dict[str, int]:
    """How many rows wait or stay in doubt: for the health page and the demo's panel."""
    count = select(func.count())
    return {
        "inbox_new": tx.execute(count.select_from(inbox).where(inbox.c.state == NEW)).scalar_one(),
        "inbox_failed": tx.execute(count.select_from(inbox).where(inbox.c.state == FAILED)).scalar_one(),
        "outbox_ready": sum(
            tx.execute(count.select_from(outbox).where(outbox.c.state == state)).scalar_one()
            for state in (READY, SENDING)
        ),
        "outbox_uncertain": tx.execute(count.select_from(outbox).where(outbox.c.uncertain)).scalar_one(),
    }


def next_retry_at(tx: Tx) -> datetime | None:
    """When the next row that was put off, of either queue, is to be tried again."""
    updates = select(func.min(inbox.c.not_before)).where(inbox.c.state == NEW, inbox.c.not_before > tx.now)
    letters = select(func.min(outbox.c.not_before)).where(outbox.c.state == READY, outbox.c.not_before > tx.now)
    moments = [tx.execute(question).scalar_one() for question in (updates, letters)]
    return min((at for at in moments if at is not None), default=None)
