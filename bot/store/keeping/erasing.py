"""Erasing: a person's rows, their keys here, and their keys' leaves in the key file, so that no copy opens again.

In this order: `erase` in the turn's transaction; after its COMMIT every process obeys the tombstone (`obey`: memory and
key file), and one of them clears SQLite's log and notes that all is done (`complete`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, or_, select, update

from bot.domain.people import Person, Role
from bot.domain.rights.requests import BYPASSING, OPEN_STATES
from bot.store.caseload import news, recipients
from bot.store.caseload import prompts as planned
from bot.store.caseload import requests as asking
from bot.store.caseload.cases import COLUMNS as CASE_COLUMNS
from bot.store.caseload.cases import Case, case_of
from bot.store.engine import audit, lives
from bot.store.engine.database import Database, Tx
from bot.store.engine.lives import CASE, REQUEST
from bot.store.engine.tables import (
    cases,
    checkin_revisions,
    checkins,
    consents,
    contact_plans,
    drafts,
    flags,
    grants,
    invites,
    keys,
    offers,
    outbox,
    page_sessions,
    people,
    prompts,
    referrals,
    requests,
    selfchecks,
    tombstones,
    walls,
)
from bot.store.engine.tables import participants as participants_table
from bot.store.people import people as staff
from bot.store.people.people import COLUMNS, person_of
from bot.store.queues import sheets
from bot.store.queues.waiting import READY, SENDING
from bot.store.rights import participants
from bot.store.sealing.key_file import BURNABLE

# Between somebody's erasure and the moment another process sees it, by clocks that differ.
LATE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: the code that stays as a tombstone, the keys destroyed, the chat a last word may go to."""

    code: str
    key_ids: tuple[int, ...]
    chat: int | None


def erase(tx: Tx, case: Case, by: Person | None, request_id: int | None = None) -> Erased:
    """Erase a case and its participant for good. `request_id` is what asked for it; it is answered with this.

    Their code, the audit, the ledger of consents and that requests were answered stay: none of it names anybody.
    The last word (Say.chat) is the caller's; the chat's id goes as soon as it is out.
    """
    tx.execute(select(cases.c.id).where(cases.c.id == case.id).with_for_update())
    who = tx.execute(
        select(participants_table.c.person_id).where(participants_table.c.case_id == case.id)
    ).scalar_one_or_none()
    asked_by = set(tx.execute(select(requests.c.person_id).where(requests.c.case_id == case.id)).scalars())
    persons = _participants(tx, asked_by | ({who} if who is not None else set()))
    if by is not None:
        _tell_who_waits(tx, case, persons, by)
    chats = [participants.remove(tx, person) for person in persons]
    key_ids = _destroy_keys(tx, case, persons)
    _remove_rows(tx, case, persons)
    _empty_rows(tx, case, persons, by, request_id)
    values = {"code": case.code, "at": tx.now, "by_id": None if by is None else by.id, "request_id": request_id}
    tx.insert_new(tombstones, [{**values, "key_ids": " ".join(map(str, key_ids))}])
    audit.note(tx, None if by is None else by.id, "case_erased", "case", case.id)
    for person in persons:
        audit.note(tx, None if by is None else by.id, "person_erased", "person", person.id)
    return Erased(case.code, key_ids, next((chat for chat in chats if chat is not None), None))


def _participants(tx: Tx, ids: set[int]) -> list[Person]:
    """Also those who used the bot for this case earlier and were removed since."""
    rows = tx.execute(
        select(*COLUMNS).where(people.c.id.in_(ids), people.c.role == Role.PARTICIPANT).order_by(people.c.id)
    )
    return [person_of(row) for row in rows]


def _tell_who_waits(tx: Tx, case: Case, persons: list[Person], by: Person) -> None:
    """What is open and urgent, or went past somebody, ends with them: somebody else than who erases hears that it did.

    Of each whoever handles it, else an admin. Not a word of whom, so that it may stay.
    """
    theirs = or_(requests.c.case_id == case.id, requests.c.person_id.in_([person.id for person in persons]))
    open_ones = (REQUEST.in_state(*OPEN_STATES), requests.c.kind.in_(BYPASSING))
    asked = tx.execute(select(requests.c.id).where(theirs, *open_ones)).scalars().all()
    waiting = [asking.handlers_of(tx, found) for one in asked if (found := asking.by_id(tx, one)) is not None]
    mentor = staff.by_id(tx, case.mentor_id)
    duty = recipients.duty_list(tx, case.id, None if mentor is None else mentor.supervisor_id, by.id)
    raised = select(flags.c.acknowledged_by).where(flags.c.case_id == case.id, flags.c.closed_at.is_(None))
    waiting += [[one, *duty] if one is not None else [*duty] for one in tx.execute(raised).scalars().all()]
    admins = [one.id for one in staff.of_role(tx, Role.ADMIN)]
    first = (_first_of(tx, [one for one in (*those, *admins) if one != by.id]) for those in waiting)
    for one in sorted({one for one in first if one is not None}):
        news.tell(tx, "erased_while_open", by.id, one, by=by.id)


def _first_of(tx: Tx, ids: list[int]) -> int | None:
    """The first of these who can be told, or the first who will be."""
    return next(iter([*(one.id for one in recipients.reachable(tx, ids)), *ids]), None)


def _destroy_keys(tx: Tx, case: Case, persons: list[Person]) -> tuple[int, ...]:
    of_persons = (keys.c.scope == "person") & keys.c.subject.in_([str(person.id) for person in persons])
    of_case = (keys.c.scope == "case") & (keys.c.subject == str(case.id))
    return tuple(tx.execute(delete(keys).where(or_(of_case, of_persons)).returning(keys.c.id)).scalars())


