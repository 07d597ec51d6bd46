"""How far each table has counted. A number that was given out never comes again, in no copy of the database either."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

from bot.store.engine.tables import metadata

COUNTED = tuple(table.name for table in metadata.sorted_tables if "id" in table.c and table.c.id.identity is not None)
_IN_SQLITE = text("SELECT name, seq FROM sqlite_sequence")
_IN_POSTGRES = text(
    "SELECT replace(sequencename, '_id_seq', ''), last_value FROM pg_sequences WHERE schemaname = current_schema()"
)
_SET_IN_SQLITE = text("UPDATE sqlite_sequence SET seq = :number WHERE name = :name")
_NEW_IN_SQLITE = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)")
_SET_IN_POSTGRES = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :number)")


def read(connection: Connection) -> dict[str, int]:
    """Table -> the highest number it has given out; 0 where none was."""
    found = connection.execute(_IN_SQLITE if connection.dialect.name == "sqlite" else _IN_POSTGRES)
    given = {name: int(number or 0) for name, number in found}
    return {name: given.get(name, 0) for name in COUNTED}


def put_forward(connection: Connection, wanted: Mapping[str, int]) -> None:
    """Count on from these numbers; never from lower ones than now."""
    now = read(connection)
    for name in COUNTED:
        if (number := wanted.get(name, 0)) <= now[name]:
            continue
        values = {"name": name, "number": number}
        if connection.dialect.name != "sqlite":
            connection.execute(_SET_IN_POSTGRES, values)
        elif not connection.execute(_SET_IN_SQLITE, values).rowcount:
            connection.execute(_NEW_IN_SQLITE, values)


def behind(now: Mapping[str, int], remembered: Mapping[str, int]) -> list[str]:
    """The tables that have counted less far than is remembered of them: this is an older copy."""
    return [name for name in COUNTED if now.get(name, 0) < remembered.get(name, 0)]
