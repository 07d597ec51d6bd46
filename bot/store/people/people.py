"""People: who they are, whom they answer to, what they chose, and cutting an account off."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select, update

from bot.domain.lives import Refusal
from bot.domain.people import Person, Role, staff_code
from bot.domain.timing.mornings import DaySheet
from bot.domain.timing.quiet import Hours
from bot.store.engine import audit, lives, telegram_ids
from bot.store.engine.database import Tx
from bot.store.engine.lives import STAFF_MEMBER
from bot.store.engine.tables import chats, invites, participants, people

COLUMNS = (
    people.c.id,
    people.c.code,
    people.c.role,
    people.c.chat,
    people.c.address,
    people.c.zone,
    people.c.supervisor_id,
    people.c.hours,
    people.c.weekdays,
    people.c.status,
    people.c.language,
    people.c.unmet,
    people.c.sheet,
)
_BY_CHATS = (
    select(*COLUMNS, participants.c.hidden_until)
    .select_from(people.outerjoin(participants, participants.c.person_id == people.c.id))
    .where(people.c.status == "active", people.c.chat.in_(bindparam("chats", expanding=True)))
)


class Overtaken(Exception):
    """Whoever acts was kept out, or lost their phone, in the same moment: nothing of it happens, and who speaks is to
    be looked up again.
    """


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose chat it is; is_hidden: an empty bot is shown to whoever holds that phone."""

    person: Person
    is_hidden: bool


def person_of(row: Any) -> Person:
    """A row of COLUMNS as a person."""
    number, code, role, *rest = row
    return Person(number, code, Role(role), *rest)


def speakers(tx: Tx, ids: Collection[int | None]) -> dict[int, Speaker]:
    """The active people who speak from these chats; nobody else is in it, suspended people neither."""
    if not ids:
        return {}
    rows: Any = tx.execute(_BY_CHATS, {"chats": list(ids)})
    return {row.chat: _speaker(tx, *row) for row in rows}


def _speaker(tx: Tx, *row: Any) -> Speaker:
    *person, hidden_until = row
    return Speaker(person_of(person), hidden_until is not None and hidden_until > tx.now)


def by_chats(tx: Tx, ids: Collection[int | None]) -> dict[int, Person]:
    """The same, as people."""
    return {chat: speaker.person for chat, speaker in speakers(tx, ids).items()}


_BY_ID = select(*COLUMNS).where(people.c.id == bindparam("person"), people.c.status != "removed")


def by_id(tx: Tx, person_id: int) -> Person | None:
    """A person not removed."""
    row = tx.execute(_BY_ID, {"person": person_id}).one_or_none()
    return None if row is None else person_of(row)


def active(tx: Tx, ids: Collection[int]) -> list[Person]:
    """Those of these people who are let in and have a phone here."""
    there = (people.c.id.in_(ids), people.c.status == "active", people.c.chat.is_not(None))
    return [person_of(row) for row in tx.execute(select(*COLUMNS).where(*there).order_by(people.c.id))]


def ever_by_id(tx: Tx, person_id: int) -> Person | None:
    """A person, also one who was removed."""
    row = tx.execute(select(*COLUMNS).where(people.c.id == person_id)).one_or_none()
    return None if row is None else person_of(row)


def lock(tx: Tx, person_id: int) -> None:
    """Let nobody else change this person before this turn is over: what is read of them now is so when it is written.

    Only PostgreSQL needs it; SQLite has one writer at a time.
    """
    tx.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())


def by_code(tx: Tx, code: str) -> Person | None:
    """A person not removed, by staff code (any case)."""
    row = tx.execute(
        select(*COLUMNS).where(people.c.code == code.strip().upper(), people.c.status != "removed")
    ).one_or_none()
    return None if row is None else person_of(row)


def ever_by_code(tx: Tx, code: str) -> Person | None:
    """A person by code (any case), also one who was removed."""
    row = tx.execute(select(*COLUMNS).where(people.c.code == code.strip().upper())).one_or_none()
    return None if row is None else person_of(row)


