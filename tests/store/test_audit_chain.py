"""Whoever can write to the database, but not to the key file, changes nothing in the audit that is not found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from bot.store.engine import audit, counters, deployment
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import audit as rows
from bot.store.engine.tables import metadata
from bot.store.keeping import audit_chain, backup, identity
from bot.store.keeping.audit_chain import Break, Head, Patrol
from bot.store.sealing.key_file import Anchor
from bot.store.sealing.vault import Vault
from tests.driver import Clock
from tests.store.conftest import House


def entries(tx: Tx, house: House, number: int) -> None:
    for _ in range(number):
        audit.note(tx, house.siti.id, "read_name", "case", house.case.id, "perlu")


def remembered(database: Database) -> Anchor | None:
    """What the key file remembers, as it stands there."""
    found = Vault(database.vault._path).anchors.values()
    return next(iter(found), None)


@pytest.fixture
def kept(database: Database, house: House) -> Head:
    """A dozen entries and more, signed, and remembered by the key file."""
    identity.introduce(database)
    with database.transaction() as tx:
        entries(tx, house, 11)
        audit.note(tx, house.siti.id, "read_name", "case", 1234)
    found = audit_chain.sign_all(database)
    assert isinstance(found, Head) and found.position >= 12
    return found


def looked(database: Database) -> tuple[Break | None, Break | None]:
    """What signing and the whole reading find."""
    found = audit_chain.sign_all(database)
    with database.transaction() as tx:
        whole = audit_chain.first_break(tx, audit_chain.anchor_of(tx))
    return (found if isinstance(found, Break) else None), whole


def test_what_nobody_touched_is_whole_and_goes_on(database: Database, house: House, kept: Head) -> None:
    assert looked(database) == (None, None)
    anchor = remembered(database)
    assert anchor is not None and (anchor.position, anchor.entry, anchor.link) == (
        kept.position, kept.entry, kept.link.hex(),
    )  # fmt: skip
    with database.transaction() as tx:
        entries(tx, house, 3)
        assert audit_chain.first_break(tx, anchor) is None, "what is not signed yet is no break"
    assert audit_chain.sign_all(database) == audit_chain.sign_all(database)
    assert looked(database) == (None, None)
    with database.transaction() as tx:
        assert audit_chain.head(tx).position == kept.position + 3 == audit.length(tx)
    assert remembered(database) != anchor


def edited(tx: Tx, at: int) -> None:
    tx.execute(update(rows).where(rows.c.position == at).values(subject_id=99))


def another_reason(tx: Tx, at: int) -> None:
    sealed = tx.seal_standing(b"tidak apa-apa", "audit", "reason", "read_name")
    tx.execute(update(rows).where(rows.c.position == at).values(reason=sealed))


def deleted(tx: Tx, at: int) -> None:
    tx.execute(rows.delete().where(rows.c.position == at))


def closed_up(tx: Tx, at: int) -> None:
    """One is taken out, and those behind it move up."""
    deleted(tx, at)
    for position in tx.execute(select(rows.c.position).where(rows.c.position > at).order_by(rows.c.position)).scalars():
        tx.execute(update(rows).where(rows.c.position == position).values(position=position - 1))


def cut(tx: Tx, at: int) -> None:
    tx.execute(rows.delete().where(rows.c.position >= at))


def emptied(tx: Tx, at: int) -> None:
    tx.execute(rows.delete())


def reordered(tx: Tx, at: int) -> None:
    for before, after in ((at, -1), (at + 1, at), (-1, at + 1)):
        tx.execute(update(rows).where(rows.c.position == before).values(position=after))


def exchanged(tx: Tx, at: int) -> None:
    """What two entries say changes places."""
    said = {
        row.position: {"at": row.at, "verb": row.verb, "subject_id": row.subject_id, "reason": row.reason}
        for row in tx.execute(select(rows).where(rows.c.position.in_((1, at))))
    }
    for position, other in ((1, at), (at, 1)):
        tx.execute(update(rows).where(rows.c.position == position).values(**said[other]))


def signed_anew(tx: Tx, at: int) -> None:
    """An entry is changed, and whatever was signed from it on is to be signed again."""
    tx.execute(update(rows).where(rows.c.position == at).values(actor_id=7))
    tx.execute(update(rows).where(rows.c.position >= at).values(position=None, chain=None))


def all_signed_anew(tx: Tx, at: int) -> None:
    signed_anew(tx, 1)


def put_below(tx: Tx, at: int) -> None:
    """One is taken out, and another one put in its place, not signed yet."""
    number = tx.execute(select(rows.c.id).where(rows.c.position == at)).scalar_one()
    tx.execute(rows.delete().where(rows.c.id == number))
    tx.execute(rows.insert().values(id=number, at=tx.now, actor_id=1, verb="read_name", subject="case", subject_id=1))


def put_above(tx: Tx, at: int) -> None:
    tx.execute(rows.insert().values(at=tx.now, actor_id=1, verb="exported", subject="deployment"))


def written_twice(tx: Tx, at: int) -> None:
    """A true entry, once more."""
    one = tx.execute(select(rows).where(rows.c.position == at)).one()._mapping
    tx.execute(rows.insert().values(**{**one, "id": one["id"] + 10_000, "position": None, "chain": None}))


def half(tx: Tx, at: int) -> None:
    """One that is signed nowhere and waits for nothing."""
    made = {"at": tx.now, "actor_id": 1, "verb": "exported", "subject": "deployment", "chain": b"x" * 32}
    tx.execute(rows.insert().values(**made))


def before_the_first(tx: Tx, at: int) -> None:
    """One that stands before the whole chain, and is shown like any other."""
    made = {"at": tx.now, "actor_id": 1, "verb": "read_checkin", "subject": "case", "subject_id": 1, "chain": b"x" * 32}
    tx.execute(rows.insert().values(**made, position=-1))


def with_another_ones_mark(tx: Tx, at: int) -> None:
    """A true entry once more, with the mark of the first, which has none any more."""
    one = tx.execute(select(rows).where(rows.c.position == at)).one()._mapping
    tx.execute(update(rows).where(rows.c.position == at).values(mark=None))
    tx.execute(rows.insert().values(**{**one, "id": one["id"] + 10_000, "position": None, "chain": None}))


def a_digit_moved(tx: Tx, at: int) -> None:
    """About another one, the last digit of whose number is said to begin the reason."""
    position = tx.execute(select(rows.c.position).where(rows.c.subject_id == 1234)).scalar_one()
    tx.execute(update(rows).where(rows.c.position == position).values(subject_id=123, reason=b"4"))


# What is done -> whether it is found at the next signing; it is always found when all is read.
DONE: dict[Callable[[Tx, int], None], bool] = {
    edited: False, another_reason: False, deleted: False, exchanged: False, reordered: False, written_twice: False,
    half: False, before_the_first: False, with_another_ones_mark: False, a_digit_moved: False, closed_up: True,
    cut: True, emptied: True, signed_anew: True, all_signed_anew: True, put_below: True, put_above: True,
}  # fmt: skip


@pytest.mark.parametrize("done", DONE, ids=lambda done: done.__name__)
def test_what_was_done_to_it_is_found_and_never_signed(
    database: Database, house: House, kept: Head, done: Callable[[Tx, int], None]
) -> None:
    at = 5
    with database.transaction() as tx:
        done(tx, at)
    first, whole = looked(database)
    assert whole is not None, "the whole reading finds it"
    assert first is not None or not DONE[done]
    places = {edited: at, another_reason: at, deleted: at, closed_up: at, reordered: at, exchanged: 1, put_below: at}
    if done in places:
        assert whole.position == places[done]
    patrol, found = Patrol(), set[Break | None]()
    for _ in range(3):
        found.add(patrol.sign_and_read_on(database))
    assert found != {None}, "and so does whoever walks round"
    with database.transaction() as tx:
        entries(tx, house, 1)
    assert looked(database)[1] is not None, "also later"


@pytest.mark.parametrize("at", [1, 2, 7, 12])
@pytest.mark.parametrize("back", [1, 3])
def test_an_older_copy_of_the_whole_database_is_found(
    database: Database, house: House, kept: Head, at: int, back: int
) -> None:
    """The audit as it was before the last entries: whole in itself."""
    with database.transaction() as tx:
        entries(tx, house, back)
    audit_chain.sign_all(database)
    with database.transaction() as tx:
        tx.execute(rows.delete().where(rows.c.position > kept.position))
    first, whole = looked(database)
    assert first == whole == Break(kept.position + 1, None, f"signed entries are missing up to {kept.position + back}")
    with pytest.raises(identity.NotTogether, match="older copy"):
        identity.check(database)
    with database.transaction() as tx:
        entries(tx, house, at)  # it lives on for a while
    assert looked(database)[0] is not None, "and nothing of that is signed"


def test_one_that_was_signed_by_another_database_is_found(database: Database, house: House, kept: Head) -> None:
    """The same entries, signed in another order: a copy that lived its own life."""
    with database.transaction() as tx:
        last = tx.execute(select(rows.c.id).where(rows.c.position == kept.position)).scalar_one()
        tx.execute(rows.delete().where(rows.c.id == last))
        entries(tx, house, 2)
        found = audit_chain.sign(tx, None, 2**62)
        assert isinstance(found, Head) and found.position > kept.position
    first, _ = looked(database)
    assert first is not None and (first.position, first.what) == (kept.position, "not the entry the key file remembers")


def test_an_entry_is_this_programs_or_is_not_signed(database: Database, house: House, kept: Head) -> None:
    """Between writing and signing there is half a minute in which one could be changed."""
    for change in ({"actor_id": 7}, {"verb": "exported"}, {"subject_id": 3}, {"reason": b"x"}, {"mark": None}):
        with pytest.raises(RuntimeError), database.transaction() as tx:
            entries(tx, house, 2)
            newest = select(rows.c.id).order_by(rows.c.id.desc()).limit(1).scalar_subquery()
            tx.execute(update(rows).where(rows.c.id == newest).values(**change))
            found = audit_chain.sign(tx, audit_chain.anchor_of(tx), 2**62)
            assert isinstance(found, Break) and found.position == kept.position + 2, change
            assert audit_chain.head(tx).position == kept.position, "nothing was signed"
            raise RuntimeError("taken back")
    with database.transaction() as tx:
        audit.note(tx, house.siti.id, "read_name", "case", 1234)
        tx.execute(update(rows).where(rows.c.chain.is_(None)).values(subject_id=123, reason=b"4"))
        found = audit_chain.sign(tx, audit_chain.anchor_of(tx), 2**62)
        assert isinstance(found, Break) and found.what == audit_chain.FOREIGN, "a digit is no reason"


def test_much_that_is_new_is_signed_in_parts_to_its_end(
    database: Database, house: House, kept: Head, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_chain, "AT_ONCE", 3)
    monkeypatch.setattr(audit_chain, "_UNSIGNED", audit_chain._UNSIGNED.limit(3))
    for number in (3, 8):
        before = audit_chain.sign_all(database)
        with database.transaction() as tx:
            entries(tx, house, number)
        found = audit_chain.sign_all(database)
        assert isinstance(before, Head) and isinstance(found, Head) and found.position == before.position + number
        assert looked(database) == (None, None)


def test_what_was_accepted_is_the_beginning_from_then_on(
    database: Database, house: House, kept: Head, clock: Clock
) -> None:
    with database.transaction() as tx:
        edited(tx, 3)
        put_below(tx, 5)
        put_above(tx, 5)
        written_twice(tx, 6)
        half(tx, 5)
    anchor = remembered(database)
    assert looked(database)[1] is not None and anchor is not None
    identity.accept(database, "dicoba Ratna")
    assert looked(database) == (None, None)
    with database.transaction() as tx:
        newest = tx.execute(select(rows).order_by(rows.c.position.desc()).limit(1)).one()
        assert newest.verb == "audit_accepted" and newest.actor_id is None
        assert tx.open(newest.reason, "audit", "reason", "audit_accepted") == "dicoba Ratna"
    base = remembered(database)
    assert base is not None and base.base is not None and base.base.why == "dicoba Ratna"
    assert base.base.position == newest.position - 1
    with database.transaction() as tx:
        edited(tx, newest.position)
    assert looked(database)[1] == Break(newest.position, newest.id, "an entry was changed, or put in another's place")


def test_whoever_walks_round_reads_all_of_it_a_part_at_a_time(
    database: Database, house: House, kept: Head, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_chain, "_NEXT_SIGNED", audit_chain._NEXT_SIGNED.limit(4))
    patrol = Patrol()
    walked = []
    for _ in range(6):
        assert patrol.sign_and_read_on(database) is None
        walked.append(patrol._at.position)
    assert walked[:4] == [4, 8, 12, kept.position] and 0 in walked, "and begins again"
    with database.transaction() as tx:
        edited(tx, 9)
    assert next(found for _ in range(6) if (found := patrol.sign_and_read_on(database))).position == 9


def test_without_a_key_file_that_remembers_nothing_is_signed_where_it_breaks(database: Database, house: House) -> None:
    with database.transaction() as tx:
        entries(tx, house, 5)
        audit_chain.sign(tx, None, 2**62)
        edited(tx, 3)
    assert identity.introduce(database) == Break(3, 3, "an entry was changed, or put in another's place")
    assert not database.vault.anchors
    with database.transaction() as tx:
        entries(tx, house, 1)
        before = audit_chain.head(tx)
    found = Patrol().sign_and_read_on(database)
    assert found is not None and found.position == 3
    with database.transaction() as tx:
        assert audit_chain.head(tx) == before


def test_a_database_without_its_name_signs_nothing_and_says_so(database: Database, house: House, kept: Head) -> None:
    """While it has no name nothing is signed: what is written then could be taken out again, at any later time."""
    patrol, name = Patrol(), metadata.tables["facts"].c.name
    for here, other in (("database", "put aside"), ("put aside", "database")):
        with database.transaction() as tx:
            assert tx.execute(update(name.table).where(name == here).values(name=other)).rowcount
            entries(tx, house, 1)
        found = patrol.sign_and_read_on(database)
        nameless = Break(kept.position, None, audit_chain.NAMELESS) if other == "put aside" else None
        assert found == nameless == looked(database)[0]


def test_a_database_does_not_pass_for_one_restored_from_it(
    database: Database, house: House, kept: Head, tmp_path: Path
) -> None:
    """By the name of the other, whose chain began with the same entries, its last ones could be cut off."""
    trial = Database(f"sqlite:///{tmp_path / 'trial.db'}", database.vault, database.now)
    backup.restore(trial, backup.save(database, tmp_path, database.now()))
    with trial.transaction() as tx:
        name, other = deployment.database_name(tx) or "", audit_chain.anchor_of(tx)
    trial.close()
    assert other is not None and other.position == kept.position + 1
    with database.transaction() as tx:
        entries(tx, house, 3)
    assert isinstance(audit_chain.sign_all(database), Head)
    with database.transaction() as tx:
        deployment.put(tx, deployment.NAME, name)
        tx.execute(rows.delete().where(rows.c.position > other.position))
        counters.put_forward(tx.connection, other.counters)
    identity.check(database)
    assert looked(database)[0] == Break(other.position, other.position, "not the entry the key file remembers")


def test_a_database_put_in_the_place_of_another_signs_nothing(database: Database, kept: Head, tmp_path: Path) -> None:
    patrol = Patrol()
    assert patrol.sign_and_read_on(database) is None
    trial = Database(f"sqlite:///{tmp_path / 'trial.db'}", database.vault, database.now)
    backup.restore(trial, backup.save(database, tmp_path, database.now()))
    found = patrol.sign_and_read_on(trial)
    assert found is not None and found.what == audit_chain.ANOTHER
    trial.close()


def test_whoever_keeps_the_signer_waiting_is_found_out(
    database: Database, house: House, kept: Head, clock: Clock
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    patrol = Patrol()
    with database.transaction() as other:
        other.connection.execute(text("LOCK TABLE audit IN ROW EXCLUSIVE MODE"))
        assert patrol.sign_and_read_on(database) is None, "it may be over in a moment"
        clock.at += audit_chain.LONGEST_WAIT
        assert patrol.sign_and_read_on(database) == Break(kept.position, None, audit_chain.KEPT_WAITING)
    assert patrol.sign_and_read_on(database) is None
    with database.transaction() as other:
        other.connection.execute(text("LOCK TABLE audit IN ROW EXCLUSIVE MODE"))
        assert patrol.sign_and_read_on(database) is None, "another time is counted anew"


def test_the_key_file_remembers_seldom_what_changes_always(
    database: Database, house: House, kept: Head, clock: Clock
) -> None:
    def counted() -> int:
        found = remembered(database)
        assert found is not None
        return dict(found.counters)["drafts"]

    with database.transaction() as tx:
        tx.execute(metadata.tables["drafts"].insert().values(
            person_id=house.siti.id, form="x", token="t", answers=b"", open=False, updated_at=tx.now,
        ))  # fmt: skip
    audit_chain.sign_all(database)
    assert counted() == 0
    clock.at += timedelta(minutes=10)
    audit_chain.sign_all(database)
    assert counted() == 1


def test_a_process_that_was_held_up_does_not_let_the_key_file_forget(database: Database, kept: Head) -> None:
    anchor = remembered(database)
    assert anchor is not None
    database.vault.remember(replace(anchor, position=anchor.position - 1))
    assert remembered(database) == anchor
    database.vault.remember(replace(anchor, position=anchor.position - 1), instead=True)
    assert remembered(database) == replace(anchor, position=anchor.position - 1)


def test_a_mark_is_what_people_compare(database: Database, kept: Head) -> None:
    with database.transaction() as tx:
        assert audit_chain.is_mark(tx, kept.position, kept.mark)
        assert audit_chain.is_mark(tx, kept.position, kept.mark.replace("-", ""))
        assert not audit_chain.is_mark(tx, kept.position - 1, kept.mark)
        assert not audit_chain.is_mark(tx, kept.position + 1, kept.mark)
        assert not audit_chain.is_mark(tx, kept.position, kept.mark[:4]), "four letters are soon found"


def test_an_entry_that_is_written_late_is_not_below_the_last_signed_one(
    database: Database, house: House, kept: Head
) -> None:
    """PostgreSQL gives out numbers before a COMMIT: a lower one may come after a higher one."""
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    with database.transaction() as slow:
        entries(slow, house, 1)
        with database.transaction() as tx:
            entries(tx, house, 1)
        assert audit_chain.settled_up_to(database) is None, "somebody is writing"
        assert audit_chain.sign_all(database) is None
    found = audit_chain.sign_all(database)
    assert isinstance(found, Head) and found.position == kept.position + 2
    assert looked(database) == (None, None)


def test_two_who_sign_at_one_time_do_so_one_after_the_other(database: Database, house: House, kept: Head) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    with database.transaction() as tx:
        entries(tx, house, 2)
    with database.transaction() as other:
        other.connection.execute(text(audit_chain.ONE_SIGNS))
        assert audit_chain.sign_all(database) is None, "somebody else is at it"
    found = audit_chain.sign_all(database)
    assert isinstance(found, Head) and found.position == kept.position + 2
