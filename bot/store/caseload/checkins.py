"""Check-ins and their revisions: append-only, sealed with the case's key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from bot.domain.checkins import reached
from bot.domain.people import Person
from bot.store.caseload.cases import Case
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.engine.tables import checkin_revisions, checkins


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A saved check-in as it stands: its newest revision's answers, and which revision that is."""

    id: int
    case_id: int
    by_id: int
    at: datetime
    revision: int
    answers: dict[str, Any]


_SAVE = insert(checkins).returning(checkins.c.id)
_REVISE = insert(checkin_revisions)
_WITH_TOKEN = select(checkins.c.id).where(checkins.c.by_id == bindparam("by"), checkins.c.token == bindparam("token"))


def save(tx: Tx, who: Person, case: Case, token: str, answers: dict[str, Any], *, at: datetime | None = None) -> int:
    """Save a check-in, of now if `at` (aware) does not say otherwise.

    Raises sqlalchemy IntegrityError if this filling-in was saved before (a token is unique for its person).
    """
    row = {"case_id": case.id, "by_id": who.id, "token": token, "at": at or tx.now}
    new_id: int = tx.execute(_SAVE, row).scalar_one()
    _revise(tx, who, case, new_id, 1, answers, None)
    audit.note(tx, who.id, "checkin_saved", "case", case.id)
    return new_id


def correct(tx: Tx, who: Person, case: Case, earlier: CheckIn, answers: dict[str, Any], why: str) -> None:
    """Add a revision; the earlier ones stay as they were."""
    _revise(tx, who, case, earlier.id, earlier.revision + 1, answers, why)
    audit.note(tx, who.id, "checkin_corrected", "case", case.id)


def saved_with(tx: Tx, who: Person, token: str) -> bool:
    """Whether this person's filling-in is saved already: a late or double tap must not save it twice."""
    return tx.execute(_WITH_TOKEN, {"by": who.id, "token": token}).first() is not None


def how_many(tx: Tx, case: Case) -> int:
    """How many check-ins there are about a case."""
    return int(tx.execute(select(func.count()).where(checkins.c.case_id == case.id)).scalar_one())


def is_newest(tx: Tx, case: Case, checkin_id: int) -> bool:
    """Whether no later check-in of the case exists."""
    newest = select(func.max(checkins.c.id)).where(checkins.c.case_id == case.id)
    return bool(tx.execute(newest).scalar_one() == checkin_id)


def moments(tx: Tx, case: Case, most: int) -> list[Any]:
    """The newest check-ins of a case as (id, at, reached, revisions): nothing sealed is opened."""
    last = (
        select(checkin_revisions.c.checkin_id, func.max(checkin_revisions.c.revision).label("revision"))
        .group_by(checkin_revisions.c.checkin_id)
        .subquery()
    )
    return list(
        tx.execute(
            select(checkins.c.id, checkins.c.at, checkin_revisions.c.reached, last.c.revision)
            .join(last, last.c.checkin_id == checkins.c.id)
            .join(
                checkin_revisions,
                (checkin_revisions.c.checkin_id == checkins.c.id) & (checkin_revisions.c.revision == last.c.revision),
            )
            .where(checkins.c.case_id == case.id)
            .order_by(checkins.c.at.desc(), checkins.c.id.desc())
            .limit(most)
        )
    )


def read(tx: Tx, who: Person, case: Case, checkin_id: int) -> CheckIn | None:
    """Open a check-in of a case that `who` may see; the reading is in the audit."""
    row = tx.execute(
        select(checkins.c.by_id, checkins.c.at, checkin_revisions.c.revision, checkin_revisions.c.answers)
        .join(checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id)
        .where(checkins.c.id == checkin_id, checkins.c.case_id == case.id)
        .order_by(checkin_revisions.c.revision.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    audit.note(tx, who.id, "read_checkin", "checkin", checkin_id)
    answers = json.loads(tx.open(row.answers, *_place(checkin_id, row.revision)))
    return CheckIn(checkin_id, case.id, row.by_id, row.at, row.revision, answers)


def _revise(
    tx: Tx, who: Person, case: Case, checkin_id: int, revision: int, answers: dict[str, Any], why: str | None
) -> None:
    sealed = tx.key(case.key_id).seal(json.dumps(answers, ensure_ascii=False).encode(), *_place(checkin_id, revision))
    row = {"checkin_id": checkin_id, "revision": revision, "by_id": who.id, "at": tx.now, "why": why}
    tx.execute(_REVISE, {**row, "reached": reached(answers), "answers": sealed})


def _place(checkin_id: int, revision: int) -> tuple[str, str, str]:
    return "checkin_revisions", "answers", f"{checkin_id}.{revision}"
