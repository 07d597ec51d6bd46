"""What stands in a chat: the words on the buttons of its screen and of what was said below it, and what each means."""

from __future__ import annotations

import json

from sqlalchemy import bindparam, or_, select

from bot.domain import wire
from bot.domain.presses import Press
from bot.store.engine.database import Tx
from bot.store.engine.tables import outbox

# Looked through from the newest on; the screen itself is the last that counts.
MOST = 6
_NEWEST = (
    select(outbox.c.cause, outbox.c.method, outbox.c.kind, outbox.c.buttons)
    .where(
        outbox.c.chat == bindparam("chat"),
        outbox.c.method.in_(("screen", "push")),
        # On its way, or standing there: a message that was taken away has no number any more.
        or_(outbox.c.state.in_(("ready", "sending")), outbox.c.message_id.is_not(None)),
    )
    .order_by(outbox.c.id.desc())
    .limit(MOST)
)


def buttons(tx: Tx, chat: int) -> list[tuple[str, Press]]:
    """The buttons a chat shows now, those of the newest message first: each label with its press."""
    found: list[tuple[str, Press]] = []
    for row in tx.execute(_NEWEST, {"chat": chat}):
        if row.buttons is not None:
            shown = json.loads(tx.open(row.buttons, "outbox", f"{row.cause}.buttons"))
            found += [(label, wire.read(press)) for label, press in shown]
        if row.method == "screen":
            break
    return found


def ends_with_receipt(tx: Tx, chat: int) -> bool:
    """Whether the newest thing a chat shows is that something was saved."""
    row = tx.execute(_NEWEST, {"chat": chat}).first()
    return row is not None and row.kind == "saved"
