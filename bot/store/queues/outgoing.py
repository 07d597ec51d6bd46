"""Inbox and outbox: what came in and is not yet handled, what is decided and not yet sent.

inbox   new -> done | failed
outbox  ready -> sending -> sent | failed | uncertain | dropped     (sending -> ready: try again)
Payloads are sealed with the day's key and erased as soon as a row is finished.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, or_, select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import chats, inbox, keys, outbox, people
from bot.store.sealing.vault import CannotOpen

KEPT = timedelta(days=3)
# What is left of a row that told of a prompt: that it was said, and when.
PROMPTED_KEPT = timedelta(days=30)
# A last word that cannot be sent is given up, so that the chat can be forgotten.
LEAVES_WITHIN = timedelta(days=1)
UNASKED = ("prompt", "nudge", "digest", "alert")
# The key of a day is destroyed when nothing sealed with it can still be waiting.
DAY_KEYS_KEPT = timedelta(days=30)
# A repeat of these is a small nuisance, their loss is not: when in doubt they are sent again.
SENT_AGAIN = ("screen", "saved", "receipt", "prompt", "alert", "digest", "paper")


@dataclass(frozen=True, slots=True)
class Received:
    """An update as it came: its id, the Telegram id of its private chat (None: no chat of ours), its bytes."""

    update_id: int
    telegram_id: int | None
    raw: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """An outbox row on its way: what to call, for whom, and what it says."""

    id: int
    chat: int
    method: str
    kind: str
    prompt_id: int | None
    attempts: int
    payload: dict[str, Any]
    superseded: bool
    screen_id: int | None
    last_id: int | None
    hide_at: datetime | None
    telegram_id: int


def receive(tx: Tx, updates: Sequence[Received]) -> int:
    """Keep updates not seen before; returns how many were new. Redelivered ones are left alone."""
    rows = []
    known: dict[int, int] = {}
    for one in updates:
        chat = None if one.telegram_id is None else tx.blind(one.telegram_id)
        if chat is not None and one.telegram_id is not None:
            known[chat] = one.telegram_id
        rows.append(
            {
                "update_id": one.update_id,
                "chat": chat,
                "state": "new",
                "received_at": tx.now,
                "not_before": tx.now,
                "attempts": 0,
                "payload": tx.seal_passing(one.raw, "inbox", one.update_id),
            }
        )
    if not rows:
        return 0
    meet(tx, known)
    return len(tx.insert_new(inbox, rows, inbox.c.id).all())


_MET = select(chats.c.id).where(chats.c.id.in_(bindparam("ids", expanding=True)))


def meet(tx: Tx, telegram_ids: dict[int, int]) -> None:
    """Remember chats, given as {number it is kept under: Telegram id}, that were not known before."""
    met = set(tx.execute(_MET, {"ids": list(telegram_ids)}).scalars()) if telegram_ids else set()
    new = [
        {"id": chat, "telegram_id": _sealed_id(tx, chat, number)}
        for chat, number in telegram_ids.items()
        if chat not in met
    ]
    if new:
        tx.insert_new(chats, new)


def _sealed_id(tx: Tx, chat: int, telegram_id: int) -> bytes:
    """Seal a Telegram id under the standing key, for sending to it later."""
    return tx.seal_standing(str(telegram_id).encode(), "chats", "telegram_id", chat)


_older = inbox.alias("older")
_CLAIM_INBOX = (
    select(inbox.c.id, inbox.c.update_id, inbox.c.chat, inbox.c.attempts, inbox.c.payload)
    .where(
        inbox.c.state == "new",
        inbox.c.not_before <= bindparam("now"),
        ~exists(select(1).where(_older.c.chat == inbox.c.chat, _older.c.state == "new", _older.c.id < inbox.c.id)),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=inbox, skip_locked=True)
)


def claim_updates(tx: Tx, most: int) -> list[Any]:
    """The oldest unfinished update of each free chat, locked for this transaction."""
    return list(tx.execute(_CLAIM_INBOX, {"now": tx.now, "most": most}))


def lock_chats(tx: Tx, ids: Collection[int]) -> set[int]:
    """Lock these chats' rows for this transaction; returns those that were free. SQLite has one writer anyway."""
    if not ids or tx.connection.dialect.name == "sqlite":
        return set(ids)
    free = select(chats.c.id).where(chats.c.id.in_(ids)).order_by(chats.c.id).with_for_update(skip_locked=True)
    return set(tx.execute(free).scalars())