def _remove_rows(tx: Tx, case: Case, persons: list[Person]) -> None:
    """What says something about the person beyond their code."""
    recorded = select(checkins.c.id).where(checkins.c.case_id == case.id)
    ids = [person.id for person in persons]
    asked = tx.execute(select(requests.c.id).where(or_(requests.c.case_id == case.id, requests.c.person_id.in_(ids))))
    # What goes past the mentor stands in no case's history, and is found by what it is about.
    of_requests = prompts.c.subject.in_([f"request:{number}" for number in asked.scalars()])
    theirs = or_(prompts.c.case_id == case.id, prompts.c.recipient_id.in_(ids), of_requests)
    about = select(prompts.c.id).where(theirs)
    # What was to be said to somebody in one message with this is said without it, and goes from where it stands.
    on_its_way = select(outbox.c.prompt_id).where(outbox.c.prompt_id.in_(about), outbox.c.state.in_((READY, SENDING)))
    planned.ask_anew(tx, list(tx.execute(on_its_way).scalars()))
    sheets.unlist(tx, theirs)
    for table, which in (
        (drafts, or_(drafts.c.case_id == case.id, drafts.c.corrects_id.in_(recorded))),
        (outbox, outbox.c.prompt_id.in_(about)),
        (prompts, theirs),
        (checkin_revisions, checkin_revisions.c.checkin_id.in_(recorded)),
        (checkins, checkins.c.case_id == case.id),
        (flags, flags.c.case_id == case.id),
        (contact_plans, contact_plans.c.case_id == case.id),
        (selfchecks, selfchecks.c.case_id == case.id),
        (grants, grants.c.case_id == case.id),
        (page_sessions, page_sessions.c.person_id.in_(ids)),
        (referrals, referrals.c.case_id == case.id),
        (offers, offers.c.case_id == case.id),
        (walls, or_(walls.c.one_id == case.id, walls.c.other_id == case.id)),
    ):
        tx.execute(delete(table).where(which))


def _empty_rows(tx: Tx, case: Case, persons: list[Person], by: Person | None, request_id: int | None) -> None:
    ids = [person.id for person in persons]
    ended = {"closed_at": None, "closed_reason": None}
    lives.move(tx, CASE, "erase", case.id, name=None, quiet=None, last_at=None, misses=0, **ended)
    tx.execute(update(consents).where(consents.c.case_id == case.id).values(service=None, witness=None))
    tx.execute(delete(invites).where(invites.c.person_id.in_(ids)))
    theirs = or_(requests.c.case_id == case.id, requests.c.person_id.in_(ids))
    handled_by = None if by is None else by.id
    lives.move_all(tx, REQUEST, "answer", theirs, done_at=tx.now, handled_by=handled_by)
    # A refusal keeps an empty reason: that there was one, not which.
    tx.execute(update(requests).where(theirs, requests.c.reason.is_not(None)).values(reason=b""))
    tx.execute(update(requests).where(theirs).values(text=None, topic=None))
    if request_id is not None:
        audit.note(tx, handled_by, "request_done", "request", request_id)


def obey(database: Database) -> list[str]:
    """Destroy what tombstones name, in this process's memory and in its key file; the codes not settled yet.

    Reads only what is committed, and may be run as often as one likes: a process looks at all of them once, then at
    those that came since. Raises KeyFileError if the file cannot be written: the rows are gone all the same, but an
    older backup still opens with it.
    """
    database.vault.look()
    with database.snapshot() as connection:
        rows = connection.execute(_to_obey(database.obeyed_until)).all()
    database.vault.burn({int(key_id): row.at for row in rows for key_id in row.key_ids.split()})
    newest = max((row.at for row in rows), default=None)
    if newest is not None:
        database.obeyed_until = newest
    return [row.code for row in rows if row.settled_at is None]


def _to_obey(since: datetime | None) -> Select[Any]:
    """What is not settled yet, and what this process may not have seen: clocks differ, and a COMMIT comes later."""
    found = select(tombstones.c.code, tombstones.c.at, tombstones.c.key_ids, tombstones.c.settled_at)
    if since is None:
        return found
    return found.where(or_(tombstones.c.settled_at.is_(None), tombstones.c.at > since - LATE))


def complete(database: Database) -> bool:
    """Obey, clear SQLite's log, and note what is done. False while somebody still reads: try again later."""
    codes = obey(database)
    if not codes:
        return True
    if not database.scrub():
        return False
    with database.transaction() as tx:
        tx.execute(update(tombstones).where(tombstones.c.code.in_(codes)).values(settled_at=tx.now))
    return True


def bury_again(tx: Tx) -> int:
    """After restoring an older backup: erase whoever's key was destroyed since. Returns how many cases that were.

    Raises KeyFileError when it was sealed with a master key that is not there any more: nobody is erased for that.
    """
    rows = tx.execute(select(keys.c.id, keys.c.master, keys.c.scope, keys.c.subject)).all()
    for master in sorted({row.master for row in rows}):
        tx.vault.require(master)
    dead = [
        (row.scope, int(row.subject))
        for row in rows
        if row.scope in BURNABLE and not tx.vault.holds(row.id, row.master)
    ]
    ids = {number for scope, number in dead if scope == "case"}
    persons = [number for scope, number in dead if scope == "person"]
    ids |= set(
        tx.execute(select(participants_table.c.case_id).where(participants_table.c.person_id.in_(persons))).scalars()
    )
    rows = tx.execute(select(*CASE_COLUMNS).where(cases.c.id.in_(ids)).order_by(cases.c.id)).all()
    for row in rows:
        erase(tx, case_of(row), None)
    return len(rows)
