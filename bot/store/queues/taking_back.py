"""What is to be taken back: messages by their numbers, asked of Telegram until it confirms.

It is a class of its own in the outbox: outside the order of its chat, and repeated for as long as Telegram lets a
message be deleted. A bot's numbers count over all of its chats, so they are never reckoned with: each is kept as it
came or went.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import EPOCH, chats, inbox, outbox

DELETE, SWEEP = "delete", "sweep"
TAKING = (DELETE, SWEEP)
# Telegram deletes nothing that is older (Bot API, deleteMessage).
DELETABLE = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Taken:
    """The numbers of a chat that a sweep takes: what was written there, and what the bot said."""

    theirs: tuple[int, ...]
    ours: tuple[int, ...]


def take_back(tx: Tx, chat: int, message_id: int, *, ours: bool) -> None:
    """Take one message of a chat away: what somebody typed, or (`ours`) what the bot said."""
    _put(tx, chat, DELETE, {"message": message_id, "ours": ours})


def take_all_back(
    tx: Tx, chat: int, update_row: int, then: dict[str, Any] | None = None, answer: str = ""
) -> list[int]:
    """Take away everything of a chat up to this update, and what waits to be said there stays unsaid.

    then: the payload of a screen that says so once it is done, if the row with the cause `answer` is still the screen.
    Returns the prompts that stayed unsaid.
    """
    waiting = (outbox.c.chat == chat, outbox.c.state == "ready", outbox.c.method.not_in(TAKING))
    unsaid = [prompt for prompt in tx.execute(select(outbox.c.prompt_id).where(*waiting)).scalars() if prompt]
    tx.execute(update(outbox).where(*waiting).values(state="dropped", payload=None, error="swept"))
    tx.execute(update(chats).where(chats.c.id == chat).values(screen_id=None, hide_at=None))
    _put(tx, chat, SWEEP, {"upto": update_row, "then": then, "answer": answer})
    return unsaid


def _put(tx: Tx, chat: int, method: str, payload: dict[str, Any]) -> None:
    cause = f"t{secrets.token_hex(8)}"
    row = {
        "cause": cause,
        "chat": chat,
        "method": method,
        "kind": "taken",
        "state": "ready",
        "attempts": 0,
        "uncertain": False,
        "created_at": tx.now,
        "not_before": EPOCH,
        "payload": tx.seal_passing(json.dumps(payload, ensure_ascii=False).encode(), "outbox", cause),
    }
    tx.execute(tx.inserts_new(outbox), [row])


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
    for table, numbers in ((inbox, taken.theirs), (inbox, taken.ours), (outbox, taken.ours)):
        if numbers:
            which = (table.c.chat == chat, table.c.message_id.in_(numbers))
            tx.execute(update(table).where(*which).values(message_id=None))


def is_given_up(letter_created_at: datetime, now: datetime) -> bool:
    """Whether Telegram would not delete it any more."""
    return now - letter_created_at > DELETABLE
