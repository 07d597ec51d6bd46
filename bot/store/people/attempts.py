"""Wrong codes and PINs: so many an hour from one chat and from all together, then nobody may try for a while."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, insert, select

from bot.store.engine.database import Tx
from bot.store.engine.tables import attempts

WINDOW = timedelta(hours=1)
CODE, PIN = "code", "pin"
# kind -> the most wrong ones an hour from one chat, and from all chats together.
MOST: dict[str, tuple[int, int | None]] = {CODE: (5, 20), PIN: (5, None)}


def may_try(tx: Tx, kind: str, chat: int) -> bool:
    """Whether this chat may try now."""
    of_chat, of_all = MOST[kind]
    recent = select(func.count()).where(attempts.c.kind == kind, attempts.c.at > tx.now - WINDOW)
    if tx.execute(recent.where(attempts.c.chat == chat)).scalar_one() >= of_chat:
        return False
    return of_all is None or int(tx.execute(recent).scalar_one()) < of_all


def count_wrong(tx: Tx, kind: str, chat: int) -> None:
    """Count a wrong one. It counts only if the turn is kept: a handler must answer it, never raise."""
    tx.execute(insert(attempts).values(kind=kind, chat=chat, at=tx.now))
