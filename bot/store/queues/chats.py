"""Chats: which message is the current screen, when a personal screen goes, who cannot be reached."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import chats, people
from bot.store.engine.telegram_ids import sealed_for_nobody
from bot.store.queues import passing

_SHOWN = (
    update(chats)
    .where(chats.c.id == bindparam("chat"))
    .values(screen_id=bindparam("screen"), last_id=bindparam("last"), hide_at=bindparam("hide"), blocked_at=None)
)


def note_screen(tx: Tx, chat: int, screen_id: int, last_id: int, hides_after: float | None) -> None:
    """Remember the screen now shown; a personal one is taken away after `hides_after` seconds."""
    hide = None if hides_after is None else tx.now + timedelta(seconds=hides_after)
    tx.execute(_SHOWN, {"chat": chat, "screen": screen_id, "last": last_id, "hide": hide})


def note_push(tx: Tx, chat: int, message_id: int) -> None:
    """Remember the newest message of the chat."""
    tx.execute(update(chats).where(chats.c.id == chat).values(last_id=message_id, blocked_at=None))


def forget_screens(tx: Tx) -> None:
    """No message stands any more: the next screen of each chat is a new one."""
    tx.execute(update(chats).values(screen_id=None, last_id=None, hide_at=None))


def mark_unreachable(tx: Tx, chat: int) -> bool:
    """Mark a chat that blocked the bot; returns whether that is news."""
    return (
        tx.execute(
            update(chats)
            .where(chats.c.id == chat, chats.c.blocked_at.is_(None))
            .values(blocked_at=tx.now, hide_at=None)
        ).rowcount
        > 0
    )


def mark_reachable(tx: Tx, chat: int) -> None:
    """The chat may be written to again."""
    tx.execute(update(chats).where(chats.c.id == chat, chats.c.blocked_at.is_not(None)).values(blocked_at=None))


def is_blocked(tx: Tx, chat: int) -> bool:
    """Whether the chat refused the last message."""
    return tx.execute(select(chats.c.blocked_at).where(chats.c.id == chat)).scalar_one_or_none() is not None


_DUE_TO_HIDE = (
    select(chats.c.id, chats.c.screen_id)
    .where(chats.c.hide_at <= bindparam("now"))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


def due_to_hide(tx: Tx, most: int) -> list[tuple[int, int | None]]:
    """Chats whose personal screen has stood long enough, and which message it is."""
    rows = tx.execute(_DUE_TO_HIDE, {"now": tx.now, "most": most})
    return [(row.id, row.screen_id) for row in rows]


def forget_screen(tx: Tx, chat: int) -> None:
    """What stands there is being taken away: the next screen is a new one."""
    tx.execute(update(chats).where(chats.c.id == chat).values(hide_at=None, screen_id=None))


def next_hide_at(tx: Tx) -> datetime | None:
    """When the next personal screen is to go."""
    return tx.execute(
        select(chats.c.hide_at).where(chats.c.hide_at.is_not(None)).order_by(chats.c.hide_at).limit(1)
    ).scalar_one_or_none()


_DUE_LAST_WORDS = (
    select(chats.c.id, chats.c.last_word)
    .where(chats.c.last_word_at <= bindparam("now"))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


def plan_last_word(tx: Tx, chat: int, kind: str, at: datetime) -> None:
    """The last thing to be said to a chat that is nobody's any more, and when (aware)."""
    tx.execute(update(chats).where(chats.c.id == chat).values(last_word=kind, last_word_at=at))


def due_last_words(tx: Tx, most: int) -> list[tuple[int, str]]:
    """Chats to which the last word may be said now, and which; each is given out once.

    Where somebody has joined from there since, it stays unsaid.
    """
    due = tx.execute(_DUE_LAST_WORDS, {"now": tx.now, "most": most}).all()
    if not due:
        return []
    chosen = chats.c.id.in_([row.id for row in due])
    tx.execute(update(chats).where(chosen).values(last_word=None, last_word_at=None, leaving_at=tx.now))
    theirs = set(tx.execute(select(people.c.chat).where(people.c.chat.in_([row.id for row in due]))).scalars())
    return [(row.id, row.last_word) for row in due if row.id not in theirs]


def next_last_word_at(tx: Tx) -> datetime | None:
    """When the next last word may be said."""
    at: datetime | None = tx.execute(select(func.min(chats.c.last_word_at))).scalar_one()
    return at


def meet(tx: Tx, telegram_ids: dict[int, int]) -> None:
    """Remember chats, given as {number it is kept under: Telegram id}, that were not known before."""
    met = passing.look(tx, telegram_ids)
    new = [
        {"id": chat, "telegram_id": sealed_for_nobody(tx, chat, number)}
        for chat, number in telegram_ids.items()
        if chat not in met
    ]
    if new:
        tx.insert_new(chats, new)
