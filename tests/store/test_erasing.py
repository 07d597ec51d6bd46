"""Erasing: a planted sentence is found nowhere afterwards, in no file, with no key there still is."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.reference.calendar import calendar
from bot.store.caseload import cases, checkins, drafts, flags, prompts, referrals, requests, walls
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Database
from bot.store.engine.tables import audit as audit_table
from bot.store.engine.tables import chats, inbox, invites, keys, metadata, outbox, tombstones
from bot.store.engine.tables import requests as requests_table
from bot.store.keeping import audit_chain, backup, erasing, retention, rotation
from bot.store.keeping.backup_file import BadBackup, Reading
from bot.store.keeping.erasing import Erased
from bot.store.people import invitations, people
from bot.store.queues import backlog, incoming, outgoing, pruning
from bot.store.queues.chats import meet
from bot.store.queues.incoming import Received
from bot.store.rights import consents, grants, participants
from bot.store.sealing.data_keys import HEADER, NONCE, CannotOpen, key_id_of
from bot.store.sealing.key_file import BURNABLE, KeyFileError
from bot.store.sealing.vault import Vault
from tests.driver import Clock
from tests.overhearing import overheard
from tests.store.conftest import House, joined, signed

PLANTED = "Burung itu bernyanyi di jendela"


@pytest.fixture
def full(database: Database, house: House) -> Case:
    """The planted sentence in every place that holds words about a participant; another case stays beside it."""
    with database.transaction() as tx:
        case = cases.add(tx, "P", PLANTED, house.siti, 1)
        other = cases.add(tx, "R", "Yang tetap", house.siti, 1)
        person = joined(tx, participants.add(tx, case, house.siti), house.siti, 4455667788)
        participants.choose(tx, person, chosen_name=PLANTED, quiet_word=PLANTED, duress_word=PLANTED)
        participants.set_pin(tx, person, "2468")
        consents.give(tx, person, case, "shared", channel="chat", explained_by=house.siti.id, service=PLANTED)
        consents.give(tx, person, case, "abroad", channel="chat", explained_by=house.siti.id)
        number = checkins.save(tx, house.siti, case, "t1", {"contact": "visit", "note": PLANTED})
        found = checkins.read(tx, house.siti, case, number)
        assert found is not None
        checkins.correct(tx, house.siti, case, found, {"contact": "visit", "note": PLANTED + "."}, "later")
        drafts.keep(tx, house.siti, Draft(0, "checkin", "d1", case.id, None, {}), {"note": PLANTED}, case)
        drafts.keep(tx, house.siti, Draft(0, "checkin", "d2", case.id, number, {}), {"note": PLANTED}, case)
        drafts.keep(tx, person, Draft(0, "ask", "d3", None, None, {}), {"text": PLANTED}, None)
        today = tx.now.date()
        cases.set_quiet(tx, house.siti, case, [(today + timedelta(days=90), today + timedelta(days=90), True)])
        flag, _ = flags.raise_one(tx, house.siti, case, "health")
        flags.acknowledge(tx, house.yusuf, flag)
        flags.close(tx, house.yusuf, flag, case.key_id, PLANTED)
        prompts.plan_first(tx, case, house.siti, calendar(), house.siti.id, "import")
        frame = prompts.frame_for(tx, house.siti, calendar(), case)
        referrals.add(tx, house.siti, case, "health", frame, named=PLANTED)
        walls.add(tx, house.yusuf, case.id, other.id)
        grants.give(tx, house.yusuf, case, PLANTED, glass=False)
        asked, _ = requests.raise_one(tx, person, case, "correct", text=PLANTED)
        requests.refuse(tx, house.yusuf, asked, PLANTED)
        requests.raise_one(tx, person, case, "callback", text=PLANTED)
        incoming.receive(tx, [Received(7, 4455667788, json.dumps({"text": PLANTED}).encode())])
        signed(tx)
        found_case = cases.by_id(tx, case.id)
        assert found_case is not None
        return found_case


def erased(database: Database, case: Case, house: House) -> Erased:
    with database.transaction() as tx:
        person = participants.of_case(tx, case.id)
        assert person is not None
        request, _ = requests.raise_one(tx, person, case, "erase")
        return erasing.erase(tx, case, house.yusuf, request.id)


def holds(key_file: Path, case: Case) -> bool:
    """Whether the key file as it is now still opens what is about a case."""
    vault = Vault(key_file)
    return any(vault.holds(case.key_id, master) for master in vault.names)


def sealed_values(database: Database) -> list[tuple[str, bytes]]:
    with database.snapshot() as connection:
        return [
            (table.name, value)
            for table in metadata.sorted_tables
            for row in connection.execute(select(table)).all()
            for value in row
            if isinstance(value, bytes) and value[:1] == b"\x01"
        ]


def readable(rows: dict[str, list[dict[str, Any]]], vault: Vault, chat_numbers: Collection[int] = ()) -> bytes:
    """Everything that opens in these rows with the data keys among them and the master keys of this vault.

    What a thief with both would do; the place of each value is not tried but known: it is in the source.
    chat_numbers: such as the thief could try.
    """
    opened = {}
    for row in rows["keys"]:
        try:
            opened[row["id"]] = vault.unwrap(row["id"], row["wrapped"], row["master"], row["scope"], row["subject"])
        except CannotOpen:
            continue
    found = []
    for table, column, place in (
        ("cases", "name", lambda row: row["id"]),
        ("cases", "quiet", lambda row: row["id"]),
        ("participants", "settings", lambda row: row["person_id"]),
        ("consents", "service", lambda row: row["person_id"]),
        ("checkin_revisions", "answers", lambda row: f"{row['checkin_id']}.{row['revision']}"),
        ("drafts", "answers", lambda row: row["token"]),
        ("flags", "note", lambda row: row["id"]),
        ("referrals", "named", lambda row: row["id"]),
        ("requests", "text", lambda row: row["id"]),
        ("requests", "reason", lambda row: row["id"]),
        ("audit", "reason", lambda row: row["verb"]),
    ):
        found += [_opened(opened, row[column], table, column, place(row)) for row in rows[table] if row[column]]
    found += [_opened(opened, row["payload"], "inbox", row["update_id"]) for row in rows["inbox"] if row["payload"]]
    for row in rows["outbox"]:
        found += [_opened(opened, row["payload"], "outbox", row["cause"])] if row["payload"] else []
        found += [_opened(opened, row["buttons"], "outbox", f"{row['cause']}.buttons")] if row["buttons"] else []
    # The number under which a chat is kept is another one in a backup; the id is bound to the true one.
    numbers = [row["id"] for row in rows["chats"]] + list(chat_numbers)
    for row in rows["chats"]:
        for number in numbers:
            with suppress(CannotOpen):
                found.append(_opened(opened, row["telegram_id"], "chats", "telegram_id", number))
    return b"\n".join(found)


def _opened(opened: dict[int, Any], value: bytes, *place: object) -> bytes:
    key = opened.get(key_id_of(value))
    return b"" if key is None else bytes(key.open(value, *place))


def rows_of(file: Path, vault: Vault) -> dict[str, list[dict[str, Any]]]:
    """What a backup holds, opened with the key file as it is now."""
    found: dict[str, list[dict[str, Any]]] = {table.name: [] for table in metadata.sorted_tables}
    for block in Reading(file, vault).blocks():
        if "table" in block:
            found[block["table"]] += [dict(zip(block["columns"], row, strict=True)) for row in block["rows"]]
    return found


def test_a_planted_sentence_is_found_nowhere(
    database: Database, house: House, full: Case, key_file: Path, tmp_path: Path, clock: Clock
) -> None:
    file = backup.save(database, tmp_path / "kept", clock.now())
    before = readable(rows_of(file, Vault(key_file)), Vault(key_file))
    assert before.count(PLANTED.encode()) >= 14, "the thief's way works as long as there are keys"
    # What was said in the audit stays there, as the chain asks, and no key opens it.
    dead = [value for table, value in sealed_values(database) if table != "audit" and _is_about(database, value, full)]
    with database.snapshot() as connection:
        wrapped = connection.execute(select(keys.c.wrapped).where(keys.c.scope == "case")).scalars().all()
    assert len(dead) >= 10

    gone = erased(database, full, house)
    assert gone.code == "P-001" and len(gone.key_ids) == 2 and gone.chat is not None
    assert erasing.complete(database) and erasing.complete(database)

    now = Vault(key_file)
    assert not any(now.holds(key_id, now.current) for key_id in gone.key_ids)
    after = readable(rows_of(file, now), now)
    assert PLANTED.encode() not in after and b"Yang tetap" in after, "the others still open"
    newer = backup.save(database, tmp_path / "kept", clock.now() + timedelta(seconds=1))
    assert PLANTED.encode() not in readable(rows_of(newer, now), now)
    for key_id in gone.key_ids:
        with pytest.raises(KeyError), database.transaction() as tx:
            tx.key(key_id)
    if database.is_sqlite:
        path = Path(str(database.engine.url.database))
        content = b"".join(one.read_bytes() for one in path.parent.glob(path.name + "*"))
        assert len(content) > 10_000 and path.with_name(path.name + "-wal").stat().st_size < 20_000
        assert PLANTED.encode() not in content
        assert not any(value in content for value in dead), "not even what was sealed"
        assert sum(one in content for one in wrapped) == len(wrapped) - 1, "nor the wrapped key"


def _is_about(database: Database, value: bytes, case: Case) -> bool:
    """Whether a value is sealed with the case's key; a hash may begin like a sealed value, but names no key."""
    if len(value) <= HEADER + NONCE or key_id_of(value) >= 2**63:
        return False
    with database.snapshot() as connection:
        asked = select(keys.c.scope, keys.c.subject).where(keys.c.id == key_id_of(value))
        row = connection.execute(asked).one_or_none()
    return row is not None and tuple(row) == ("case", str(case.id))


