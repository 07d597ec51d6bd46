"""Reads a caseload from a CSV file: every bad row is named with its line, column and reason; all or nothing."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain import followups as plans
from bot.domain.cadence import CADENCES
from bot.domain.people import Person, Role
from bot.domain.quiet import Calendar
from bot.store import audit, cases, closed_days, followups, people
from bot.store.cases import Case
from bot.store.db import Tx

COLUMNS = ("track", "name", "mentor", "cadence_weeks", "next_at")
OPTIONAL = "next_at"
NAME_LIMIT = 80
MOST_ROWS = 20_000
REASONABLE = timedelta(days=2 * 366)


class BadFile(Exception):
    """A caseload that cannot be imported; `problems` has a line for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems[0])
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood: `next_at` in aware UTC, None where the cadence decides."""

    track: str
    name: str
    mentor: Person
    cadence_weeks: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Added:
    """A case as imported, and its first moment (aware UTC)."""

    case: Case
    mentor: Person
    next_at: datetime


def read(tx: Tx, path: Path, zone: ZoneInfo) -> list[Entry]:
    """Understand a whole file; `zone` is for wall times in it. Raises BadFile naming everything that is wrong."""
    mentors = {mentor.code: mentor for mentor in people.of_role(tx, Role.MENTOR)}
    entries, problems = [], []
    for line, row in _rows(path):
        found, wrong = _entry(row, mentors, zone, tx.now)
        problems += [f"line {line}, column {column}: {reason}" for column, reason in wrong]
        if found is not None:
            entries.append(found)
    if not entries and not problems:
        problems = ["the file has no rows below its header"]
    if problems:
        raise BadFile(problems)
    return entries


def add(tx: Tx, entries: list[Entry], built_in: Calendar) -> list[Added]:
    """Add them all, each with its first moment."""
    calendar = closed_days.calendar(tx, built_in)
    return [_add(tx, entry, calendar) for entry in entries]


def _add(tx: Tx, entry: Entry, calendar: Calendar) -> Added:
    case = cases.add(tx, entry.track, entry.name, entry.mentor, entry.cadence_weeks)
    audit.note(tx, None, "case_imported", "case", case.id)
    planned = followups.begin(tx, case, entry.mentor, calendar, None, "import", entry.next_at)
    return Added(case, entry.mentor, planned.due_at)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Each row with its line in the file. Commas or semicolons: spreadsheets here write both. Raises BadFile."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise BadFile(
            [f"the file {path} cannot be read as UTF-8 text: check its name, or save it as CSV UTF-8"]
        ) from None
    lines = text.splitlines()
    header = lines[0].replace('"', "") if lines else ""
    delimiter = ";" if ";" in header else ","
    names = [name.strip().lower() for name in header.split(delimiter)]
    if sorted(names) not in (sorted(COLUMNS), sorted(COLUMNS[:-1])):
        raise BadFile([f"line 1: the header must be {','.join(COLUMNS)} ({OPTIONAL} may be left out)"])
    reader = csv.reader(lines[1:], delimiter=delimiter)
    found = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                if len(row) != len(names):
                    raise BadFile([f"line {reader.line_num + 1}: {len(row)} columns where the header has {len(names)}"])
                found.append((reader.line_num + 1, dict(zip(names, (cell.strip() for cell in row), strict=True))))
    except csv.Error:
        raise BadFile([f"line {reader.line_num + 1}: this is not a row of a CSV file"]) from None
    if len(found) > MOST_ROWS:
        raise BadFile([f"the file has {len(found)} rows: import at most {MOST_ROWS} at a time"])
    return found


def _entry(
    row: dict[str, str], mentors: dict[str, Person], zone: ZoneInfo, now: datetime
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
    next_at, reason = _moment(row.get(OPTIONAL, ""), zone, now)
    if reason:
        wrong.append((OPTIONAL, reason))
    if wrong or mentor is None:
        return None, wrong
    return Entry(track, row["name"], mentor, weeks, next_at), []


def _moment(text: str, zone: ZoneInfo, now: datetime) -> tuple[datetime | None, str]:
    if not text:
        return None, ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None, "must be a date such as 2026-12-05 09:00, or ISO 8601"
    if at.tzinfo is None:
        if len(text) <= 10:
            at = datetime.combine(at.date(), plans.MORNING)
        at = at.replace(tzinfo=zone)
    if abs(at - now) > REASONABLE:
        return None, "is more than two years away"
    return at.astimezone(UTC), ""
