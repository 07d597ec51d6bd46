"""What was recorded, as plain rows: neutral codes, times in ISO 8601 UTC, free text only when asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from bot.domain.people import Person
from bot.store import people
from bot.store.db import Tx
from bot.store.tables import cases, checkin_revisions, checkins, prompts, requests
from bot.store.tables import people as staff

Rows = list[dict[str, Any]]


def collect(tx: Tx, since: datetime | None, until: datetime | None, *, with_text: bool) -> dict[str, Rows]:
    """Everything exported, by kind. `flags` are empty until something raises them."""
    codes: dict[int, str] = {row.id: row.code for row in tx.execute(select(staff.c.id, staff.c.code))}
    return {
        "cases": [_case(tx, row, codes, with_text) for row in tx.execute(select(cases).order_by(cases.c.code))],
        "checkins": list(_checkins(tx, since, until, with_text)),
        "prompts": list(_prompts(tx, codes, since, until)),
        "flags": [],
        "requests": list(_requests(tx, since, until)),
    }


def _case(tx: Tx, row: Any, codes: dict[int, str], with_text: bool) -> dict[str, Any]:
    found = {
        "code": row.code,
        "track": row.track,
        "mentor": codes[row.mentor_id],
        "cadence_weeks": row.cadence_weeks,
        "status": row.status,
        "intake_at": row.intake_at.isoformat(),
        "last_at": None if row.last_at is None else row.last_at.isoformat(),
    }
    if not with_text:
        return found
    return {**found, "name": "" if row.name is None else tx.open(row.name, "cases", "name", row.id)}


def _checkins(tx: Tx, since: datetime | None, until: datetime | None, with_text: bool) -> Iterator[dict[str, Any]]:
    latest = (
        select(checkin_revisions.c.checkin_id, func.max(checkin_revisions.c.revision).label("revision"))
        .group_by(checkin_revisions.c.checkin_id)
        .subquery()
    )
    rows = tx.execute(
        select(checkins, cases.c.code, checkin_revisions.c.revision, checkin_revisions.c.answers)
        .join(cases, cases.c.id == checkins.c.case_id)
        .join(latest, latest.c.checkin_id == checkins.c.id)
        .join(
            checkin_revisions,
            and_(checkin_revisions.c.checkin_id == checkins.c.id, checkin_revisions.c.revision == latest.c.revision),
        )
        .where(*_between(checkins.c.at, since, until))
        .order_by(checkins.c.id)
    )
    by: dict[int, Person | None] = {}
    for row in rows:
        if row.by_id not in by:
            by[row.by_id] = people.by_id(tx, row.by_id)
        yield _checkin(tx, row, by[row.by_id], with_text)


def _checkin(tx: Tx, row: Any, by: Person | None, with_text: bool) -> dict[str, Any]:
    answers = json.loads(tx.open(row.answers, "checkin_revisions", "answers", f"{row.id}.{row.revision}"))
    found = {
        "code": row.code,
        "at": row.at.isoformat(),
        "by": None if by is None else by.code,
        "contact": answers["contact"],
        "reason": answers.get("reason"),
        "overall": answers.get("overall"),
        "levels": answers.get("levels", {}),
        "needs": answers.get("needs", []),
        "next_at": answers.get("next_at"),
        "revision": row.revision,
    }
    return {**found, "note": answers.get("note", "")} if with_text else found


def _prompts(tx: Tx, codes: dict[int, str], since: datetime | None, until: datetime | None) -> Iterator[dict[str, Any]]:
    rows = tx.execute(
        select(prompts.c.kind, prompts.c.recipient_id, prompts.c.due_at, prompts.c.state, cases.c.code)
        .join(cases, cases.c.id == prompts.c.case_id)
        .where(*_between(prompts.c.due_at, since, until))
        .order_by(prompts.c.id)
    )
    for row in rows:
        yield {
            "kind": row.kind,
            "code": row.code,
            "recipient": codes[row.recipient_id],
            "due_at": row.due_at.isoformat(),
            "state": row.state,
        }


def _requests(tx: Tx, since: datetime | None, until: datetime | None) -> Iterator[dict[str, Any]]:
    """What was asked for and when it was answered; never the words."""
    rows = tx.execute(
        select(requests, cases.c.code)
        .outerjoin(cases, cases.c.id == requests.c.case_id)
        .where(*_between(requests.c.received_at, since, until))
        .order_by(requests.c.id)
    )
    for row in rows:
        yield {
            "kind": row.kind,
            "code": row.code,
            "received_at": row.received_at.isoformat(),
            "due_at": row.due_at.isoformat(),
            "state": row.state,
            "done_at": None if row.done_at is None else row.done_at.isoformat(),
        }


def _between(column: Any, since: datetime | None, until: datetime | None) -> list[Any]:
    return ([column >= since] if since else []) + ([column < until] if until else [])