def test_what_is_left_names_nobody(database: Database, house: House, full: Case) -> None:
    with database.transaction() as tx:
        person = participants.of_case(tx, full.id)
        assert person is not None
    gone = erased(database, full, house)
    with database.transaction() as tx:
        left = cases.by_id(tx, full.id)
        assert left is not None and (left.code, left.status) == ("P-001", "erased") and not left.sealed_name
        assert cases.visible(tx, house.siti, full.id) is None and cases.visible(tx, house.yusuf, full.id) is None
        assert people.by_id(tx, person.id) is None and people.by_chats(tx, [gone.chat]) == {}
        assert not tx.execute(select(invites.c.id).where(invites.c.person_id == person.id)).first()
        assert prompts.open_of(tx, full) == [] and requests.open_for(tx, house.yusuf, 0, 10)[0] == []
        row = tx.execute(select(tombstones)).one()
        asked = tx.execute(select(requests_table.c.kind).where(requests_table.c.id == row.request_id)).scalar_one()
        assert (row.code, row.by_id, asked) == ("P-001", house.yusuf.id, "erase")
        assert {int(one) for one in row.key_ids.split()} == set(gone.key_ids)
        states = tx.execute(select(requests_table.c.kind, requests_table.c.state, requests_table.c.text)).all()
        assert {tuple(one) for one in states} == {
            ("correct", "refused", None),
            ("callback", "done", None),
            ("erase", "done", None),
        }
        reasons = tx.execute(select(requests_table.c.kind, requests_table.c.reason)).all()
        assert {tuple(one) for one in reasons} == {("correct", b""), ("callback", None), ("erase", None)}
        assert {entry.tick for entry in consents.ledger(tx, person.id)} == {"shared", "abroad"}, "the ledger stays"
        verbs = set(tx.execute(select(metadata.tables["audit"].c.verb)).scalars())
        assert {"case_erased", "person_erased", "request_done"} <= verbs
        signed(tx)
        assert audit_chain.first_break(tx) is None
        again = cases.add(tx, "P", "Orang lain", house.siti, 1)
        assert again.code == "P-002", "the code is not given to somebody else"