def payload_of(tx: Tx, row: Any) -> bytes:
    """The raw update of a claimed row."""
    return tx.open(row.payload, "inbox", row.update_id).encode()


_FINISH = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"))
    .values(state=bindparam("new_state"), payload=None, error=bindparam("why"), done_at=bindparam("at"))
)


def finish_updates(tx: Tx, ids: Iterable[int], state: str = "done", error: str | None = None) -> None:
    """Mark updates finished and erase what they said."""
    rows = [{"row": i, "new_state": state, "why": error, "at": tx.now} for i in ids]
    if rows:
        tx.execute(_FINISH, rows)


def postpone_update(tx: Tx, row_id: int, attempts: int, not_before: datetime, error: str) -> None:
    """Try an update again later, after a bug or passing trouble."""
    tx.execute(update(inbox).where(inbox.c.id == row_id).values(attempts=attempts, not_before=not_before, error=error))


def send_later(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """Put rows into the outbox; each `payload` is a dict and is sealed here. A `cause` already there is left alone."""
    for row in rows:
        row["payload"] = tx.seal_passing(
            json.dumps(row["payload"], ensure_ascii=False).encode(), "outbox", row["cause"]
        )
        row.update(state="ready", attempts=0, uncertain=False, created_at=tx.now)
        row.setdefault("not_before", tx.now)
    if rows:
        tx.execute(tx.inserts_new(outbox), rows)


_earlier, _later = outbox.alias("earlier"), outbox.alias("later")
_CLAIM_OUTBOX = (
    select(
        outbox.c.id,
        outbox.c.cause,
        outbox.c.chat,
        outbox.c.method,
        outbox.c.kind,
        outbox.c.prompt_id,
        outbox.c.attempts,
        outbox.c.payload,
        chats.c.screen_id,
        chats.c.last_id,
        chats.c.hide_at,
        chats.c.telegram_id,
        exists(
            select(1).where(
                _later.c.chat == outbox.c.chat,
                _later.c.state == "ready",
                _later.c.id > outbox.c.id,
                _later.c.method == "screen",
                outbox.c.method == "screen",
                outbox.c.kind == "screen",
            )
        ).label("superseded"),
    )
    .join(chats, chats.c.id == outbox.c.chat)
    .where(
        outbox.c.state == "ready",
        outbox.c.not_before <= bindparam("now"),
        ~exists(
            select(1).where(
                _earlier.c.chat == outbox.c.chat,
                _earlier.c.state.in_(("ready", "sending")),
                _earlier.c.id < outbox.c.id,
            )
        ),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=outbox, skip_locked=True)
)
_SENDING = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(state="sending", attempted_at=bindparam("at"), attempts=outbox.c.attempts + 1)
)


def claim_letters(tx: Tx, most: int) -> list[Letter]:
    """The next row of each chat that nothing is on its way to; marked as attempted before it is sent."""
    rows = list(tx.execute(_CLAIM_OUTBOX, {"now": tx.now, "most": most}))
    if rows:
        tx.execute(_SENDING, [{"row": row.id, "at": tx.now} for row in rows])
    letters = [_letter(tx, row) for row in rows]
    return [letter for letter in letters if letter is not None]


