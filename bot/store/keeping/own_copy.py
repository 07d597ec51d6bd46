"""A participant's own copy: all that is kept about them beyond what every export holds (UU 27/2022 Ps 32).

It is handed over in person, as a file of `titian export --case CODE --with-text`. Agreed words and the PIN are not in
it: they are the person's own secrets, and a paper may be found.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from bot.domain.forms import BESIDE
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import (
    checkin_revisions,
    checkins,
    consents,
    drafts,
    offers,
    participants,
    people,
    referrals,
    selfchecks,
)
from bot.store.keeping import who_looked
from bot.store.keeping.records import Rows
from bot.store.people.people import COLUMNS as PERSON_COLUMNS
from bot.store.people.people import person_of
from bot.store.rights.participants import settings

# Forms of staff about the person that are half filled in. Others tell what staff do about staff, or (a wall) what
# nobody is to be told.
TOLD_FORMS = ("checkin", "sharing")


def collect(tx: Tx, code: str) -> dict[str, Rows]:
    """By kind: earlier versions, self check-ins, consents, referrals, offers, settings, quiet days, forms, who read."""
    case = cases.by_codes(tx)[code]
    staff: dict[int, str] = {row.id: row.code for row in tx.execute(select(people.c.id, people.c.code))}
    return {
        "revisions": _revisions(tx, case.id, staff),
        "selfchecks": _self_checks(tx, case.id),
        "consents": _consents(tx, case.id, staff),
        "referrals": _referrals(tx, case.id, staff),
        "offers": _offers(tx, case.id, staff),
        "settings": _settings(tx, case.id),
        "quiet_days": [
            {"first": first.isoformat(), "last": last.isoformat(), "yearly": yearly}
            for first, last, yearly in cases.quiet_spans(tx, case.id, case.sealed_quiet)
        ],
        "drafts": _drafts(tx, case.id, staff),
        "readings": _readings(tx, case),
    }


def _revisions(tx: Tx, case_id: int, staff: dict[int, str]) -> Rows:
    rows = tx.execute(
        select(checkin_revisions, checkins.c.at.label("of"), checkins.c.contact_at)
        .join(checkins, checkins.c.id == checkin_revisions.c.checkin_id)
        .where(checkins.c.case_id == case_id)
        .order_by(checkin_revisions.c.checkin_id, checkin_revisions.c.revision)
    )
    return [
        {
            "checkin_at": row.of.isoformat(),
            "contact_at": row.contact_at.isoformat(),
            "revision": row.revision,
            "by": staff.get(row.by_id),
            "at": row.at.isoformat(),
            "why": row.why,
            "answers": _opened(tx, row.answers, "checkin_revisions", f"{row.checkin_id}.{row.revision}"),
        }
        for row in rows
    ]


def _self_checks(tx: Tx, case_id: int) -> Rows:
    rows = tx.execute(select(selfchecks).where(selfchecks.c.case_id == case_id).order_by(selfchecks.c.id))
    return [{"at": row.at.isoformat(), "answers": _opened(tx, row.answers, "selfchecks", row.id)} for row in rows]


def _consents(tx: Tx, case_id: int, staff: dict[int, str]) -> Rows:
    rows = tx.execute(select(consents).where(consents.c.case_id == case_id).order_by(consents.c.id))
    return [
        {
            "tick": row.tick,
            "given": row.given,
            "version": row.version,
            "channel": row.channel,
            "explained_by": staff.get(row.explained_by),
            "at": row.at.isoformat(),
            "service": tx.open(row.service, "consents", "service", row.person_id) if row.service else "",
        }
        for row in rows
    ]


def _referrals(tx: Tx, case_id: int, staff: dict[int, str]) -> Rows:
    rows = tx.execute(select(referrals).where(referrals.c.case_id == case_id).order_by(referrals.c.id))
    return [
        {
            "topic": row.topic,
            "state": row.state,
            "by": staff.get(row.by_id),
            "created_at": row.created_at.isoformat(),
            "changed_at": row.changed_at.isoformat(),
        }
        for row in rows
    ]


def _offers(tx: Tx, case_id: int, staff: dict[int, str]) -> Rows:
    rows = tx.execute(select(offers).where(offers.c.case_id == case_id).order_by(offers.c.id))
    return [
        {
            "state": row.state,
            "by": staff.get(row.from_id),
            "to": staff.get(row.to_id),
            "at": row.at.isoformat(),
            "decided_at": None if row.decided_at is None else row.decided_at.isoformat(),
        }
        for row in rows
    ]


def _settings(tx: Tx, case_id: int) -> Rows:
    joined = select(*PERSON_COLUMNS).join(participants, participants.c.person_id == people.c.id)
    row = tx.execute(joined.where(participants.c.case_id == case_id)).one_or_none()
    if row is None:
        return []
    person = person_of(row)
    chosen = settings(tx, person)
    return [
        {
            "code": person.code,
            "chosen_name": chosen.chosen_name,
            "address": person.address,
            "zone": person.zone_name,
            "hours": person.hours_written,
            "greet_weeks": chosen.greet_weeks,
        }
    ]


def _drafts(tx: Tx, case_id: int, staff: dict[int, str]) -> Rows:
    told = (drafts.c.case_id == case_id, drafts.c.form.in_(TOLD_FORMS))
    rows = tx.execute(select(drafts).where(*told).order_by(drafts.c.id))
    return [
        {
            "form": row.form,
            "by": staff.get(row.person_id),
            "at": row.updated_at.isoformat(),
            # What the form only notes beside the answers may be about somebody else.
            "answers": {k: v for k, v in _opened(tx, row.answers, "drafts", row.token).items() if k not in BESIDE},
        }
        for row in rows
    ]


def _readings(tx: Tx, case: Case) -> Rows:
    """Who read, was let in or made a file with their words, and for what reason."""
    return [
        {"at": one.at.isoformat(), "by": one.by_code, "verb": one.verb, "reason": one.reason}
        for one in reversed(who_looked.of_case(tx, case, for_staff=False))
    ]


def _opened(tx: Tx, sealed: bytes, table: str, place: Any) -> Any:
    return json.loads(tx.open(sealed, table, "answers", place))