def test_each_erasure_is_settled_once_and_keeps_its_day(
    database: Database, house: House, full: Case, clock: Clock
) -> None:
    began = clock.at
    erased(database, full, house)
    assert erasing.complete(database)
    clock.at += timedelta(days=1)
    with database.transaction() as tx:
        erasing.erase(tx, house.case, house.yusuf)
    assert erasing.complete(database) and erasing.obey(database) == []
    with database.transaction() as tx:
        settled = tx.execute(select(tombstones.c.code, tombstones.c.settled_at)).all()
        assert {tuple(row) for row in settled} == {("P-001", began), ("R-001", clock.at)}


def test_staff_who_wrote_something_down_for_them_stay(database: Database, house: House) -> None:
    with database.transaction() as tx:
        written, _ = requests.raise_one(tx, house.siti, house.case, "callback", text="Tolong hubungi")
        about_none, _ = requests.raise_one(tx, house.arman, None, "info", text="Kapan?")
        others, _ = requests.raise_one(tx, house.siti, None, "info", text="Di mana?")
        erasing.erase(tx, house.case, house.yusuf)
        kept = select(requests_table.c.id).where(requests_table.c.text.is_not(None))
        assert tx.execute(kept).scalars().all() == [others.id]
        done = select(requests_table.c.id).where(requests_table.c.state == "done").order_by(requests_table.c.id)
        assert tx.execute(done).scalars().all() == [written.id, about_none.id]
        assert people.by_id(tx, house.siti.id) == house.siti and house.siti.chat is None
        assert tx.execute(select(func.count()).where(keys.c.scope == "person")).scalar_one() == 3


