"""Leases: polling and sending are each done by one process at a time; another takes over when it falls silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import leases

TERM = timedelta(seconds=15)
BEAT = timedelta(seconds=5)


def take(tx: Tx, name: str, holder: str, is_dead: Callable[[str], bool]) -> int | None:
    """Take or renew a lease. Returns its fence, a number that grows with each new holder; None if held by another.

    `is_dead(holder)` tells of a holder on this machine whose process is gone: no need to wait for the term.
    """
    row = tx.execute(select(leases).where(leases.c.name == name).with_for_update()).one_or_none()
    until = tx.now + TERM
    if row is None:
        return (
            1
            if tx.insert_new(
                leases, [{"name": name, "holder": holder, "until": until, "fence": 1}], leases.c.fence
            ).first()
            else None
        )
    mine = row.holder == holder
    # A clock that jumped back must not make a lease eternal: an end further away than a term is no end.
    if not mine and tx.now < row.until <= tx.now + TERM and not is_dead(row.holder):
        return None
    fence = row.fence if mine else row.fence + 1
    tx.execute(update(leases).where(leases.c.name == name).values(holder=holder, until=until, fence=fence))
    return int(fence)


def give_back(tx: Tx, holder: str) -> None:
    """Give back every lease of a process that stops."""
    tx.execute(delete(leases).where(leases.c.holder == holder))
