"""The database's version: brings it up to date, and says so when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).parent / "migrations"


class WrongVersion(Exception):
    """The database is not of this program's version; the text says what to do."""


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's settings, made here: there is no alembic.ini to forget."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The version this program works with."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def version(engine: Engine) -> str | None:
    """The version of the database; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def check(engine: Engine) -> None:
    """Raises WrongVersion unless the database is of this program's version. A file that is not there is not made."""
    found = None if _is_missing(engine) else version(engine)
    if found is None:
        raise WrongVersion("the database has no tables yet: run `titian init`")
    if found != head():
        raise WrongVersion(
            _newer() if _is_unknown(found) else "the database is of an earlier version: run `titian init`"
        )


def _is_missing(engine: Engine) -> bool:
    """Whether it is a file that SQLite would make, empty, by merely looking."""
    name = engine.url.database
    return engine.dialect.name == "sqlite" and bool(name) and not Path(str(name)).exists()


def upgrade(engine: Engine) -> None:
    """Create the tables, or bring them to this version. Raises WrongVersion when they are newer."""
    found = version(engine)
    if found is not None and _is_unknown(found):
        raise WrongVersion(_newer())
    with rebuilding(engine) as connection:
        bring_up(connection)


def bring_up(connection: Connection) -> None:
    """The same within a transaction of `rebuilding`: it is taken back with whatever else is."""
    command.upgrade(configuration(connection), "head")


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Connection]:
    """A transaction in which tables may be made anew.

    SQLite changes a table by making another and dropping the first, which takes what points to it along unless it is
    told not to look; so it looks at the end, once. Raises WrongVersion when something points to nothing then.
    """
    with engine.connect() as connection:
        rebuilds = engine.dialect.name == "sqlite"
        try:
            with connection.execution_options(rebuilds=rebuilds).begin():
                yield connection
                if rebuilds and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise WrongVersion(
                        "a row of the database points to nothing: restore a backup (nothing was changed)"
                    )
        finally:
            if rebuilds:
                connection.invalidate()  # the next one looks again


def _is_unknown(found: str) -> bool:
    return found not in {step.revision for step in ScriptDirectory.from_config(configuration()).walk_revisions()}


def _newer() -> str:
    return "the database is newer than this program: install the newer Titian (nothing was changed)"