def test_whatever_was_noted_or_waits_about_them_goes_and_nothing_else(database: Database, house: House) -> None:
    """On either side of a wall; a correction of what was recorded."""
    tables = metadata.tables
    with database.transaction() as tx:
        lower, gone, higher = house.case, *(cases.add(tx, "R", name, house.siti, 1) for name in ("Bayu", "Citra"))
        for one, other in ((lower, gone), (gone, higher), (lower, higher)):
            walls.add(tx, house.yusuf, one.id, other.id)
        for case in (gone, lower):
            number = checkins.save(tx, house.siti, case, case.code, {"contact": "visit"})
            drafts.keep(tx, house.siti, Draft(0, "correction", f"c{case.id}", None, number, {}), {"a": 1}, None)
        erasing.erase(tx, gone, house.yusuf)
        walled = tx.execute(select(tables["walls"].c.one_id, tables["walls"].c.other_id)).all()
        assert [tuple(row) for row in walled] == [(lower.id, higher.id)]
        assert tx.execute(select(tables["drafts"].c.token)).scalars().all() == [f"c{lower.id}"]
        assert tx.execute(select(tables["checkins"].c.case_id)).scalars().all() == [lower.id]


def test_what_waits_to_be_said_to_them_or_about_them_goes_with_its_words(database: Database, house: House) -> None:
    def waits(case: Case | None, to: Person) -> int:
        about = None if case is None else case.id
        number = prompts.insert_new(
            tx, Planned("selfcheck", tx.now), tx.now, f"to:{to.id}:{about}", about, to.id, None, "greeting"
        )
        row: dict[str, Any] = {"cause": f"p{number}", "chat": 5, "method": "push", "kind": "nudge"}
        outgoing.send_later(tx, [{**row, "prompt_id": number, "payload": {}}])
        return number

    with database.transaction() as tx:
        other = cases.add(tx, "R", "Bayu", house.siti, 1)
        for case, to in ((house.case, house.siti), (None, house.arman), (house.case, house.arman)):
            waits(case, to)
        kept = [waits(other, house.siti), waits(None, house.siti)]
        erasing.erase(tx, house.case, house.yusuf)
        tables = metadata.tables
        assert tx.execute(select(tables["prompts"].c.id).order_by(tables["prompts"].c.id)).scalars().all() == kept
        assert tx.execute(select(outbox.c.prompt_id).order_by(outbox.c.id)).scalars().all() == kept


def test_the_keys_destroyed_are_theirs_whoever_else_has_the_same_number(database: Database, house: House) -> None:
    def standing() -> set[tuple[str, str]]:
        return {(row.scope, row.subject) for row in tx.execute(select(keys.c.scope, keys.c.subject))}

    with database.transaction() as tx:
        participants.choose(tx, house.arman, chosen_name="Bunga")
        twin = house.case
        while twin.id < house.arman.id:
            twin = cases.add(tx, "R", f"Nomor {twin.id + 1}", house.siti, 1)
        before = standing()
        assert {("case", str(house.arman.id)), ("person", str(house.case.id))} <= before
        erasing.erase(tx, house.case, house.yusuf)
        assert before - standing() == {("case", str(house.case.id)), ("person", str(house.arman.id))}
        assert cases.name(tx, house.siti, twin) == f"Nomor {twin.id}"


