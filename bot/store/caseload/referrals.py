"""Referrals: what another service was asked for, followed until it is received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from bot.domain.followups import REFERRAL_REVIEW
from bot.domain.lives import Refusal
from bot.domain.people import Person
from bot.domain.planning import Frame, Planned
from bot.store.caseload import prompts
from bot.store.caseload.cases import Case
from bot.store.engine import audit, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import REFERRAL
from bot.store.engine.tables import referrals

OPEN = ("asked", "accepted")
# What has to happen for a referral to be in this state.
LEADS_TO = {"asked": "no_news", "accepted": "accept", "finished": "finish", "dropped": "drop"}


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral of a case about one of the eight topics.

    service: the entry of the support directory that was asked; `sealed_name`, where another one was typed.
    """

    id: int
    case_id: int
    topic: str
    service: str | None
    sealed_name: bytes | None
    state: str
    created_at: datetime
    changed_at: datetime


_COLUMNS = (
    referrals.c.id,
    referrals.c.case_id,
    referrals.c.topic,
    referrals.c.service,
    referrals.c.named,
    referrals.c.state,
    referrals.c.created_at,
    referrals.c.changed_at,
)


def _referral(row: Any) -> Referral:
    return Referral(*row)


def add(
    tx: Tx, who: Person, case: Case, topic: str, frame: Frame, *, service: str | None = None, named: str = ""
) -> Referral:
    """Note that a service was asked: an entry of the directory, or one that was typed (`named`), which is sealed.

    It is asked about again in a week.
    """
    row = tx.execute(
        insert(referrals)
        .values(
            case_id=case.id,
            topic=topic,
            service=service,
            by_id=who.id,
            created_at=tx.now,
            changed_at=tx.now,
            **lives.born(REFERRAL, "ask"),
        )
        .returning(*_COLUMNS)
    ).one()
    if named:
        sealed = tx.key(case.key_id).seal(named.encode(), "referrals", "named", row.id)
        named_row = update(referrals).where(referrals.c.id == row.id).values(named=sealed)
        row = tx.execute(named_row.returning(*_COLUMNS)).one()
    at = frame.allowed(tx.now + REFERRAL_REVIEW)
    planned = Planned("referral_review", at, exact=False)
    prompts.insert_new(tx, planned, at, f"referral:{row.id}", case.id, case.mentor_id, who.id, "referral")
    audit.note(tx, who.id, "referral_added", "case", case.id)
    return _referral(row)


def change(tx: Tx, who: Person, referral: Referral, state: str) -> Refusal | None:
    """No news yet ("asked"), accepted, finished or dropped; the last two end the asking.

    None when it is so, otherwise why not.
    """
    accepted = {"accepted_at": tx.now} if state == "accepted" else {}
    refusal = lives.move(tx, REFERRAL, LEADS_TO[state], referral.id, changed_at=tx.now, **accepted)
    if refusal is not None:
        return refusal
    subject = f"referral:{referral.id}"
    if state in OPEN:
        prompts.end_said(tx, subject)
    else:
        prompts.end_all(tx, subject)
    audit.note(tx, who.id, f"referral_{state}", "case", referral.case_id)
    return None


def name(tx: Tx, who: Person, referral: Referral) -> str:
    """Open which service was typed, for a screen of `who`; the reading is in the audit."""
    if referral.sealed_name is None:
        return ""
    audit.note(tx, who.id, "read_referral", "case", referral.case_id)
    return tx.open(referral.sealed_name, "referrals", "named", referral.id)


def of(tx: Tx, case: Case, most: int) -> list[Referral]:
    """The newest referrals of a case, open ones first."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(referrals.c.case_id == case.id)
        .order_by(referrals.c.state.not_in(OPEN), referrals.c.id.desc())
        .limit(most)
    )
    return [_referral(row) for row in rows]


def by_id(tx: Tx, referral_id: int) -> Referral | None:
    """One referral; whoever asks checks the case first."""
    row = tx.execute(select(*_COLUMNS).where(referrals.c.id == referral_id)).one_or_none()
    return None if row is None else _referral(row)
