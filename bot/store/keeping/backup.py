"""Backups: every table at one moment, compressed and sealed with a key that only the key file opens.

A file is a line of JSON (what it is, its wrapped key, how many rows), then sealed blocks, each after its length. The
same file restores into SQLite or PostgreSQL. The key file is not in it and must be kept apart. Whoever was erased since
it was written stays erased: the key file no longer opens their key, and the restored rows are erased once more.
"""

from __future__ import annotations

import base64
import json
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, nulls_first, select, text

from bot.store.engine import schema
from bot.store.engine.database import Database
from bot.store.engine.tables import metadata, people
from bot.store.keeping import erasing
from bot.store.sealing.vault import CannotOpen, DataKey, KeyFileError

FORMAT = "titian-backup-1"
BLOCK_ROWS = 2000
LENGTH = struct.Struct(">I")


class BadBackup(Exception):
    """A backup that cannot be made or restored; one line says why."""


def save(database: Database, folder: Path, now: datetime) -> Path:
    """Write a backup and return its file; the bot may go on meanwhile. Raises BadBackup."""
    path = folder / f"titian-{now:%Y%m%d-%H%M%S}.backup"
    key, wrapped = database.vault.new_key("backup", path.name)
    with database.snapshot() as connection:
        head = {
            "format": FORMAT,
            "version": schema.head(),
            "name": path.name,
            "key_id": key.id,
            "master": database.vault.current,
            "wrapped": base64.b64encode(wrapped).decode(),
            "rows": _counts(connection),
        }
        sealed = (key.seal(block, FORMAT, at) for at, block in enumerate(_blocks(connection)))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write(path, head, sealed)
        except OSError as error:
            raise BadBackup(f"the backup cannot be written to {folder}: {error.strerror}") from None
    return path


def restore(database: Database, path: Path) -> dict[str, int]:
    """Restore into an empty database and count again; those erased since are erased again.

    Raises BadBackup; then the database is as empty as before.
    """
    head, content = _read(path)
    if head.get("version") != schema.head():
        raise BadBackup(
            f"{path} is of version {head.get('version')}: restore it with the Titian that wrote it, then upgrade"
        )
    if schema.version(database.engine) is not None:
        raise BadBackup("the database is not empty: restore into a new one (nothing was changed)")
    try:
        wrapped = base64.b64decode(head["wrapped"])
        key = database.vault.unwrap(head["key_id"], wrapped, head["master"], "backup", head["name"])
        blocks = [_unpacked(key, sealed, at) for at, sealed in enumerate(_split(content))]
    except (CannotOpen, KeyFileError, struct.error, KeyError, TypeError, ValueError):
        raise BadBackup(f"{path} does not open with this key file, or is damaged") from None
    found = {table.name: 0 for table in metadata.sorted_tables}
    for name, rows in blocks:
        found[name] += len(rows)
    if found != head["rows"]:
        raise BadBackup(f"{path} is incomplete: it holds other numbers of rows than it promises")
    schema.upgrade(database.engine)
    with database.engine.begin() as connection:
        for name, rows in blocks:
            connection.execute(insert(metadata.tables[name]), rows)
        if not database.is_sqlite:
            _set_sequences(connection, metadata.sorted_tables)
    with database.transaction() as tx:
        erasing.bury_again(tx)
    erasing.complete(database)
    return found


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def _blocks(connection: Connection) -> Iterator[bytes]:
    for table in metadata.sorted_tables:
        # Supervisors before those who have one: a row may point only at rows already there.
        first = [nulls_first(people.c.supervisor_id.asc())] if table is people else []
        rows = connection.execute(select(table).order_by(*first, *table.primary_key.columns))
        for part in rows.partitions(BLOCK_ROWS):
            yield _packed(table, part)


def _packed(table: Table, rows: Any) -> bytes:
    columns = [column.name for column in table.columns]
    packed = {"table": table.name, "columns": columns, "rows": [[_plain(value) for value in row] for row in rows]}
    return zlib.compress(json.dumps(packed).encode())


def _unpacked(key: DataKey, sealed: bytes, at: int) -> tuple[str, list[dict[str, Any]]]:
    packed = json.loads(zlib.decompress(key.open(sealed, FORMAT, at)))
    return packed["table"], [dict(zip(packed["columns"], map(_value, row), strict=True)) for row in packed["rows"]]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return {"at": value.isoformat()} if isinstance(value, datetime) else value


def _value(found: Any) -> Any:
    if not isinstance(found, dict):
        return found
    return base64.b64decode(found["bytes"]) if "bytes" in found else datetime.fromisoformat(found["at"])


def _write(path: Path, head: dict[str, Any], blocks: Iterator[bytes]) -> None:
    """Whole or not at all, and never over another file."""
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(json.dumps(head).encode() + b"\n")
        for block in blocks:
            file.write(LENGTH.pack(len(block)) + block)
        file.flush()
        os.fsync(file.fileno())
    os.link(part, path)
    part.unlink()


def _read(path: Path) -> tuple[dict[str, Any], bytes]:
    try:
        line, _, rest = path.read_bytes().partition(b"\n")
        head = json.loads(line)
    except (OSError, ValueError):
        raise BadBackup(f"{path} cannot be read, or is no backup of Titian") from None
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise BadBackup(f"{path} is no backup of Titian")
    return head, rest


def _split(content: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(content):
        (length,) = LENGTH.unpack_from(content, at)
        at += LENGTH.size + length
        yield content[at - length : at]


def _set_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """PostgreSQL goes on counting where the restored rows end."""
    for table in tables:
        column = table.columns.get("id")
        if column is not None and column.identity is not None:
            top = connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :next, false)"),
                {"name": table.name, "next": top + 1},
            )
