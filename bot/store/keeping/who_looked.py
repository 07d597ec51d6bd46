"""What the audit says of looking: who read what about whom, who was let in, who made files, and for what reason.

For the leaders of a case and for its participant (UU 27/2022 Ps 32: a trail of processing), for the admins, and for
whoever looks after the machine. Ids become codes here; what was read is in none of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select, text, union_all

from bot.domain.people import Role
from bot.domain.rights.consent import PAPER
from bot.domain.rights.requests import BYPASSING
from bot.store.caseload.cases import Case
from bot.store.caseload.requests import on_their_phone
from bot.store.engine.audit import opened_reason
from bot.store.engine.database import Tx
from bot.store.engine.tables import (
    LOOKED,
    LOOKING,
    PAPER_VERBS,
    TRAIL,
    audit,
    cases,
    checkins,
    consents,
    flags,
    participants,
    people,
    requests,
)

# Of an export of everybody with what was written: it holds everybody's words.
EVERYBODY = "everybody"
# Of looking what is no daily opening of one's own list.
READINGS = tuple(verb for verb in LOOKING if verb not in ("read_name", "rebound"))
# What else an entry can be about, and of which case that is.
OF_CASES = {"checkin": checkins, "request": requests, "flag": flags}


@dataclass(frozen=True, slots=True)
class Look:
    """One entry: when, by whom (None: by a command on the machine itself), what, about which case, for what reason."""

    id: int
    at: datetime
    verb: str
    by_code: str | None
    by_role: Role | None
    case_code: str | None
    reason: str


_COLUMNS = (audit.c.id, audit.c.at, audit.c.verb, audit.c.reason, audit.c.subject, people.c.code, people.c.role)


def of_case(
    tx: Tx, case: Case, *, for_staff: bool, on_phone: bool = False, since: datetime | None = None
) -> list[Look]:
    """Who looked at what is kept about a case, or gave its person another phone, the newest first; also whoever made a
    file of everybody's words.

    for_staff: without the reading of what passes them by: a complaint must not be seen by whom it may be about.
    on_phone: without the reading of what the participant's phone does not show.
    """
    of_it = {name: select(table.c.id).where(table.c.case_id == case.id) for name, table in OF_CASES.items()}
    if for_staff:
        of_it["request"] = of_it["request"].where(requests.c.kind.not_in(BYPASSING))
    if on_phone:
        of_it["request"] = of_it["request"].where(on_their_phone())
    theirs = select(participants.c.person_id).where(participants.c.case_id == case.id)
    about: list[Select[Any]] = [
        _looked(audit.c.subject == "case", audit.c.subject_id == case.id),
        *(_looked(audit.c.subject == name, audit.c.subject_id.in_(ids)) for name, ids in of_it.items()),
        _looked(audit.c.verb == "rebound", audit.c.subject == "person", audit.c.subject_id.in_(theirs)),
        _looked(audit.c.subject == EVERYBODY, audit.c.subject_id.is_(None), audit.c.at >= case.intake_at),
    ]
    late = [] if since is None else [audit.c.at >= since]
    found = union_all(*(one.where(*late) for one in about)).subquery()
    rows = tx.execute(select(found).order_by(found.c.id.desc())).all()
    return [_look(tx, row, case.code) for row in rows]


def trail(tx: Tx, page: int, size: int) -> tuple[list[Look], bool]:
    """A page of what was opened, handed out or done to all that is kept, of who was kept apart and of what stands on
    paper, the newest first; and whether more follow.
    """
    paper = _on_paper().scalar_subquery()
    rows = tx.execute(
        select(*_COLUMNS, func.coalesce(cases.c.code, paper).label("case_code"))
        .outerjoin(people, people.c.id == audit.c.actor_id)
        .outerjoin(cases, and_(audit.c.subject == "case", cases.c.id == audit.c.subject_id))
        .where(text(TRAIL), or_(audit.c.verb.not_in(PAPER_VERBS), paper.is_not(None)))
        .order_by(audit.c.id.desc())
        .offset(page * size)
        .limit(size + 1)
    ).all()
    return [_look(tx, row, row.case_code) for row in rows[:size]], len(rows) > size


def _on_paper() -> Select[Any]:
    """The code of the case whose ledger has the line of an entry, where that was on a paper."""
    its = (
        *(audit.c.subject == "person", consents.c.person_id == audit.c.subject_id, consents.c.at == audit.c.at),
        *(consents.c.explained_by == audit.c.actor_id, consents.c.given == (audit.c.verb == "consent_given")),
    )
    whose = cases.alias("whose")
    found = select(whose.c.code).join(consents, consents.c.case_id == whose.c.id)
    return found.where(*its, consents.c.channel == PAPER).limit(1).correlate(audit)


def entries(
    tx: Tx,
    *,
    case_id: int | None = None,
    actor_id: int | None = None,
    verbs: Collection[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    most: int,
) -> list[Look]:
    """Entries of the audit, for whoever looks after the machine: the newest that fit, the oldest of them first."""
    which = [
        *([] if actor_id is None else [audit.c.actor_id == actor_id]),
        *([audit.c.verb.in_(list(verbs))] if verbs else []),
        *([] if since is None else [audit.c.at >= since]),
        *([] if until is None else [audit.c.at < until]),
    ]
    whose = _cases()
    if case_id is not None:
        which.append(whose.c.case_id == case_id)
    rows = tx.execute(
        select(*_COLUMNS, cases.c.code.label("case_code"))
        .outerjoin(people, people.c.id == audit.c.actor_id)
        .outerjoin(whose, and_(whose.c.subject == audit.c.subject, whose.c.id == audit.c.subject_id))
        .outerjoin(cases, cases.c.id == whose.c.case_id)
        .where(*which)
        .order_by(audit.c.id.desc())
        .limit(most)
    ).all()
    return [_look(tx, row, row.case_code) for row in reversed(rows)]


def _cases() -> Any:
    """What an entry can be about -> whose case that is."""
    return union_all(
        select(literal("case").label("subject"), cases.c.id, cases.c.id.label("case_id")),
        *(select(literal(name), table.c.id, table.c.case_id) for name, table in OF_CASES.items()),
    ).subquery()


def _looked(*which: Any) -> Select[Any]:
    return select(*_COLUMNS).outerjoin(people, people.c.id == audit.c.actor_id).where(text(LOOKED), *which)


def _look(tx: Tx, row: Any, case_code: str | None) -> Look:
    role = None if row.role is None else Role(row.role)
    return Look(row.id, row.at, row.verb, row.code, role, case_code, opened_reason(tx, row.verb, row.reason))
