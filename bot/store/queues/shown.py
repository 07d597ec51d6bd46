"""What stands in a chat: the words on the buttons of its screen and of what was said below it, and what each means."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, or_, select

from bot.domain import wire
from bot.domain.presses import Press
from bot.store.engine.database import Tx
from bot.store.engine.tables import chats, outbox
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


_SCREEN = _NEWEST.where(outbox.c.method == written("screen")[0]).limit(1).add_columns(chats.c.screen_id)
_SCREEN = _SCREEN.join(chats, chats.c.id == outbox.c.chat)


def screen(tx: Tx, chat: int) -> tuple[int | None, list[Press]]:
    """The number of the message that is the screen of a chat (None: there is none), and what is pressed on it."""
    row = tx.execute(_SCREEN, {"chat": chat}).first()
    if row is None:
        return None, []
    return row.screen_id, [] if row.buttons is None else [press for _, press in _opened(tx, row)]


def ends_with_receipt(tx: Tx, chat: int, *, on_page: bool = False) -> bool:
    """Whether the newest thing a chat shows, or the sealed page, is that something was saved."""
    row = tx.execute(_ON_PAGE if on_page else _NEWEST, {"chat": chat}).first()
    return row is not None and row.kind == "saved"
