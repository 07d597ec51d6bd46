"""A chat's Telegram id: sealed with the key of the person whose chat it is, so that it is gone when that key is.

Of a chat that is nobody's it is sealed with the standing key: of a stranger, of whoever has left and is still to hear a
last word.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import chats
from bot.store.sealing.data_keys import CannotOpen

_OF = select(chats.c.telegram_id)


def sealed_for_nobody(tx: Tx, chat: int, telegram_id: int) -> bytes:
    """As it is kept of a chat that is nobody's."""
    return tx.seal_standing(str(telegram_id).encode(), *_place(chat))


def opened(tx: Tx, chat: int, sealed: bytes) -> int:
    """The id. Raises CannotOpen, or KeyError where it went with its person."""
    return int(tx.open(sealed, *_place(chat)))


def give_to(tx: Tx, chat: int, person_id: int) -> None:
    """The chat is this person's from now on."""
    key = tx.key_for("person", person_id)
    _replace(tx, chat, lambda told: key.seal(told, *_place(chat)))
    tx.chat_keys[chat] = key.id


def give_to_nobody(tx: Tx, chat: int) -> None:
    """The chat is nobody's any more. Where its id went with its person (an older backup), nothing of it is left."""
    try:
        _replace(tx, chat, lambda told: tx.seal_standing(told, *_place(chat)))
    except (CannotOpen, KeyError):
        tx.execute(delete(chats).where(chats.c.id == chat))
    tx.chat_keys[chat] = None


def _replace(tx: Tx, chat: int, sealed: Callable[[bytes], bytes]) -> None:
    known = tx.execute(_OF.where(chats.c.id == chat)).scalar_one_or_none()
    if known is not None:
        told = str(opened(tx, chat, known)).encode()
        tx.execute(update(chats).where(chats.c.id == chat).values(telegram_id=sealed(told)))


def _place(chat: int) -> tuple[object, ...]:
    return "chats", "telegram_id", chat
