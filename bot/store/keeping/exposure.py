"""Whose data was there to be seen in a span of time, and what kinds: for the notice the law asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select, true

from bot.store.caseload.cases import COLUMNS, Case, case_of
from bot.store.engine.database import Tx
from bot.store.engine.tables import (
    absences,
    cases,
    chats,
    checkins,
    consents,
    contact_plans,
    flags,
    participants,
    people,
    referrals,
    requests,
    tombstones,
)


@dataclass(frozen=True, slots=True)
class Exposed:
    """A person by code, and which kinds of data about them existed; `case_id` is None for staff."""

    code: str
    kinds: tuple[str, ...]
    case_id: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose data is meant: "all", or the `code` of a "mentor" or a "case"."""

    of: str
    code: str = ""


def find(tx: Tx, scope: Scope, since: datetime, until: datetime) -> list[Exposed]:
    """Everybody whose data existed before `until` and was not erased before `since`, by code."""
    rows = tx.execute(
        select(*COLUMNS)
        .where(cases.c.intake_at < until, _in(scope, since, until), _there(since))
        .order_by(cases.c.code)
    ).all()
    found = [_exposed(tx, case_of(row), until) for row in rows]
    return sorted([*found, *_staff(tx, scope, until)], key=lambda one: one.code)


def is_known(tx: Tx, scope: Scope) -> bool:
    """Whether there is such a mentor or case."""
    if scope.of == "all":
        return True
    column = people.c.code if scope.of == "mentor" else cases.c.code
    return tx.execute(select(column).where(column == scope.code)).first() is not None


def _there(since: datetime) -> ColumnElement[bool]:
    later = exists(select(literal(1)).where(tombstones.c.code == cases.c.code, tombstones.c.at >= since))
    return or_(cases.c.status != "erased", later)


def _in(scope: Scope, since: datetime, until: datetime) -> ColumnElement[bool]:
    if scope.of == "all":
        return true()
    if scope.of == "case":
        return cases.c.code == scope.code
    mentor = select(people.c.id).where(people.c.code == scope.code).scalar_subquery()
    covered = exists(
        select(literal(1)).where(
            absences.c.person_id == cases.c.mentor_id,
            absences.c.cover_id == mentor,
            absences.c.state.in_(("approved", "ended")),
            absences.c.from_at < until,
            absences.c.until_at > since,
        )
    )
    return or_(cases.c.mentor_id == mentor, covered)


def _exposed(tx: Tx, case: Case, until: datetime) -> Exposed:
    kinds = ["name", "rhythm"]
    for kind, table, at in (
        ("notes", checkins, checkins.c.at),
        ("flags", flags, flags.c.raised_at),
        ("referrals", referrals, referrals.c.created_at),
        ("requests", requests, requests.c.received_at),
        ("consents", consents, consents.c.at),
    ):
        if tx.execute(select(table.c.id).where(table.c.case_id == case.id, at < until).limit(1)).first():
            kinds.append(kind)
    # It says when it was asked last, not when it came: where there is one it counts, so that nobody goes untold.
    if tx.execute(select(contact_plans.c.id).where(contact_plans.c.case_id == case.id)).first():
        kinds.append("plan")
    if case.sealed_quiet is not None:
        kinds.append("quiet")
    joined = tx.execute(
        select(people.c.chat, participants.c.settings)
        .join(participants, participants.c.person_id == people.c.id)
        .where(participants.c.case_id == case.id)
    ).one_or_none()
    if joined is not None:
        kinds += (["telegram"] if joined.chat is not None else []) + (["settings"] if joined.settings else [])
    return Exposed(case.code, tuple(kinds), case.id)


def _staff(tx: Tx, scope: Scope, until: datetime) -> list[Exposed]:
    if scope.of == "case":
        return []
    which = people.c.code == scope.code if scope.of == "mentor" else people.c.role != "participant"
    rows = tx.execute(
        select(people.c.code, chats.c.id)
        .select_from(people.outerjoin(chats, chats.c.id == people.c.chat))
        .where(and_(which, people.c.created_at < until, people.c.status != "removed"))
    )
    return [Exposed(row.code, ("name", "telegram") if row.id is not None else ("name",), None) for row in rows]
