"""Databases for tests: SQLite files, and a real PostgreSQL from a test dependency (or TITIAN_TEST_POSTGRES)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from bot.store.engine import schema
from bot.store.engine.database import open_engine
from tests import dialects, memory
from tests.blackbox import Nursery, Place, place_at
from tests.servers import NoServer, database_of, database_on, execute, postgres_server

DATABASES = ("sqlite", "postgresql")

memory.use()
dialects.share()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/stories --transcripts DIR` before and after a change: `diff -r` shows what people would notice."""
    parser.addoption("--with-page", action="store_true", help="every story in a town that has a sealed page")
    parser.addoption("--transcripts", metavar="DIR", help="write down what the bot said in each story")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server where this run may create databases; each test worker has a server of its own."""
    try:
        with postgres_server() as url:
            yield url
    except NoServer as none:
        pytest.skip(str(none))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with all tables."""
    path = tmp_path_factory.mktemp("template") / "titian.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """The name of an empty PostgreSQL database with all tables."""
    name = f"titian_template_{uuid4().hex[:8]}"
    execute(postgres, f"CREATE DATABASE {name}")
    _migrate(database_of(postgres, name))
    return name


def _migrate(url: str) -> None:
    engine = open_engine(url)
    schema.upgrade(engine)
    engine.dispose()


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> str:
    """Each test that asks for a database runs on both kinds."""
    return str(request.param)


@pytest.fixture
def another_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes as many fresh databases with tables as a test wants."""
    assert kind in DATABASES, "what a test calls `kind` itself would choose its database"
    if kind == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        yield lambda: _copied(template, tmp_path)
        return
    server, name = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template")
    made: list[str] = []

    def make() -> str:
        made.append(f"titian_{uuid4().hex[:12]}")
        execute(server, f"CREATE DATABASE {made[-1]} TEMPLATE {name} STRATEGY file_copy")
        return database_of(server, made[-1])

    yield make
    for database in made:
        execute(server, f"DROP DATABASE {database} WITH (FORCE)")


def _copied(template: Path, folder: Path) -> str:
    path = folder / f"{uuid4().hex[:12]}.db"
    shutil.copy(template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def migrated_url(another_url: Callable[[], str]) -> str:
    """A fresh database with tables."""
    return another_url()


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database without tables."""
    with empty_database(kind, request, tmp_path) as url:
        yield url


@contextmanager
def empty_database(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """A database without tables, gone at the end."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / uuid4().hex[:12]}.db"
        return
    with database_on(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where real processes of `titian` come from."""
    found = Nursery()
    yield found
    found.close()


@pytest.fixture
def place(nursery: Nursery, database_url: str, tmp_path: Path) -> Iterator[Place]:
    """An installation with a Telegram of its own; nothing is set up in it yet."""
    with place_at(nursery, tmp_path / "place", database_url) as found:
        yield found
