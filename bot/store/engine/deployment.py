"""What the deployment knows of itself: a few named values."""

from __future__ import annotations

from sqlalchemy import select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import facts


def put(tx: Tx, name: str, value: str) -> None:
    """Keep a value under a name."""
    if not tx.execute(update(facts).where(facts.c.name == name).values(value=value)).rowcount:
        tx.insert_new(facts, [{"name": name, "value": value}])


def get(tx: Tx, name: str) -> str | None:
    """The value kept under a name."""
    return tx.execute(select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none()
