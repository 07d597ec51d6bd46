"""Backups: whole or refused, restored or undone; and what an old one tells of somebody who was erased since."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.domain.people import Role
from bot.store.caseload import cases, walls
from bot.store.engine import audit, counters, deployment, schema
from bot.store.engine.database import Database
from bot.store.engine.tables import attempts, chats, inbox, metadata, outbox
from bot.store.engine.tables import audit as audit_table
from bot.store.engine.tables import people as people_table
from bot.store.keeping import audit_chain, backup, backup_file, erasing, identity
from bot.store.keeping.backup_file import LENGTH, BadBackup, Reading
from bot.store.people import people
from bot.store.queues import incoming, outgoing
from bot.store.queues.incoming import Received
from bot.store.sealing.vault import Vault
from tests.driver import Clock
from tests.store.conftest import PHONE, House, signed
from tests.store.test_keeping import lived


@pytest.fixture
def empty(database_url: str, key_file: Path, clock: Clock) -> Iterator[Database]:
    """A database without tables, beside the one that is backed up; with the same key file."""
    found = Database(database_url, Vault(key_file), clock.now)
    yield found
    found.close()


def rows_of(database: Database) -> dict[str, list[Any]]:
    with database.engine.connect() as connection:
        found = {table.name: connection.execute(select(table)).all() for table in metadata.sorted_tables}
    return {name: sorted(map(tuple, rows), key=repr) for name, rows in found.items()}


def without_restoring(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The same without the entry that says that it was restored, and without the name it has been given."""
    entries = [row for row in rows["audit"] if "restored" not in row]
    return {**rows, "audit": entries, "facts": [row for row in rows["facts"] if row[0] != deployment.NAME]}


def test_a_backup_brings_back_every_row_and_goes_on_counting(
    database: Database, house: House, empty: Database, tmp_path: Path, clock: Clock
) -> None:
    with database.transaction() as tx:
        # Whoever leads came later than whom they lead: a row points only at rows that are there.
        late = people.add(tx, Role.SUPERVISOR, "Rahmat", None)
        tx.execute(update(people_table).where(people_table.c.id == house.siti.id).values(supervisor_id=late.id))
        lived(tx, house, house.arman, house.case, "punya Arman")
        signed(tx)
    file = backup.save(database, tmp_path / "kept" / "here", clock.now())
    assert sorted(file.parent.iterdir()) == [file], "whole, or not at all"
    assert file.stat().st_mode & 0o777 == 0o600
    found = backup.restore(empty, file)
    assert without_restoring(rows_of(empty)) == rows_of(database)
    assert found.rows == {name: len(rows) for name, rows in rows_of(database).items()}
    assert (found.total, found.erased, found.broken) == (sum(found.rows.values()), 0, None)
    with empty.transaction() as tx:
        assert people.names(tx, [house.siti.id]) == {house.siti.id: "Siti"}
        newest = people.add(tx, Role.MENTOR, "Rina", None)
        assert newest.id > late.id
        told = tx.execute(select(audit_table).where(audit_table.c.verb == "restored")).one()
        assert tx.open(told.reason, "audit", "reason", "restored") == f"{file.name}, made at 2026-11-24 03:00 UTC"
    with pytest.raises(BadBackup, match="not empty"):
        backup.restore(empty, file)


def test_a_number_that_was_given_out_since_never_comes_again(
    database: Database, house: House, empty: Database, tmp_path: Path, clock: Clock
) -> None:
    """In chats there stand buttons that name it, and the outbox of Telegram's own numbers cannot be asked."""
    identity.introduce(database)
    with database.transaction() as tx:
        incoming.receive(tx, [Received(5, 99, b"{}")])
        before = tx.execute(select(inbox.c.id)).scalar_one()
        incoming.finish_updates(tx, [before])
        tx.execute(inbox.delete())
    file = backup.save(database, tmp_path, clock.now())
    with database.transaction() as tx:
        since = cases.add(tx, "R", "Bayu", house.siti, 1)
    audit_chain.sign_all(database)
    empty.vault.look()
    backup.restore(empty, file)
    with empty.transaction() as tx:
        incoming.receive(tx, [Received(6, 99, b"{}")])
        assert tx.execute(select(inbox.c.id)).scalar_one() > before, "also of a table that was empty"
        assert cases.add(tx, "R", "Citra", house.siti, 1).id > since.id, "nor one that the backup knows nothing of"
        now = counters.read(tx.connection)
        remembered = audit_chain.anchor_of(tx)
    assert remembered is not None and not counters.behind(now, remembered.counters)
    identity.check(empty)


