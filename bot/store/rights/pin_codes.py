"""A way back for whoever forgot their PIN: six digits from whoever accompanies them, once the two have talked.

They are kept as the digits to join by are, under a hash of their own: with whose they are in it, so that they open that
person's phone and bind none. They end with the hour, with another code or link, with the phone, and with whoever made
them accompanying that person.
"""

from __future__ import annotations

import os
import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update

from bot.domain.people import Person
from bot.domain.rights import guessing
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.engine.tables import invites
from bot.store.people import invitations, people
from bot.store.rights import participants

TERM = timedelta(hours=1)
DIGITS = participants.CODE_DIGITS


def make(tx: Tx, person: Person, case: Case, by: Person) -> str:
    """A code that opens this person's phone once; an earlier one is closed."""
    while guessing.calls_for_help(digits := f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"):
        pass
    hashed = _hash(tx, person, digits)
    tx.execute(delete(invites).where(invites.c.hash == hashed))  # the same digits as some time ago
    invitations.let_in(tx, person, by.id, hashed, TERM)
    audit.note(tx, by.id, "pin_code_made", "case", case.id)
    return digits


def use(tx: Tx, person: Person, digits: str) -> bool:
    """Open the phone and take the PIN away, if these are the digits and whoever made them still accompanies them.

    How often it may be tried is the PIN's limit: whoever calls this counts what did not fit.
    """
    standing = (invites.c.used_at.is_(None), invites.c.expires_at > tx.now)
    query = select(invites.c.id, invites.c.invited_by).where(invites.c.hash == _hash(tx, person, digits), *standing)
    row = tx.execute(query.with_for_update()).one_or_none()
    if row is None or not _accompanies(tx, row.invited_by, person):
        return False
    tx.execute(update(invites).where(invites.c.id == row.id).values(used_at=tx.now, hash=os.urandom(32)))
    participants.set_pin(tx, person, None)
    participants.show_again(tx, person)
    audit.note(tx, person.id, "pin_code_used", "person", person.id)
    return True


def _accompanies(tx: Tx, by_id: int | None, person: Person) -> bool:
    by = None if by_id is None else people.by_id(tx, by_id)
    case = participants.case_of(tx, person)
    return by is not None and by.is_active and case is not None and cases.entrusted(tx, by, case.id) is not None


def _hash(tx: Tx, person: Person, digits: str) -> bytes:
    return tx.digest(f"{person.id}:{digits}".encode(), b"pin code")
