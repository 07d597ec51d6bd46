"""Listens to every statement that reaches the driver, and says which tables its plan would read from end to end."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from bot.store.engine.tables import metadata
from tests.overhearing import tap

# More rows than this are read by an index, or the statement stands in the list of exceptions.
SOME_THOUSAND = 3_000
VALUES = re.compile(r"x?'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b", re.IGNORECASE)
KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
NAMED = re.compile(r'\b(?:FROM|JOIN|UPDATE|INTO|,)\s+"?(\w+)"?(?:\s+AS\s+"?(\w+)"?)?', re.IGNORECASE)
# Indexes over a few rows alone: to read one from end to end is what it is there for.
INDEXES = [index for table in metadata.tables.values() for index in table.indexes]
SMALL = {str(index.name) for index in INDEXES if index.dialect_options["sqlite"]["where"] is not None}
SCAN = re.compile(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")


class Statements:
    """The statements heard, each once whatever its values, with the values it came with last."""

    def __init__(self, engine: Engine) -> None:
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.told: list[str] = []
        self.heard: dict[str, tuple[str, Any]] = {}
        # Of SQLite alone: how many thousand steps of its machine a statement took at most.
        self.steps: Counter[str] = Counter()
        self._steps, self._current = 0, ""
        event.listen(engine, "connect", self._listen)

    def _listen(self, connection: Any, record: object) -> None:
        tap(connection, self._hears)
        if self.is_sqlite:
            connection.set_progress_handler(self._goes_on, 1_000)

    def _hears(self, statement: str, values: Any) -> None:
        self.told.append(statement)
        self._current, self._steps = VALUES.sub("?", statement), 0
        if statement.lstrip().upper().startswith(KINDS):
            self.heard.setdefault(self._current, (statement, values))

    def _goes_on(self) -> None:
        self._steps += 1
        self.steps[self._current] = max(self.steps[self._current], self._steps)


class Plans:
    """What a database means to do for a statement."""

    def __init__(self, engine: Engine, *, big: int = SOME_THOUSAND) -> None:
        self._connection: Any = engine.raw_connection()
        self._is_sqlite = engine.dialect.name == "sqlite"
        cursor = self._connection.cursor()
        if self._is_sqlite:
            cursor.execute("SELECT tbl, MAX(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl")
        else:
            cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
        self._connection.rollback()
        self.big = {name for name, rows in cursor.fetchall() if rows > big}

    def read_whole(self, statement: str, values: Any) -> set[str]:
        """The big tables that this statement reads from end to end, or an index of theirs."""
        return self._of_sqlite(statement) if self._is_sqlite else self._of_postgres(statement, values)

    def _of_sqlite(self, statement: str) -> set[str]:
        called = {alias or name: name for name, alias in NAMED.findall(statement)}
        cursor = self._connection.cursor()
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        scans = (SCAN.match(detail) for *_, detail in cursor.fetchall())
        found = [str(scan[1]) for scan in scans if scan and scan[2] not in SMALL]
        return {called.get(name, name) for name in found} & self.big

    def _of_postgres(self, statement: str, values: Any) -> set[str]:
        with psycopg.ClientCursor(self._connection.driver_connection) as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
            (plan,) = cursor.fetchone() or ("[]",)
        self._connection.rollback()
        plan = json.loads(plan) if isinstance(plan, str) else plan
        return set(_whole(plan[0]["Plan"])) & self.big

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


def _whole(node: dict[str, Any], limited: bool = False) -> Iterator[str]:
    """Tables read by no condition; the first rows of an index, where no more are wanted, are no whole."""
    limited = limited or node["Node Type"] == "Limit"
    is_whole = node["Node Type"] == "Seq Scan"
    if node["Node Type"] in ("Index Scan", "Index Only Scan", "Bitmap Index Scan"):
        is_whole = "Index Cond" not in node and not limited
    if is_whole and node.get("Index Name") not in SMALL and "Relation Name" in node:
        yield node["Relation Name"]
    for part in node.get("Plans", ()):
        yield from _whole(part, limited and node["Node Type"] not in ("Sort", "Aggregate", "Hash"))


@contextmanager
def plans(engine: Engine) -> Iterator[Plans]:
    """Plans of this database, for a while."""
    found = Plans(engine)
    try:
        yield found
    finally:
        found.close()
