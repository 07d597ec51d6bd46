"""A session of the page ends soon, and with whatever changes who is there; what is kept of it lets nobody in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.people import Person, Role
from bot.store.caseload import cases
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import chats as chat_table
from bot.store.engine.tables import page_doors, page_sessions
from bot.store.engine.tables import participants as participant_table
from bot.store.keeping import erasing, retention
from bot.store.people import invitations, people
from bot.store.queues import chats, pruning
from bot.store.queues import page_sessions as sessions
from bot.store.rights import participants
from tests.driver import Clock
from tests.store.conftest import House

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def opened(tx: Tx, chat: int | None, mark: bytes = b"m") -> str:
    assert chat is not None
    token = sessions.opens(tx, chat, mark)
    assert token is not None
    return token


def stands(database: Database, token: str) -> bool:
    with database.transaction() as tx:
        return sessions.find(tx, token) is not None


def staff(tx: Tx, house: House) -> Person:
    """Siti has joined."""
    chat = tx.blind(4711)
    chats.meet(tx, {chat: 4711})
    found = invitations.join(tx, invitations.make_link(tx, house.siti, house.yusuf.id), chat)
    assert found is not None
    return found


def test_a_way_in_is_used_once(database: Database) -> None:
    with database.transaction() as tx:
        assert sessions.opens(tx, 7, b"one") is not None
    with database.transaction() as tx:
        assert sessions.opens(tx, 7, b"one") is None and sessions.opens(tx, 8, b"one") is None
        assert sessions.opens(tx, 7, b"two") is not None
        assert len(tx.execute(select(page_sessions.c.id)).all()) == 2


def test_a_turn_that_is_taken_back_has_used_nothing(database: Database) -> None:
    with pytest.raises(LookupError), database.transaction() as tx:
        assert sessions.opens(tx, 7, b"one") is not None
        raise LookupError
    with database.transaction() as tx:
        assert sessions.opens(tx, 7, b"one") is not None


def test_it_says_whose_it_is(database: Database, house: House) -> None:
    with database.transaction() as tx:
        mine, nobodys = opened(tx, house.arman.chat, b"1"), opened(tx, 7, b"2")
        found, other = sessions.find(tx, mine), sessions.find(tx, nobodys)
        assert found is not None and other is not None
        assert (found.chat, found.person_id, found.is_hidden) == (house.arman.chat, house.arman.id, False)
        assert (other.chat, other.person_id, other.is_hidden, other.language) == (7, None, False, "")


def test_nobody_comes_in_with_what_is_kept(database: Database) -> None:
    with database.transaction() as tx:
        token = opened(tx, 7)
        kept: bytes = tx.execute(select(page_sessions.c.token)).scalar_one()
        assert token.encode() not in kept and len(token) == 43
        assert sessions.find(tx, kept.hex()) is None and sessions.find(tx, "") is None
        assert sessions.find(tx, token.swapcase()) is None
        assert kept != tx.digest(token.encode()), "for this purpose alone"


def uses(database: Database, token: str) -> None:
    with database.transaction() as tx:
        found = sessions.find(tx, token)
        assert found is not None
        sessions.prolong(tx, found)


def test_ten_minutes_after_it_was_last_used(database: Database, clock: Clock) -> None:
    with database.transaction() as tx:
        token = opened(tx, 7)
    clock.at += 10 * MINUTE - SECOND
    uses(database, token)
    clock.at += 10 * MINUTE - SECOND
    assert stands(database, token)
    clock.at += SECOND
    assert not stands(database, token)


def test_an_hour_in_all(database: Database, clock: Clock) -> None:
    with database.transaction() as tx:
        token = opened(tx, 7)
    for _ in range(11):
        clock.at += 5 * MINUTE
        uses(database, token)
    clock.at += 5 * MINUTE - SECOND
    assert stands(database, token)
    clock.at += SECOND
    assert not stands(database, token)


def test_only_the_one_that_was_used_goes_on(database: Database, clock: Clock) -> None:
    with database.transaction() as tx:
        one, other = opened(tx, 7, b"1"), opened(tx, 7, b"2")
    clock.at += 9 * MINUTE
    uses(database, one)
    clock.at += MINUTE
    assert stands(database, one) and not stands(database, other)


def hides(tx: Tx, house: House) -> None:
    participants.hide(tx, house.arman)


def hides_for_a_moment(tx: Tx, house: House) -> None:
    participants.hide(tx, house.arman)
    participants.show_again(tx, house.arman)


def is_hidden_elsewhere(tx: Tx, house: House) -> None:
    """By another process, which closed nothing here."""
    tx.execute(update(participant_table).values(hidden_until=tx.now + MINUTE))


def leaves(tx: Tx, house: House) -> None:
    participants.remove(tx, house.arman)


def has_another_phone(tx: Tx, house: House) -> None:
    participants.rebind(tx, house.arman, house.siti)


def is_erased(tx: Tx, house: House) -> None:
    erasing.erase(tx, house.case, house.yusuf)


@pytest.mark.parametrize(
    "happens", [hides, hides_for_a_moment, is_hidden_elsewhere, leaves, has_another_phone, is_erased]
)
def test_it_ends_with_who_was_there(database: Database, house: House, happens: Callable[[Tx, House], None]) -> None:
    with database.transaction() as tx:
        mine, nobodys = opened(tx, house.arman.chat, b"1"), opened(tx, 7, b"2")
        happens(tx, house)
    assert not stands(database, mine)
    assert stands(database, nobodys), "somebody else's stays"


def suspended(tx: Tx, house: House, who: Person) -> None:
    assert people.suspend(tx, admin(tx, house), who) is None


def removed(tx: Tx, house: House, who: Person) -> None:
    assert people.remove(tx, admin(tx, house), who) is None


def cut_off(tx: Tx, house: House, who: Person) -> None:
    people.cut_off(tx, admin(tx, house), who)


def admin(tx: Tx, house: House) -> Person:
    chat = tx.blind(4712)
    chats.meet(tx, {chat: 4712})
    found = invitations.join(tx, invitations.make_link(tx, house.admin, None), chat)
    assert found is not None
    return found


@pytest.mark.parametrize("happens", [suspended, removed, cut_off])
def test_it_ends_with_an_account(
    database: Database, house: House, happens: Callable[[Tx, House, Person], None]
) -> None:
    with database.transaction() as tx:
        siti = staff(tx, house)
        token = opened(tx, siti.chat)
        assert sessions.find(tx, token) is not None
        happens(tx, house, siti)
        assert sessions.find(tx, token) is None
        fresh = sessions.find(tx, opened(tx, siti.chat, b"2"))
        assert fresh is not None and fresh.person_id is None, "who is kept out is nobody here"


def test_a_strangers_page_is_not_that_of_who_joins_there(database: Database, house: House) -> None:
    with database.transaction() as tx:
        token = opened(tx, tx.blind(4711))
        staff(tx, house)
        assert sessions.find(tx, token) is None


def test_an_empty_bot_has_an_empty_page(database: Database, house: House, clock: Clock) -> None:
    """It is nobody's, and ends when they are back."""
    with database.transaction() as tx:
        participants.hide(tx, house.arman)
        token = opened(tx, house.arman.chat)
        found = sessions.find(tx, token)
        assert found is not None and found.is_hidden and found.language == ""
        participants.show_again(tx, house.arman)
        assert sessions.find(tx, token) is None