def _letter(tx: Tx, row: Any) -> Letter | None:
    """A row as a letter; one that does not open is set aside, so that it cannot stop the others."""
    try:
        return Letter(
            row.id,
            row.chat,
            row.method,
            row.kind,
            row.prompt_id,
            row.attempts + 1,
            json.loads(tx.open(row.payload, "outbox", row.cause)),
            bool(row.superseded),
            row.screen_id,
            row.last_id,
            row.hide_at,
            int(tx.open(row.telegram_id, "chats", "telegram_id", row.chat)),
        )
    except (CannotOpen, KeyError):
        tx.execute(_CLOSE, {"row": row.id, "new_state": "failed", "why": "does not open", "at": tx.now})
        return None


_CLOSE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(state=bindparam("new_state"), payload=None, error=bindparam("why"), sent_at=bindparam("at"))
)


def close_letter(tx: Tx, letter: Letter, state: str, error: str | None = None) -> None:
    """Finish a row (sent, failed, uncertain, dropped) and erase what it said."""
    tx.execute(_CLOSE, {"row": letter.id, "new_state": state, "why": error, "at": tx.now})


def try_again(tx: Tx, letter: Letter, not_before: datetime, error: str | None, *, uncertain: bool) -> None:
    """Send a row again later. `uncertain`: the last try may have arrived, and is counted as such."""
    values: dict[str, Any] = {"state": "ready", "not_before": not_before, "error": error}
    if uncertain:
        values["uncertain"] = True
    tx.execute(update(outbox).where(outbox.c.id == letter.id).values(**values))


def recover_letters(tx: Tx, before: datetime) -> int:
    """After a sender died: rows it was sending before that moment are in doubt.

    Most kinds are sent again, nudges are not. Returns how many rows were in doubt.
    """
    doubtful = and_(outbox.c.state == "sending", outbox.c.attempted_at <= before)
    again = tx.execute(
        update(outbox).where(doubtful, outbox.c.kind.in_(SENT_AGAIN)).values(state="ready", uncertain=True)
    )
    lost = tx.execute(update(outbox).where(doubtful).values(state="uncertain", uncertain=True, payload=None))
    return again.rowcount + lost.rowcount


def drop_letters(tx: Tx, chat: int) -> list[int]:
    """Drop what still waits for a chat that cannot be reached; returns the prompts among it."""
    waiting = and_(outbox.c.chat == chat, outbox.c.state.in_(("ready", "sending")))
    prompts_hit = [p for p in tx.execute(select(outbox.c.prompt_id).where(waiting)).scalars() if p is not None]
    tx.execute(update(outbox).where(waiting).values(state="dropped", payload=None, error="unreachable"))
    return prompts_hit


def drop_unasked(tx: Tx, chat: int) -> None:
    """Drop what waits to be said first; answers to what was pressed still go."""
    waiting = and_(outbox.c.chat == chat, outbox.c.state == "ready", outbox.c.kind.in_(UNASKED))
    tx.execute(update(outbox).where(waiting).values(state="dropped", payload=None, error="unasked"))


def forget_chat(tx: Tx, chat: int) -> None:
    """Nothing that came from this chat or waits for it is kept; ids of updates stay, so that none comes twice."""
    tx.execute(delete(outbox).where(outbox.c.chat == chat))
    tx.execute(
        update(inbox)
        .where(inbox.c.chat == chat, inbox.c.state == "new")
        .values(state="done", payload=None, done_at=tx.now)
    )
    tx.execute(update(inbox).where(inbox.c.chat == chat).values(chat=None, payload=None))


def backlog(tx: Tx) -> dict[str, int]:
    """How many rows wait or stay in doubt: for the health page and the demo's panel."""
    count = select(func.count())
    return {
        "inbox_new": tx.execute(count.select_from(inbox).where(inbox.c.state == "new")).scalar_one(),
        "inbox_failed": tx.execute(count.select_from(inbox).where(inbox.c.state == "failed")).scalar_one(),
        "outbox_ready": tx.execute(
            count.select_from(outbox).where(outbox.c.state.in_(("ready", "sending")))
        ).scalar_one(),
        "outbox_uncertain": tx.execute(count.select_from(outbox).where(outbox.c.uncertain)).scalar_one(),
    }


