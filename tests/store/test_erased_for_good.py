"""Erased is erased: from the database, from the key file, from older backups, through rotations, in the queues too."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.people import Person
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine import telegram_ids
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import chats, inbox, metadata, outbox
from bot.store.keeping import backup, erasing, rotation, upgrading
from bot.store.keeping.backup_file import BadBackup
from bot.store.people import invitations, people
from bot.store.queues import incoming, outgoing
from bot.store.queues.incoming import Received
from bot.store.rights import participants
from bot.store.sealing.data_keys import key_id_of
from bot.store.sealing.vault import Vault
from tests.driver import Clock
from tests.overhearing import overheard
from tests.store.conftest import PHONE, House, joined
from tests.store.test_erasing import PLANTED, erased, full, readable, restored, rows_of

__all__ = ["full"]
FULLS_PHONE = 4455667788


def said(tx: Tx, chat: int, cause: str, words: str) -> None:
    row: dict[str, Any] = {"cause": cause, "chat": chat, "method": "screen", "kind": "screen", "prompt_id": None}
    outgoing.send_later(tx, [{**row, "payload": {"text": words}, "buttons": [[words, "Home"]]}])


def everything(database: Database) -> bytes:
    """Whatever stands in the rows, sealed or not, and whatever opens."""
    with database.snapshot() as connection:
        rows = {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in metadata.sorted_tables
        }
    return repr(rows).encode() + readable(rows, database.vault)


def in_the_file(database: Database) -> bytes:
    if not database.is_sqlite:
        return b""
    path = Path(str(database.engine.url.database))
    return b"".join(one.read_bytes() for one in path.parent.glob(path.name + "*"))


def test_erased_then_rotated_then_restored_from_each_of_five_older_backups(
    database: Database,
    house: House,
    full: Case,
    key_file: Path,
    tmp_path: Path,
    clock: Clock,
    another_url: Callable[[], str],
) -> None:
    """The words, the Telegram id, the number of the chat: nowhere, whatever was waiting when the backup was made."""
    with database.transaction() as tx:
        person = participants.of_case(tx, full.id)
        assert person is not None and person.chat is not None
        chat = person.chat
    files = []
    for number in range(5):
        clock.at += timedelta(days=1)
        with database.transaction() as tx:
            incoming.receive(tx, [Received(100 + number, FULLS_PHONE, json.dumps({"text": PLANTED}).encode())])
            said(tx, chat, f"c{number}", PLANTED)
        if number == 2:
            rotation.rotate(database, clock.at)
        files.append(backup.save(database, tmp_path / "kept", clock.now()))
    secrets = (PLANTED.encode(), str(FULLS_PHONE).encode(), str(chat).encode())
    before = readable(rows_of(files[0], Vault(key_file)), Vault(key_file), [chat])
    assert all(secret in before for secret in secrets[:2]), "the thief's way works as long as there are keys"

    erased(database, full, house)
    erasing.complete(database)
    clock.at += timedelta(days=1)
    rotation.rotate(database, clock.at)
    with database.transaction() as tx:  # the last word is out
        tx.execute(outbox.delete().where(outbox.c.chat == chat))
        tx.execute(chats.delete().where(chats.c.id == chat))
    for secret in secrets:
        assert secret not in everything(database) and secret not in in_the_file(database)
    for file in files:
        now = Vault(key_file)
        rows = rows_of(file, now)
        opened = readable(rows, now, [chat])
        assert not any(secret in opened for secret in secrets), "not with the key file of today"
        assert not any(secret in repr(rows).encode() for secret in secrets)
        with restored(another_url(), key_file, clock, file) as fresh:
            found = everything(fresh)
            assert not any(secret in found for secret in secrets)
            assert not any(secret in in_the_file(fresh) for secret in secrets)
            assert b"Arman" in found and b"Yang tetap" in found, "the others are there"
            with fresh.transaction() as tx:
                left = cases.by_id(tx, full.id)
                assert left is not None and left.status == "erased"
                assert people.by_chats(tx, [chat]) == {}


def test_a_retired_master_takes_the_older_backups_along(
    database: Database, house: House, full: Case, key_file: Path, tmp_path: Path, clock: Clock
) -> None:
    file = backup.save(database, tmp_path / "kept", clock.now())
    erased(database, full, house)
    erasing.complete(database)
    rotation.rotate(database, clock.at)
    clock.at += timedelta(days=2)
    rotation.retire(database, clock.at)
    with pytest.raises(BadBackup, match="which was retired"):
        rows_of(file, Vault(key_file))


def test_a_process_that_began_before_a_rotation_obeys(
    database: Database, house: House, full: Case, key_file: Path, clock: Clock
) -> None:
    older = Database(database.engine.url.render_as_string(hide_password=False), Vault(key_file), clock.now)
    try:
        with older.transaction() as tx:
            assert tx.open(full.sealed_name, "cases", "name", full.id) == PLANTED
        rotation.rotate(database, clock.at)
        gone = erased(database, full, house)
        erasing.obey(older)
        assert older.vault.current == database.vault.current, "it has heard of the rotation"
        for vault in (older.vault, Vault(key_file)):
            assert not any(vault.holds(key_id, name) for key_id in gone.key_ids for name in vault.names)
        with older.transaction() as tx:
            bayu = cases.add(tx, "R", "Bayu", house.siti, 1)
        with database.transaction() as tx:
            assert cases.name(tx, house.siti, bayu) == "Bayu"
    finally:
        older.close()


def test_a_process_looks_at_each_tombstone_once_and_again_for_a_day(
    database: Database, house: House, full: Case, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(database.vault, "burn", lambda keys: asked.append(len(keys)))
    erased(database, full, house)
    with database.transaction() as tx:
        alone = cases.add(tx, "R", "Bayu", house.siti, 1)
    assert erasing.complete(database)
    clock.at += timedelta(days=3)
    with database.transaction() as tx:
        erasing.erase(tx, alone, None)
    for _ in range(3):
        erasing.complete(database)
    assert asked == [2, 3, 1, 1], "the first one lies days back by now"


# -- whose key --------------------------------------------------------------------------------------------------------


def key_of(tx: Tx, scope: str, subject: int) -> int:
    return tx.key_for(scope, subject).id


def sealed_id(tx: Tx, chat: int | None) -> bytes:
    found = tx.execute(select(chats.c.telegram_id).where(chats.c.id == chat)).scalar_one()
    assert isinstance(found, bytes)
    return found


def named(tx: Tx, chat: int | None) -> int:
    """Which key the Telegram id of a chat is sealed with."""
    return key_id_of(sealed_id(tx, chat))


def test_a_telegram_id_has_the_key_of_whose_chat_it_is(database: Database, house: House) -> None:
    with database.transaction() as tx:
        incoming.receive(tx, [Received(1, 99, b"{}")])
        assert tx.is_standing(named(tx, tx.blind(99))), "nobody's"
        assert named(tx, house.arman.chat) == key_of(tx, "person", house.arman.id)
        assert telegram_ids.opened(tx, house.arman.chat or 0, sealed_id(tx, house.arman.chat)) == PHONE
        link = invitations.make_link(tx, house.yusuf, None)
        yusuf = invitations.join(tx, link, tx.blind(99))
        assert yusuf is not None and named(tx, yusuf.chat) == key_of(tx, "person", yusuf.id), "staff too"
        people.cut_off(tx, yusuf, yusuf)
        assert tx.is_standing(named(tx, yusuf.chat)), "so that the phone can be told"
        participants.rebind(tx, house.arman, house.siti)
        assert tx.is_standing(named(tx, house.arman.chat))


def test_whoever_is_erased_can_be_told_and_no_more(database: Database, house: House, clock: Clock) -> None:
    with database.transaction() as tx:
        chat = erasing.erase(tx, house.case, None).chat
        assert chat is not None and tx.is_standing(named(tx, chat))
        said(tx, chat, "last", "Terima kasih")
    erasing.complete(database)
    with database.transaction() as tx:
        (letter,) = outgoing.claim_letters(tx, 10)
        assert (letter.telegram_id, letter.payload["text"]) == (PHONE, "Terima kasih")


def test_what_passes_through_has_the_key_of_whose_chat_it_is(database: Database, house: House) -> None:
    with database.transaction() as tx:
        theirs, day = key_of(tx, "person", house.arman.id), key_id_of(tx.seal_passing(b"", "x"))
        incoming.receive(tx, [Received(1, PHONE, b"{}"), Received(2, 98, b"{}"), Received(3, None, b"{}")])
        came = {row.update_id: key_id_of(row.payload) for row in tx.execute(select(inbox))}
        assert came == {1: theirs, 2: day, 3: day}
        stranger = tx.blind(98)
        said(tx, house.arman.chat or 0, "a", "Halo")
        said(tx, stranger, "b", "Halo")
        outgoing.send_later(tx, [outgoing_taking(house.arman)])
        went = {row.cause: key_id_of(row.payload) for row in tx.execute(select(outbox))}
        assert went == {"a": theirs, "b": day, "t": day}, "what is to be taken back outlives its person"
        shown = {row.cause: row.buttons and key_id_of(row.buttons) for row in tx.execute(select(outbox))}
        assert shown == {"a": theirs, "b": day, "t": None}


def outgoing_taking(person: Person) -> dict[str, Any]:
    return {"cause": "t", "chat": person.chat, "method": "delete", "kind": "taken", "prompt_id": None, "payload": {}}


def test_what_was_to_be_taken_back_still_is_when_its_person_is_erased(database: Database, house: House) -> None:
    with database.transaction() as tx:
        outgoing.send_later(tx, [outgoing_taking(house.arman)])
        erasing.erase(tx, house.case, None)
    erasing.complete(database)
    with database.transaction() as tx:
        assert [letter.telegram_id for letter in outgoing.claim_letters(tx, 10)] == [PHONE]


def test_keys_are_fetched_together(database: Database, house: House, key_file: Path, clock: Clock) -> None:
    """A batch asks for all the keys it needs at once, whoever it is from and for."""
    with database.transaction() as tx:
        numbers = list(range(5001, 5021))
        for number in numbers:
            case = cases.add(tx, "R", "Bayu", house.siti, 1)
            person = joined(tx, participants.add(tx, case, house.siti), house.siti, number)
            said(tx, person.chat or 0, f"m{number}", "Halo")
    cold = Database(database.engine.url.render_as_string(hide_password=False), Vault(key_file), clock.now)
    try:
        ways: tuple[Callable[[Tx], object], ...] = (
            lambda tx: incoming.receive(tx, [Received(number, number, b"{}") for number in numbers]),
            lambda tx: [incoming.raw_of(tx, row) for row in incoming.claim_updates(tx, 100)],
            lambda tx: outgoing.claim_letters(tx, 100),
        )
        for act in ways:
            for key_id in list(cold.vault._known):
                cold.vault.forget(key_id)
            statements: list[str] = []
            with cold.transaction() as tx, overheard(tx.connection, statements.append):
                act(tx)
            asked = [one for one in statements if "FROM keys" in one]
            assert len(asked) <= 2, asked
    finally:
        cold.close()


def test_what_an_earlier_version_sealed_with_the_standing_key_is_given_to_its_people(
    database: Database, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrading, "AT_ONCE", 1)
    with database.transaction() as tx:
        link = invitations.make_link(tx, house.yusuf, None)
        incoming.receive(tx, [Received(1, 99, b"{}"), Received(2, 98, b"{}")])
        yusuf = invitations.join(tx, link, tx.blind(99))
        assert yusuf is not None and yusuf.chat is not None and house.arman.chat is not None
        for chat in (yusuf.chat, house.arman.chat):
            telegram_ids.give_to_nobody(tx, chat)
        stranger = tx.blind(98)
    assert upgrading.give_chats_to_their_people(database) == 2
    assert upgrading.give_chats_to_their_people(database) == 0
    with database.transaction() as tx:
        for person in (yusuf, house.arman):
            assert named(tx, person.chat) == key_of(tx, "person", person.id)
        assert tx.is_standing(named(tx, stranger))
