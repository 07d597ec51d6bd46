"""Listens to what reaches the driver of a database, whichever way it goes there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection

Hears = Callable[[str, Any], object]


def listening(hears: Hears) -> type[psycopg.Cursor[Any]]:
    """The cursors of a PostgreSQL connection that tell each statement, and its values, before it is executed."""

    class Listening(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            hears(str(query), params)
            return super().execute(query, params, **more)

        def executemany(self, query: Any, params_seq: Any, **more: Any) -> None:
            rows = list(params_seq)
            hears(str(query), rows[0])
            super().executemany(query, rows, **more)

    return Listening


def tap(driver: Any, hears: Hears) -> None:
    """Let a driver's connection tell each of its statements; SQLite tells them with their values written in."""
    if isinstance(driver, psycopg.Connection):
        driver.cursor_factory = listening(hears)
    else:
        driver.set_trace_callback(lambda statement: hears(statement, None))


@contextmanager
def overheard(connection: Connection, hears: Callable[[str], object]) -> Iterator[None]:
    """Hear the statements of an open connection for a while; not where something begins or ends."""
    driver: Any = connection.connection.driver_connection

    def tell(statement: str, values: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            hears(statement)

    tap(driver, tell)
    try:
        yield
    finally:
        if isinstance(driver, psycopg.Connection):
            driver.cursor_factory = psycopg.Cursor
        else:
            driver.set_trace_callback(None)
