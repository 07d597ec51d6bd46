"""The one-time ways by which people join: a link, or whatever else is kept under a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import insert, select, update

from bot.domain.people import Person, Role
from bot.store.engine import audit, lives, telegram_ids
from bot.store.engine.database import Tx
from bot.store.engine.lives import PARTICIPANT, PHONE, STAFF_MEMBER
from bot.store.engine.tables import chats, invites, people, phones
from bot.store.people.people import COLUMNS, person_of

LINK_TERM = timedelta(hours=72)


def make_link(tx: Tx, person: Person, invited_by: int | None) -> str:
    """Make the person's one-time token: 22 random characters, kept only as a hash; earlier unused ones die."""
    token = secrets.token_urlsafe(16)
    let_in(tx, person, invited_by, _hash(token), LINK_TERM)
    audit.note(tx, invited_by, "link_made", "person", person.id)
    return token


def let_in(tx: Tx, person: Person, invited_by: int | None, hashed: bytes, term: timedelta) -> None:
    """Let whoever knows what is hashed here join as this person, once; earlier unused ways in are closed."""
    tx.execute(
        update(invites).where(invites.c.person_id == person.id, invites.c.used_at.is_(None)).values(expires_at=tx.now)
    )
    tx.execute(
        insert(invites).values(
            hash=hashed,
            person_id=person.id,
            invited_by=invited_by,
            created_at=tx.now,
            expires_at=tx.now + term,
        )
    )


def join(tx: Tx, token: str, chat: int) -> Person | None:
    """Use a token: bind its person to this chat. None when it is unknown, used, expired, or either is bound already.

    A link can be passed on: whether it is the participant who opened it is for somebody who has met them to say.
    """
    return join_with(tx, _hash(token), chat, "open_link")


def join_with(tx: Tx, hashed: bytes, chat: int, event: str) -> Person | None:
    """Use the way in that was kept under this hash; `event` is what it is in the life of a participant.

    A chat that was a removed person's is free again.
    """
    row = tx.execute(
        select(invites)
        .where(invites.c.hash == hashed, invites.c.used_at.is_(None), invites.c.expires_at > tx.now)
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    tx.execute(update(people).where(people.c.chat == chat, people.c.status == "removed").values(chat=None))
    if tx.execute(select(people.c.id).where(people.c.chat == chat)).first():
        return None
    tx.execute(update(chats).where(chats.c.id == chat).values(leaving_at=None))
    tx.execute(update(invites).where(invites.c.id == row.id).values(used_at=tx.now))
    is_participant = people.c.role == Role.PARTICIPANT
    bound = None
    for statement in (
        lives.moving(STAFF_MEMBER, "join", people.c.id == row.person_id, people.c.chat.is_(None), ~is_participant),
        lives.moving(PARTICIPANT, event, people.c.id == row.person_id, is_participant),
    ):
        bound = bound or tx.execute(statement.values(chat=chat).returning(*COLUMNS)).one_or_none()
    if bound is None:
        return None
    telegram_ids.give_to(tx, chat, row.person_id)
    lives.move_all(tx, PHONE, "use", phones.c.person_id == row.person_id)
    return person_of(bound)


def invited_by(tx: Tx, person: Person) -> int | None:
    """Who made the link this person joined by, the newest if there were several; None for the first admin."""
    used = select(invites.c.invited_by).where(invites.c.person_id == person.id, invites.c.used_at.is_not(None))
    return tx.execute(used.order_by(invites.c.used_at.desc(), invites.c.id.desc()).limit(1)).scalar_one_or_none()


def came_by(tx: Tx, person: Person) -> int:
    """The number of the way in that this person, or whoever opened it, came by last; 0: none."""
    used = select(invites.c.id).where(invites.c.person_id == person.id, invites.c.used_at.is_not(None))
    newest = used.order_by(invites.c.used_at.desc(), invites.c.id.desc()).limit(1)
    return int(tx.execute(newest).scalar_one_or_none() or 0)


def newest_was_used(tx: Tx, person: Person) -> bool:
    """Whether the newest way in was used."""
    newest = select(invites.c.used_at).where(invites.c.person_id == person.id)
    found = tx.execute(newest.order_by(invites.c.created_at.desc(), invites.c.id.desc()).limit(1)).one_or_none()
    return found is not None and found.used_at is not None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
