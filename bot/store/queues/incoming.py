"""The inbox: updates as they came, kept before Telegram may forget them, claimed chat by chat, emptied when handled.

new -> done | failed
A payload is sealed with the key of its day and erased as soon as its row is finished.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, func, select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import EPOCH, chats, inbox
from bot.store.engine.words import written
from bot.store.queues import passing
from bot.store.queues.chats import meet
from bot.store.queues.waiting import NEW


@dataclass(frozen=True, slots=True)
class Received:
    """An update as it came: its id, the Telegram id of its private chat (None: no chat of ours), its bytes.

    message_id: the number of the message in its chat, or of the message a pressed button stands under.
    """

    update_id: int
    telegram_id: int | None
    raw: bytes
    message_id: int | None = None


def receive(tx: Tx, updates: Sequence[Received]) -> int:
    """Keep updates not seen before; returns how many were new. Redelivered ones are left alone."""
    from_chats = [None if one.telegram_id is None else tx.blind(one.telegram_id) for one in updates]
    known = {chat: one.telegram_id for chat, one in zip(from_chats, updates, strict=True) if chat is not None}
    meet(tx, {chat: number for chat, number in known.items() if number is not None})
    rows = [
        _row(tx, one.update_id, chat, one.raw, one.message_id) for chat, one in zip(from_chats, updates, strict=True)
    ]
    if not rows:
        return 0
    return len(tx.insert_new(inbox, rows, inbox.c.id).all())


def keep_of_chat(tx: Tx, number: int, chat: int, raw: bytes) -> None:
    """Keep an update that Telegram did not bring, of a chat that is known; one with this number is left alone."""
    passing.look(tx, {chat})
    tx.insert_new(inbox, [_row(tx, number, chat, raw)])


def _row(tx: Tx, number: int, chat: int | None, raw: bytes, message_id: int | None = None) -> dict[str, Any]:
    """An update as it waits; whose chat it is from is learnt before."""
    return {
        "update_id": number,
        "chat": chat,
        "state": "new",
        "received_at": tx.now,
        "not_before": EPOCH,
        "attempts": 0,
        "message_id": message_id,
        "payload": passing.seal(tx, chat, raw, "inbox", number),
    }


# A second tap on the same button within so long is the same tap: nobody can have read yet what the first one brought.
DOUBLE_TAP = timedelta(seconds=5)
# Of a handled update that pressed no button.
NO_PRESS = ""
_DONE = written("done")[0]
_older, _handled, _before = inbox.alias("older"), inbox.alias("handled"), inbox.alias("before")
_last_handled = (
    select(func.max(_handled.c.id))
    .where(_handled.c.chat == inbox.c.chat, _handled.c.state == _DONE, _handled.c.pressed.is_not(None))
    .scalar_subquery()
)
_CLAIM_INBOX = (
    select(
        inbox.c.id,
        inbox.c.update_id,
        inbox.c.chat,
        inbox.c.attempts,
        inbox.c.payload,
        _before.c.pressed.label("pressed_before"),
        _before.c.done_at.label("pressed_at"),
        chats.c.telegram_id,
    )
    .select_from(inbox.outerjoin(_before, _before.c.id == _last_handled).outerjoin(chats, chats.c.id == inbox.c.chat))
    .where(
        inbox.c.state == NEW,
        inbox.c.not_before <= bindparam("now"),
        ~exists(select(1).where(_older.c.chat == inbox.c.chat, _older.c.state == NEW, _older.c.id < inbox.c.id)),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=inbox, skip_locked=True)
)


_CLAIM_OF_CHAT = _CLAIM_INBOX.where(inbox.c.chat == bindparam("chat"))


def claim_updates(tx: Tx, most: int, chat: int | None = None) -> list[Any]:
    """The oldest unfinished update of each free chat (or of this one alone), locked for this transaction; and what the
    chat pressed before.
    """
    claim, which = (_CLAIM_INBOX, {}) if chat is None else (_CLAIM_OF_CHAT, {"chat": chat})
    rows = list(tx.execute(claim, {"now": tx.now, "most": most, **which}))
    passing.learn(tx, ((row.chat, row.telegram_id) for row in rows))
    tx.fetch_keys(row.payload for row in rows)
    return rows


def waits(tx: Tx, chat: int) -> bool:
    """Whether anything this chat sent is not handled yet."""
    return tx.execute(select(inbox.c.id).where(inbox.c.chat == chat, inbox.c.state == NEW).limit(1)).first() is not None


def lock_chats(tx: Tx, ids: Collection[int]) -> set[int]:
    """Lock these chats' rows for this transaction; returns those that were free. SQLite has one writer anyway."""
    if not ids or tx.connection.dialect.name == "sqlite":
        return set(ids)
    free = select(chats.c.id).where(chats.c.id.in_(ids)).order_by(chats.c.id).with_for_update(skip_locked=True)
    return set(tx.execute(free).scalars())


def raw_of(tx: Tx, row: Any) -> bytes:
    """The raw update of a claimed row."""
    return tx.open(row.payload, "inbox", row.update_id).encode()


def mark_of_press(tx: Tx, message_id: int, text: str) -> str:
    """What a press is known by: a keyed hash of the message it stands under and of the button's text."""
    return tx.short_seal(f"{message_id}:{text}".encode(), b"press")


def is_second_tap(tx: Tx, row: Any, mark: str) -> bool:
    """Whether the chat of a claimed row pressed just this, and only just now."""
    return bool(row.pressed_before == mark and row.pressed_at > tx.now - DOUBLE_TAP)


_FINISH = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"))
    .values(
        state=bindparam("new_state"),
        payload=None,
        error=bindparam("why"),
        pressed=bindparam("mark"),
        done_at=bindparam("at"),
    )
)


def finish_handled(tx: Tx, marks: Mapping[int, str | None]) -> None:
    """Finish updates that were handled, given as {row: mark of the press, None for anything else}."""
    rows = [_finished(tx, row, mark=mark or NO_PRESS) for row, mark in marks.items()]
    if rows:
        tx.execute(_FINISH, rows)


def finish_updates(tx: Tx, ids: Iterable[int], state: str = "done", error: str | None = None) -> None:
    """Mark updates finished that nothing came of, and erase what they said."""
    rows = [_finished(tx, row, state, error) for row in ids]
    if rows:
        tx.execute(_FINISH, rows)


def _finished(
    tx: Tx, row: int, state: str = "done", error: str | None = None, mark: str | None = None
) -> dict[str, Any]:
    return {"row": row, "new_state": state, "why": error, "mark": mark, "at": tx.now}


def postpone_update(tx: Tx, row_id: int, attempts: int, not_before: datetime, error: str) -> None:
    """Try an update again later, after a bug or passing trouble."""
    tx.execute(update(inbox).where(inbox.c.id == row_id).values(attempts=attempts, not_before=not_before, error=error))


def end_waits_of_another_clock(tx: Tx) -> None:
    """Whoever put these off may be gone, and its clock may have been minutes away: they are tried at once."""
    waits = (inbox.c.state == NEW, inbox.c.not_before > tx.now)
    tx.execute(update(inbox).where(*waits).values(not_before=EPOCH))