def test_the_case_is_held_before_anything_of_it_goes(database: Database, house: House) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    said: list[str] = []
    with database.transaction() as tx, overheard(tx.connection, said.append):
        erasing.erase(tx, house.case, house.yusuf)
    assert said[0].endswith("FOR UPDATE") and "WHERE cases.id = " in said[0]


def test_others_of_the_same_name_stay(database: Database, house: House, full: Case) -> None:
    with database.transaction() as tx:
        twin = cases.add(tx, "P", PLANTED, house.siti, 1)
        checkins.save(tx, house.siti, twin, "t9", {"contact": "visit", "note": "baik"})
        consents.give(tx, house.arman, house.case, "shared", channel="chat", explained_by=None, service="Puskesmas")
        link = participants.make_link(tx, participants.add(tx, twin, house.siti), house.siti)
        refused, _ = requests.raise_one(tx, house.arman, house.case, "correct", text="Nama salah tulis")
        requests.refuse(tx, house.yusuf, refused, "Sudah dicek bersama")
        open_one, _ = requests.raise_one(tx, house.arman, house.case, "callback", text="Tolong hubungi")
    erased(database, full, house)
    erasing.complete(database)
    with database.transaction() as tx:
        still = requests.by_id(tx, open_one.id)
        assert still is not None and still.state == "open"
        assert requests.text(tx, house.siti, still) == "Tolong hubungi"
        settled = requests.by_id(tx, refused.id)
        assert settled is not None and requests.reason(tx, settled) == "Sudah dicek bersama"
        assert [one.service for one in consents.given(tx, house.arman)] == ["Puskesmas"]
        meet(tx, {tx.blind(32): 32})
        assert invitations.join(tx, link, tx.blind(32)) is not None, "their invitation still leads somewhere"
        assert cases.name(tx, house.siti, twin) == PLANTED
        assert len(checkins.moments(tx, twin, 5)) == 1
        assert participants.of_case(tx, house.case.id) == house.arman


def test_the_last_word_still_goes_out_and_then_the_chat_is_forgotten(
    database: Database, house: House, full: Case
) -> None:
    gone = erased(database, full, house)
    with database.transaction() as tx:
        assert tx.execute(select(inbox.c.payload, inbox.c.chat)).one() == (None, None)
        row: dict[str, Any] = {"cause": "bye", "chat": gone.chat, "method": "push", "kind": "receipt"}
        outgoing.send_later(tx, [{**row, "prompt_id": None, "payload": {"text": "terima kasih"}}])
        pruning.prune(tx)
        letter = next(one for one in outgoing.claim_letters(tx, 5) if one.chat == gone.chat)
        assert letter.telegram_id == 4455667788
        outgoing.close_letter(tx, letter, "sent")
        pruning.prune(tx)
        assert not tx.execute(select(chats.c.id).where(chats.c.id == gone.chat)).first()
        assert not tx.execute(select(outbox.c.id).where(outbox.c.chat == gone.chat)).first()


def test_a_last_word_that_cannot_be_sent_is_given_up(
    database: Database, house: House, full: Case, clock: Clock
) -> None:
    gone = erased(database, full, house)
    with database.transaction() as tx:
        row: dict[str, Any] = {"cause": "bye", "chat": gone.chat, "method": "push", "kind": "receipt"}
        outgoing.send_later(tx, [{**row, "prompt_id": None, "payload": {}}])
    clock.at += timedelta(days=1, seconds=1)
    with database.transaction() as tx:
        pruning.prune(tx)
        assert not tx.execute(select(chats.c.id).where(chats.c.id == gone.chat)).first()
        assert incoming.receive(tx, [Received(8, 4455667788, b"{}")]) == 1, "whoever writes is met anew"
        assert tx.execute(select(chats.c.id).where(chats.c.id == gone.chat)).first()


