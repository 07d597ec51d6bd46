"""Rewraps every data key with the newest master key."""

from __future__ import annotations

from sqlalchemy import select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import keys


def rewrap(tx: Tx) -> int:
    """Wrap each data key anew; returns how many were wrapped with an older master. Interrupted, it changes nothing."""
    older = tx.execute(select(keys).where(keys.c.master != tx.vault.current)).all()
    for row in older:
        raw = tx.vault.unwrap(row.id, row.wrapped, row.master, row.scope, row.subject).raw
        wrapped = tx.vault.wrap(row.id, raw, row.scope, row.subject)
        tx.execute(update(keys).where(keys.c.id == row.id).values(wrapped=wrapped, master=tx.vault.current))
    return len(older)
