"""Leases: polling and sending are each done by one process at a time; another takes over when it falls silent.

Ends are reckoned by the database's clock, so that processes whose own clocks differ agree; a holder has a name of its
own at each start, and each new holder a higher fence. Who was held up past the end of its lease finds another's there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, bindparam, cast, delete, exists, func, select, type_coerce, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import EPOCH, MICROSECOND, leases

POLL, SEND = "poll", "send"
TERM = timedelta(seconds=15)
BEAT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Held:
    """A lease that was taken: which, by whom, and under which fence."""

    name: str
    holder: str
    fence: int


def _clock(dialect: str) -> ColumnElement[int]:
    """The database's own clock, in microseconds since 1970."""
    if dialect == "sqlite":
        return cast((func.julianday("now") - 2440587.5) * 86_400_000_000, BigInteger)
    return cast(func.extract("epoch", func.clock_timestamp()) * 1_000_000, BigInteger)


def now(tx: Tx) -> datetime:
    """What the database's clock says (aware)."""
    since: int = tx.execute(select(_clock(tx.connection.dialect.name))).scalar_one()
    return EPOCH + since * MICROSECOND


def take(tx: Tx, name: str, holder: str, is_dead: Callable[[str], bool]) -> Held | None:
    """Take or renew a lease; None if it is held by another.

    `is_dead(holder)` tells of a holder on this machine whose process is gone: no need to wait for the term.
    """
    row = tx.execute(select(leases).where(leases.c.name == name).with_for_update()).one_or_none()
    at = now(tx)
    until = at + TERM
    if row is None:
        first = [{"name": name, "holder": holder, "until": until, "fence": 1}]
        return Held(name, holder, 1) if tx.insert_new(leases, first, leases.c.fence).first() else None
    mine = row.holder == holder
    # A clock that jumped back must not make a lease eternal: an end further away than a term is no end.
    if not mine and at < row.until <= at + TERM and not is_dead(row.holder):
        return None
    fence = row.fence if mine else row.fence + 1
    tx.execute(update(leases).where(leases.c.name == name).values(holder=holder, until=until, fence=fence))
    return Held(name, holder, int(fence))


def holds(tx: Tx, held: Held) -> bool:
    """Whether a lease is still this holder's, by the database's clock."""
    mine = {"holder": held.holder, "fence": held.fence}
    return tx.execute(select(1).where(standing(tx.connection.dialect.name, held.name)), mine).first() is not None


def standing(dialect: str, name: str) -> ColumnElement[bool]:
    """The same as a condition on `holder` and `fence`: for a statement that must not work under another's lease."""
    mine = (leases.c.name == name, leases.c.holder == bindparam("holder"), leases.c.fence == bindparam("fence"))
    return exists(select(1).where(*mine, type_coerce(leases.c.until, BigInteger) > _clock(dialect)))


def give_back(tx: Tx, holder: str) -> None:
    """Give back every lease of a process that stops."""
    tx.execute(delete(leases).where(leases.c.holder == holder))
