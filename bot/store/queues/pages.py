"""The sealed page's side of the queues: what was done there comes in as an update, what is to be read there waits.

page -> dropped
A Say for the page is an outbox row that no sender claims. It stands until something newer stands in its place, or
until everything of its chat is taken away.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_, select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import inbox, outbox
from bot.store.engine.words import written
from bot.store.queues import incoming
from bot.store.queues.buttons import SEAL_LENGTH, sealed_text
from bot.store.queues.outgoing import UNASKED

T = TypeVar("T")
# The method of such a row, and its state.
PAGE = "page"
# Numbers of updates that Telegram never reaches; those of what was done on the page lie above.
NUMBERS, SPREAD = 2**62, 2**61
# Of these the newest alone stands there.
SCREENS = ("screen", "saved", "receipt")
# What a button carries that opens one Say which waits on the page, before the Say's cause.
KEPT = "@"
# A screen that nobody came to read goes as it would from a phone; what was said unasked waits over a weekend.
SCREENS_STAND, UNASKED_STANDS = timedelta(minutes=10), timedelta(days=3)
_STANDS = written(PAGE)[0]


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did on the page: pressed a button (its sealed data), or typed words into a form.

    nonce: of the rendered form that was posted; the same again is the same act. form: the token of the filling-in that
    the words answer, empty where nothing was asked.
    """

    nonce: str
    press: str | None = None
    words: str | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A Say on the page, as it was kept: Telegram's HTML, rows of buttons (text, callback_data), and where what is
    typed there goes (the fields of a bot.turn.Asked). copy: what was typed and is kept nowhere. prompt_id: the prompt
    that it tells of.
    """

    kind: str
    text: str
    rows: list[list[dict[str, str]]]
    field: dict[str, Any] | None
    copy: str = ""
    prompt_id: int | None = None


def is_from_page(number: int) -> bool:
    """Whether an update with this number came from the page."""
    return number >= NUMBERS


def act(tx: Tx, chat: int, done: Act, session: int) -> int:
    """Keep what was done as an update of this chat, once for each nonce of a session; returns its number."""
    number = NUMBERS + int.from_bytes(tx.digest(f"{session}:{done.nonce}".encode(), b"page")[:8]) % SPREAD
    said = {"press": done.press} if done.press is not None else {"words": done.words, "form": done.form}
    incoming.keep_of_chat(tx, number, chat, json.dumps(said).encode())
    return number


def done(raw: bytes) -> Act:
    """What was done, from its update."""
    said = json.loads(raw)
    return Act("", said.get("press"), said.get("words"), said.get("form", ""))


def shown(tx: Tx, chat: int, number: int) -> list[Shown] | None:
    """What an update brought, as far as nothing newer took its place; None while it has not been handled.

    Handled, it may have made the chat nobody's, and then it is no update of that chat any more.
    """
    row = tx.execute(select(inbox.c.id, inbox.c.state).where(inbox.c.update_id == number)).first()
    if row is None or row.state == "new":
        return None
    return [said for said, _ in _of_one(_standing(tx, chat), f"u{row.id}").values()]


def waiting(tx: Tx, chat: int, person_id: int) -> list[Shown]:
    """What was put on this person's page last, and still stands there."""
    found = _of_person(tx, chat, person_id)
    return list(_of_one(found, next(reversed(found)).partition(".")[0]).values()) if found else []


def sealed_way(tx: Tx, chat: int, cause: str) -> str:
    """What a button of this chat carries that opens the Say with this cause."""
    return sealed_text(tx, chat, KEPT + cause)


def is_way(tx: Tx, chat: int, data: str) -> bool:
    """Whether this is what such a button of this chat carries."""
    text = data[SEAL_LENGTH:]
    return text.startswith(KEPT) and hmac.compare_digest(sealed_text(tx, chat, text).encode(), data.encode())


def kept(tx: Tx, chat: int, data: str, person_id: int) -> list[Shown]:
    """The Say that such a button opens, if it was said to this person; nothing where it does not stand any more."""
    cause = data[SEAL_LENGTH:].removeprefix(KEPT)
    return [said for name, said in _of_person(tx, chat, person_id).items() if name == cause]


def make_room(tx: Tx, chats: Collection[int]) -> None:
    """Something newer comes to stand on the page of these chats; what was said unasked stays beside it."""
    if chats:
        _take_away(tx, outbox.c.chat.in_(chats), outbox.c.kind.not_in(UNASKED))


def clear(tx: Tx, chat: int) -> None:
    """Nothing is left on the page of this chat."""
    _take_away(tx, outbox.c.chat == chat)


def clear_old(tx: Tx) -> None:
    """Take away what nobody came to read."""
    _take_away(tx, ~_still_stands(tx))


def _still_stands(tx: Tx) -> ColumnElement[bool]:
    unasked = and_(outbox.c.kind.in_(UNASKED), outbox.c.created_at > tx.now - UNASKED_STANDS)
    return or_(unasked, outbox.c.created_at > tx.now - SCREENS_STAND)


def _take_away(tx: Tx, *which: Any) -> None:
    gone = {"state": "dropped", "payload": None, "buttons": None, "error": "read"}
    tx.execute(update(outbox).where(outbox.c.state == _STANDS, *which).values(**gone))


def _standing(tx: Tx, chat: int) -> dict[str, tuple[Shown, int | None]]:
    """What stands on the page of a chat, by its cause, in the order in which it was said; and to whom."""
    rows = select(outbox.c.cause, outbox.c.kind, outbox.c.payload, outbox.c.prompt_id).where(
        outbox.c.chat == chat, outbox.c.state == _STANDS, _still_stands(tx)
    )
    return {row.cause: _shown(tx, row) for row in tx.execute(rows.order_by(outbox.c.id)).all()}


def _of_person(tx: Tx, chat: int, person_id: int) -> dict[str, Shown]:
    """The same that was said to this person: a chat may become somebody else's."""
    return {cause: said for cause, (said, whose) in _standing(tx, chat).items() if whose == person_id}


def _of_one(found: dict[str, T], origin: str) -> dict[str, T]:
    """Those that one turn said."""
    return {cause: one for cause, one in found.items() if cause.partition(".")[0] == origin}


def _shown(tx: Tx, row: Any) -> tuple[Shown, int | None]:
    said = json.loads(tx.open(row.payload, "outbox", row.cause))
    shown = Shown(row.kind, said["text"], said["rows"], said["field"], said["copy"], row.prompt_id)
    return shown, said["whose"]