def test_of_two_that_counted_the_backup_and_the_key_file_the_further_one_holds(
    database: Database, house: House, empty: Database, tmp_path: Path, clock: Clock
) -> None:
    """Between two backups more may be given out than is ever left out for it: the key file knows of it."""
    identity.introduce(database)
    file = backup.save(database, tmp_path, clock.now())
    far = 3 * backup.LEAP
    with database.transaction() as tx:
        counters.put_forward(tx.connection, {"cases": far})
    clock.at += audit_chain.COUNTERS_EVERY
    audit_chain.sign_all(database)
    empty.vault.look()
    backup.restore(empty, file)
    with empty.transaction() as tx:
        assert cases.add(tx, "R", "Bayu", house.siti, 1).id > far


def spoiled(file: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Path:
    line, _, rest = file.read_bytes().partition(b"\n")
    other = file.with_name("spoiled.backup")
    other.write_bytes(json.dumps(change(json.loads(line))).encode() + b"\n" + rest)
    return other


def parts_of(file: Path) -> tuple[bytes, list[bytes]]:
    """The first line, and each block with its length."""
    line, _, rest = file.read_bytes().partition(b"\n")
    blocks = []
    while rest:
        end = LENGTH.size + LENGTH.unpack(rest[: LENGTH.size])[0]
        blocks.append(rest[:end])
        rest = rest[end:]
    return line + b"\n", blocks


def flipped(block: bytes) -> bytes:
    """One bit of it is another."""
    return block[:-1] + bytes([block[-1] ^ 1])


def refused(empty: Database, file: Path, content: bytes, says: str, *, restores: bool = True) -> None:
    """It is read to its end and refused there; a restore (which takes its time) has kept nothing by then."""
    file.write_bytes(content)
    with pytest.raises(BadBackup, match=says):
        list(Reading(file, empty.vault).blocks())
    if not restores:
        return
    with pytest.raises(BadBackup, match=says):
        backup.restore(empty, file)
    with pytest.raises(BadBackup, match=says):
        backup.verify(empty.vault, empty.now, file)
    assert schema.version(empty.engine) is None


def test_a_first_line_that_was_changed_is_no_backup(
    database: Database, house: House, empty: Database, tmp_path: Path, clock: Clock
) -> None:
    file = backup.save(database, tmp_path, clock.now())
    changes: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
        "first line was changed": lambda head: {**head, "wrapped": ""},
        "or is damaged: .* does not stand in the key file": lambda head: {**head, "master": "0" * 12},
        "of version 0001": lambda head: {**head, "version": "0001"},
        "no backup of Titian": lambda head: {**head, "format": "titian-backup-1"},
        "block 1 was changed": lambda head: {**head, "more": 1},
    }
    for says, change in changes.items():
        with pytest.raises(BadBackup, match=says):
            backup.restore(empty, spoiled(file, change))
        assert schema.version(empty.engine) is None, says
    for content in (b"[]\n", b"", b"{}\n", b"\xff\n"):
        refused(empty, tmp_path / "none.backup", content, "no backup of Titian")
    with pytest.raises(FileExistsError if os.name == "nt" else BadBackup, match="cannot be written"):
        backup.save(database, tmp_path, clock.now())  # never over another file
    assert not list(tmp_path.glob("*.part"))


def test_one_that_was_cut_lengthened_or_put_together_says_where(
    database: Database, house: House, empty: Database, tmp_path: Path, clock: Clock
) -> None:
    with database.transaction() as tx:
        other = cases.add(tx, "P", "Citra", house.siti, 1)
        walls.add(tx, house.yusuf, house.case.id, other.id)
    file = backup.save(database, tmp_path / "a", clock.now())
    _, others = parts_of(backup.save(database, tmp_path / "b", clock.now()))
    line, blocks = parts_of(file)
    bad, number = tmp_path / "bad.backup", len(blocks)
    assert number >= 10
    refused(empty, bad, line, "is incomplete: nothing follows")
    for end in range(1, number):
        for content, says in (
            (blocks[:end], f"cut off after block {end},"),
            ([*blocks[:end], blocks[end][:-1]], f"cut off within block {end + 1}"),
            ([*blocks[:end], blocks[end][:2]], f"cut off within block {end + 1}"),
            (blocks[: end - 1] + blocks[end:], rf"\b(after )?block {end}\b"),
            ([*blocks[:end], others[end], *blocks[end + 1 :]], rf"block {end + 1}\b"),
            ([*blocks[: end - 1], blocks[end], blocks[end - 1], *blocks[end + 1 :]], rf"block {end}\b"),
            ([*blocks[:end], flipped(blocks[end]), *blocks[end + 1 :]], rf"block {end + 1}\b"),
        ):
            refused(empty, bad, line + b"".join(content), says, restores=end == number - 1)
    refused(empty, bad, line + b"".join([flipped(blocks[0]), *blocks[1:]]), "block 1 was changed")
    refused(empty, bad, line + b"".join([*blocks, blocks[-1]]), rf"block {number} was changed")
    refused(empty, bad, line + b"".join([*blocks, b"\0\0\0\0"]), "cut off within")
    file.write_bytes(line + b"".join(blocks))
    assert backup.verify(empty.vault, clock.now, file).rows["walls"] == 1
    assert backup.restore(empty, file).rows["walls"] == 1


