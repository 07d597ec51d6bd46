"""What stands in a chat: the words on the buttons of its screen and of what was said below it, and what each means."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, or_, select

from bot.domain import wire
from bot.domain.presses import Press
from bot.store.engine.database import Tx
from bot.store.engine.tables import outbox
from bot.store.engine.words import written
from bot.store.queues.pages import PAGE

# Looked through from the newest on; the screen itself is the last that counts.
MOST = 6
_COLUMNS = (outbox.c.cause, outbox.c.method, outbox.c.kind, outbox.c.buttons)
_NEWEST = (
    select(*_COLUMNS)
    .where(
        outbox.c.chat == bindparam("chat"),
        outbox.c.method.in_(("screen", "push")),
        # On its way, or standing there: a message that was taken away has no number any more.
        or_(outbox.c.state.in_(("ready", "sending")), outbox.c.message_id.is_not(None)),
    )
    .order_by(outbox.c.id.desc())
    .limit(MOST)
)
_ON_PAGE = (
    select(*_COLUMNS)
    .where(outbox.c.chat == bindparam("chat"), outbox.c.state == written(PAGE)[0])
    .order_by(outbox.c.id.desc())
    .limit(MOST)
)


def buttons(tx: Tx, chat: int) -> list[tuple[str, Press]]:
    """The buttons a chat shows now, those of the newest message first: each label with its press."""
    found: list[tuple[str, Press]] = []
    for row in tx.execute(_NEWEST, {"chat": chat}):
        if row.buttons is not None:
            found += _opened(tx, row)
        if row.method == "screen":
            break
    return found


def buttons_on_page(tx: Tx, chat: int) -> list[tuple[str, Press]]:
    """The same of the sealed page."""
    rows = tx.execute(_ON_PAGE, {"chat": chat}).all()
    return [found for row in rows if row.buttons is not None for found in _opened(tx, row)]


def _opened(tx: Tx, row: Any) -> list[tuple[str, Press]]:
    shown = json.loads(tx.open(row.buttons, "outbox", f"{row.cause}.buttons"))
    return [(label, wire.read(press)) for label, press in shown]


def ends_with_receipt(tx: Tx, chat: int) -> bool:
    """Whether the newest thing a chat shows is that something was saved."""
    row = tx.execute(_NEWEST, {"chat": chat}).first()
    return row is not None and row.kind == "saved"
