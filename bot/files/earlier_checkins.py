"""Reads earlier check-ins from a CSV file, for people who come from another system; all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.checkins import CONTACTS, NOTE_LIMIT, REASONS, TOPICS
from bot.domain.people import Person, Role
from bot.files.csvfile import Shape, rows, whole
from bot.store.caseload import cases, checkins
from bot.store.caseload.cases import Case
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.people import people

LEVELS = tuple(topic.code for topic in TOPICS)
SHAPE = Shape(("code", "at", "by", "contact"), ("reason", "note", *LEVELS))


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood: whose, when (aware UTC), by whom, and the answers as a check-in keeps them."""

    case: Case
    at: datetime
    by: Person
    answers: dict[str, Any]


def read(tx: Tx, path: Path, zone: ZoneInfo) -> list[Entry]:
    """Understand a whole file; `zone` is for wall times in it. Raises BadFile naming everything that is wrong."""
    known = cases.by_codes(tx)
    staff = {one.code: one for role in (Role.MENTOR, Role.SUPERVISOR) for one in people.of_role(tx, role)}
    entries: list[Entry] = []
    problems: list[str] = []
    for line, row in rows(path, SHAPE):
        case, by = known.get(row["code"].upper()), staff.get(row["by"].upper())
        at, answers, wrong = _understood(row, zone, tx.now)
        if case is None:
            wrong.append(("code", "there is no participant with this code"))
        if by is None:
            wrong.append(("by", "there is no mentor or supervisor with this staff code"))
        problems += [f"line {line}, column {column}: {reason}" for column, reason in wrong]
        if case is not None and by is not None and at is not None and not wrong:
            entries.append(Entry(case, at, by, answers))
    whole(entries, problems)
    return sorted(entries, key=lambda entry: entry.at)


def add(tx: Tx, number: int, entry: Entry) -> None:
    """Save one; it plans nothing, the caseload has its own moments."""
    token = f"i{tx.now:%y%m%d%H%M%S%f}.{number}"
    checkins.save(tx, entry.by, entry.case, token, entry.answers, at=entry.at)
    audit.note(tx, None, "checkin_imported", "case", entry.case.id)


def _understood(
    row: dict[str, str], zone: ZoneInfo, now: datetime
) -> tuple[datetime | None, dict[str, Any], list[tuple[str, str]]]:
    wrong: list[tuple[str, str]] = []
    at = _moment(row["at"], zone)
    if at is None or at > now:
        wrong.append(("at", "must be a past date such as 2026-10-05 09:00, or ISO 8601"))
    contact, reason = row["contact"].lower(), row.get("reason", "").lower()
    if contact not in dict(CONTACTS):
        wrong.append(("contact", f"must be one of {', '.join(dict(CONTACTS))}"))
    if contact == "not_reached" and reason not in dict(REASONS):
        wrong.append(("reason", f"must be one of {', '.join(dict(REASONS))}"))
    if len(row.get("note", "")) > NOTE_LIMIT:
        wrong.append(("note", f"must be at most {NOTE_LIMIT} characters"))
    levels = {code: row[code] for code in LEVELS if row.get(code)}
    wrong += [(code, "must be 1, 2, 3 or 4, or empty") for code, level in levels.items() if level not in set("1234")]
    answers: dict[str, Any] = {"contact": contact}
    if contact == "not_reached":
        answers["reason"] = reason
    else:
        answers["overall"] = "details" if levels or row.get("note") else "fine"
        if not wrong:
            answers["levels"] = {code: int(level) for code, level in levels.items()}
        if row.get("note"):
            answers["note"] = row["note"]
    return at, answers, wrong


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)
