"""A database of the first version comes to this one with every row, every sealed word, and every button answered."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Column, Connection, Engine, MetaData, Select, Table, UniqueConstraint, func, insert, select

from bot.domain.people import Person
from bot.store.caseload import cases, checkins, drafts
from bot.store.engine import audit, counters, schema
from bot.store.engine.database import Database, Tx, open_engine
from bot.store.engine.tables import audit as audit_table
from bot.store.engine.tables import metadata
from bot.store.engine.tables import people as table_of_people
from bot.store.keeping import audit_chain, identity, upgrading
from bot.store.people import people
from bot.store.rights import participants
from bot.store.sealing.vault import Vault
from tests.driver import Someone, Town

HERE = Path(__file__).parent
KEPT: dict[str, Any] = json.loads((HERE / "rows.json").read_text(encoding="utf-8"))
# Its tables, in an order in which they can be filled.
# Counts of levels by mentor and week: since then they are counted from the check-ins, when a week is over.
GONE = {"tallies"}
THEN = [table for table in metadata.sorted_tables if table.name in KEPT["tables"]]
# What a column that came later says of a row of then: a contact was when it was recorded.
SAME = {"checkins": {"contact_at": "at"}}
# And what stands there of every row of then: who was kept apart was so for good, and is still.
STOOD = {"walls": {"state": "agreed"}}
# The phones of that story, in the order in which their numbers were given.
PHONES = ("Ratna", "Yusuf", "Wati", "Siti", "Dewi", "Joko", "Arman", "Asing")
CODES = {"Ratna": "A-01", "Yusuf": "S-01", "Wati": "S-02", "Siti": "M-01", "Dewi": "M-02", "Joko": "M-03"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of it, with its key beside it."""
    (tmp_path / "titian.db").write_bytes(gzip.decompress((HERE / "titian.db.gz").read_bytes()))
    shutil.copy(HERE / "titian.key", tmp_path / "test.key")
    (tmp_path / "test.key").chmod(0o600)
    return tmp_path / "titian.db"


@pytest.fixture
def upgraded(old: Path, kind: str, request: pytest.FixtureRequest) -> str:
    """The same, brought to this version; on PostgreSQL the rows stood in the first version's tables there."""
    url = f"sqlite:///{old}"
    if kind == "postgresql":
        server = request.getfixturevalue("database_url")
        _moved(open_engine(url), open_engine(server))
        url = server
    engine = open_engine(url)
    with pytest.raises(schema.WrongVersion, match="titian init"):
        schema.check(engine)
    schema.upgrade(engine)
    schema.check(engine)
    engine.dispose()
    return url


def _moved(here: Engine, there: Engine) -> None:
    """The first version's tables made on another server, with all rows."""
    with there.begin() as connection:
        command.upgrade(schema.configuration(connection), "0001")
    with here.connect() as source, there.begin() as target:
        for table in THEN:
            rows = [dict(row._mapping) for row in source.execute(_as_kept(table))]
            if rows:
                target.execute(insert(_as_then(table)), rows)
        _count_on(target)
    here.dispose()
    there.dispose()


def _as_then(table: Table) -> Table:
    """The table with the columns it had."""
    kept = (table.c[column] for column in KEPT["tables"][table.name]["columns"])
    return Table(table.name, MetaData(), *(Column(column.name, column.type) for column in kept))


def _count_on(target: Connection) -> None:
    """PostgreSQL goes on counting where the rows end."""
    tops = {
        table.name: target.execute(select(func.max(table.c.id))).scalar_one() or 0
        for table in THEN
        if table.name in counters.COUNTED and "id" in KEPT["tables"][table.name]["columns"]
    }
    counters.put_forward(target, tops)


def _as_kept(table: Table) -> Select[Any]:
    """The columns it had in the first version, as the program reads them."""
    kept = [table.c[column] for column in KEPT["tables"][table.name]["columns"]]
    numbered = [column for column in table.primary_key.columns if column in kept]
    return select(*kept).order_by(*(numbered or kept))


