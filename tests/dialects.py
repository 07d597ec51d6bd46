"""One dialect for all databases of a kind in a run of tests: what was compiled for one is known for the next.

In production a process has one engine. Here each test has a database of its own, and making the same SQL anew for each
was a third of the suite. Registered as SQLAlchemy's own dialects are; nothing else about them changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite


class _One:
    """The first that is made is the only one."""

    only: Any = None
    compiled: dict[Any, Any]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.compiled = {}

    def __new__(cls, **asked: Any) -> Any:
        if cls.only is None:
            cls.only = super().__new__(cls)
        return cls.only

    def __init__(self, **asked: Any) -> None:
        if not vars(self):
            super().__init__(**asked)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """SQLAlchemy's word that an engine stands."""
        engine.update_execution_options(compiled_cache=cls.compiled)


class SQLite(_One, SQLiteDialect_pysqlite):
    """SQLite's."""

    supports_statement_cache = True


class PostgreSQL(_One, PGDialect_psycopg):
    """PostgreSQL's."""

    supports_statement_cache = True


def share() -> None:
    """From here on each engine has the one dialect of its kind."""
    registry.register("sqlite", __name__, SQLite.__name__)
    registry.register("postgresql.psycopg", __name__, PostgreSQL.__name__)


@contextmanager
def apart() -> Iterator[None]:
    """Meanwhile the one is another, and then the former again."""
    kept = [(of, of.only, of.compiled) for of in (SQLite, PostgreSQL)]
    for of, _, _ in kept:
        of.only, of.compiled = None, {}
    try:
        yield
    finally:
        for of, only, compiled in kept:
            of.only, of.compiled = only, compiled
