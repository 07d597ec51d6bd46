"""What was recorded, as plain rows: neutral codes, times in ISO 8601 UTC, free text only when asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from bot.domain.checkins import CHECK_IN
from bot.domain.followups import CONTACT
from bot.domain.forms import Day, Free, Levels, Question, Several
from bot.store.caseload import requests as asking
from bot.store.engine.database import Tx
from bot.store.engine.lives import APART
from bot.store.engine.tables import cases, checkin_revisions, checkins, flags, prompts, requests, walls
from bot.store.engine.tables import people as staff

# What people plan is one kind of row; the reminders, reviews and alarms that follow by rule are another.
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export: from `since` up to `until` (aware), of one track, one mentor (by code), one supervisor's team.

    case: only one participant's, by code. within: only those of whom this is true.
    """

    since: datetime | None = None
    until: datetime | None = None
    track: str | None = None
    mentor: str | None = None
    supervisor_id: int | None = None
    with_text: bool = False
    case: str | None = None
    within: ColumnElement[bool] | None = None

    def between(self, column: Any) -> list[Any]:
        """The conditions on a moment."""
        return ([column >= self.since] if self.since else []) + ([column < self.until] if self.until else [])

    def among(self) -> Any:
        """The ids of the cases."""
        found = select(cases.c.id).join(staff, staff.c.id == cases.c.mentor_id).where(cases.c.status != "erased")
        if self.track is not None:
            found = found.where(cases.c.track == self.track)
        if self.mentor is not None:
            found = found.where(staff.c.code == self.mentor)
        if self.case is not None:
            found = found.where(cases.c.code == self.case)
        if self.within is not None:
            found = found.where(self.within)
        if self.supervisor_id is not None:
            found = found.where(or_(staff.c.supervisor_id == self.supervisor_id, staff.c.id == self.supervisor_id))
        return found


def _untouched(kind: str, rows: Iterable[Any]) -> Iterable[Any]:
    return rows


def collect(
    tx: Tx, wanted: Wanted, *, shown: Callable[[str, Iterable[Any]], Iterable[Any]] = _untouched
) -> dict[str, Rows]:
    """Everything exported, by kind; `shown` wraps each kind's rows as they are read, for a progress bar."""
    codes: dict[int, str] = {row.id: row.code for row in tx.execute(select(staff.c.id, staff.c.code))}
    last = select(func.max(checkins.c.contact_at)).where(checkins.c.case_id == cases.c.id).scalar_subquery()
    chosen = select(cases, last.label("last_contact_at")).where(cases.c.id.in_(wanted.among())).order_by(cases.c.code)
    return {
        "cases": [_case(tx, row, codes, wanted.with_text) for row in shown("cases", tx.execute(chosen).all())],
        "checkins": [checkin(tx, row, codes, wanted.with_text) for row in shown("checkins", list(newest(tx, wanted)))],
        "prompts": list(shown("prompts", list(_prompts(tx, codes, wanted, prompts.c.kind.in_(CONTACT))))),
        "reminders": list(_prompts(tx, codes, wanted, prompts.c.kind.not_in(CONTACT))),
        "flags": list(shown("flags", list(_flags(tx, codes, wanted)))),
        "requests": list(shown("requests", list(_requests(tx, codes, wanted)))),
    }


def walled(tx: Tx, wanted: Wanted) -> bool:
    """Whether two who must never meet would stand in one file."""
    among = wanted.among()
    return (
        tx.execute(
            select(walls.c.one_id).where(APART, walls.c.one_id.in_(among), walls.c.other_id.in_(among)).limit(1)
        ).first()
        is not None
    )


def _case(tx: Tx, row: Any, codes: dict[int, str], with_text: bool) -> dict[str, Any]:
    found = {
        "code": row.code,
        "track": row.track,
        "mentor": codes[row.mentor_id],
        "cadence_weeks": row.cadence_weeks,
        "status": row.status,
        "intake_at": row.intake_at.isoformat(),
        # When something was recorded last, and when the last contact was.
        "last_at": _iso(row.last_at),
        "last_contact_at": _iso(row.last_contact_at),
    }
    return {**found, "name": tx.open(row.name, "cases", "name", row.id)} if with_text else found


