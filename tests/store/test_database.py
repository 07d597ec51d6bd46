"""The database's manners: versions, times, claims, leases, the audit's chain, what a stolen file tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, select, text, update

from bot.clock import Clock as RealClock
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.store.caseload import cases, checkins, prompts
from bot.store.engine import audit, leases, schema
from bot.store.engine.database import Database, Tx, open_engine
from bot.store.engine.tables import checkins as checkins_table
from bot.store.engine.tables import inbox, metadata
from bot.store.engine.tables import leases as lease_table
from bot.store.people import people
from bot.store.queues import backlog, incoming, pruning
from bot.store.queues.incoming import Received
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from tests.driver import Clock

PLANTED = "Arman bin Sulaiman"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(migrated_url: str, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    create_key_file(tmp_path / "titian.key")
    database = Database(migrated_url, Vault(tmp_path / "titian.key"), clock.now)
    yield database
    database.close()


def test_the_migrations_make_what_the_tables_say(database_url: str) -> None:
    engine = open_engine(database_url)
    try:
        schema.upgrade(engine)
        schema.check(engine)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
    finally:
        engine.dispose()


def test_a_number_once_given_never_comes_again(database_url: str) -> None:
    """Buttons, forms and the audit still name what is gone: nobody else may have its number."""
    engine = open_engine(database_url)
    try:
        schema.upgrade(engine)
        numbered = [table for table in metadata.sorted_tables if table.c.get("id") is not None and table.c.id.identity]
        assert len(numbered) > 15
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                made = dict(connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all())
            assert [table.name for table in numbered if "AUTOINCREMENT" not in made[table.name]] == []
        with engine.begin() as connection:
            given = [
                connection.execute(
                    text("INSERT INTO attempts (kind, chat, at) VALUES ('pin', 1, 1) RETURNING id")
                ).scalar_one()
                for _ in range(3)
                if connection.execute(text("DELETE FROM attempts"))
            ]
        assert sorted(set(given)) == given
    finally:
        engine.dispose()


def test_what_was_erased_before_the_upgrade_keeps_its_numbers(tmp_path: Path) -> None:
    """What is gone, and of which only the audit knows: the next one does not take its number."""
    engine = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    try:
        with schema.rebuilding(engine) as connection:
            command.upgrade(schema.configuration(connection), "0002")
            note = "INSERT INTO audit (at, verb, subject, subject_id) VALUES (1, 'noted', :subject, 41)"
            for subject in ("flag", "checkin", "request"):
                connection.execute(text(note), {"subject": subject})
        schema.upgrade(engine)
        with engine.connect() as connection:
            reached = dict(connection.execute(text("SELECT name, seq FROM sqlite_sequence")).all())
            checks = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'requests'")).scalar_one()
        assert {name for name, number in reached.items() if number == 41} == {"flags", "checkins", "requests"}
        assert "refused_with_reason" in checks
    finally:
        engine.dispose()


def test_up_down_and_up_again(database_url: str) -> None:
    engine = open_engine(database_url)
    try:
        schema.upgrade(engine)
        with engine.begin() as connection:
            command.downgrade(schema.configuration(connection), "base")
        assert schema.version(engine) is None
        schema.upgrade(engine)
        schema.check(engine)
    finally:
        engine.dispose()


def test_without_the_word_of_who_opened_a_link_they_are_nobody(database_url: str) -> None:
    """Going back to where nobody is asked who it is makes no participant of whoever still waits; others stay."""
    engine = open_engine(database_url)
    person = "INSERT INTO people (code, role, chat, address, zone, language, status, created_at, unmet) VALUES "
    try:
        schema.upgrade(engine)
        with engine.begin() as connection:
            for told in (1, 2):
                chat = "INSERT INTO chats (id, telegram_id, hide_at) VALUES (:chat, :told, 1)"
                connection.execute(text(chat), {"chat": told, "told": b"sealed"})
            for code, number, unmet in (("M-01", None, None), ("W-01", 1, True), ("W-02", 2, None)):
                values = "(:code, 'participant', :chat, 'bapak', 'Asia/Jakarta', 'id', 'active', 1, :unmet)"
                connection.execute(text(person + values), {"code": code, "chat": number, "unmet": unmet})
            for one in (2, 3):
                case = "INSERT INTO cases (id, code, track, mentor_id, cadence_weeks, status, intake_at) VALUES "
                values = "(:id, :code, 'R', 1, 1, 'active', 1)"
                connection.execute(text(case + values), {"id": one, "code": f"R-00{one}"})
                of_case = "INSERT INTO participants (person_id, case_id, adult, quiet_until) VALUES (:id, :id, :yes, 1)"
                connection.execute(text(of_case), {"id": one, "yes": True})
        with schema.rebuilding(engine) as connection:
            command.downgrade(schema.configuration(connection), "0015")
            people = connection.execute(text("SELECT code, chat, address, zone FROM people WHERE id > 1 ORDER BY id"))
            assert [tuple(row) for row in people] == [
                ("W-01", None, None, None),
                ("W-02", 2, "bapak", "Asia/Jakarta"),
            ]
            said = connection.execute(text("SELECT adult, quiet_until FROM participants ORDER BY person_id"))
            assert [tuple(row) for row in said] == [(None, None), (True, 1)]
            leaves = connection.execute(text("SELECT leaving_at IS NULL, hide_at FROM chats ORDER BY id"))
            assert [tuple(row) for row in leaves] == [(False, None), (True, 1)]
    finally:
        engine.dispose()


def test_a_database_that_is_empty_or_newer_is_refused(database_url: str) -> None:
    engine = open_engine(database_url)
    try:
        with pytest.raises(schema.WrongVersion, match="titian init"):
            schema.check(engine)
        schema.upgrade(engine)
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
        for refuse in (schema.check, schema.upgrade):
            with pytest.raises(schema.WrongVersion, match="newer"):
                refuse(engine)
    finally:
        engine.dispose()


def test_a_time_without_its_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001 the mistake under test
    with pytest.raises(Exception, match="naive"), database.transaction() as tx:
        tx.execute(update(inbox).values(not_before=naive))


def received(number: int, person: int = 1) -> Received:
    return Received(number, person, b"{}")


def test_an_update_is_kept_once(database: Database) -> None:
    with database.transaction() as tx:
        assert incoming.receive(tx, [received(5), received(6), received(5)]) == 2
    with database.transaction() as tx:
        assert incoming.receive(tx, [received(6), received(3)]) == 1, "lower numbers are new when they were not seen"


def test_only_the_oldest_update_of_a_chat_is_claimed(database: Database, clock: Clock) -> None:
    with database.transaction() as tx:
        incoming.receive(tx, [received(1, 10), received(2, 10), received(3, 20), received(4, 10)])
        first = incoming.claim_updates(tx, 10)
        assert [row.update_id for row in first] == [1, 3]
        incoming.postpone_update(tx, first[0].id, 1, clock.now() + timedelta(seconds=5), "x")
        incoming.finish_updates(tx, [first[1].id])
        assert incoming.claim_updates(tx, 10) == [], "the chat waits behind its first update"
        assert backlog.next_retry_at(tx) == clock.now() + timedelta(seconds=5)
    clock.at += timedelta(seconds=6)
    with database.transaction() as tx:
        assert [row.update_id for row in incoming.claim_updates(tx, 10)] == [1]


def test_whoever_only_reads_holds_up_nobody_and_sees_one_moment(database: Database, clock: Clock) -> None:
    clock.at += timedelta(days=1)  # a day whose key nobody has made yet
    with database.reading() as reading:
        assert not reading.execute(select(inbox.c.id)).all()
        with database.transaction() as tx:
            incoming.receive(tx, [received(1)])
        assert not reading.execute(select(inbox.c.id)).all()
    with database.reading() as reading:
        assert len(reading.execute(select(inbox.c.id)).all()) == 1
        people.add(reading, Role.MENTOR, "Dewi", None)
    with database.transaction() as tx:
        assert people.of_role(tx, Role.MENTOR) == [], "what was written is taken back"


def test_two_workers_never_claim_the_same(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    with database.transaction() as tx:
        incoming.receive(tx, [received(number, number) for number in range(1, 7)])
    with database.transaction() as one, database.transaction() as other:
        mine = {row.id for row in incoming.claim_updates(one, 3)}
        theirs = {row.id for row in incoming.claim_updates(other, 10)}
        assert len(mine) == len(theirs) == 3 and not mine & theirs


def test_a_number_once_used_never_comes_again(database: Database, clock: Clock) -> None:
    with database.transaction() as tx:
        incoming.receive(tx, [received(1), received(2)])
        before = [row.id for row in tx.execute(select(inbox.c.id))]
        incoming.finish_updates(tx, before)
    clock.at += timedelta(days=4)
    with database.transaction() as tx:
        assert pruning.prunable(tx) == (2, 0)
        pruning.prune(tx)
        incoming.receive(tx, [received(3)])
        assert min(tx.execute(select(inbox.c.id)).scalars()) > max(before)


def test_a_lease_has_one_holder_until_it_falls_silent(database: Database, clock: Clock) -> None:
    def fence(tx: Tx, holder: str, dead: str = "") -> int | None:
        held = leases.take(tx, "send", holder, lambda one: one == dead)
        return None if held is None else held.fence

    def ends(tx: Tx, **later: float) -> None:
        tx.execute(update(lease_table).values(until=leases.now(tx) + timedelta(**later)))

    with database.transaction() as tx:
        assert fence(tx, "a") == 1
        assert fence(tx, "b") is None
        assert fence(tx, "a") == 1
        assert fence(tx, "b", dead="a") == 2, "its process is gone"
        assert fence(tx, "a") is None, "it is the other's now"
        ends(tx, seconds=-1)
        assert fence(tx, "c") == 3
        ends(tx, days=1)
        assert fence(tx, "d") == 4, "a clock that jumped back makes no lease eternal"
        assert fence(tx, "d") == 4
        leases.give_back(tx, "d")
        assert fence(tx, "e") == 1, "given back: nobody has to wait"


def test_a_lease_is_reckoned_by_the_databases_clock(database: Database, clock: Clock) -> None:
    """Two processes whose own clocks are hours apart agree on who holds it."""
    with database.transaction() as tx:
        first = leases.take(tx, "send", "a", lambda holder: False)
        assert first is not None and leases.holds(tx, first)
    for hours in (5, -10):
        clock.at += timedelta(hours=hours)
        with database.transaction() as tx:
            assert leases.take(tx, "send", "b", lambda holder: False) is None
            assert leases.holds(tx, first)
    with database.transaction() as tx:
        assert abs((leases.now(tx) - RealClock().now()).total_seconds()) < 5
        tx.execute(update(lease_table).values(until=leases.now(tx) - timedelta(milliseconds=10)))
        assert not leases.holds(tx, first), "its end is past"
        second = leases.take(tx, "send", "b", lambda holder: False)
        assert second is not None and second.fence == 2
        assert leases.holds(tx, second) and not leases.holds(tx, first), "another fence"


def test_a_filling_in_is_saved_once(database: Database) -> None:
    with database.transaction() as tx:
        mentor = people.add(tx, Role.MENTOR, "Siti", None)
        case = cases.add(tx, "R", PLANTED, mentor, 1)
        checkins.save(tx, mentor, case, "token", {"contact": "visit"})
    with pytest.raises(Exception, match=r"(?i)unique"), database.transaction() as tx:
        checkins.save(tx, mentor, case, "token", {"contact": "visit"})


def test_a_slot_planned_again_is_a_new_version(database: Database, clock: Clock) -> None:
    with database.transaction() as tx:
        mentor = people.add(tx, Role.MENTOR, "Siti", None)
        case = cases.add(tx, "R", PLANTED, mentor, 1)
        planned = Planned("next_contact", clock.now() + timedelta(hours=1))
        first = prompts.plan(tx, case, planned, mentor.id, None, "import")
        prompts.end_answered(tx, case)
        second = prompts.plan(tx, case, planned, mentor.id, None, "answer")
        found = [prompts.by_id(tx, number) for number in (first, second)]
        assert [one.version for one in found if one] == [1, 2]


def test_a_stolen_database_names_nobody(migrated_url: str, tmp_path: Path, clock: Clock) -> None:
    if not migrated_url.startswith("sqlite"):
        pytest.skip("looks at the bytes of a file")
    create_key_file(tmp_path / "titian.key")
    database = Database(migrated_url, Vault(tmp_path / "titian.key"), clock.now)
    planted = ("Arman bin Sulaiman", "Siti Rahayu", "7712345678", "sulit tidur")
    with database.transaction() as tx:
        incoming.receive(tx, [Received(1, 7712345678, f'{{"text": "{planted[3]}"}}'.encode())])
        mentor = people.add(tx, Role.MENTOR, planted[1], None)
        case = cases.add(tx, "R", planted[0], mentor, 1)
        checkins.save(tx, mentor, case, "token", {"contact": "visit", "note": planted[3]})
        audit.note(tx, mentor.id, "exported", "deployment", None, planted[3])
    database.close()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".key")
    assert b"checkin_saved" in content
    for words in planted:
        assert words.encode() not in content


def test_times_are_the_same_in_every_database(database: Database) -> None:
    at = datetime(2026, 11, 24, 3, 0, 0, 123456, tzinfo=UTC)
    with database.transaction() as tx:
        mentor = people.add(tx, Role.MENTOR, "Siti", None)
        case = cases.add(tx, "R", PLANTED, mentor, 1)
        tx.execute(insert(checkins_table).values(case_id=case.id, by_id=mentor.id, token="t", at=at, contact_at=at))
        assert tx.execute(select(checkins_table.c.at)).scalar_one() == at
