"""Participants: joining by link or code, guessing that gets nowhere, two of one name, another phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.domain.people import Role
from bot.domain.rights import guessing, own_settings
from bot.domain.rights.own_settings import OwnSettings
from bot.reference.calendar import calendar
from bot.store.caseload import cases
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import attempts, chats, inbox, invites, metadata, outbox, prompts
from bot.store.engine.tables import participants as participants_table
from bot.store.engine.tables import people as people_table
from bot.store.people import invitations, people
from bot.store.queues import incoming, outgoing, pruning
from bot.store.queues.chats import meet
from bot.store.queues.incoming import Received
from bot.store.rights import participants, self_checks
from tests.driver import Clock
from tests.store.conftest import PHONE, House, joined
from tests.store.test_at_once import at_once

SECRETS = OwnSettings("Pak Man", "besok ya", "salam untuk ibu")


def met(tx: Tx, telegram_id: int) -> int:
    chat = tx.blind(telegram_id)
    meet(tx, {chat: telegram_id})
    return chat


def new_code(database: Database, house: House, title: str = "Bayu") -> tuple[str, str]:
    """A participant who has yet to join: staff code and the six digits."""
    with database.transaction() as tx:
        person = participants.add(tx, cases.add(tx, "R", title, house.siti, 1), house.siti)
        return person.code, participants.make_code(tx, person, house.siti)


def test_a_code_works_once_within_a_day(database: Database, house: House, clock: Clock) -> None:
    code, digits = new_code(database, house)
    late_code, late = new_code(database, house)
    assert len(digits) == len(late) == 6 and digits.isdecimal()
    with database.transaction() as tx:
        spoken = f" {digits[:3]} {digits[3:]} "
        person = participants.join_by_code(tx, spoken, met(tx, 11))
        assert person is not None and (person.code, person.role) == (code, Role.PARTICIPANT)
        assert person.code.startswith("W-") and participants.case_of(tx, person) is not None
        assert participants.join_by_code(tx, digits, met(tx, 12)) is None
    clock.at += timedelta(hours=24)
    with database.transaction() as tx:
        assert participants.join_by_code(tx, late, met(tx, 13)) is None
        found = people.by_code(tx, late_code)
        assert found is not None and found.chat is None
        again = participants.make_code(tx, found, house.siti)
        assert participants.join_by_code(tx, again, met(tx, 13)) is not None
    with database.transaction() as tx:
        kept = tx.execute(select(invites.c.hash)).scalars().all()
        assert all(digits.encode() not in one and len(one) == 32 for one in kept)


def test_a_code_is_no_link_and_a_newer_invitation_closes_the_older(database: Database, house: House) -> None:
    code, digits = new_code(database, house)
    with database.transaction() as tx:
        person = people.by_code(tx, code)
        assert person is not None
        assert invitations.join(tx, digits, met(tx, 11)) is None, "no way round the limit"
        link = participants.make_link(tx, person, house.siti)
        assert participants.join_by_code(tx, digits, met(tx, 11)) is None
        other = participants.make_code(tx, person, house.siti)
        assert invitations.join(tx, link, met(tx, 11)) is None
        assert participants.join_by_code(tx, other, met(tx, 11)) is not None


def test_guessing_is_limited_for_each_chat_and_for_all(database: Database, house: House, clock: Clock) -> None:
    _, digits = new_code(database, house)
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    with database.transaction() as tx:
        chat = met(tx, 11)
        for left in range(5, 0, -1):
            assert participants.may_try_code(tx, chat), left
            assert participants.join_by_code(tx, wrong, chat) is None
        assert not participants.may_try_code(tx, chat)
        assert participants.join_by_code(tx, digits, chat) is None, "even the right one"
        for number in range(12, 15):
            for _ in range(5):
                participants.join_by_code(tx, wrong, met(tx, number))
        assert tx.execute(select(func.count()).select_from(attempts)).scalar_one() == 20
        assert participants.join_by_code(tx, digits, met(tx, 20)) is None, "a fresh chat must wait too"
        link = participants.make_link(tx, house.arman, house.siti)
        assert invitations.join(tx, link, met(tx, 20)) is None, "Arman's chat is bound; links are not limited"
    clock.at += timedelta(hours=1)
    with database.transaction() as tx:
        assert participants.join_by_code(tx, digits, met(tx, 20)) is not None
        assert not tx.execute(select(attempts.c.id).where(attempts.c.chat == met(tx, 20))).all()


def test_two_people_with_the_same_name(database: Database, house: House) -> None:
    (one_code, one), (other_code, other) = new_code(database, house, "Arman"), new_code(database, house, "Arman")
    assert one_code != other_code and one != other
    with database.transaction() as tx:
        first = participants.join_by_code(tx, one, met(tx, 11))
        second = participants.join_by_code(tx, other, met(tx, 12))
        assert first is not None and second is not None and first.id != second.id
        participants.choose(tx, first, **asdict(SECRETS))
        assert participants.settings(tx, second) == OwnSettings()
        mine, theirs = participants.case_of(tx, first), participants.case_of(tx, second)
        assert mine is not None and theirs is not None and mine.key_id != theirs.key_id
        assert participants.of_case(tx, mine.id) == first
        assert participants.add(tx, mine, house.siti) == first, "one case has one participant"


def test_what_they_chose_is_sealed(database: Database, house: House) -> None:
    with database.transaction() as tx:
        participants.choose(tx, house.arman, **asdict(SECRETS))
        assert participants.settings(tx, house.arman) == SECRETS
        sealed = tx.execute(select(participants_table.c.settings)).scalar_one()
        assert not any(word.encode() in sealed for word in ("Pak Man", "besok", "salam", "Maluku"))
    assert own_settings.agreed_word(SECRETS, "  Besok   YA ") == "quiet"
    assert own_settings.agreed_word(SECRETS, "Salam untuk ibu") == "duress"
    assert own_settings.agreed_word(SECRETS, "besok") is None
    assert own_settings.agreed_word(OwnSettings(), "") is None


def test_a_pin(database: Database, house: House, clock: Clock) -> None:
    chat = house.arman.chat or 0
    with database.transaction() as tx:
        assert not participants.pin_is_asked(tx, house.arman)
        participants.set_pin(tx, house.arman, "2468")
        assert participants.pin_is_asked(tx, house.arman)
        assert not participants.try_pin(tx, house.arman, "2469", chat)
        assert participants.try_pin(tx, house.arman, "2468", chat)
        assert not participants.pin_is_asked(tx, house.arman)
        participants.ask_pin_again(tx, house.arman)
        assert participants.pin_is_asked(tx, house.arman)
        assert participants.try_pin(tx, house.arman, "2468", chat)
    clock.at += timedelta(minutes=10)
    with database.transaction() as tx:
        assert participants.pin_is_asked(tx, house.arman)
        for _ in range(4):
            participants.try_pin(tx, house.arman, "0000", chat)
        assert participants.try_pin(tx, house.arman, "2468", chat), "four are no guesser"
        assert participants.wrong_pins(tx, chat) == 0, "the count is forgotten"
        for _ in range(5):
            assert participants.pin_waits_until(tx, chat) is None
            participants.try_pin(tx, house.arman, "0000", chat)
        assert participants.pin_waits_until(tx, chat) == tx.now + guessing.PIN_WAIT
    clock.at += guessing.PIN_WAIT - timedelta(microseconds=1)
    with database.transaction() as tx:
        for pin in ("2468", "0000"):
            assert not participants.try_pin(tx, house.arman, pin, chat), "none is looked at"
        assert participants.wrong_pins(tx, chat) == 5, "nor counted"
    clock.at += timedelta(microseconds=1)
    with database.transaction() as tx:
        assert not participants.try_pin(tx, house.arman, "0000", chat)
        assert participants.pin_waits_until(tx, chat) == tx.now + guessing.PIN_WAIT, "one every ten minutes"
    clock.at += guessing.PIN_WAIT
    with database.transaction() as tx:
        other = met(tx, 12)
        assert not participants.try_pin(tx, house.arman, "0000", other) and participants.wrong_pins(tx, chat) == 6
        assert participants.try_pin(tx, house.arman, "2468", chat)
        assert (participants.wrong_pins(tx, chat), participants.wrong_pins(tx, other)) == (0, 1)
        participants.set_pin(tx, house.arman, None)
        assert not participants.pin_is_asked(tx, house.arman)
        assert not participants.try_pin(tx, house.arman, "", chat)


def waits(tx: Tx, chat: int | None, cause: str) -> None:
    row: dict[str, Any] = {"cause": cause, "chat": chat, "method": "push", "kind": "receipt", "prompt_id": None}
    outgoing.send_later(tx, [{**row, "payload": {"text": "halo"}}])


def test_another_phone(database: Database, house: House) -> None:
    with database.transaction() as tx:
        incoming.receive(tx, [Received(1, PHONE, b'{"text": "rahasia"}')])
        waits(tx, house.arman.chat, "before")
        stale = participants.make_link(tx, house.arman, house.siti)
        old = participants.rebind(tx, house.arman, house.siti)
        assert old == house.arman.chat and people.by_chats(tx, [old]) == {}
        assert invitations.join(tx, stale, met(tx, 99)) is None, "links made before the change are closed"
        assert tx.execute(select(outbox.c.id)).all() == []
        assert tx.execute(select(inbox.c.state, inbox.c.payload, inbox.c.chat)).one() == ("done", None, None)
        waits(tx, old, "last word")
        digits = participants.make_code(tx, house.arman, house.siti)
        pruning.prune(tx)
        assert tx.execute(select(chats.c.id).where(chats.c.id == old)).first(), "its last word is not out yet"
        person = participants.join_by_code(tx, digits, met(tx, 99))
        assert person is not None and person.id == house.arman.id and person.chat != old
    with database.transaction() as tx:
        [letter] = outgoing.claim_letters(tx, 5)
        outgoing.close_letter(tx, letter, "sent")
        pruning.prune(tx)
        assert not tx.execute(select(chats.c.id).where(chats.c.id == old)).first()
        assert people.by_chats(tx, [person.chat]) == {person.chat: person}


def test_the_old_phone_again(database: Database, house: House) -> None:
    with database.transaction() as tx:
        participants.rebind(tx, house.arman, house.siti)
        assert joined(tx, house.arman, house.siti, PHONE).chat == house.arman.chat
        pruning.prune(tx)
        assert tx.execute(select(chats.c.leaving_at).where(chats.c.id == house.arman.chat)).scalar_one() is None


def test_a_chat_that_was_a_removed_persons_is_free_again(database: Database, house: House) -> None:
    """A number passed on: nothing of the former person is shown, and the new one can join."""
    code, digits = new_code(database, house)
    with database.transaction() as tx:
        tx.execute(update(people_table).where(people_table.c.id == house.arman.id).values(status="removed"))
        assert people.by_chats(tx, [house.arman.chat]) == {}
        person = participants.join_by_code(tx, digits, house.arman.chat or 0)
        assert person is not None and person.code == code
        assert people.by_chats(tx, [house.arman.chat]) == {house.arman.chat: person}


def test_a_chat_that_is_somebodys_takes_nobody_else(database: Database, house: House) -> None:
    _, digits = new_code(database, house)
    with database.transaction() as tx:
        assert participants.join_by_code(tx, digits, house.arman.chat or 0) is None
        assert participants.join_by_code(tx, digits, met(tx, 11)) is not None, "the code is not used up by it"


@pytest.mark.parametrize("adult", [True, False])
def test_adults_only(database: Database, house: House, adult: bool) -> None:
    with database.transaction() as tx:
        assert participants.is_adult(tx, house.arman) is None
        chat = participants.keep_adult(tx, house.arman, adult)
        assert people.by_chats(tx, [house.arman.chat]) == ({house.arman.chat: house.arman} if adult else {})
        assert chat == (None if adult else house.arman.chat)
        assert participants.is_adult(tx, house.arman) is (True if adult else None)
        found = cases.by_id(tx, house.case.id)
        assert found is not None and found.status == "active", "the accompaniment goes on in person"
        assert (participants.of_case(tx, house.case.id) is None) is not adult


def test_what_one_chooses_is_done_to_nobody_else(database: Database, house: House) -> None:
    """Two phones, each with a PIN: every act on one leaves the other as it was."""

    def of_bayu() -> tuple[Any, ...]:
        table = participants_table.c
        row = tx.execute(select(participants_table).where(table.person_id == bayu.id)).one()
        return row.pin_ok_until, row.hidden_until, row.quiet_until, row.adult, participants.settings(tx, bayu)

    with database.transaction() as tx:
        case = cases.add(tx, "R", "Bayu", house.siti, 1)
        bayu = joined(tx, participants.add(tx, case, house.siti), house.siti, 71)
        chats_of = {one.id: one.chat or 0 for one in (house.arman, bayu)}
        for one, pin in ((house.arman, "2580"), (bayu, "1234")):
            participants.set_pin(tx, one, pin)
        assert participants.try_pin(tx, bayu, "1234", chats_of[bayu.id])
        participants.hide(tx, bayu)
        assert participants.try_pin(tx, bayu, "1234", chats_of[bayu.id])
        before = of_bayu()
        assert before[0] is not None and before[1] is not None
        assert participants.pin_is_asked(tx, house.arman), "somebody else's PIN opens nothing of theirs"
        acts: tuple[Callable[[], object], ...] = (
            lambda: participants.try_pin(tx, house.arman, "2580", chats_of[house.arman.id]),
            lambda: participants.hide(tx, house.arman),
            lambda: participants.show_again(tx, house.arman),
            lambda: participants.rest(tx, house.arman),
            lambda: participants.ask_pin_again(tx, house.arman),
            lambda: participants.keep_adult(tx, house.arman, True),
            lambda: participants.choose(tx, house.arman, chosen_name="Bunga"),
            lambda: participants.set_pin(tx, house.arman, None),
            lambda: participants.rebind(tx, house.arman, house.siti),
            lambda: participants.remove(tx, house.arman),
        )
        for act in acts:
            act()
            assert of_bayu() == before
        assert participants.of_case(tx, case.id) == bayu and participants.of_case(tx, house.case.id) is None


def test_another_pin_is_asked_for_at_once(database: Database, house: House) -> None:
    with database.transaction() as tx:
        participants.set_pin(tx, house.arman, "2580")
        assert participants.try_pin(tx, house.arman, "2580", house.arman.chat or 0)
        assert not participants.pin_is_asked(tx, house.arman)
        participants.set_pin(tx, house.arman, "1234")
        assert participants.pin_is_asked(tx, house.arman)


def test_hidden_until_it_is_shown_again(database: Database, house: House) -> None:
    def hidden() -> Any:
        table = participants_table.c
        return tx.execute(select(table.hidden_until).where(table.person_id == house.arman.id)).scalar_one()

    with database.transaction() as tx:
        participants.hide(tx, house.arman)
        assert hidden() == tx.now + participants.HIDDEN_FOR
        participants.show_again(tx, house.arman)
        assert hidden() is None


def test_how_somebody_is_stands_with_their_own_case_alone(database: Database, house: House) -> None:
    with database.transaction() as tx:
        case = cases.add(tx, "R", "Bayu", house.siti, 1)
        bayu = participants.add(tx, case, house.siti)
        assert self_checks.newest(tx, house.case) is None
        self_checks.save(tx, house.arman, house.case, {"feeling": "4"})
        self_checks.save(tx, house.arman, house.case, {"feeling": "3"})
        self_checks.save(tx, bayu, case, {"feeling": "1"})
        newest = [self_checks.newest(tx, one) for one in (house.case, case)]
        assert [one and one.answers for one in newest] == [{"feeling": "3"}, {"feeling": "1"}]
        kept = tx.execute(select(metadata.tables["selfchecks"].c.answers)).scalars().all()
        assert not any(b"feeling" in one for one in kept)


def test_a_number_comes_again_when_nobody_joins_by_it_any_more(database: Database, house: House, clock: Clock) -> None:
    """Not while it can be used; after its day what is left of it goes, and nothing else; a used one is free at once."""
    _, digits = new_code(database, house)
    _, other = new_code(database, house)
    _, used = new_code(database, house)
    with database.transaction() as tx:
        joined_by = participants.join_by_code(tx, used, met(tx, 11))
        assert joined_by is not None and participants._free_code(tx, used)
        everything = tx.execute(select(func.count()).select_from(invites)).scalar_one()
        assert not participants._free_code(tx, digits)
    clock.at += participants.CODE_TERM
    with database.transaction() as tx:
        assert tx.execute(select(func.count()).select_from(invites)).scalar_one() == everything
        assert participants._free_code(tx, digits)
        assert tx.execute(select(func.count()).select_from(invites)).scalar_one() == everything - 1
        assert participants.join_by_code(tx, other, met(tx, 12)) is None


def test_a_number_that_somebody_joined_by_before_can_be_used_again(database: Database, house: House) -> None:
    """As an older version left it: the number of a used code is still kept as it was."""
    _, digits = new_code(database, house)
    with database.transaction() as tx:
        tx.execute(update(invites).values(used_at=tx.now, expires_at=tx.now))
        assert not participants._free_code(tx, digits), "by whom somebody came is not forgotten"


def test_the_greeting_goes_on_for_whoever_is_here(database: Database, house: House) -> None:
    """An accompaniment goes on after a pause: as often as they wished, and for nobody who has no phone."""

    def planned() -> list[Any]:
        greetings = select(prompts.c.case_id, prompts.c.recipient_id).where(prompts.c.kind == self_checks.KIND)
        return [tuple(row) for row in tx.execute(greetings.where(prompts.c.state == "waiting"))]

    with database.transaction() as tx:
        case = cases.add(tx, "R", "Bayu", house.siti, 1)
        for one in (case, house.case):
            self_checks.plan_as_wished(tx, one, calendar())
        assert planned() == [], "nobody wished it"
        participants.choose(tx, house.arman, greet_weeks=1)
        away = participants.add(tx, case, house.siti)
        participants.choose(tx, away, greet_weeks=1)
        for one in (case, house.case):
            self_checks.plan_as_wished(tx, one, calendar())
        assert planned() == [(house.case.id, house.arman.id)]


def test_a_greeting_comes_on_the_day_of_whoever_asked_for_it(database: Database, house: House) -> None:
    """A quarter past midnight here is the day before in Greenwich."""
    with database.transaction() as tx:
        zone = house.arman.zone
        tx.now = datetime(2026, 11, 25, 0, 15, tzinfo=zone).astimezone(UTC)
        self_checks.plan(tx, house.arman, house.case, 2, calendar())
        (due,) = tx.execute(select(prompts.c.due_at).where(prompts.c.kind == "self_check")).scalars()
        assert due == datetime(2026, 12, 9, 9, 0, tzinfo=zone)


def test_words_of_the_agreed_kind_are_theirs_after_another_phone(database: Database, house: House) -> None:
    """What was chosen stays with them; only what held for the old phone ends with it."""
    with database.transaction() as tx:
        participants.choose(tx, house.arman, **asdict(SECRETS))
        participants.hide(tx, house.arman)
        participants.rebind(tx, house.arman, house.siti)
        again = joined(tx, house.arman, house.siti, 72)
        assert participants.settings(tx, again) == SECRETS
        assert [one.is_hidden for one in people.speakers(tx, [again.chat]).values()] == [False]


def test_nobody_without_a_phone_is_cut_off_a_second_time(database: Database, house: House) -> None:
    with database.transaction() as tx:
        assert participants.rebind(tx, house.arman, house.siti) == house.arman.chat
        assert participants.rebind(tx, house.arman, house.siti) is None
        participants.hide(tx, participants.of_case(tx, house.case.id) or house.arman)


@pytest.mark.parametrize("meanwhile", ["looks", "chooses"])
def test_a_pin_that_goes_with_the_phone_does_not_come_back(database: Database, house: House, meanwhile: str) -> None:
    """Somebody makes another phone possible while the former one looks at something or chooses a name."""
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    with database.transaction() as tx:
        participants.set_pin(tx, house.arman, "2580")

    def at_the_former(tx: Tx) -> None:
        if meanwhile == "looks":
            participants.see_consents(tx, house.arman)
        else:
            participants.choose(tx, house.arman, chosen_name="Bunga")

    assert at_once(database, lambda tx: participants.rebind(tx, house.arman, house.siti), at_the_former)
    with database.transaction() as tx:
        assert participants.settings(tx, house.arman).pin == ""
