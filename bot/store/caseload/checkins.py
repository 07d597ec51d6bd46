"""Check-ins and their revisions: append-only, sealed with the case's key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, or_, select, update

from bot.domain.checkins import reached
from bot.domain.people import Person
from bot.store.caseload.cases import Case
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.engine.tables import checkin_revisions, checkins, people


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A saved check-in as it stands: its newest revision's answers, and which revision that is.

    at: when it was recorded; contact_at: when the contact was.
    """

    id: int
    case_id: int
    by_id: int
    at: datetime
    contact_at: datetime
    revision: int
    answers: dict[str, Any]


_SAVE = insert(checkins).returning(checkins.c.id)
_REVISE = insert(checkin_revisions)
_WITH_TOKEN = select(checkins.c.case_id, checkins.c.id).where(
    checkins.c.by_id == bindparam("by"), checkins.c.token == bindparam("token")
)


def save(
    tx: Tx,
    who: Person,
    case: Case,
    token: str,
    answers: dict[str, Any],
    *,
    contact_at: datetime | None = None,
    at: datetime | None = None,
) -> int:
    """Save a check-in, recorded now if `at` (aware) does not say otherwise, of a contact then if `contact_at` does not.

    Raises sqlalchemy IntegrityError if this filling-in was saved before (a token is unique for its person).
    """
    row = {"case_id": case.id, "by_id": who.id, "token": token, "at": at or tx.now}
    row["contact_at"] = contact_at or row["at"]
    new_id: int = tx.execute(_SAVE, row).scalar_one()
    _revise(tx, who, case, new_id, 1, answers, None)
    audit.note(tx, who.id, "checkin_saved", "case", case.id)
    return new_id


def correct(
    tx: Tx,
    who: Person,
    case: Case,
    earlier: CheckIn,
    answers: dict[str, Any],
    why: str,
    contact_at: datetime | None = None,
) -> None:
    """Add a revision; the earlier ones stay as they were. `contact_at`: when the contact was, if that was put right."""
    if contact_at is not None and contact_at != earlier.contact_at:
        tx.execute(update(checkins).where(checkins.c.id == earlier.id).values(contact_at=contact_at))
    _revise(tx, who, case, earlier.id, earlier.revision + 1, answers, why)
    audit.note(tx, who.id, "checkin_corrected", "case", case.id)


def saved_with(tx: Tx, who: Person, token: str) -> bool:
    """Whether this person's filling-in is saved already: a late or double tap must not save it twice."""
    return saved_as(tx, who, token) is not None


def saved_as(tx: Tx, who: Person, token: str) -> tuple[int, int] | None:
    """The case and the check-in this person's filling-in was saved as; None while it is not."""
    row = tx.execute(_WITH_TOKEN, {"by": who.id, "token": token}).first()
    return None if row is None else (row.case_id, row.id)


def recorded_at(tx: Tx, checkin_id: int) -> datetime:
    """When a check-in was recorded. Raises sqlalchemy NoResultFound where there is none."""
    at: datetime = tx.execute(select(checkins.c.at).where(checkins.c.id == checkin_id)).scalar_one()
    return at


def how_many(tx: Tx, case: Case) -> int:
    """How many check-ins there are about a case."""
    return int(tx.execute(select(func.count()).where(checkins.c.case_id == case.id)).scalar_one())


def last_contact(tx: Tx, case: Case) -> datetime | None:
    """When the last contact of a case was that was recorded, also one that did not work out."""
    at: datetime | None = tx.execute(_LAST, {"case": case.id}).scalar_one()
    return at


_LAST = select(func.max(checkins.c.contact_at)).where(checkins.c.case_id == bindparam("case"))


def is_last(tx: Tx, case: Case, checkin_id: int, contact_at: datetime) -> bool:
    """Whether no later contact of a case is known, if that of this check-in was then; of one moment, the later row."""
    others = (checkins.c.case_id == case.id, checkins.c.id != checkin_id)
    found = select(checkins.c.id).where(*others, _is_later(contact_at, checkin_id))
    return tx.execute(found.limit(1)).first() is None


def _is_later(contact_at: datetime, checkin_id: int) -> ColumnElement[bool]:
    """A contact after one of that moment; of one moment, the later row."""
    same = and_(checkins.c.contact_at == contact_at, checkins.c.id > checkin_id)
    return or_(checkins.c.contact_at > contact_at, same)


_of_it = checkin_revisions.alias("of_it")
# Of a check-in: its newest revision.
NEWEST = (
    select(func.max(_of_it.c.revision))
    .where(_of_it.c.checkin_id == checkins.c.id)
    .correlate(checkins)
    .scalar_subquery()
)


_WORKED_OUT = (
    select(checkins.c.id)
    .join(checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id)
    .where(
        checkins.c.case_id == bindparam("case"),
        checkins.c.contact_at >= bindparam("first"),
        checkins.c.contact_at < bindparam("last"),
        checkin_revisions.c.revision == NEWEST,
        checkin_revisions.c.reached,
    )
    .limit(1)
)


def worked_out(tx: Tx, case: Case, first: datetime, last: datetime) -> bool:
    """Whether another check-in tells of a contact that worked out, from `first` up to `last`."""
    return tx.execute(_WORKED_OUT, {"case": case.id, "first": first, "last": last}).first() is not None