def test_who_wrote_in_the_moment_of_forgetting_stops_nothing(database: Database) -> None:
    with database.transaction() as tx:
        incoming.receive(tx, [Received(8, 11, b"{}")])
        tx.execute(chats.delete())
        row: dict[str, Any] = {"cause": "x", "chat": 5, "method": "push", "kind": "receipt", "prompt_id": None}
        outgoing.send_later(tx, [{**row, "payload": {}}])
        pruning.prune(tx)
        assert backlog.waiting_rows(tx) == {"inbox_new": 0, "inbox_failed": 0, "outbox_ready": 0, "outbox_uncertain": 0}


def test_another_process_stops_opening_too(database: Database, house: House, full: Case, key_file: Path) -> None:
    other = Database(database.engine.url.render_as_string(hide_password=False), Vault(key_file), lambda: full.intake_at)
    try:
        with other.transaction() as tx:
            assert tx.open(full.sealed_name, "cases", "name", full.id) == PLANTED
        gone = erased(database, full, house)
        erasing.complete(database)
        assert other.vault.remembered(full.key_id) is not None
        assert erasing.obey(other) == []
        assert other.vault.remembered(full.key_id) is None
        assert not any(other.vault.holds(key_id, other.vault.current) for key_id in gone.key_ids)
        with pytest.raises(KeyError), other.transaction() as tx:
            tx.key(full.key_id)
    finally:
        other.close()


def test_nothing_is_burnt_for_an_erasure_that_was_taken_back(database: Database, house: House, full: Case) -> None:
    with pytest.raises(RuntimeError), database.transaction() as tx:
        erasing.erase(tx, full, house.yusuf)
        raise RuntimeError("the power went")
    assert erasing.complete(database) and database.vault.holds(full.key_id, database.vault.current)
    with database.transaction() as tx:
        assert cases.name(tx, house.siti, full) == PLANTED


def test_a_crash_before_the_key_file_was_written_is_made_good(
    database: Database, house: House, full: Case, key_file: Path
) -> None:
    erased(database, full, house)
    assert holds(key_file, full)
    obstacle = key_file.with_name("titian.key.new")
    obstacle.mkdir()
    with pytest.raises(KeyFileError):
        erasing.complete(database)
    with database.transaction() as tx:
        assert tx.execute(select(tombstones.c.settled_at)).scalar_one() is None
    obstacle.rmdir()
    assert erasing.complete(database) and not holds(key_file, full)
    with database.transaction() as tx:
        assert tx.execute(select(tombstones.c.settled_at)).scalar_one() is not None


@contextmanager
def restored(url: str, key_file: Path, clock: Clock, file: Path) -> Iterator[Database]:
    """What a backup brings into an empty database."""
    fresh = Database(url, Vault(key_file), clock.now)
    try:
        with fresh.engine.begin() as connection:
            metadata.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE alembic_version")
        backup.restore(fresh, file)
        yield fresh
    finally:
        fresh.close()


@pytest.mark.parametrize("rotated", ["never", "before", "since", "twice"])
def test_an_older_backup_brings_nobody_back(
    database: Database,
    house: House,
    full: Case,
    key_file: Path,
    tmp_path: Path,
    clock: Clock,
    another_url: Callable[[], str],
    rotated: str,
) -> None:
    file = backup.save(database, tmp_path / "kept", clock.now())
    if rotated in ("before", "twice"):
        rotation.rotate(database, clock.at)
    gone = erased(database, full, house)
    erasing.complete(database)
    if rotated in ("since", "twice"):
        clock.at += timedelta(days=30)
        rotation.rotate(database, clock.at)
    with restored(another_url(), key_file, clock, file) as fresh, fresh.transaction() as tx:
        left = cases.by_id(tx, full.id)
        assert left is not None and left.status == "erased" and not left.sealed_name
        assert checkins.moments(tx, full, 5) == [] and participants.of_case(tx, full.id) is None
        assert cases.name(tx, house.siti, house.case) == "Arman"
        row = tx.execute(select(tombstones)).one()
        assert row.code == "P-001" and {int(one) for one in row.key_ids.split()} == set(gone.key_ids)
        assert row.settled_at is not None
        alive = tx.execute(select(keys.c.id, keys.c.master).where(keys.c.scope.in_(BURNABLE)))
        assert all(fresh.vault.holds(row.id, row.master) for row in alive)
        assert people.by_chats(tx, [gone.chat]) == {}
        signed(tx)
        assert audit_chain.first_break(tx) is None


