"""What an earlier version sealed otherwise is sealed as it is now: what no migration can do, as it has no key."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.engine import telegram_ids
from bot.store.engine.database import Database
from bot.store.engine.tables import chats, people
from bot.store.sealing.data_keys import key_id_of

AT_ONCE = 500


def give_chats_to_their_people(database: Database) -> int:
    """Seal each person's Telegram id with their own key; returns how many were sealed with the standing one."""
    last = given = 0
    while True:
        with database.transaction() as tx:
            theirs = select(people.c.id, people.c.chat, chats.c.telegram_id).join(chats, chats.c.id == people.c.chat)
            rows = tx.execute(theirs.where(people.c.id > last).order_by(people.c.id).limit(AT_ONCE)).all()
            for row in rows:
                if tx.is_standing(key_id_of(row.telegram_id)):
                    telegram_ids.give_to(tx, row.chat, row.id)
                    given += 1
        if not rows:
            return given
        last = rows[-1].id
