"""Reads a caseload from a CSV file: every bad row is named with its line, column and reason; all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.people import Person, Role
from bot.domain.timing.cadence import CADENCES
from bot.domain.timing.mornings import MORNING
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
KEY = "key"
SHAPE = Shape(("track", "name", "mentor", "cadence_weeks"), (OPTIONAL, APART, KEY))
NAME_LIMIT = 80
REASONABLE = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood: `next_at` in aware UTC, None where the cadence decides.

    apart_from: cases that are here already; apart_from_rows: other rows of the same file, by their `key`
    """

    track: str
    name: str
    mentor: Person
    cadence_weeks: int
    next_at: datetime | None
    apart_from: tuple[int, ...] = ()
    key: str = ""
    apart_from_rows: tuple[str, ...] = ()


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
    walls.lock(tx)
    lines = list(rows(path, SHAPE))
    keys = Counter(key for _, row in lines if (key := _key(row)))
    whose = {_key(row): row["mentor"].upper() for _, row in lines}
    for line, row in lines:
        found, wrong = _entry(tx, row, mentors, zone)
        wrong += _wrong_keys(tx, row, keys, whose)
        problems += [f"line {line}, column {column}: {reason}" for column, reason in wrong]
        if found is not None:
            entries.append(found)
    whole(entries, problems)
    return entries


def add(tx: Tx, entries: Iterable[Entry], built_in: Calendar) -> list[Added]:
    """Add them all, each with its first moment."""
    calendar = closed_days.calendar(tx, built_in)
    all_of_them = list(entries)
    added = [_add(tx, entry, calendar) for entry in all_of_them]
    numbers = {entry.key: one.case.id for entry, one in zip(all_of_them, added, strict=True) if entry.key}
    for entry, one in zip(all_of_them, added, strict=True):
        for key in entry.apart_from_rows:
            walls.add(tx, None, one.case.id, numbers[key])
    return added


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
    apart = cases.ids_of(tx, _apart_from(row))
    if mentor is not None and walls.accompanies_any(tx, mentor.id, apart):
        wrong.append(("mentor", "this mentor is not possible here: choose another one"))
    if wrong or mentor is None:
        return None, wrong
    others = tuple(name for name in _apart_from(row) if not cases.ids_of(tx, [name]))
    return Entry(track, row["name"], mentor, weeks, next_at, tuple(apart), _key(row), others), []


def _apart_from(row: dict[str, str]) -> list[str]:
    """Whom a row names as never to be met: codes, and keys of other rows."""
    return row.get(APART, "").upper().replace(";", " ").split()


def _key(row: dict[str, str]) -> str:
    return row.get(KEY, "").strip().upper()


def _wrong_keys(
    tx: Tx, row: dict[str, str], keys: Mapping[str, int], whose: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What does not fit of what a row is called, and of whom it is kept apart from."""
    key, wrong = _key(row), []
    if keys.get(key, 0) > 1:
        wrong.append((KEY, f"{key} names more than one row"))
    if key and (" " in key or ";" in key or cases.ids_of(tx, [key])):
        wrong.append((KEY, "must be one word, and no participant's code"))
    for other in _apart_from(row):
        if other == key:
            wrong.append((APART, f"{other} is this row itself"))
        elif other not in keys and not cases.ids_of(tx, [other]):
            wrong.append((APART, f"there is no participant with the code {other}, and no row with this key"))
        elif other in keys and whose.get(other) == row["mentor"].upper():
            wrong.append(("mentor", f"{other} has the same mentor: choose another one"))
    return wrong


def _moment(text: str, zone: ZoneInfo, now: datetime) -> tuple[datetime | None, str]:
    if not text:
        return None, ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None, "must be a date such as 2026-12-05 09:00, or ISO 8601"
    if at.tzinfo is None:
        if len(text) <= 10:
            at = datetime.combine(at.date(), MORNING)
        at = at.replace(tzinfo=zone)
    if abs(at - now) > REASONABLE:
        return None, "is more than two years away"
    return at.astimezone(UTC), ""