def test_whoever_becomes_nobody_or_somebody_goes_on_as_that(database: Database, house: House) -> None:
    with database.transaction() as tx:
        token = opened(tx, house.arman.chat)
        session = sessions.find(tx, token)
        assert session is not None
        participants.hide(tx, house.arman)
        later = sessions.goes_on(tx, session)
        assert sessions.find(tx, token) is None
        found = sessions.find(tx, later)
        assert found is not None and found.is_hidden and found.known_id is None
        participants.show_again(tx, house.arman)
        assert sessions.find(tx, later) is None
        back = sessions.find(tx, sessions.goes_on(tx, found))
        assert back is not None and back.known_id == house.arman.id


def test_one_page_is_forgotten_and_no_other(database: Database) -> None:
    with database.transaction() as tx:
        one, other, third = opened(tx, 7, b"1"), opened(tx, 7, b"2"), opened(tx, 8, b"3")
        sessions.forget(tx, one)
        assert [sessions.find(tx, token) is None for token in (one, other, third)] == [True, False, False]
        sessions.close(tx, 7)
        assert [sessions.find(tx, token) is None for token in (one, other, third)] == [True, True, False]


@pytest.mark.parametrize("forget", [pruning.prune, retention.purge])
def test_what_is_over_is_forgotten(database: Database, clock: Clock, forget: Callable[[Tx], None]) -> None:
    with database.transaction() as tx:
        opened(tx, 7, b"old")
    clock.at += 10 * MINUTE
    with database.transaction() as tx:
        opened(tx, 8, b"new")
        forget(tx)
        assert set(tx.execute(select(page_sessions.c.chat)).scalars()) == {8}
        assert set(tx.execute(select(page_doors.c.mark)).scalars()) == {b"old", b"new"}, "it could be used again"
    clock.at += SECOND
    with database.transaction() as tx:
        forget(tx)
        assert set(tx.execute(select(page_doors.c.mark)).scalars()) == {b"new"}


def test_a_strangers_chat_is_known_while_their_page_is_open(database: Database, clock: Clock) -> None:
    """Nothing else is kept of them, and what they do there is to be answered."""
    with database.transaction() as tx:
        chat = tx.blind(4713)
        chats.meet(tx, {chat: 4713})
        opened(tx, chat)
        retention.purge(tx)
        assert chat in set(tx.execute(select(chat_table.c.id)).scalars())
    clock.at += 10 * MINUTE
    with database.transaction() as tx:
        retention.purge(tx)
        assert chat not in set(tx.execute(select(chat_table.c.id)).scalars())


def test_nothing_of_a_page_is_left_of_who_is_erased(database: Database, house: House) -> None:
    with database.transaction() as tx:
        other = participants.add(tx, cases.add(tx, "R", "Citra", house.siti, 1), house.siti)
        mine, theirs = opened(tx, house.arman.chat, b"1"), opened(tx, 99, b"2")
        tx.execute(update(page_sessions).where(page_sessions.c.chat == 99).values(person_id=other.id))
        tx.execute(update(page_sessions).where(page_sessions.c.chat != 99).values(chat=98))  # by whose it is, then
        erasing.erase(tx, house.case, house.yusuf)
        assert set(tx.execute(select(page_sessions.c.chat)).scalars()) == {99}
        assert mine != theirs and other.role is Role.PARTICIPANT
