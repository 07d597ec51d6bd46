"""Reads staff from a table: people to invite, each with a one-time link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.people import Person, Role
from bot.files.csvfile import Shape, Table
from bot.files.judged import Judged
from bot.files.tables.columns import called
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.keeping import known_already
from bot.store.people import invitations, people

SHAPE = Shape(
    ("role", "name"),
    ("supervisor",),
    ("no",),
    called(
        role="peran,tugas,sebagai",
        name="nama,nama lengkap",
        supervisor="kode supervisor,pembina,atasan,dipimpin oleh",
        no="nomor,nomor urut,no urut",
    ),
    (),
    (),
)
NAME_LIMIT = 80
ROLES = {role.value: role for role in (Role.SUPERVISOR, Role.MENTOR)}
SAID = {**ROLES, "pendamping": Role.MENTOR}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood."""

    line: int
    role: Role
    name: str
    supervisor_id: int | None


def read(tx: Tx, table: Table) -> Judged[Entry]:
    """Understand a whole table."""
    leaders = {one.code: one.id for one in people.of_role(tx, Role.SUPERVISOR)}
    found = Judged[Entry](table)
    for line, row in table.rows:
        if not found.refuse(line, _wrong(row, leaders)):
            code = row.get("supervisor", "").upper()
            found.entries.append(Entry(line, SAID[row["role"].lower()], row["name"], leaders.get(code)))
    _compare(tx, found)
    return found


def _compare(tx: Tx, found: Judged[Entry]) -> None:
    """Find out who is here already, and who stands in the file twice."""
    here = {
        role: known_already.codes_of_names(tx, people.of_role(tx, role))
        for role in {entry.role for entry in found.entries}
    }
    seen: dict[tuple[Role, str], int] = {}
    for entry in found.entries:
        name = known_already.same_name(entry.name)
        first = seen.setdefault((entry.role, name), entry.line)
        if name in here[entry.role]:
            found.known[entry.line] = f"{here[entry.role][name]} has the same name and role"
        elif first != entry.line:
            found.known[entry.line] = f"{found.table.word} {first} says the same"


@dataclass(slots=True)
class Writing:
    """Adds people; `told` hears of each one who is kept, with their one-time token."""

    told: Callable[[Person, str], None]
    _fresh: list[tuple[Person, str]] = field(default_factory=list)

    def begin(self, tx: Tx) -> None:
        """What was not kept is forgotten."""
        self._fresh = []

    def add(self, tx: Tx, item: Entry) -> None:
        """Add a person."""
        person = people.add(tx, item.role, item.name, item.supervisor_id)
        audit.note(tx, None, "invited", "person", person.id)
        self._fresh.append((person, invitations.make_link(tx, person, None)))

    def end(self, tx: Tx) -> None:
        """Nothing more belongs to it."""

    def keep(self) -> None:
        """It was committed."""
        for person, token in self._fresh:
            self.told(person, token)


def _wrong(row: dict[str, str], leaders: dict[str, int]) -> list[tuple[str, str]]:
    wrong = []
    role = SAID.get(row["role"].lower())
    if role is None:
        wrong.append(("role", f"must be one of {', '.join(ROLES)}"))
    if not 0 < len(row["name"]) <= NAME_LIMIT or not row["name"].isprintable():
        wrong.append(("name", f"must be 1 to {NAME_LIMIT} letters"))
    code = row.get("supervisor", "").upper()
    if code and (role is not Role.MENTOR or code not in leaders):
        wrong.append(("supervisor", "must be the staff code of a supervisor, and only for a mentor"))
    return wrong