def is_out_of_reach(person_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that somebody has no phone here, or that the bot is blocked there."""
    one = people.alias("one")
    shut = or_(one.c.chat.is_(None), chats.c.blocked_at.is_not(None))
    found = (
        select(one.c.id).select_from(one.outerjoin(chats, chats.c.id == one.c.chat)).where(one.c.id == person_id, shut)
    )
    return found.correlate_except(one, chats).exists()


def of_role(tx: Tx, role: Role) -> list[Person]:
    """Everybody of a role who is not removed, in the order of joining."""
    rows = tx.execute(select(*COLUMNS).where(people.c.role == role, people.c.status != "removed").order_by(people.c.id))
    return [person_of(row) for row in rows]


def names(tx: Tx, ids: Iterable[int]) -> dict[int, str]:
    """Open the names of staff, for a screen of somebody who works with them."""
    rows = tx.execute(select(people.c.id, people.c.name).where(people.c.id.in_(list(ids))))
    return {row.id: tx.open(row.name, "people", "name", row.id) for row in rows if row.name}


def seal_for(tx: Tx, person: Person, text: str, *place: object) -> bytes:
    """Seal a text with the person's own key."""
    return tx.key_for("person", person.id).seal(text.encode(), *place)


def add(tx: Tx, role: Role, name: str, supervisor_id: int | None) -> Person:
    """Add a person who has yet to join; their code is the next of the role, their name is sealed with their own key."""
    codes = tx.execute(select(people.c.code).where(people.c.role == role)).scalars()
    number = max((int(code.partition("-")[2]) for code in codes), default=0) + 1
    row = tx.execute(
        insert(people)
        .values(
            code=staff_code(role, number),
            role=role,
            language="id",
            supervisor_id=supervisor_id,
            **lives.born(STAFF_MEMBER, "invite"),
            created_at=tx.now,
        )
        .returning(*COLUMNS)
    ).one()
    sealed = tx.new_key("person", str(row.id)).seal(name.encode(), "people", "name", row.id)
    tx.execute(update(people).where(people.c.id == row.id).values(name=sealed))
    return person_of(row)


def settle(
    tx: Tx,
    person: Person,
    *,
    address: str | None = None,
    zone: str | None = None,
    hours: Hours | None = None,
    sheet: DaySheet | None = None,
) -> Person:
    """Keep what a person chose for themselves."""
    spans = (None, None) if hours is None else (hours.written(), hours.weekdays_written())
    given = (
        ("address", address),
        ("zone", zone),
        ("hours", spans[0]),
        ("weekdays", spans[1]),
        ("sheet", None if sheet is None else sheet.written()),
    )
    chosen = {key: value for key, value in given if value is not None}
    row = tx.execute(update(people).where(people.c.id == person.id).values(**chosen).returning(*COLUMNS)).one()
    return person_of(row)


def wants_codes(tx: Tx, person: Person) -> bool:
    """Whether their calendar files shall carry codes."""
    return bool(tx.execute(select(people.c.calendar_codes).where(people.c.id == person.id)).scalar_one())


def settle_codes(tx: Tx, person: Person, *, wanted: bool) -> None:
    """Keep what they chose about their calendar files."""
    tx.execute(update(people).where(people.c.id == person.id).values(calendar_codes=wanted or None))


def suspend(tx: Tx, who: Person, person: Person) -> Refusal | None:
    """Keep somebody out for a while, at once; None when it is so, otherwise why not. Raises Overtaken."""
    return _noted(tx, who, person, "suspend", "person_suspended")


def let_in(tx: Tx, who: Person, person: Person) -> Refusal | None:
    """Let somebody in again; None when it is so, otherwise why not. Raises Overtaken."""
    return _noted(tx, who, person, "let_in", "person_active")


def remove(tx: Tx, who: Person, person: Person) -> Refusal | None:
    """Keep somebody out for good; None when it is so, otherwise why not. Raises Overtaken."""
    return _noted(tx, who, person, "remove", "person_removed")


def _noted(tx: Tx, who: Person, person: Person, event: str, verb: str) -> Refusal | None:
    _acts_still(tx, who)
    refusal = lives.move(tx, STAFF_MEMBER, event, person.id)
    if refusal is None:
        audit.note(tx, who.id, verb, "person", person.id)
    return refusal


def cut_off(tx: Tx, who: Person, person: Person) -> None:
    """Cut the account off: the person speaks from it no more, and links made earlier stop working. Raises Overtaken."""
    _acts_still(tx, who)
    lives.move(tx, STAFF_MEMBER, "cut_off", person.id, chat=None)
    if person.chat is not None:
        telegram_ids.give_to_nobody(tx, person.chat)
    unused = (invites.c.person_id == person.id, invites.c.used_at.is_(None))
    tx.execute(update(invites).where(*unused).values(expires_at=tx.now))
    audit.note(tx, who.id, "account_cut_off", "person", person.id)


def _acts_still(tx: Tx, who: Person) -> None:
    """Hold whoever acts as they were read until this turn is over, or raise Overtaken: two leaders who keep each other
    out in the same moment would leave nobody.
    """
    theirs = (people.c.id == who.id, people.c.status == "active", people.c.chat == who.chat)
    if tx.execute(select(people.c.id).where(*theirs).with_for_update()).first() is None:
        raise Overtaken


def waits_for_first_admin(tx: Tx) -> bool:
    """Whether no admin has joined yet."""
    joined = select(func.count()).select_from(people).where(people.c.role == Role.ADMIN, people.c.chat.is_not(None))
    return int(tx.execute(joined).scalar_one()) == 0


def to_tell(tx: Tx, role: Role) -> list[int]:
    """Ids of everybody of a role who can be written to."""
    return list(
        tx.execute(
            select(people.c.id).where(people.c.role == role, people.c.chat.is_not(None), people.c.status == "active")
        ).scalars()
    )
