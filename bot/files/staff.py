"""Reads staff from a CSV file: people to invite, each with a one-time link; all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.domain.people import Person, Role
from bot.files.csvfile import Shape, rows, whole
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.people import invitations, people

SHAPE = Shape(("role", "name"), ("supervisor",))
NAME_LIMIT = 80
ROLES = {role.value: role for role in (Role.SUPERVISOR, Role.MENTOR)}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood."""

    role: Role
    name: str
    supervisor_id: int | None


def read(tx: Tx, path: Path) -> list[Entry]:
    """Understand a whole file. Raises BadFile naming everything that is wrong."""
    leaders = {one.code: one.id for one in people.of_role(tx, Role.SUPERVISOR)}
    entries: list[Entry] = []
    problems: list[str] = []
    for line, row in rows(path, SHAPE):
        wrong = _wrong(row, leaders)
        problems += [f"line {line}, column {column}: {reason}" for column, reason in wrong]
        if not wrong:
            code = row.get("supervisor", "").upper()
            entries.append(Entry(ROLES[row["role"].lower()], row["name"], leaders.get(code)))
    whole(entries, problems)
    return entries


def add(tx: Tx, entry: Entry) -> tuple[Person, str]:
    """Add a person; returns them and their one-time token."""
    person = people.add(tx, entry.role, entry.name, entry.supervisor_id)
    audit.note(tx, None, "invited", "person", person.id)
    return person, invitations.make_link(tx, person, None)


def _wrong(row: dict[str, str], leaders: dict[str, int]) -> list[tuple[str, str]]:
    wrong = []
    role = ROLES.get(row["role"].lower())
    if role is None:
        wrong.append(("role", f"must be one of {', '.join(ROLES)}"))
    if not 0 < len(row["name"]) <= NAME_LIMIT or not row["name"].isprintable():
        wrong.append(("name", f"must be 1 to {NAME_LIMIT} letters"))
    code = row.get("supervisor", "").upper()
    if code and (role is not Role.MENTOR or code not in leaders):
        wrong.append(("supervisor", "must be the staff code of a supervisor, and only for a mentor"))
    return wrong
