"""The engine's manners: parts that are taken back, what a writer holds up, what SQLite is told, and what is left."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.engine import make_url

from bot.store.engine import deployment
from bot.store.engine.database import Database, Tx, driver_url
from bot.store.engine.tables import facts
from bot.store.sealing.vault import Vault
from tests.driver import Clock
from tests.overhearing import tap
from tests.store.conftest import House


class Stumble(Exception):
    """What goes wrong in a part."""


def kept(tx: Tx) -> list[str]:
    return list(tx.execute(select(facts.c.name).order_by(facts.c.name)).scalars())


def part(tx: Tx, name: str, *, fails: bool, within: Any = None) -> None:
    """A part that keeps something, and another part within it."""
    with pytest.raises(Stumble) if fails else nullcontext(), tx.savepoint():
        deployment.put(tx, name, "x")
        if within is not None:
            within()
        if fails:
            raise Stumble


@pytest.mark.parametrize("inner_fails", [False, True])
@pytest.mark.parametrize("outer_fails", [False, True])
def test_a_part_is_taken_back_whole_and_alone(database: Database, *, inner_fails: bool, outer_fails: bool) -> None:
    with database.transaction() as tx:
        deployment.put(tx, "before", "x")
        part(tx, "outer", fails=outer_fails, within=lambda: part(tx, "inner", fails=inner_fails))
        deployment.put(tx, "later", "x")
    expected = {"before", "later"} | (set() if outer_fails else {"outer"} | (set() if inner_fails else {"inner"}))
    with database.transaction() as tx:
        assert kept(tx) == sorted(expected)


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(Stumble), database.transaction() as tx:
        deployment.put(tx, "lost", "x")
        raise Stumble
    with database.transaction() as tx:
        assert kept(tx) == []


def test_whoever_reads_all_at_one_moment_waits_for_nobody(database: Database) -> None:
    with database.transaction() as tx:
        deployment.put(tx, "before", "x")
    with database.snapshot() as reader:
        assert reader.execute(select(facts.c.name)).scalars().all() == ["before"]
        with database.transaction() as tx:
            deployment.put(tx, "meanwhile", "x")
            with database.snapshot() as other:  # while somebody writes
                assert other.execute(select(facts.c.name)).scalars().all() == ["before"]
        assert reader.execute(select(facts.c.name)).scalars().all() == ["before"]


def test_each_key_is_of_one_person_or_case(database: Database, house: House) -> None:
    with database.transaction() as tx:
        of = [("person", house.siti.id), ("person", house.yusuf.id), ("case", house.case.id)]
        assert len({tx.key_for(scope, number).id for scope, number in of}) == 3
        with pytest.raises(KeyError):
            tx.key_for("case", 99)


def test_what_every_turn_is_sealed_with_is_looked_for_once_a_day(database: Database, clock: Clock) -> None:
    heard: list[str] = []
    with database.transaction() as tx:
        deployment.put(tx, "before", "x")
    event.listen(database.engine, "checkout", lambda driver, *_: tap(driver, lambda said, _: heard.append(said)))

    def asked() -> int:
        heard.clear()
        with database.transaction() as tx:
            tx.seal_passing(b"x", "place")
        return len([said for said in heard if "keys" in said and "SELECT" in said.upper()])

    assert asked() == 0
    clock.at += timedelta(days=1)
    assert asked() > 0 and asked() == 0, "each day has a key of its own"


# What each kind of database is told about itself when it is opened.
TOLD: dict[str, dict[str, object]] = {
    "sqlite": {
        "PRAGMA journal_mode": "wal",
        "PRAGMA synchronous": 2,
        "PRAGMA foreign_keys": 1,
        "PRAGMA secure_delete": 1,
        "PRAGMA trusted_schema": 0,
        "PRAGMA busy_timeout": 10000,
    },
    "postgresql": {"SHOW idle_in_transaction_session_timeout": "10s"},
}


def test_what_a_database_is_told_at_the_beginning(database: Database, kind: str) -> None:
    with database.engine.connect() as connection:
        told = {question: connection.execute(text(question)).scalar_one() for question in TOLD[kind]}
    assert told == TOLD[kind]


def test_a_closed_sqlite_database_is_one_file(migrated_url: str, key_file: Path, clock: Clock) -> None:
    if not migrated_url.startswith("sqlite"):
        pytest.skip("looks at files")
    database = Database(migrated_url, Vault(key_file), clock.now)
    with database.transaction() as tx:
        deployment.put(tx, "before", "x")
    file = Path(str(make_url(migrated_url).database))
    log = file.with_name(f"{file.name}-wal")
    assert log.stat().st_size > 0
    assert database.scrub() and log.stat().st_size == 0
    database.close()
    assert list(file.parent.glob(f"{file.name}*")) == [file]


def test_postgresql_is_spoken_to_by_one_driver_and_all_else_stands_as_written() -> None:
    for url, driver in (
        ("postgresql://host/name", "postgresql+psycopg"),
        ("postgres://host/name", "postgresql+psycopg"),
        ("postgresql+psycopg://host/name", "postgresql+psycopg"),
        ("sqlite:///titian.db", "sqlite"),
    ):
        assert driver_url(url).drivername == driver
