"""What only passes through: sealed with the key of the person whose chat it is, of a stranger's with that of the day.

So what waited in a queue when a backup was made goes with its person, too. What is to be taken back says nothing, and
outlives them: it has the key of the day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import bindparam, select

from bot.store.engine.database import Tx
from bot.store.engine.tables import chats
from bot.store.sealing.data_keys import key_id_of

_WHOSE = select(chats.c.id, chats.c.telegram_id).where(chats.c.id.in_(bindparam("ids", expanding=True)))


def learn(tx: Tx, rows: Iterable[tuple[int | None, bytes | None]]) -> None:
    """Whose chats these are, given as they stand there: (number, sealed Telegram id)."""
    for chat, sealed in rows:
        if chat is not None and sealed is not None:
            key_id = key_id_of(sealed)
            tx.chat_keys.setdefault(chat, None if tx.is_standing(key_id) else key_id)


def look(tx: Tx, ids: Collection[int]) -> set[int]:
    """Learn whose chats these are; returns those that are known at all."""
    missing = sorted({chat for chat in ids if chat not in tx.chat_keys})
    if missing:
        rows = tx.execute(_WHOSE, {"ids": missing}).all()
        tx.fetch_keys(row.telegram_id for row in rows)
        learn(tx, ((row.id, row.telegram_id) for row in rows))
    return {chat for chat in ids if chat in tx.chat_keys}


def seal(tx: Tx, chat: int | None, text: bytes, *place: object) -> bytes:
    """Seal what passes through a chat that `look` was asked about."""
    key_id = None if chat is None else tx.chat_keys.get(chat)
    if key_id is not None:
        try:
            return tx.key(key_id).seal(text, *place)
        except KeyError:  # erased in this moment: what is still to be said there is the last word
            pass
    return tx.seal_passing(text, *place)
