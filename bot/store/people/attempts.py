"""Wrong codes and PINs, by chat and altogether; bot/domain/rights/guessing.py says what comes of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, insert, select

from bot.domain.rights import guessing
from bot.store.engine.database import Tx
from bot.store.engine.tables import attempts


def may_try(tx: Tx, kind: str, chat: int) -> bool:
    """Whether this chat may try now."""
    recent = select(func.count()).where(attempts.c.kind == kind, attempts.c.at > tx.now - guessing.WINDOW)
    of_chat = int(tx.execute(recent.where(attempts.c.chat == chat)).scalar_one())
    of_all = 0 if guessing.LIMITS[kind].of_all is None else int(tx.execute(recent).scalar_one())
    return guessing.may_try(kind, of_chat, of_all)


def count_wrong(tx: Tx, kind: str, chat: int) -> None:
    """Count a wrong one. It counts only if the turn is kept: a handler must answer it, never raise."""
    tx.execute(insert(attempts).values(kind=kind, chat=chat, at=tx.now))


def wrong_ones(tx: Tx, kind: str, chat: int) -> tuple[int, datetime | None]:
    """How many wrong ones of this chat have not been forgotten, and when the newest came."""
    found = select(func.count().label("number"), func.max(attempts.c.at).label("newest"))
    row = tx.execute(found.where(attempts.c.kind == kind, attempts.c.chat == chat)).one()
    return row.number, row.newest


def forget(tx: Tx, kind: str, chat: int) -> None:
    """The count begins anew: the right one has come."""
    tx.execute(delete(attempts).where(attempts.c.kind == kind, attempts.c.chat == chat))
