"""What waits in either queue: how much of it, and until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from bot.store.engine.database import Tx
from bot.store.engine.tables import inbox, outbox


def waiting_rows(tx: Tx) -> dict[str, int]:
    """How many rows wait or stay in doubt: for the health page and the demo's panel."""
    count = select(func.count())
    return {
        "inbox_new": tx.execute(count.select_from(inbox).where(inbox.c.state == "new")).scalar_one(),
        "inbox_failed": tx.execute(count.select_from(inbox).where(inbox.c.state == "failed")).scalar_one(),
        "outbox_ready": tx.execute(
            count.select_from(outbox).where(outbox.c.state.in_(("ready", "sending")))
        ).scalar_one(),
        "outbox_uncertain": tx.execute(count.select_from(outbox).where(outbox.c.uncertain)).scalar_one(),
    }


def next_retry_at(tx: Tx) -> datetime | None:
    """When the next row that was put off, of either queue, is to be tried again."""
    updates = select(func.min(inbox.c.not_before)).where(inbox.c.state == "new", inbox.c.not_before > tx.now)
    letters = select(func.min(outbox.c.not_before)).where(outbox.c.state == "ready", outbox.c.not_before > tx.now)
    moments = [tx.execute(question).scalar_one() for question in (updates, letters)]
    return min((at for at in moments if at is not None), default=None)
