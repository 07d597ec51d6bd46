"""Reads earlier check-ins from a CSV file, for people who come from another system; all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import forms
from bot.domain.checkins import CHECK_IN, DAY, DETAILS, REASONS, SOME_LEFT, without_notes
from bot.domain.forms import Choice, Day, Free, Levels, Question, Several
from bot.domain.people import Person, Role
from bot.domain.planning import step_at
from bot.files.csvfile import Shape, rows, whole
from bot.store.caseload import cases, checkins
from bot.store.caseload.cases import Case
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.people import people
from bot.store.rights import consents

# What is planned comes with the caseload; all else that is asked can be brought in.
COMES_IN = tuple(question for question in CHECK_IN.questions if not isinstance(question, Day))
COLUMNS = tuple(
    column
    for question in COMES_IN
    for column in ([topic.code for topic in question.topics] if isinstance(question, Levels) else [question.key])
)
# What an export has besides: the levels in one cell, which are read, and what an earlier check-in does not bring in.
LEVELS = tuple(question.key for question in COMES_IN if isinstance(question, Levels))
EXPORTED = (*LEVELS, "contact_at", "next_at", "revision")
PAST = "must be a past date such as 2026-10-05 09:00, or ISO 8601"
SHAPE = Shape(("code", "at", "by", "contact"), (*(column for column in COLUMNS if column != "contact"), *EXPORTED))


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood: whose, when (recorded, and in touch; aware UTC), by whom, and the answers as kept."""

    case: Case
    at: datetime
    contact_at: datetime
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
            contact_at = _moment(row["contact_at"], zone) if row.get("contact_at") else at
            entries.append(Entry(case, at, contact_at or at, by, answers))
    whole(entries, problems)
    return sorted(entries, key=lambda entry: entry.at)


def add(tx: Tx, number: int, entry: Entry) -> None:
    """Save one; it plans nothing, the caseload has its own moments. How somebody was who wants no notes is left out."""
    token = f"i{tx.now:%y%m%d%H%M%S%f}.{number}"
    wanted = consents.lets_notes_be_kept(tx, entry.case)
    answers = forms.without(without_notes(entry.answers, wanted=wanted), forms.BARE)
    contact, recorded = (at.astimezone(entry.by.zone).date() for at in (entry.contact_at, entry.at))
    if contact != recorded:  # as whoever records another day says it
        answers[DAY] = step_at(entry.contact_at)
    checkins.save(tx, entry.by, entry.case, token, answers, contact_at=entry.contact_at, at=entry.at)
    audit.note(tx, None, "checkin_imported", "case", entry.case.id)


def _understood(
    row: dict[str, str], zone: ZoneInfo, now: datetime
) -> tuple[datetime | None, dict[str, Any], list[tuple[str, str]]]:
    wrong: list[tuple[str, str]] = []
    at = _moment(row["at"], zone)
    if at is None or at > now:
        wrong.append(("at", PAST))
    elif row.get("contact_at"):
        contact_at = _moment(row["contact_at"], zone)
        if contact_at is None or contact_at > at:
            wrong.append(("contact_at", f"{PAST}, not after it was recorded"))
    given: dict[str, Any] = {}
    for question in COMES_IN:
        value, problems = _given(question, row)
        wrong += problems
        if value:
            given[question.key] = value
    details = any(given.get(question.key) for question in COMES_IN if question.when in (DETAILS, SOME_LEFT))
    given.setdefault("overall", "details" if details else "fine")
    if given.get("contact") == "not_reached" and "reason" not in given:
        wrong.append(("reason", _one_of(REASONS)))
    return at, {} if wrong else forms.pruned(CHECK_IN, forms.as_begun(CHECK_IN, given)), wrong


def _given(question: Question, row: dict[str, str]) -> tuple[Any, list[tuple[str, str]]]:
    """What a row says to a question, and what is wrong with it."""
    if isinstance(question, Levels):
        parts = [part.strip().partition("=") for part in row.get(question.key, "").split(",") if part.strip()]
        together = {code.strip(): level.strip() for code, _, level in parts}
        if len(together) < len(parts) or any(row.get(code) for code in together):
            return {}, [(question.key, "names a topic twice")]
        levels = {topic.code: row[topic.code] for topic in question.topics if row.get(topic.code)} | together
        known = [topic.code for topic in question.topics]
        wrong = [(code, "must be 1, 2, 3 or 4, or empty") for code, level in levels.items() if level not in set("1234")]
        wrong += [(question.key, f"must be some of {', '.join(known)}") for code in levels if code not in known]
        return {} if wrong else {code: int(level) for code, level in levels.items()}, wrong
    text = row.get(question.key, "").strip()
    match question:
        case Choice(options=options):
            required = question.key == "contact"
            fine = text.lower() in dict(options) or not (text or required)
            return text.lower(), [] if fine else [(question.key, _one_of(options))]
        case Several(options=options):
            codes = [code.strip().lower() for code in text.split(",") if code.strip()]
            fine = all(code in dict(options) for code in codes)
            return codes, [] if fine else [(question.key, f"must be some of {', '.join(dict(options))}")]
        case Free(limit=limit):
            return text, [] if len(text) <= limit else [(question.key, f"must be at most {limit} characters")]
        case _:
            return "", []


def _one_of(options: Sequence[tuple[str, str]]) -> str:
    return f"must be one of {', '.join(dict(options))}"


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)
