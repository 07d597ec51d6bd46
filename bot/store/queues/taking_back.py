"""What is to be taken back: messages by their numbers, asked of Telegram until it confirms.

It is a class of its own in the outbox: outside the order of its chat, and repeated for as long as Telegram lets a
message be deleted. A bot's numbers count over all of its chats, so they are never reckoned with: each is kept as it
came or went.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import EPOCH, inbox, outbox

DELETE, SWEEP = "delete", "sweep"
TAKING = (DELETE, SWEEP)
# Telegram deletes nothing that is older (Bot API, deleteMessage).
DELETABLE = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Taken:
    """The numbers of a chat that a sweep takes: what was written there, and what the bot said."""

    theirs: tuple[int, ...]
    ours: tuple[int, ...]


def one(chat: int, message_id: int, *, ours: bool, at: datetime | None = None) -> dict[str, Any]:
    """The row that takes one message of a chat away: what somebody typed, or (`ours`) what the bot said; `at` once."""
    row = _row(chat, DELETE, {"message": message_id, "ours": ours})
    return {**row, "not_before": EPOCH if at is None else at}


def all_known(tx: Tx, chat: int) -> list[dict[str, Any]]:
    """The rows that take away each message of a chat that is still known: it is nobody's from now on."""
    came = select(inbox.c.message_id).where(
        inbox.c.chat == chat, inbox.c.message_id.is_not(None), inbox.c.received_at > tx.now - DELETABLE
    )
    said = select(outbox.c.message_id).where(outbox.c.chat == chat, outbox.c.message_id.is_not(None))
    ours = set(tx.execute(said).scalars())
    theirs = set(tx.execute(came).scalars()) - ours
    return [*(one(chat, number, ours=True) for number in ours), *(one(chat, number, ours=False) for number in theirs)]


def everything(chat: int, update_row: int, then: dict[str, Any] | None, answer: str) -> dict[str, Any]:
    """The row that takes away everything of a chat up to this update.

    then: the payload of a screen that says so once it is done, if nothing was said there since the row with the cause
    `answer`.
    """
    return _row(chat, SWEEP, {"upto": update_row, "then": then, "answer": answer})


def _row(chat: int, method: str, payload: dict[str, Any]) -> dict[str, Any]:
    said = {"chat": chat, "method": method, "kind": "taken", "prompt_id": None, "payload": payload}
    return {"cause": f"t{secrets.token_hex(8)}", **said, "not_before": EPOCH}


def numbers_to_sweep(tx: Tx, chat: int, row: int, update_row: int) -> Taken:
    """What the sweep in this row takes: all that came up to the update that asked for it, all that was said before.

    Of what somebody wrote only what is young enough to be deleted; what the bot said can be emptied at any age.
    """
    came = select(inbox.c.message_id).where(
        inbox.c.chat == chat,
        inbox.c.message_id.is_not(None),
        inbox.c.id <= update_row,
        inbox.c.received_at > tx.now - DELETABLE,
    )
    said = select(outbox.c.message_id).where(outbox.c.chat == chat, outbox.c.message_id.is_not(None), outbox.c.id < row)
    ours = set(tx.execute(said).scalars())
    theirs = set(tx.execute(came).scalars()) - ours
    return Taken(tuple(sorted(theirs)), tuple(sorted(ours)))


def forget_numbers(tx: Tx, chat: int, taken: Taken) -> None:
    """What is gone need not be taken again."""
    for table in (inbox, outbox):
        gone = (table.c.chat == chat, table.c.message_id.in_([*taken.theirs, *taken.ours]))
        tx.execute(update(table).where(*gone).values(message_id=None))


def is_given_up(letter_created_at: datetime, now: datetime) -> bool:
    """Whether Telegram would not delete it any more."""
    return now - letter_created_at > DELETABLE