def test_nobody_is_erased_because_a_master_key_is_missing(
    database: Database,
    house: House,
    key_file: Path,
    tmp_path: Path,
    clock: Clock,
    another_url: Callable[[], str],
) -> None:
    """A backup that was made in the middle of a rotation holds keys that the master before it wrapped."""
    database.vault.add_master(clock.at)
    file = backup.save(database, tmp_path / "kept", clock.now())
    clock.at += timedelta(days=1)
    rotation.retire(database, clock.at)
    with pytest.raises(BadBackup, match="does not open"), restored(another_url(), key_file, clock, file):
        pass


def test_an_older_backup_brings_back_nobody_who_never_joined(
    database: Database,
    house: House,
    key_file: Path,
    tmp_path: Path,
    clock: Clock,
    another_url: Callable[[], str],
) -> None:
    """Of them there is the case's key alone; nobody else's case goes with it."""
    with database.transaction() as tx:
        for _ in range(2):
            cases.add(tx, "R", "Yang tetap", house.siti, 1)
        alone = cases.add(tx, "R", "Bayu", house.siti, 1)
        assert alone.id == house.arman.id, "the number of a case, and somebody else's of a person"
    file = backup.save(database, tmp_path / "kept", clock.now())
    with database.transaction() as tx:
        erasing.erase(tx, alone, None)
    erasing.complete(database)
    with restored(another_url(), key_file, clock, file) as fresh, fresh.transaction() as tx:
        table = metadata.tables["cases"]
        gone = tx.execute(select(table.c.id).where(table.c.status == "erased")).scalars().all()
        assert gone == [alone.id]
        assert erasing.bury_again(tx) == 0, "once is enough"
        assert participants.of_case(tx, house.case.id) == house.arman


def test_a_case_whose_participant_never_joined(database: Database, house: House) -> None:
    with database.transaction() as tx:
        alone = cases.add(tx, "R", "Bayu", house.siti, 1)
        other = cases.add(tx, "R", "Cahya", house.siti, 1)
        waiting = participants.add(tx, other, house.siti)
        link = participants.make_link(tx, waiting, house.siti)
        assert erasing.erase(tx, alone, house.yusuf).chat is None
        erasing.erase(tx, other, house.yusuf)
        chat = tx.blind(31)
        meet(tx, {chat: 31})
        assert invitations.join(tx, link, chat) is None, "a link made before leads nowhere"


def test_who_used_the_bot_earlier_for_the_same_case_goes_too(database: Database, house: House) -> None:
    """The last word goes to whoever is there now."""
    with database.transaction() as tx:
        requests.raise_one(tx, house.arman, house.case, "info", text=PLANTED)
        participants.remove(tx, house.arman)
        again = joined(tx, participants.add(tx, house.case, house.siti), house.siti, 32)
        done = erasing.erase(tx, house.case, house.yusuf)
        assert done.chat == again.chat is not None
        subjects = [str(house.arman.id), str(again.id)]
        left = select(keys.c.id).where(keys.c.scope == "person", keys.c.subject.in_(subjects))
        assert tx.execute(left).all() == [], "no key of either"
        noted = select(audit_table.c.subject_id).where(audit_table.c.verb == "person_erased")
        assert sorted(tx.execute(noted).scalars()) == sorted([house.arman.id, again.id])


def test_however_often_somebody_came_and_left_all_of_it_goes(database: Database, house: House) -> None:
    with database.transaction() as tx:
        case = cases.add(tx, "P", "Nama", house.siti, 1)
        for number in range(40):
            person = joined(tx, participants.add(tx, case, house.siti), house.siti, 5_000_000 + number)
            participants.choose(tx, person, chosen_name=PLANTED)
            requests.raise_one(tx, person, case, "info")
            participants.remove(tx, person)
    with database.transaction() as tx:
        erased = erasing.erase(tx, case, house.yusuf)
    assert len(set(erased.key_ids)) > 40
    with database.transaction() as tx:
        named = tx.execute(select(tombstones.c.key_ids)).scalar_one()
        assert {int(one) for one in named.split()} == set(erased.key_ids)
        assert not tx.execute(select(keys.c.id).where(keys.c.id.in_(erased.key_ids))).all()


