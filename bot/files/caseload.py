"""Reads a caseload from a CSV file: every bad row is named with its line, column and reason; all or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain import planning
from bot.domain.people import Person, Role
from bot.domain.timing.cadence import CADENCES
from bot.domain.timing.quiet import Calendar
from bot.files.csvfile import Shape, rows, whole
from bot.store.caseload import cases, prompts, walls
from bot.store.caseload.cases import Case
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.institution import closed_days
from bot.store.people import people

OPTIONAL = "next_at"
APART = "apart_from"
SHAPE = Shape(("track", "name", "mentor", "cadence_weeks"), (OPTIONAL, APART))
NAME_LIMIT = 80
REASONABLE = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood: `next_at` in aware UTC, None where the cadence decides."""

    track: str
    name: str
    mentor: Person
    cadence_weeks: int
    next_at: datetime | None
    apart_from: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """A case as imported, and its first moment (aware UTC)."""

    case: Case
    mentor: Person
    next_at: datetime


def read(tx: Tx, path: Path, zone: ZoneInfo) -> list[Entry]:
    """Understand a whole file; `zone` is for wall times in it. Raises BadFile naming everything that is wrong."""
    mentors = {mentor.code: mentor for mentor in people.of_role(tx, Role.MENTOR)}
    entries: list[Entry] = []
    problems: list[str] = []
    for line, row in rows(path, SHAPE):
        found, wrong = _entry(tx, row, mentors, zone)
        problems += [f"line {line}, column {column}: {reason}" for column, reason in wrong]
        if found is not None:
            entries.append(found)
    whole(entries, problems)
    return entries


def add(tx: Tx, entries: Iterable[Entry], built_in: Calendar) -> list[Added]:
    """Add them all, each with its first moment."""
    calendar = closed_days.calendar(tx, built_in)
    return [_add(tx, entry, calendar) for entry in entries]


def _add(tx: Tx, entry: Entry, calendar: Calendar) -> Added:
    case = cases.add(tx, entry.track, entry.name, entry.mentor, entry.cadence_weeks)
    audit.note(tx, None, "case_imported", "case", case.id)
    for other in entry.apart_from:
        walls.add(tx, None, case.id, other)
    planned = prompts.plan_first(tx, case, entry.mentor, calendar, None, "import", entry.next_at)
    return Added(case, entry.mentor, planned.due_at)


def _entry(
    tx: Tx, row: dict[str, str], mentors: dict[str, Person], zone: ZoneInfo
) -> tuple[Entry | None, list[tuple[str, str]]]:
    wrong = []
    track = row["track"].upper()
    if track not in cases.TRACKS:
        wrong.append(("track", "must be R or P"))
    if not 0 < len(row["name"]) <= NAME_LIMIT or not row["name"].isprintable():
        wrong.append(("name", f"must be 1 to {NAME_LIMIT} letters"))
    mentor = mentors.get(row["mentor"].upper())
    if mentor is None:
        wrong.append(("mentor", "there is no mentor with this staff code; `titian invite --role mentor` adds one"))
    weeks = int(row["cadence_weeks"]) if row["cadence_weeks"].isdecimal() and len(row["cadence_weeks"]) < 3 else 0
    if weeks not in CADENCES:
        wrong.append(("cadence_weeks", f"must be one of {', '.join(map(str, CADENCES))}"))
    next_at, reason = _moment(row.get(OPTIONAL, ""), zone, tx.now)
    if reason:
        wrong.append((OPTIONAL, reason))
    apart = cases.ids_of(tx, row.get(APART, "").upper().replace(";", " ").split())
    if mentor is not None and walls.accompanies_any(tx, mentor.id, apart):
        wrong.append(("mentor", "this mentor is not possible here: choose another one"))
    if wrong or mentor is None:
        return None, wrong
    return Entry(track, row["name"], mentor, weeks, next_at, tuple(apart)), []


def _moment(text: str, zone: ZoneInfo, now: datetime) -> tuple[datetime | None, str]:
    if not text:
        return None, ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None, "must be a date such as 2026-12-05 09:00, or ISO 8601"
    if at.tzinfo is None:
        if len(text) <= 10:
            at = datetime.combine(at.date(), planning.MORNING)
        at = at.replace(tzinfo=zone)
    if abs(at - now) > REASONABLE:
        return None, "is more than two years away"
    return at.astimezone(UTC), ""