def test_nothing_is_told_in_clear(database: Database, house: House, tmp_path: Path, clock: Clock) -> None:
    line, _ = parts_of(backup.save(database, tmp_path, clock.now()))
    assert set(json.loads(line)) == {"format", "version", "name", "key_id", "master", "wrapped"}


@pytest.mark.parametrize("table", ["keys", "people", "cases", "audit"])
def test_a_restore_that_fails_leaves_nothing_behind(
    database: Database, house: House, empty: Database, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch,
    table: str,
) -> None:  # fmt: skip
    """The tables too: else it could be neither restored once more, nor used."""
    file = backup.save(database, tmp_path, clock.now())
    real = Reading.blocks

    def breaks(reading: Reading) -> Iterator[backup_file.Block]:
        for block in real(reading):
            if block.get("table") == table:
                raise OSError("the disk went away")
            yield block

    with monkeypatch.context() as broken:
        broken.setattr(Reading, "blocks", breaks)
        with pytest.raises(OSError, match="went away"):
            backup.restore(empty, file)
    assert schema.version(empty.engine) is None and not empty.vault.anchors
    assert backup.restore(empty, file).total


def test_a_row_too_few_or_one_that_points_to_nothing_is_not_restored(
    database: Database, house: House, empty: Database, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backup.save(database, tmp_path, clock.now())
    real = Reading.blocks
    for table, says in (("people", ".*"), ("facts", "other numbers of rows"), ("audit", "other numbers of rows")):
        if table == "facts":
            with database.transaction() as tx:
                deployment.put(tx, "x", "y")
            file = backup.save(database, tmp_path / "more", clock.now())
        with monkeypatch.context() as broken:
            broken.setattr(
                Reading, "blocks", lambda reading, left=table: (b for b in real(reading) if b.get("table") != left)
            )
            with pytest.raises(Exception, match=says):
                backup.restore(empty, file)
        assert schema.version(empty.engine) is None


def test_a_backup_knows_how_far_the_audit_had_come(
    database: Database, house: House, empty: Database, tmp_path: Path, clock: Clock
) -> None:
    with database.transaction() as tx:
        signed(tx)
        tx.execute(audit_table.delete().where(audit_table.c.position == 2))
    file = backup.save(database, tmp_path, clock.now())
    tried = backup.verify(empty.vault, clock.now, file)
    assert tried.broken is not None and tried.broken.position == 2
    found = backup.restore(empty, file)
    assert found.broken == tried.broken
    patrol = audit_chain.Patrol()
    for _ in range(2):
        assert patrol.sign_and_read_on(empty) == found.broken, "it is told at each round, and what is new is signed"
        with empty.transaction() as tx:
            assert tx.execute(select(audit_table.c.id).where(audit_table.c.position.is_(None))).all() == []
            audit.note(tx, None, "exported", "deployment", None)


def test_verifying_changes_nothing(
    database: Database, house: House, tmp_path: Path, key_file: Path, clock: Clock
) -> None:
    identity.introduce(database)
    file = backup.save(database, tmp_path, clock.now())
    before, content, left = rows_of(database), key_file.read_bytes(), sorted(tmp_path.rglob("*"))
    found = backup.verify(Vault(key_file), clock.now, file)
    assert found.rows == {name: len(rows) for name, rows in before.items()} and found.broken is None
    assert rows_of(database) == before and key_file.read_bytes() == content and sorted(tmp_path.rglob("*")) == left


def test_what_was_restored_and_what_it_came_from_both_go_on(
    database: Database, house: House, empty: Database, tmp_path: Path, clock: Clock
) -> None:
    """A trial beside the bot takes nothing from it; each is watched by itself."""
    identity.introduce(database)
    file = backup.save(database, tmp_path, clock.now())
    with database.transaction() as tx:
        audit.note(tx, house.siti.id, "read_name", "case", house.case.id)
    ahead = audit_chain.sign_all(database)
    assert isinstance(ahead, audit_chain.Head)
    empty.vault.look()
    backup.restore(empty, file)
    found = audit_chain.sign_all(empty)
    assert isinstance(found, audit_chain.Head) and found.position <= ahead.position
    for one in (database, empty):
        one.vault.look()
        identity.check(one)
        with one.transaction() as tx:
            assert audit_chain.first_break(tx, audit_chain.anchor_of(tx)) is None
            tx.execute(audit_table.delete().where(audit_table.c.position == audit_chain.head(tx).position))
        with pytest.raises(identity.NotTogether, match="older copy"):
            identity.check(one)
    with empty.transaction() as tx:
        deployment.put(tx, deployment.NAME, "another")
    with pytest.raises(identity.NotTogether, match="not the database that the key file was last used with"):
        identity.check(empty)


def test_of_the_erased_an_old_backup_does_not_even_tell_the_number(
    database: Database, house: House, empty: Database, tmp_path: Path, clock: Clock, key_file: Path
) -> None:
    """The numbers of chats follow from a standing key: whoever has it could try all numbers there are."""
    with database.transaction() as tx:
        incoming.receive(tx, [Received(7, PHONE, b"{}"), Received(8, 4321, b"{}")])
        row: dict[str, Any] = {"cause": "x", "chat": house.arman.chat, "method": "push", "kind": "receipt"}
        outgoing.send_later(tx, [{**row, "prompt_id": None, "payload": {}}])
        tx.execute(attempts.insert().values(kind="pin", chat=house.arman.chat, at=tx.now))
        known, stranger = tx.blind(PHONE), tx.blind(4321)
    assert known == house.arman.chat
    file = backup.save(database, tmp_path, clock.now())

    def told() -> list[backup_file.Block]:
        return list(Reading(file, Vault(key_file)).blocks())

    assert str(known) not in json.dumps(told(), default=repr) and str(stranger) in json.dumps(told(), default=repr)
    backup.restore(empty, file)
    with empty.transaction() as tx:
        for column in (people_table.c.chat, chats.c.id, inbox.c.chat, outbox.c.chat, attempts.c.chat):
            assert known in tx.execute(select(column)).scalars().all(), column
    with database.transaction() as tx:
        erasing.erase(tx, house.case, None)
    erasing.complete(database)
    (numbers,) = [block["numbers"] for block in told() if "numbers" in block]
    vault = Vault(key_file)
    opened = []
    rows = {row[0]: row for block in told() if block.get("table") == "keys" for row in block["rows"]}
    for other, sealed in numbers:
        key_id, scope, subject, wrapped, master, _ = rows[int.from_bytes(sealed[1:9])]
        if vault.holds(key_id, master):
            opened.append(vault.unwrap(key_id, wrapped, master, scope, subject).open(sealed, "backup", "chat", other))
    assert str(known).encode() not in opened


def test_a_chat_that_waits_for_its_last_word_is_in_no_backup(
    database: Database, house: House, tmp_path: Path, clock: Clock, key_file: Path
) -> None:
    chat = house.arman.chat
    assert chat is not None
    with database.transaction() as tx:
        erasing.erase(tx, house.case, None)
        row: dict[str, Any] = {"cause": "x", "chat": chat, "method": "push", "kind": "receipt", "prompt_id": None}
        outgoing.send_later(tx, [{**row, "payload": {}}])
        incoming.receive(tx, [Received(7, PHONE, b"{}"), Received(8, 4321, b"{}")])
        assert tx.execute(select(chats.c.id).where(chats.c.id == chat)).all()
    file = backup.save(database, tmp_path, clock.now())
    told = json.dumps(list(Reading(file, Vault(key_file)).blocks()), default=repr)
    assert str(chat) not in told and str(tx.blind(4321)) in told
    assert backup.verify(Vault(key_file), clock.now, file).broken is None


def test_each_byte_of_a_block_is_held(database: Database, house: House, tmp_path: Path) -> None:
    """Also those before what is sealed: its version, and the key it names."""
    path = backup.save(database, tmp_path, database.now())
    whole, bad = path.read_bytes(), tmp_path / "changed.backup"
    begin = whole.index(b"\n") + 1
    for at in range(begin, begin + 40):
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BadBackup):
            backup.verify(database.vault, database.now, bad)
