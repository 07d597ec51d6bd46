"""Which list of commands stands beside the text box of which phone: of staff alone, each told once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, or_, select, update

from bot.domain.people import STAFF, Role
from bot.store.engine.database import Tx
from bot.store.engine.tables import chats, people

# No list any more.
NONE = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A chat whose list has changed: it is to have this role's, or (None) none."""

    chat: int
    role: Role | None
    language: str


def owed(tx: Tx, version: str, most: int) -> list[Owed]:
    """Chats that show another list than they should; `version` changes whenever a list does."""
    theirs = and_(people.c.chat == chats.c.id, people.c.status == "active", people.c.role.in_(STAFF))
    right = people.c.role.concat(f":{version}")
    found = (
        select(chats.c.id, people.c.role, people.c.language)
        .select_from(chats.outerjoin(people, theirs))
        .where(
            or_(
                and_(people.c.role.is_not(None), or_(chats.c.commands.is_(None), chats.c.commands != right)),
                and_(people.c.role.is_(None), chats.c.commands != NONE),
            )
        )
        .order_by(chats.c.id)
        .limit(most)
    )
    return [Owed(row.id, None if row.role is None else Role(row.role), row.language or "") for row in tx.execute(found)]


def mark_told(tx: Tx, one: Owed, version: str) -> None:
    """It is on its way there."""
    name = NONE if one.role is None else f"{one.role}:{version}"
    tx.execute(update(chats).where(chats.c.id == one.chat).values(commands=name))
