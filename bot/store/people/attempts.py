"""Wrong codes and PINs of the last hour, by chat and altogether; bot/domain/rights/guessing.py sets the limits."""

from __future__ import annotations

from sqlalchemy import func, insert, select

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
