"""The timeline of a case: contacts, flags, referrals, pauses, other mentors, leave. Nothing sealed is opened for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, text

from bot.store.caseload import checkins
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import COURSE, absences, audit, flags, people, prompts, referrals
from bot.store.people.absences import APPROVED

BEGAN, CONTACT, FLAG, FLAG_OVER, LEAVE = "began", "contact", "flag", "flag_over", "leave"
# What happened to a case as the audit calls it -> as the timeline does.
TURNS = {"case_transferred": "handed_on", "case_paused": "paused", "case_active": "went_on", "case_closed": "ended"}
# Of all check-ins there are of somebody.
ALL = 100_000


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: when, what, and what belongs to it.

    about: the kind of a flag, the topic of a referral. who: the code of a mentor. row: one of `checkins.moments`.
    is_over: of a flag, whether it is closed. service, typed: of a referral, the entry of the directory that was asked,
    and whether it was another one.
    """

    at: datetime
    what: str
    about: str = ""
    who: str = ""
    until: datetime | None = None
    is_over: bool = False
    service: str | None = None
    typed: bool = False
    row: Any = None


def of_case(tx: Tx, case: Case) -> list[Moment]:
    """All that happened, the newest first."""
    course = list(_course(tx, case))
    since = max((one.at for one in course if one.what == "handed_on"), default=case.intake_at)
    found = [Moment(case.intake_at, BEGAN), *course, *_contacts(tx, case), *_flags(tx, case), *_referrals(tx, case)]
    found += _leave(tx, case, since)
    return sorted(found, key=lambda one: one.at)[::-1]


def _contacts(tx: Tx, case: Case) -> Iterator[Moment]:
    for row in reversed(checkins.moments(tx, case, ALL)):
        yield Moment(row.contact_at, CONTACT, row=row)


def _flags(tx: Tx, case: Case) -> Iterator[Moment]:
    for row in tx.execute(
        select(flags.c.kind, flags.c.raised_at, flags.c.closed_at)
        .where(flags.c.case_id == case.id)
        .order_by(flags.c.id)
    ):
        yield Moment(row.raised_at, FLAG, row.kind, is_over=row.closed_at is not None)
        if row.closed_at is not None:
            yield Moment(row.closed_at, FLAG_OVER)


def _referrals(tx: Tx, case: Case) -> Iterator[Moment]:
    for row in tx.execute(select(referrals).where(referrals.c.case_id == case.id).order_by(referrals.c.id)):
        one = Moment(row.created_at, "asked", row.topic, service=row.service, typed=row.named is not None)
        yield one
        accepted = row.accepted_at or (row.changed_at if row.state == "accepted" else None)
        if accepted is not None:
            yield replace(one, at=accepted, what="accepted")
        if row.state in ("finished", "dropped"):
            yield replace(one, at=row.changed_at, what=row.state)


def _course(tx: Tx, case: Case) -> Iterator[Moment]:
    """Pauses, the end, and other mentors: to whom is known by what was handed on with the case."""
    noted = select(audit.c.at, audit.c.verb).where(
        text(COURSE), audit.c.subject_id == case.id, audit.c.subject == "case"
    )
    rows = tx.execute(noted.order_by(audit.c.id)).all()
    handed_on = [row.at for row in rows if row.verb == "case_transferred"]
    to = _received(tx, case) if handed_on else {}
    for row in rows:
        yield Moment(row.at, TURNS[row.verb], who=to.get(row.at, "") if row.verb == "case_transferred" else "")


def _received(tx: Tx, case: Case) -> dict[datetime, str]:
    """When something planned was handed on with the case -> the code of whoever has it since."""
    handed = select(prompts.c.handed_at, people.c.code).join(people, people.c.id == prompts.c.recipient_id)
    rows = tx.execute(handed.where(prompts.c.case_id == case.id, prompts.c.handed_at.is_not(None)))
    return {row.handed_at: row.code for row in rows}


def _leave(tx: Tx, case: Case, since: datetime) -> Iterator[Moment]:
    """Agreed leave of whoever is the mentor now, since they are, where somebody was named; nothing else of them.

    Of one that ended early nobody knows how long it was.
    """
    named = people.alias("named")
    away = (absences.c.person_id == case.mentor_id, absences.c.state == APPROVED)
    told = (absences.c.suspended.is_not(True), absences.c.from_at <= tx.now, absences.c.until_at > since)
    rows = select(absences.c.from_at, absences.c.until_at, named.c.code).join(named, named.c.id == absences.c.cover_id)
    for row in tx.execute(rows.where(*away, *told)):
        yield Moment(max(row.from_at, since), LEAVE, who=row.code, until=row.until_at)
