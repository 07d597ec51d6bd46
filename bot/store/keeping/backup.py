"""Backups: every table at one moment, sealed with a key that only the key file opens (the form: backup_file.py).

The same file restores into SQLite or PostgreSQL. The key file is not in it and must be kept apart. Whoever was erased
since it was written stays erased: the key file no longer opens their key, and the restored rows are erased once more.
The numbers under which chats are known follow from a standing key, so those of people stand in it under other numbers
of the moment, and what they are is sealed with each person's own key: of whoever was erased, nobody finds it out again.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, String, Table, cast, exists, insert, nulls_first, or_, select

from bot.store.engine import audit, counters, deployment, schema
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import chats, inbox, keys, metadata, outbox, people
from bot.store.keeping import audit_chain, erasing
from bot.store.keeping.audit_chain import Break
from bot.store.keeping.backup_file import CLOSED, BadBackup, Block, Reading, write
from bot.store.sealing.data_keys import CannotOpen
from bot.store.sealing.key_file import Anchor, KeyFileError
from bot.store.sealing.vault import Vault

BLOCK_ROWS = 2000
# What may have been given out since the backup was made, and since the key file last remembered how far it was.
LEAP = 100_000
KEYS_FIRST = (keys, *(table for table in metadata.sorted_tables if table is not keys))
OF_CHATS = {table: [column.name for column in table.c if column.name == "chat"] for table in metadata.sorted_tables}
OF_CHATS[chats] = ["id"]
# A chat that is nobody's any more and waits for its last word is let go of: no copy remembers it.
_OWNED = exists(select(1).where(people.c.chat == chats.c.id))
_LEAVING = select(chats.c.id).where(or_(chats.c.leaving_at.is_not(None), chats.c.last_word.is_not(None)), ~_OWNED)
WITHOUT_LEAVING: dict[Table, Any] = {
    chats: chats.c.id.not_in(_LEAVING),
    inbox: or_(inbox.c.chat.is_(None), inbox.c.chat.not_in(_LEAVING)),
    outbox: outbox.c.chat.not_in(_LEAVING),
}


@dataclass(frozen=True, slots=True)
class Restored:
    """What a backup held: rows by table, how many of them were erased once more, when it was made, where its audit
    breaks.
    """

    rows: dict[str, int]
    erased: int
    made_at: datetime
    broken: Break | None

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


def save(database: Database, folder: Path, now: datetime) -> Path:
    """Write a backup and return its file; the bot may go on meanwhile. Raises BadBackup."""
    path = folder / f"titian-{now:%Y%m%d-%H%M%S}.backup"
    with database.snapshot() as connection:
        last = audit_chain.head(connection)
        manifest: Block = {"rows": {}, "counters": counters.read(connection), "made_at": now}
        manifest["head"] = {"position": last.position, "entry": last.entry, "link": last.link}
        try:
            write(path, database.vault, schema.head(), _blocks(database, connection, manifest["rows"]), manifest)
        except OSError as error:
            raise BadBackup(f"the backup cannot be written to {folder}: {error.strerror}") from None
    return path


def restore(database: Database, path: Path) -> Restored:
    """Restore into an empty database; those erased since are erased again.

    It has a name of its own from now on, which the key file remembers beside that of the one it came from: neither is
    taken for an older copy of the other. Raises BadBackup; then the database is as empty as before.
    """
    with _restoring(database, path) as (tx, found):
        name = deployment.name_database(tx)
        audit.note(tx, None, "restored", "deployment", None, f"{path.name}, made at {found.made_at:%Y-%m-%d %H:%M} UTC")
        # Signed at once: its chain is its own from here on, and the one it came from does not pass for it. Where it was
        # broken further back it goes on likewise, and that place is told at each round.
        audit_chain.sign(tx, audit_chain.as_it_is(tx, Anchor(name)), audit_chain.NO_END)
        anchor = audit_chain.as_it_is(tx, Anchor(name))
    database.vault.remember(anchor)
    erasing.complete(database)
    return found


def verify(vault: Vault, now: Callable[[], datetime], path: Path) -> Restored:
    """Read a backup to its end, and restore it into a database that is thrown away again. Raises BadBackup."""
    with tempfile.TemporaryDirectory(prefix="titian-verify-") as folder:
        trial = Database(f"sqlite:///{Path(folder) / 'trial.db'}", vault, now)
        try:
            with _restoring(trial, path) as (_, found):
                pass
        finally:
            trial.close()
    return found


@contextmanager
def _restoring(database: Database, path: Path) -> Iterator[tuple[Tx, Restored]]:
    """All of it in one transaction, tables and rows: a moment before its end nothing has changed. Raises BadBackup."""
    reading = Reading(path, database.vault)
    if reading.head.version != schema.head():
        raise BadBackup(
            f"{path} is of version {reading.head.version}: restore it with the Titian that wrote it, then upgrade"
        )
    if schema.version(database.engine) is not None:
        raise BadBackup("the database is not empty: restore into a new one (nothing was changed)")
    try:
        with schema.rebuilding(database.engine) as connection:
            schema.bring_up(connection)
            rows = _put_in(database, connection, reading.blocks())
            manifest = reading.manifest  # all of it was read, so the file is whole; nothing is kept before the end
            if rows != manifest["rows"]:
                raise BadBackup(f"{path} is incomplete: it holds other numbers of rows than it promises")
            _count_on(database, connection, manifest["counters"])
            tx = Tx(connection, database.vault, database.now(), {})
            broken = audit_chain.first_break(tx)
            erased = erasing.bury_again(tx)
            yield tx, Restored(rows, erased, manifest["made_at"], broken or _cut(tx, manifest["head"]))
    except (KeyFileError, CannotOpen) as error:
        raise BadBackup(f"{path} {CLOSED}: {error}") from None


def _cut(tx: Tx, head: Block) -> Break | None:
    """Where the audit does not reach as far as it did when the backup was made."""
    last = audit_chain.head(tx)
    if (last.position, last.entry, last.link) == (head["position"], head["entry"], head["link"]):
        return None
    return Break(min(last.position, head["position"]) + 1, None, "signed entries were missing when it was made")


def _count_on(database: Database, connection: Connection, counted: dict[str, int]) -> None:
    """No number that was ever given out comes again: in chats there still stand buttons that name it."""
    known = [counted, *(anchor.counters for anchor in database.vault.anchors.values())]
    tops = {name: max(one.get(name, 0) for one in known) for name in counted}
    counters.put_forward(connection, {name: number + LEAP for name, number in tops.items() if number})


def _blocks(database: Database, connection: Connection, counts: dict[str, int]) -> Iterator[Block]:
    """The keys, the numbers of people's chats, then table by table; how many rows there were is put into `counts`."""
    numbers: dict[int, int] = {}
    for table in KEYS_FIRST:
        counts[table.name] = 0
        names = [column.name for column in table.c]
        chat_columns = [names.index(name) for name in OF_CHATS[table]]
        for part in connection.execute(_in_order(table)).partitions(BLOCK_ROWS):
            counts[table.name] += len(part)
            rows = [list(row) for row in part]
            for row in rows:
                for at in chat_columns:
                    row[at] = numbers.get(row[at], row[at])
            yield {"table": table.name, "columns": names, "rows": rows}
        if table is keys:
            yield from _numbers(database, connection, numbers)