def newest(tx: Tx, wanted: Wanted) -> Iterator[Any]:
    """Check-ins with the answers as they stand now, sealed, the oldest first."""
    latest = (
        select(checkin_revisions.c.checkin_id, func.max(checkin_revisions.c.revision).label("revision"))
        .group_by(checkin_revisions.c.checkin_id)
        .subquery()
    )
    yield from tx.execute(
        select(checkins, cases.c.code, checkin_revisions.c.revision, checkin_revisions.c.answers)
        .join(cases, cases.c.id == checkins.c.case_id)
        .join(latest, latest.c.checkin_id == checkins.c.id)
        .join(
            checkin_revisions,
            and_(checkin_revisions.c.checkin_id == checkins.c.id, checkin_revisions.c.revision == latest.c.revision),
        )
        .where(checkins.c.case_id.in_(wanted.among()), *wanted.between(checkins.c.at))
        .order_by(checkins.c.id)
    )


def checkin(tx: Tx, row: Any, codes: dict[int, str], with_text: bool) -> dict[str, Any]:
    """One of `newest`, a column a question."""
    answers = json.loads(tx.open(row.answers, "checkin_revisions", "answers", f"{row.id}.{row.revision}"))
    found = {
        "code": row.code,
        "at": row.at.isoformat(),
        "contact_at": row.contact_at.isoformat(),
        "by": codes[row.by_id],
        **{question.key: _answer(question, answers) for question in CHECK_IN.questions if _is_plain(question)},
        "next_at": answers.get("next_at"),
        "revision": row.revision,
    }
    words = [question.key for question in CHECK_IN.questions if isinstance(question, Free)]
    return {**found, **{key: answers.get(key, "") for key in words}} if with_text else found


def _is_plain(question: Question) -> bool:
    """Whether an answer has no words of a person's own, and is no moment: those stand as `contact_at` and `next_at`."""
    return not isinstance(question, Free | Day)


def _answer(question: Question, answers: dict[str, Any]) -> Any:
    nothing: Any = {} if isinstance(question, Levels) else [] if isinstance(question, Several) else None
    return answers.get(question.key) or nothing


def _prompts(tx: Tx, codes: dict[int, str], wanted: Wanted, which: Any) -> Iterator[dict[str, Any]]:
    rows = tx.execute(
        select(prompts.c.kind, prompts.c.recipient_id, prompts.c.due_at, prompts.c.state, cases.c.code)
        .join(cases, cases.c.id == prompts.c.case_id)
        .where(which, prompts.c.case_id.in_(wanted.among()), *wanted.between(prompts.c.due_at))
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


def _flags(tx: Tx, codes: dict[int, str], wanted: Wanted) -> Iterator[dict[str, Any]]:
    rows = tx.execute(
        select(flags, cases.c.code)
        .join(cases, cases.c.id == flags.c.case_id)
        .where(flags.c.case_id.in_(wanted.among()), *wanted.between(flags.c.raised_at))
        .order_by(flags.c.id)
    )
    for row in rows:
        note = row.note and wanted.with_text and tx.open(row.note, "flags", "note", row.id)
        yield {
            "code": row.code,
            "kind": row.kind,
            "raised_by": codes[row.raised_by],
            "raised_at": row.raised_at.isoformat(),
            "acknowledged_by": codes.get(row.acknowledged_by or 0),
            "acknowledged_at": _iso(row.acknowledged_at),
            "closed_at": _iso(row.closed_at),
            **({"note": note or ""} if wanted.with_text else {}),
        }


def _requests(tx: Tx, codes: dict[int, str], wanted: Wanted) -> Iterator[dict[str, Any]]:
    """What was asked for and when it was answered. A leader's file holds no complaint about themselves."""
    rows = tx.execute(
        select(requests, cases.c.code)
        .join(cases, cases.c.id == requests.c.case_id)
        .where(
            requests.c.case_id.in_(wanted.among()),
            *wanted.between(requests.c.received_at),
            *(() if wanted.supervisor_id is None else (~asking.may_be_about(wanted.supervisor_id, tx.now),)),
        )
        .order_by(requests.c.id)
    )
    for row in rows:
        yield {
            "code": row.code,
            "kind": row.kind,
            "topic": row.topic,
            "received_at": row.received_at.isoformat(),
            "due_at": row.due_at.isoformat(),
            "state": row.state,
            "handled_by": codes.get(row.handled_by or 0),
            "done_at": _iso(row.done_at),
            **({"text": _opened(tx, row.text, "text", row.id)} if wanted.with_text else {}),
            **({"reason": _opened(tx, row.reason, "reason", row.id)} if wanted.with_text else {}),
        }


def _opened(tx: Tx, sealed: bytes | None, column: str, row_id: int) -> str:
    return tx.open(sealed, "requests", column, row_id) if sealed else ""


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