def rows_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything there was, as the program reads it."""
    with engine.connect() as connection:
        return {table.name: [tuple(row) for row in connection.execute(_as_kept(table))] for table in THEN}


def test_every_row_is_as_it_was(old: Path, upgraded: str) -> None:
    engine = open_engine(upgraded)
    found = rows_of(engine)
    counts = {name: table["count"] for name, table in KEPT["tables"].items() if name not in GONE}
    assert {name: len(rows) for name, rows in found.items()} == counts
    assert sum(map(len, found.values())) > 350
    before = open_engine(f"sqlite:///{old}")
    assert found == rows_of(before)
    for one in (engine, before):
        one.dispose()


def test_what_has_come_since_is_empty(upgraded: str) -> None:
    """A column that came later says nothing of a row of then, but where it says what another one said."""
    engine = open_engine(upgraded)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            then = KEPT["tables"].get(table.name, {"columns": ()})["columns"]
            new = [column for column in table.columns if column.name not in then and not column.primary_key]
            same = SAME.get(table.name, {})
            for row in connection.execute(select(table)):
                says = {column.name: row._mapping[column] for column in new if row._mapping[column]}
                known = {name: row._mapping[table.c[before]] for name, before in same.items()}
                assert says == known | (STOOD.get(table.name, {}) if then else {})
    engine.dispose()


def test_the_bytes_are_those_that_were_written(old: Path, upgraded: str, kind: str) -> None:
    if kind != "sqlite":
        pytest.skip("looks at the bytes of a file")
    connection = sqlite3.connect(old)
    for name, table in KEPT["tables"].items():
        if name in GONE:
            continue
        columns = ", ".join(f'"{column}"' for column in table["columns"])
        keys = ", ".join(column.name for column in metadata.tables[name].primary_key)
        rows = connection.execute(f"SELECT {columns} FROM {name} ORDER BY {keys}")  # noqa: S608 names of our own
        plain = [[value.hex() if isinstance(value, bytes) else value for value in row] for row in rows]
        assert hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest() == table["sha256"], name
    connection.close()


def test_the_tables_are_those_of_this_version(upgraded: str) -> None:
    engine, found = open_engine(upgraded), MetaData()
    found.reflect(engine)
    for table in metadata.sorted_tables:
        assert {column.name for column in table.columns} == {column.name for column in found.tables[table.name].columns}
    unique = {
        tuple(sorted(column.name for column in constraint.columns))
        for constraint in found.tables["drafts"].constraints
        if isinstance(constraint, UniqueConstraint)
    }
    assert unique == {("person_id", "token")}
    engine.dispose()


@pytest.fixture
def town(upgraded: str, old: Path) -> Iterator[Town]:
    town = Town(upgraded, old.parent)
    town.clock.at = datetime.fromisoformat(KEPT["clock"])
    town.server.jump_update_ids(2_000_001)
    yield town
    town.closes()


def _of_code(tx: Tx, code: str) -> Person:
    found = people.by_code(tx, code)
    assert found is not None
    return found


@pytest.fixture
def phones(town: Town) -> dict[str, Someone]:
    """Everybody with the phone they had."""
    found = {}
    for name in PHONES:
        found[name] = town.phone(name)
        found[name].phone.chat.open = True
        if name in CODES:
            found[name].person = town.asks(partial(_of_code, code=CODES[name]))
    town.settles()
    return found


def test_sealed_words_open_and_the_audit_holds(town: Town) -> None:
    def look(tx: Tx) -> None:
        siti, case = people.by_code(tx, "M-01"), cases.by_codes(tx)["R-001"]
        assert siti is not None and cases.name(tx, siti, case) == "Arman Contoh"
        found = checkins.read(tx, siti, case, 1)
        assert found is not None and found.revision == 2 and found.answers["note"] == "Usaha nasi uduk ramai sekali."
        arman = participants.of_case(tx, case.id)
        assert arman is not None and participants.chosen_name(tx, arman) == "Bunga"
        draft = drafts.newest(tx, siti)
        assert draft is not None and draft.answers["contact"] == "visit"
        assert audit_chain.first_break(tx) is None

    town.asks(look)


def test_each_old_button_is_answered_with_what_waits_once_and_kindly(town: Town, phones: dict[str, Someone]) -> None:
    """Nobody is rung, nothing changes, and what waits can be answered from there."""
    siti = phones["Siti"]
    for keyboard in KEPT["keyboards"]:
        who = phones[keyboard["name"]]
        who.sends("/menu")
        message = who.phone.last.id
        who.presses((message, keyboard["data"])).presses((message, keyboard["data"]))
        assert who.phone.last.id == message, "it is said on the screen that was pressed, once"
        assert who.labels
        if keyboard["name"] in ("Siti", "Joko"):
            who.sees("Tombol itu dari layar lama", "Ini yang sedang menunggu:")
        elif keyboard["name"] in CODES:
            who.sees("Tombol itu dari layar lama")
    assert not any("tidak dapat diproses" in text for text in phones["Ratna"].phone.texts())
    siti.taps("Buka permintaan").sees("R-001")
    siti.checks_in("R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan").sees("Tersimpan")


def test_a_form_left_half_filled_goes_on(town: Town, phones: dict[str, Someone]) -> None:
    phones["Siti"].sends("/menu").taps("Lanjutkan isian").sees("Kabar R-00", "Catatan singkat")
    phones["Siti"].types("Sudah bicara dengan kepala desa.").taps("1 minggu", "Simpan").sees("Tersimpan")


def test_what_init_does_after_the_upgrade(upgraded: str, old: Path) -> None:
    """Its audit has no marks, its key file remembers nothing, its Telegram ids are sealed with the standing key."""
    vault = Vault(old.parent / "test.key")
    database = Database(upgraded, vault, lambda: datetime.fromisoformat(KEPT["clock"]))
    try:
        with database.snapshot() as connection:
            joined = connection.execute(select(func.count(table_of_people.c.chat))).scalar_one()
        assert upgrading.give_chats_to_their_people(database) == joined > 2
        assert identity.introduce(database) is None and vault.anchors
        identity.check(database)
        with database.transaction() as tx:
            waiting = tx.execute(select(func.count()).select_from(audit_table).where(audit_table.c.chain.is_(None)))
            assert waiting.scalar_one() == 0, "what the first version had not signed yet is taken for ours, this once"
            audit.note(tx, None, "purged", "deployment", None)
        found = audit_chain.sign_all(database)
        assert isinstance(found, audit_chain.Head)
        with database.transaction() as tx:
            assert audit_chain.first_break(tx, audit_chain.anchor_of(tx)) is None
            tx.execute(audit_table.insert().values(at=tx.now, verb="exported", subject="deployment"))
        assert isinstance(audit_chain.sign_all(database), audit_chain.Break), "and never again"
    finally:
        database.close()
