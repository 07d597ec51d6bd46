"""What the queues let go of: finished rows after a while, the keys of days gone by, chats that are nobody's now."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import chats, inbox, keys, outbox, page_sessions, people
from bot.store.queues import page_sessions as sessions
from bot.store.queues import pages
from bot.store.queues.taking_back import TAKING
from bot.store.queues.waiting import NEW, READY, SENDING

KEPT = timedelta(days=3)
# What is left of a row that told of a prompt: that it was said, and when.
PROMPTED_KEPT = timedelta(days=30)
# A last word that cannot be sent is given up, so that the chat can be forgotten.
LEAVES_WITHIN = timedelta(days=1)
# The key of a day is destroyed when nothing sealed with it can still be waiting.
DAY_KEYS_KEPT = timedelta(days=30)


def forget_chat(tx: Tx, chat: int) -> None:
    """Nothing that came from this chat or waits for it is kept; ids of updates stay, so that none comes twice.

    What is being taken back there still is.
    """
    sessions.close(tx, chat)
    tx.execute(delete(outbox).where(outbox.c.chat == chat, outbox.c.method.not_in(TAKING)))
    tx.execute(
        update(inbox)
        .where(inbox.c.chat == chat, inbox.c.state == NEW)
        .values(state="done", payload=None, done_at=tx.now)
    )
    tx.execute(update(inbox).where(inbox.c.chat == chat).values(chat=None, payload=None, pressed=None))


def prunable(tx: Tx) -> tuple[int, int]:
    """How many finished updates, and how many finished things that were said, `prune` would remove."""
    count = select(func.count())
    updates = tx.execute(count.select_from(inbox).where(_handled(tx))).scalar_one()
    return int(updates), int(tx.execute(count.select_from(outbox).where(or_(*_said(tx)))).scalar_one())


def _handled(tx: Tx) -> ColumnElement[bool]:
    return and_(inbox.c.state == "done", inbox.c.received_at < tx.now - KEPT)


def _said(tx: Tx) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What told of no prompt and is out; what is so old that it goes whatever it was. Both may be true of a row."""
    sent = and_(outbox.c.state.in_(("sent", "dropped")), outbox.c.created_at < tx.now - KEPT)
    old = and_(outbox.c.state.not_in(("ready", "sending")), outbox.c.created_at < tx.now - PROMPTED_KEPT)
    return and_(outbox.c.prompt_id.is_(None), sent), old


def prune(tx: Tx) -> None:
    """Remove finished rows nobody needs: Telegram keeps an update 24 hours, so three days of ids are enough."""
    tx.execute(delete(keys).where(keys.c.scope == "day", keys.c.subject < (tx.now - DAY_KEYS_KEPT).date().isoformat()))
    tx.execute(delete(inbox).where(_handled(tx)))
    for said in _said(tx):  # two statements, as each has an index of its own
        tx.execute(delete(outbox).where(said))
    sessions.forget_old(tx)
    pages.clear_old(tx)
    _see_off(tx)


def _see_off(tx: Tx) -> None:
    """Forget chats that are no longer anybody's once their last word is out, and what came or waited beside that."""
    on_its_way = exists(select(1).where(outbox.c.chat == chats.c.id, outbox.c.state.in_((READY, SENDING))))
    gone = select(chats.c.id).where(
        chats.c.leaving_at.is_not(None),
        ~exists(select(1).where(people.c.chat == chats.c.id)),
        or_(
            and_(~on_its_way, chats.c.last_word.is_(None)),
            func.coalesce(chats.c.last_word_at, chats.c.leaving_at) < tx.now - LEAVES_WITHIN,
        ),
    )
    for chat in tx.execute(gone).scalars().all():
        forget_chat(tx, chat)
        tx.execute(delete(chats).where(chats.c.id == chat))
    # Somebody wrote in the very moment in which their chat was forgotten: nobody could be answered.
    known = exists(select(1).where(chats.c.id == inbox.c.chat))
    lost = and_(inbox.c.state == NEW, inbox.c.chat.is_not(None), ~known)
    tx.execute(update(inbox).where(lost).values(state="done", payload=None, chat=None, done_at=tx.now))
    to_nobody = and_(outbox.c.state == READY, ~exists(select(1).where(chats.c.id == outbox.c.chat)))
    tx.execute(delete(outbox).where(to_nobody))


def _strangers() -> ColumnElement[bool]:
    return and_(
        chats.c.leaving_at.is_(None),
        ~exists(select(1).where(people.c.chat == chats.c.id)),
        ~exists(select(1).where(inbox.c.chat == chats.c.id)),
        ~exists(select(1).where(outbox.c.chat == chats.c.id)),
        ~exists(select(1).where(page_sessions.c.chat == chats.c.id)),
    )


def count_strangers(tx: Tx) -> int:
    """How many chats are known of which nobody is a person here and nothing is kept."""
    return int(tx.execute(select(func.count()).select_from(chats).where(_strangers())).scalar_one())


def forget_strangers(tx: Tx) -> None:
    """Forget those; whoever writes again is met anew."""
    tx.execute(delete(chats).where(_strangers()))
