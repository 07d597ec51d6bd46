"""Rotation: every data key wrapped with the newest master key, and the earlier master keys taken out.

What it is for: a copy of the key file that somebody else may have. Once the keys are wrapped anew and the earlier
master is retired, that copy opens nothing of the database as it is from then on, and no backup made from then on. What
it could open together with an older copy of the database it still can.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import keys

AT_ONCE = 1000
# Every process reads a key file that was replaced within seconds; one that slept has long been told by then.
SETTLES_WITHIN = timedelta(minutes=10)


class TooEarly(Exception):
    """A master key cannot be retired yet; one line says why."""


def rewrap(tx: Tx, most: int = AT_ONCE) -> int:
    """Wrap data keys anew that an older master wrapped, at most so many; returns how many there were."""
    older = tx.execute(select(keys).where(keys.c.master != tx.vault.current).order_by(keys.c.id).limit(most)).all()
    for row in older:
        raw = tx.vault.unwrap(row.id, row.wrapped, row.master, row.scope, row.subject).raw
        wrapped = tx.vault.wrap(row.id, raw, row.scope, row.subject)
        tx.execute(update(keys).where(keys.c.id == row.id).values(wrapped=wrapped, master=tx.vault.current))
    return len(older)


def rotate(database: Database, now: datetime) -> int:
    """A new master key, and every data key wrapped with it; returns how many.

    The bot goes on meanwhile: a few at a time. Interrupted, `wrap_all` goes on where it stopped. Raises KeyFileError.
    """
    database.vault.add_master(now)
    return wrap_all(database)


def wrap_all(database: Database) -> int:
    """Wrap with the newest master key whatever an older one wrapped; returns how many."""
    wrapped = 0
    while True:
        with database.transaction() as tx:
            done = rewrap(tx)
        wrapped += done
        if not done:
            return wrapped


def retire(database: Database, now: datetime) -> list[str]:
    """Take every master key but the newest out of the key file; returns their names.

    Backups that were made before the newest came open no more. Raises TooEarly, or KeyFileError.
    """
    vault = database.vault
    vault.look()
    names = sorted(vault.names - {vault.current})
    if not names:
        raise TooEarly("there is one master key alone: `titian keys rotate` adds another")
    born = vault.born.get(vault.current)
    if born is not None and now < born + SETTLES_WITHIN:
        raise TooEarly(f"the newest master key is too young: wait until {born + SETTLES_WITHIN:%H:%M:%S} UTC")
    wrap_all(database)
    with database.transaction() as tx:
        left = tx.execute(select(func.count()).select_from(keys).where(keys.c.master.in_(names))).scalar_one()
        if left:
            raise TooEarly("data keys are still wrapped with an older master key: try again")
    vault.retire(names)
    return names
