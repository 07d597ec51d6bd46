"""What is finished holds no words, however it was finished: said, given up, dropped, in doubt, of a chat now gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import chats as chat_table
from bot.store.engine.tables import inbox, outbox
from bot.store.queues import chats, incoming, outgoing, pruning
from bot.store.queues.incoming import Received
from tests.driver import Clock, finished_rows_that_say_something
from tests.hostile.forging import pressing
from tests.store.conftest import PHONE

HOUR = timedelta(hours=1)


def on_its_way(tx: Tx) -> int:
    """A chat with an update that came and something that is to be said; its number here."""
    chat = tx.blind(PHONE)
    incoming.receive(tx, [Received(1, PHONE, json.dumps(pressing(1, PHONE, "rahasia")).encode())])
    chats.meet(tx, {chat: PHONE})
    said = {"chat": chat, "method": "push", "prompt_id": None, "payload": {"text": "rahasia"}}
    outgoing.send_later(tx, [{**said, "cause": kind, "kind": kind} for kind in ("nudge", "prompt", "screen")])
    return chat


def sending(tx: Tx, chat: int) -> None:
    tx.execute(update(outbox).values(state="sending", attempted_at=tx.now - HOUR))


def leaving(tx: Tx, chat: int) -> None:
    tx.execute(update(chat_table).values(leaving_at=tx.now - 25 * HOUR))
    pruning.prune(tx)


def lost(tx: Tx, chat: int) -> None:
    """The chat was forgotten in the very moment in which they wrote."""
    tx.execute(chat_table.delete())
    pruning.prune(tx)


def said_badly(tx: Tx, chat: int) -> None:
    for state in ("sent", "failed", "dropped"):
        (letter,) = outgoing.claim_letters(tx, 1)
        outgoing.close_letter(tx, letter, state)


ENDS: dict[str, tuple[Callable[[Tx, int], object], ...]] = {
    "the update is handled": (lambda tx, chat: incoming.finish_updates(tx, [1]),),
    "the update is given up": (lambda tx, chat: incoming.finish_updates(tx, [1], "failed", "a bug"),),
    "said, refused, dropped": (said_badly,),
    "in doubt after a sender died": (sending, lambda tx, chat: outgoing.recover_letters(tx, tx.now)),
    "the chat blocks the bot": (lambda tx, chat: outgoing.drop_letters(tx, chat),),
    "nothing is said first there any more": (lambda tx, chat: outgoing.drop_unasked(tx, chat),),
    "the chat is nobody's": (lambda tx, chat: pruning.forget_chat(tx, chat),),
    "its last word never went out": (leaving,),
    "it was forgotten as they wrote": (lost,),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_is_finished_says_nothing(database: Database, clock: Clock, end: str) -> None:
    with database.transaction() as tx:
        chat = on_its_way(tx)
        for act in ENDS[end]:
            act(tx, chat)
        assert finished_rows_that_say_something(tx) == []
        finished = [*tx.execute(select(inbox.c.state).where(inbox.c.state != "new")).scalars()]
        waiting = [*tx.execute(select(outbox.c.state).where(outbox.c.state == "ready")).scalars()]
        assert finished or len(waiting) < 3, "it ended nothing"


def test_what_was_asked_for_still_goes_where_nothing_is_said_first(database: Database) -> None:
    with database.transaction() as tx:
        outgoing.drop_unasked(tx, on_its_way(tx))
        left = tx.execute(select(outbox.c.kind, outbox.c.payload).where(outbox.c.state == "ready")).all()
        assert [row.kind for row in left] == ["screen"]
        assert left[0].payload is not None
