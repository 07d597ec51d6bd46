"""The database's version: brings it up to date, and says so when it is not."""

from __future__ import annotations

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
    config.set_main_option("path_separator", "os")
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
    """Raises WrongVersion unless the database is of this program's version."""
    found = version(engine)
    if found is None:
        raise WrongVersion("the database has no tables yet: run `titian init`")
    if found != head():
        raise WrongVersion(
            _newer() if _is_unknown(found) else "the database is of an earlier version: run `titian init`"
        )


def upgrade(engine: Engine) -> None:
    """Create the tables, or bring them to this version. Raises WrongVersion when they are newer."""
    found = version(engine)
    if found is not None and _is_unknown(found):
        raise WrongVersion(_newer())
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "head")


def _is_unknown(found: str) -> bool:
    return found not in {step.revision for step in ScriptDirectory.from_config(configuration()).walk_revisions()}


def _newer() -> str:
    return "the database is newer than this program: install the newer Titian (nothing was changed)"