def next_retry_at(tx: Tx) -> datetime | None:
    """When the next row that was put off, of either queue, is to be tried again."""
    updates = select(func.min(inbox.c.not_before)).where(inbox.c.state == "new", inbox.c.not_before > tx.now)
    letters = select(func.min(outbox.c.not_before)).where(outbox.c.state == "ready", outbox.c.not_before > tx.now)
    moments = [tx.execute(question).scalar_one() for question in (updates, letters)]
    return min((at for at in moments if at is not None), default=None)


def sweepable(tx: Tx) -> tuple[int, int]:
    """How many finished updates, and how many finished things that were said, `sweep` would remove."""
    count = select(func.count())
    updates = tx.execute(count.select_from(inbox).where(_handled(tx))).scalar_one()
    return int(updates), int(tx.execute(count.select_from(outbox).where(_said(tx))).scalar_one())


def _handled(tx: Tx) -> ColumnElement[bool]:
    return and_(inbox.c.state == "done", inbox.c.received_at < tx.now - KEPT)


def _said(tx: Tx) -> ColumnElement[bool]:
    prompted = and_(outbox.c.state.not_in(("ready", "sending")), outbox.c.created_at < tx.now - PROMPTED_KEPT)
    sent = and_(outbox.c.state.in_(("sent", "dropped")), outbox.c.created_at < tx.now - KEPT)
    return or_(prompted, and_(sent, outbox.c.prompt_id.is_(None)))


def sweep(tx: Tx) -> None:
    """Remove finished rows nobody needs: Telegram keeps an update 24 hours, so three days of ids are enough."""
    tx.execute(delete(keys).where(keys.c.scope == "day", keys.c.subject < (tx.now - DAY_KEYS_KEPT).date().isoformat()))
    tx.execute(delete(inbox).where(_handled(tx)))
    tx.execute(delete(outbox).where(_said(tx)))
    _see_off(tx)


def _see_off(tx: Tx) -> None:
    """Forget chats that are no longer anybody's once their last word is out, and what came or waited beside that."""
    on_its_way = exists(select(1).where(outbox.c.chat == chats.c.id, outbox.c.state.in_(("ready", "sending"))))
    gone = select(chats.c.id).where(
        chats.c.leaving_at.is_not(None),
        ~exists(select(1).where(people.c.chat == chats.c.id)),
        or_(~on_its_way, chats.c.leaving_at < tx.now - LEAVES_WITHIN),
    )
    for chat in tx.execute(gone).scalars().all():
        forget_chat(tx, chat)
        tx.execute(delete(chats).where(chats.c.id == chat))
    # Somebody wrote in the very moment in which their chat was forgotten: nobody could be answered.
    known = exists(select(1).where(chats.c.id == inbox.c.chat))
    lost = and_(inbox.c.state == "new", inbox.c.chat.is_not(None), ~known)
    tx.execute(update(inbox).where(lost).values(state="done", payload=None, chat=None, done_at=tx.now))
    to_nobody = and_(outbox.c.state == "ready", ~exists(select(1).where(chats.c.id == outbox.c.chat)))
    tx.execute(delete(outbox).where(to_nobody))


def _strangers() -> ColumnElement[bool]:
    return and_(
        chats.c.leaving_at.is_(None),
        ~exists(select(1).where(people.c.chat == chats.c.id)),
        ~exists(select(1).where(inbox.c.chat == chats.c.id)),
        ~exists(select(1).where(outbox.c.chat == chats.c.id)),
    )


def count_strangers(tx: Tx) -> int:
    """How many chats are known of which nobody is a person here and nothing is kept."""
    return int(tx.execute(select(func.count()).select_from(chats).where(_strangers())).scalar_one())


def forget_strangers(tx: Tx) -> None:
    """Forget those; whoever writes again is met anew."""
    tx.execute(delete(chats).where(_strangers()))
