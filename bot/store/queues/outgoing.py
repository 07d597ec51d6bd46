"""The outbox: letters that are decided and not yet sent, claimed one a chat, emptied when they are out.

ready -> sending -> sent | failed | uncertain | dropped     (sending -> ready: try again)
A payload is sealed with the key of its day and erased as soon as its row is finished.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import chats, outbox
from bot.store.sealing.vault import CannotOpen

UNASKED = ("prompt", "nudge", "digest", "alert")
# A repeat of these is a small nuisance, their loss is not: when in doubt they are sent again.
SENT_AGAIN = ("screen", "saved", "receipt", "prompt", "alert", "digest", "paper")


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


def was_caused(tx: Tx, beginning: str, since: datetime) -> bool:
    """Whether anything whose cause begins so was put into the outbox after `since` (aware)."""
    alike = select(1).where(outbox.c.cause.startswith(beginning, autoescape=True), outbox.c.created_at > since)
    return tx.execute(alike.limit(1)).first() is not None


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