def _in_order(table: Table) -> Select[Any]:
    """Supervisors before those who have one: a row may point only at rows already there."""
    first = [nulls_first(people.c.supervisor_id.asc())] if table is people else []
    found = select(table).order_by(*first, *table.primary_key.columns)
    return found.where(WITHOUT_LEAVING[table]) if table in WITHOUT_LEAVING else found


def _numbers(database: Database, connection: Connection, numbers: dict[int, int]) -> Iterator[Block]:
    """Another number for each person's chat, put into `numbers`; which it is, sealed with the key of that person."""
    theirs = select(people.c.chat, keys).join_from(
        people, keys, (keys.c.scope == "person") & (keys.c.subject == cast(people.c.id, String))
    )
    for part in connection.execute(theirs.where(people.c.chat.is_not(None))).partitions(BLOCK_ROWS):
        told = []
        for row in part:
            other = numbers[row.chat] = secrets.randbits(63)
            key = database.vault.unwrap(row.id, row.wrapped, row.master, row.scope, row.subject)
            told.append([other, key.seal(str(row.chat).encode(), "backup", "chat", other)])
        yield {"numbers": told}


def _put_in(database: Database, connection: Connection, blocks: Iterable[Block]) -> dict[str, int]:
    """Every row into its table; how many, by table."""
    counts = {table.name: 0 for table in KEYS_FIRST}
    numbers: dict[int, int] = {}
    for block in blocks:
        if "numbers" in block:
            numbers |= _known_numbers(Tx(connection, database.vault, database.now(), {}), block["numbers"])
            continue
        table = metadata.tables[block["table"]]
        rows = [dict(zip(block["columns"], row, strict=True)) for row in block["rows"]]
        for row in rows:
            for name in OF_CHATS[table]:
                row[name] = numbers.get(row[name], row[name])
        connection.execute(insert(table), rows)
        counts[table.name] += len(rows)
    return counts


def _known_numbers(tx: Tx, told: list[list[Any]]) -> dict[int, int]:
    """The numbers of those whose key still opens; nobody else's."""
    found = {}
    for other, sealed in told:
        try:
            found[other] = int(tx.open(sealed, "backup", "chat", other))
        except (CannotOpen, KeyError):
            continue
    return found