def counts(database: Database) -> dict[str, int]:
    with database.transaction() as tx:
        return {line.retained.code: line.count for line in retention.due(tx)}


def test_each_class_goes_when_its_time_has_come(
    database: Database, house: House, full: Case, clock: Clock, key_file: Path
) -> None:
    with database.transaction() as tx:
        for kind in ("info", "access"):
            request, _ = requests.raise_one(tx, house.arman, house.case, kind, text="?")
            requests.finish(tx, house.yusuf, request)
        cases.end(tx, house.yusuf, full)
        participants.join_by_code(tx, "000000", house.arman.chat or 0)
        invitations.make_link(tx, people.add(tx, Role.MENTOR, "Dewi", None), None)
        incoming.receive(tx, [Received(9, 9911, b"{}")])
        for row in incoming.claim_updates(tx, 9):
            incoming.finish_updates(tx, [row.id])
    assert {code: n for code, n in counts(database).items() if n and code not in ("audit", "consents")} == {}
    clock.at += timedelta(days=183)
    before = counts(database)
    assert (before["notes"], before["requests"], before["drafts"], before["invites"]) == (0, 1, 3, 1)
    assert (before["attempts"], before["updates"]) == (1, 2)
    with database.transaction() as tx:
        drafted = next(line for line in retention.due(tx) if line.retained.code == "drafts")
        assert drafted.codes == ("M-01", "W-02")
        retention.purge(tx)
    after = counts(database)
    assert [after[code] for code in ("requests", "invites", "attempts", "updates", "strangers")] == [0] * 5
    assert after["drafts"] == 3, "drafts are only listed"
    with database.transaction() as tx:
        kinds = set(tx.execute(select(requests_table.c.kind)).scalars())
        assert "access" in kinds and "info" not in kinds, "that rights were honoured stays provable"
        assert tx.execute(select(chats.c.id).where(chats.c.id == tx.blind(9911))).first() is None
        assert tx.execute(select(chats.c.id).where(chats.c.id == house.arman.chat)).first() is not None
    clock.at += timedelta(days=730 - 183)
    assert counts(database)["notes"] == 0
    clock.at += timedelta(days=2)
    assert counts(database)["notes"] == 1
    with database.transaction() as tx:
        retention.purge(tx)
    erasing.complete(database)
    assert counts(database)["notes"] == 0 and not holds(key_file, full)
    with database.transaction() as tx:
        assert cases.name(tx, house.siti, house.case) == "Arman", "an open case is kept however old it is"


def test_what_has_ended_is_not_opened_again_and_its_time_runs_on(
    database: Database, house: House, clock: Clock
) -> None:
    with database.transaction() as tx:
        assert cases.end(tx, house.yusuf, house.case) is None
        for again in (cases.go_on, cases.pause):
            assert again(tx, house.yusuf, house.case) is Refusal.OVER
        assert cases.end(tx, house.yusuf, house.case) is Refusal.ALREADY
    clock.at += timedelta(days=1000)
    assert counts(database)["notes"] == 1


def test_what_was_said_about_a_prompt_goes_after_thirty_days(database: Database, house: House, clock: Clock) -> None:
    with database.transaction() as tx:
        prompts.plan_first(tx, house.case, house.siti, calendar(), None, "import")
        [prompt, *_] = prompts.open_of(tx, house.case)
        row: dict[str, Any] = {"cause": "p", "chat": house.arman.chat, "method": "push", "kind": "prompt"}
        outgoing.send_later(tx, [{**row, "prompt_id": prompt.id, "payload": {}}])
        tx.execute(update(outbox).values(state="sent", payload=None))
    for days, left in ((29, 1), (2, 0)):
        clock.at += timedelta(days=days)
        with database.transaction() as tx:
            pruning.prune(tx)
            assert tx.execute(select(func.count()).select_from(outbox)).scalar_one() == left
            assert prompts.by_id(tx, prompt.id) is not None