_LAST_REACHED = (
    select(func.max(checkins.c.contact_at))
    .join(checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id)
    .where(checkins.c.case_id == bindparam("case"), checkin_revisions.c.revision == NEWEST, checkin_revisions.c.reached)
)
_SINCE = select(func.count()).where(checkins.c.case_id == bindparam("case"), checkins.c.contact_at > bindparam("since"))


def misses_in_a_row(tx: Tx, case: Case) -> int:
    """How many of the contacts that were recorded have not worked out since the last one that did."""
    last = tx.execute(_LAST_REACHED, {"case": case.id}).scalar_one()
    return (
        how_many(tx, case) if last is None else int(tx.execute(_SINCE, {"case": case.id, "since": last}).scalar_one())
    )


_MOMENTS = (
    select(
        checkins.c.id,
        checkins.c.at,
        checkins.c.contact_at,
        checkin_revisions.c.reached,
        checkin_revisions.c.revision,
        checkin_revisions.c.contact,
    )
    .where(
        checkins.c.case_id == bindparam("case"),
        checkin_revisions.c.checkin_id == checkins.c.id,
        checkin_revisions.c.revision == NEWEST,
    )
    .order_by(checkins.c.contact_at.desc(), checkins.c.id.desc())
    .offset(bindparam("skip"))
    .limit(bindparam("most"))
)


def moments(tx: Tx, case: Case, most: int, skip: int = 0) -> list[Any]:
    """The last contacts of a case as (id, at, contact_at, reached, revision, contact): nothing sealed is opened."""
    return list(tx.execute(_MOMENTS, {"case": case.id, "most": most, "skip": skip}))


def after(tx: Tx, case: Case, one: CheckIn) -> int:
    """How many contacts of a case come before this one in `moments`."""
    found = select(func.count()).where(checkins.c.case_id == case.id, _is_later(one.contact_at, one.id))
    return int(tx.execute(found).scalar_one())


def read(tx: Tx, who: Person, case: Case, checkin_id: int) -> CheckIn | None:
    """Open a check-in of a case that `who` may see; the reading is in the audit."""
    found = as_kept(tx, case, checkin_id)
    if found is not None:
        audit.note(tx, who.id, "read_checkin", "checkin", checkin_id)
    return found


def agreed(tx: Tx, who: Person, case: Case, checkin_id: int) -> tuple[str, int] | None:
    """What was agreed on, and by whom it was recorded; None where nothing was, and then nobody has read anything."""
    found = as_kept(tx, case, checkin_id)
    said = "" if found is None else str(found.answers.get("agreed") or "")
    if found is None or not said:
        return None
    audit.note(tx, who.id, "read_checkin", "checkin", checkin_id)
    return said, found.by_id


@dataclass(frozen=True, slots=True)
class Version:
    """One of the versions of a check-in: who recorded it and when, and for what reason another took its place."""

    revision: int
    by_code: str
    at: datetime
    replaced_why: str | None
    answers: dict[str, Any]


def version(tx: Tx, who: Person, case: Case, checkin_id: int, revision: int) -> Version | None:
    """Open a version of a check-in, also one that was corrected since; the reading is in the audit."""
    after = checkin_revisions.alias("after")
    row = tx.execute(
        select(checkin_revisions, people.c.code, after.c.why.label("replaced_why"))
        .join(checkins, checkins.c.id == checkin_revisions.c.checkin_id)
        .join(people, people.c.id == checkin_revisions.c.by_id)
        .outerjoin(after, and_(after.c.checkin_id == checkin_revisions.c.checkin_id, after.c.revision == revision + 1))
        .where(
            checkins.c.case_id == case.id,
            checkin_revisions.c.checkin_id == checkin_id,
            checkin_revisions.c.revision == revision,
        )
    ).one_or_none()
    if row is None:
        return None
    audit.note(tx, who.id, "read_checkin", "checkin", checkin_id)
    answers = tx.open_facts(row.answers, *_place(checkin_id, revision))
    return Version(row.revision, row.code, row.at, row.replaced_why, answers)


def as_kept(tx: Tx, case: Case, checkin_id: int) -> CheckIn | None:
    """A check-in for the bot's own work: nobody is shown what was recorded."""
    row = tx.execute(
        select(
            checkins.c.by_id,
            checkins.c.at,
            checkins.c.contact_at,
            checkin_revisions.c.revision,
            checkin_revisions.c.answers,
        )
        .join(checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id)
        .where(checkins.c.id == checkin_id, checkins.c.case_id == case.id)
        .order_by(checkin_revisions.c.revision.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    answers = tx.open_facts(row.answers, *_place(checkin_id, row.revision))
    return CheckIn(checkin_id, case.id, row.by_id, row.at, row.contact_at, row.revision, answers)


def _revise(
    tx: Tx, who: Person, case: Case, checkin_id: int, revision: int, answers: dict[str, Any], why: str | None
) -> None:
    sealed = tx.key(case.key_id).seal(json.dumps(answers, ensure_ascii=False).encode(), *_place(checkin_id, revision))
    row = {"checkin_id": checkin_id, "revision": revision, "by_id": who.id, "at": tx.now, "why": why}
    plain = {"reached": reached(answers), "contact": answers.get("contact")}
    tx.execute(_REVISE, {**row, **plain, "answers": sealed})


def _place(checkin_id: int, revision: int) -> tuple[str, str, str]:
    return "checkin_revisions", "answers", f"{checkin_id}.{revision}"
