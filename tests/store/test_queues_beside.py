"""What the queues must leave alone: of another chat, in another state, of another kind, too young, too old."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count, product
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update

from bot.domain import wire
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.domain.presses import Later, RecordNow, Skip
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.router import Route
from bot.store.caseload import prompts
from bot.store.engine import leases, telegram_ids
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import chats as chat_table
from bot.store.engine.tables import inbox, keys, outbox
from bot.store.engine.tables import people as people_table
from bot.store.engine.tables import prompts as prompt_table
from bot.store.people import people
from bot.store.queues import (
    backlog,
    chats,
    command_lists,
    incoming,
    outgoing,
    pruning,
    shown,
    signs_of_life,
    taking_back,
)
from bot.store.queues.incoming import Received
from bot.store.sealing.data_keys import key_id_of
from bot.turn import Command, Reply, Turn
from bot.worker import Worker
from tests.driver import Clock
from tests.hostile.forging import typing
from tests.store.conftest import House, router_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MINE, THEIRS = 7711111111, 7722222222
EARLIER = "earlier"


class Desk:
    """Chats, letters and updates, as rows: whatever is not said is as of a prompt that may go now."""

    def __init__(self, tx: Tx) -> None:
        self.tx, self._number = tx, count(1)

    def chat(self, telegram_id: int, **values: Any) -> int:
        number = self.tx.blind(telegram_id)
        chats.meet(self.tx, {number: telegram_id})
        if values:
            self.tx.execute(update(chat_table).where(chat_table.c.id == number).values(**values))
        return number

    def letter(self, to: int = MINE, cause: str = "", **values: Any) -> int:
        cause = cause or f"cause {next(self._number)}"
        row = {"cause": cause, "chat": self.chat(to), "method": "push", "kind": "prompt", "prompt_id": None}
        outgoing.send_later(self.tx, [{**row, "payload": values.pop("payload", {"text": "kata"})}])
        number: int = self.tx.execute(select(outbox.c.id).where(outbox.c.cause == cause)).scalar_one()
        if values:
            self.tx.execute(update(outbox).where(outbox.c.id == number).values(**values))
        return number

    def update(self, telegram_id: int | None, **values: Any) -> int:
        came = next(self._number)
        incoming.receive(self.tx, [Received(came, telegram_id, b"{}", 100 + came)])
        number: int = self.tx.execute(select(inbox.c.id).where(inbox.c.update_id == came)).scalar_one()
        if values:
            self.tx.execute(update(inbox).where(inbox.c.id == number).values(**values))
        return number

    def two(self) -> tuple[int, int]:
        """The Telegram ids of two chats in which nothing has been said yet."""
        mine, theirs = next(self._number) + MINE, next(self._number) + THEIRS
        self.chat(mine), self.chat(theirs)
        return mine, theirs

    def claimed(self) -> set[int]:
        return {letter.id for letter in outgoing.claim_letters(self.tx, 64)}

    def states(self) -> dict[int, str]:
        return {row.id: row.state for row in self.tx.execute(select(outbox.c.id, outbox.c.state))}

    def of_chat(self, chat: int) -> Any:
        return self.tx.execute(select(chat_table).where(chat_table.c.id == chat)).one()


@pytest.fixture
def desk(database: Database, house: House) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx)


# -- chats -------------------------------------------------------------------------------------------------------------

# What is written about one chat, from which state, and what it says then.
WRITTEN: dict[str, tuple[dict[str, Any], Callable[[Tx, int], object], dict[str, Any]]] = {
    "a screen that stays": (
        {"blocked_at": EARLIER, "hide_at": EARLIER},
        lambda tx, chat: chats.note_screen(tx, chat, 11, 12, None),
        {"screen_id": 11, "last_id": 12, "hide_at": None, "blocked_at": None},
    ),
    "a message": (
        {"blocked_at": EARLIER},
        lambda tx, chat: chats.note_push(tx, chat, 13),
        {"screen_id": 1, "last_id": 13, "blocked_at": None},
    ),
    "a bot that is blocked": (
        {"hide_at": EARLIER},
        lambda tx, chat: chats.mark_unreachable(tx, chat),
        {"hide_at": None, "is_blocked": True},
    ),
    "a bot that is blocked no more": (
        {"blocked_at": EARLIER},
        lambda tx, chat: chats.mark_reachable(tx, chat),
        {"is_blocked": False},
    ),
    "a screen that is taken away": (
        {"hide_at": EARLIER},
        lambda tx, chat: chats.forget_screen(tx, chat),
        {"screen_id": None, "last_id": 2, "hide_at": None},
    ),
    "a last word to come": (
        {},
        lambda tx, chat: chats.plan_last_word(tx, chat, "closed", tx.now),
        {"last_word": "closed"},
    ),
}


def test_what_is_written_of_one_chat_changes_no_other(desk: Desk) -> None:
    for what, (before, act, after) in WRITTEN.items():
        state = {"screen_id": 1, "last_id": 2, **dict.fromkeys(before, desk.tx.now - HOUR)}
        mine, theirs = (desk.chat(one, **state) for one in desk.two())
        other = desk.of_chat(theirs)
        act(desk.tx, mine)
        assert desk.of_chat(theirs) == other, what
        row = {**desk.of_chat(mine)._mapping, "is_blocked": chats.is_blocked(desk.tx, mine)}
        assert {name: row[name] for name in after} == after, what


def test_that_a_bot_is_blocked_is_news_once(desk: Desk) -> None:
    mine = desk.chat(MINE)
    assert chats.mark_unreachable(desk.tx, mine) and not chats.mark_unreachable(desk.tx, mine)


def test_a_personal_screen_goes_when_its_time_has_come(desk: Desk) -> None:
    assert chats.next_hide_at(desk.tx) is None
    stays, _ = desk.chat(MINE, screen_id=1), desk.chat(THEIRS, screen_id=2, hide_at=desk.tx.now + MINUTE)
    gone = desk.chat(7733333333)
    chats.note_screen(desk.tx, gone, 3, 3, 0)
    chats.note_screen(desk.tx, stays, 4, 4, None)
    assert chats.due_to_hide(desk.tx, 9) == [(gone, 3)]
    chats.forget_screen(desk.tx, gone)
    assert chats.next_hide_at(desk.tx) == desk.tx.now + MINUTE
    chats.forget_screens(desk.tx)
    assert {desk.of_chat(one).screen_id for one in (stays, gone)} == {None} and chats.next_hide_at(desk.tx) is None


def test_a_last_word_is_said_once_where_nobody_has_joined_since(desk: Desk, house: House) -> None:
    now, later = desk.chat(MINE, last_word="closed", last_word_at=desk.tx.now), desk.chat(THEIRS)
    chats.plan_last_word(desk.tx, later, "erased", desk.tx.now + HOUR)
    assert house.arman.chat is not None
    chats.plan_last_word(desk.tx, house.arman.chat, "closed", desk.tx.now)
    assert chats.due_last_words(desk.tx, 9) == [(now, "closed")]
    assert chats.due_last_words(desk.tx, 9) == []
    assert desk.of_chat(now).leaving_at == desk.tx.now
    row = desk.of_chat(later)
    assert (row.last_word, row.last_word_at, row.leaving_at) == ("erased", desk.tx.now + HOUR, None)
    assert chats.next_last_word_at(desk.tx) == desk.tx.now + HOUR


def test_a_chat_that_is_known_is_met_no_second_time(desk: Desk) -> None:
    mine = desk.chat(MINE, screen_id=5)
    theirs = desk.tx.blind(THEIRS)
    chats.meet(desk.tx, {mine: MINE, theirs: THEIRS})
    assert desk.of_chat(mine).screen_id == 5
    assert desk.tx.open(desk.of_chat(theirs).telegram_id, "chats", "telegram_id", theirs) == str(THEIRS)


def keys_of(desk: Desk) -> tuple[int, int, int]:
    """With whose keys what is said to the two chats is sealed now; and the key of the day."""
    letters = [desk.letter(to) for to in (MINE, THEIRS)]
    payload = select(outbox.c.payload).where(outbox.c.id == bindparam("letter"))
    first, second = (key_id_of(desk.tx.execute(payload, {"letter": one}).scalar_one()) for one in letters)
    return first, second, desk.tx.key_for("day", desk.tx.day).id


def test_what_is_taken_back_leaves_a_chat_whose_it_was(desk: Desk, house: House) -> None:
    """Else what is said to a stranger would go with somebody else, and what is said to somebody would outlive them."""
    tx, siti = desk.tx, house.siti.id
    mine, theirs = desk.chat(MINE), desk.chat(THEIRS)
    telegram_ids.give_to(tx, mine, siti)
    own, day = tx.key_for("person", siti).id, tx.key_for("day", tx.day).id
    assert keys_of(desk) == (own, day, day)
    with pytest.raises(ZeroDivisionError), tx.savepoint():
        telegram_ids.give_to_nobody(tx, mine)
        with tx.savepoint():
            telegram_ids.give_to(tx, theirs, siti)
        assert keys_of(desk) == (day, own, day)
        raise ZeroDivisionError
    assert keys_of(desk) == (own, day, day)


def test_an_apology_for_a_join_that_failed_is_a_strangers(desk: Desk, house: House) -> None:
    def joins_and_fails(turn: Turn, command: Command) -> list[Reply]:
        telegram_ids.give_to(turn.tx, turn.chat, house.siti.id)
        raise ZeroDivisionError

    incoming.receive(desk.tx, [Received(1, MINE, json.dumps(typing(1, MINE, "/mulai")).encode())])
    desk.tx.execute(update(inbox).values(attempts=2))
    assert (
        Worker(
            router_of(Route(Command, joins_and_fails, unsettled=True, commands=("mulai",))), language, calendar()
        ).answer(desk.tx)
        == 1
    )
    said = desk.tx.execute(select(outbox.c.payload)).scalar_one()
    assert "Mohon maaf" in desk.tx.open(said, "outbox", desk.tx.execute(select(outbox.c.cause)).scalar_one())
    assert key_id_of(said) == desk.tx.key_for("day", desk.tx.day).id


# Who has this chat, which list it shows, and which it is to have ("": none any more, None: what it has is right).
LISTS: dict[str, tuple[str | None, str, str | None, str | None]] = {
    "a mentor who was told nothing": ("mentor", "active", None, "mentor"),
    "a mentor with last year's": ("mentor", "active", "mentor:1", "mentor"),
    "a mentor with the right one": ("mentor", "active", "mentor:2", None),
    "a mentor who leads now": ("supervisor", "active", "mentor:2", "supervisor"),
    "a mentor who is kept out": ("mentor", "suspended", "mentor:2", ""),
    "a mentor who is kept out and has none": ("mentor", "suspended", "", None),
    "a participant": ("participant", "active", None, None),
    "a participant who was a mentor": ("participant", "active", "mentor:2", ""),
    "a stranger": (None, "", None, None),
    "a stranger who was a mentor": (None, "", "mentor:2", ""),
}


def test_each_phone_has_the_list_of_whose_it_is(desk: Desk) -> None:
    number, due = count(7740000000), {}
    for role, status, has, right in LISTS.values():
        chat = desk.chat(next(number), commands=has)
        if role is not None:
            person = people.add(desk.tx, Role(role), "x", None)
            values = {"chat": chat, "status": status}
            desk.tx.execute(update(people_table).where(people_table.c.id == person.id).values(**values))
        if right is not None:
            due[chat] = right
    owed = command_lists.owed(desk.tx, "2", 99)
    assert [(one.chat, one.role or "") for one in owed] == sorted(due.items())
    for told, one in enumerate(owed, start=1):
        command_lists.mark_told(desk.tx, one, "2")
        assert len(command_lists.owed(desk.tx, "2", 99)) == len(owed) - told, "each is told by itself"
    assert {desk.of_chat(one.chat).commands for one in owed if one.role is None} == {""}


# -- the inbox ---------------------------------------------------------------------------------------------------------


def test_the_oldest_open_update_of_each_chat_is_next(desk: Desk) -> None:
    older, _ = desk.update(MINE), desk.update(MINE)
    desk.update(THEIRS, state="done")
    desk.update(THEIRS, state="failed")
    after_done = desk.update(THEIRS)
    desk.update(7733333333, not_before=desk.tx.now + MINUTE)
    desk.update(7733333333)  # what was put off keeps its place
    of_nobody = desk.update(None)
    assert [row.id for row in incoming.claim_updates(desk.tx, 9)] == [older, after_done, of_nobody]
    assert desk.tx.execute(select(inbox.c.chat).where(inbox.c.id == of_nobody)).scalar_one() is None
    assert desk.of_chat(desk.tx.blind(THEIRS)).telegram_id, "whoever writes can be answered"


def test_a_second_tap_is_one_by_the_last_press_of_the_same_chat(desk: Desk) -> None:
    mark = incoming.mark_of_press(desk.tx, 5, "save")
    pressed, nothing, other = desk.update(MINE), desk.update(MINE), desk.update(THEIRS)
    incoming.finish_handled(desk.tx, {pressed: mark, other: "another"})
    incoming.finish_updates(desk.tx, [nothing])  # nothing came of it, so nobody can have read anything
    again, elsewhere = desk.update(MINE), desk.update(THEIRS)
    rows = {row.id: row for row in incoming.claim_updates(desk.tx, 9)}
    assert incoming.is_second_tap(desk.tx, rows[again], mark)
    assert not incoming.is_second_tap(desk.tx, rows[elsewhere], mark)
    incoming.finish_handled(desk.tx, {again: None})
    written = desk.update(MINE)
    rows = {row.id: row for row in incoming.claim_updates(desk.tx, 9)}
    assert not incoming.is_second_tap(desk.tx, rows[written], mark), "they have written since"


def test_what_is_put_off_or_finished_is_that_one_alone(desk: Desk) -> None:
    first, second, third = (desk.update(chat) for chat in (MINE, THEIRS, 7733333333))
    incoming.postpone_update(desk.tx, first, 2, desk.tx.now + MINUTE, "trouble")
    incoming.finish_updates(desk.tx, [])
    incoming.finish_updates(desk.tx, [second], "failed", "a bug")
    rows = desk.tx.execute(select(inbox.c.id, inbox.c.state, inbox.c.attempts, inbox.c.error).order_by(inbox.c.id))
    assert [tuple(row) for row in rows] == [
        (first, "new", 2, "trouble"),
        (second, "failed", 0, "a bug"),
        (third, "new", 0, None),
    ]
    assert incoming.receive(desk.tx, []) == 0


@pytest.mark.parametrize("state", ["ready", "sending"])
def test_a_letter_that_is_taken_again_and_again_and_never_sent_is_stillness(
    database: Database, clock: Clock, state: str
) -> None:
    with database.transaction() as tx:
        row: dict[str, object] = {"cause": "x", "chat": 7, "method": "push", "kind": "alert", "prompt_id": None}
        outgoing.send_later(tx, [{**row, "payload": {}}])
        tx.execute(update(outbox).values(state=state))
        assert signs_of_life.still(tx, polls=False) == []
    clock.at += timedelta(minutes=6)
    with database.transaction() as tx:
        assert signs_of_life.still(tx, polls=False) == ["sender"]


def test_only_the_chats_that_are_asked_for_are_held(database: Database, kind: str) -> None:
    with database.transaction() as tx:
        mine, theirs = Desk(tx).chat(MINE), Desk(tx).chat(THEIRS)
    with database.transaction() as tx:
        assert incoming.lock_chats(tx, [mine]) == {mine}
        assert incoming.lock_chats(tx, []) == set()
        if kind == "sqlite":  # which has one writer at a time: whoever writes has them all
            assert incoming.lock_chats(tx, [mine, 1]) == {mine, 1}
            return
        with database.transaction() as other:
            assert incoming.lock_chats(other, [mine, theirs]) == {theirs}


def test_how_much_waits_and_until_when(desk: Desk) -> None:
    now = desk.tx.now
    assert backlog.next_retry_at(desk.tx) is None
    for state, ahead in (("new", -1), ("done", 1), ("failed", 2), ("new", 6), ("failed", 9)):
        desk.update(MINE, state=state, not_before=now + ahead * MINUTE)
    assert backlog.next_retry_at(desk.tx) == now + 6 * MINUTE
    for state, ahead in (("ready", -1), ("sent", 1), ("sending", 2), ("ready", 5), ("uncertain", 3), ("dropped", 3)):
        desk.letter(MINE, state=state, not_before=now + ahead * MINUTE, uncertain=state in ("uncertain", "sending"))
    assert backlog.next_retry_at(desk.tx) == now + 5 * MINUTE
    assert backlog.waiting_rows(desk.tx) == {
        "inbox_new": 2,
        "inbox_failed": 2,
        "outbox_ready": 3,
        "outbox_uncertain": 2,
    }


# -- the outbox: who goes next -----------------------------------------------------------------------------------------

DELETE, SWEEP = {"method": "delete", "kind": "taken"}, {"method": "sweep", "kind": "taken"}
SCREEN = {"method": "screen", "kind": "screen"}
URGENT = {"kind": "urgent"}
NO_MORE = {"upto": 0, "then": None, "answer": ""}
# What is in front in the same chat, what comes behind it, and whether that may go at once.
IN_LINE: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "behind what waits": ({}, {}, False),
    "behind what is on its way": ({"state": "sending"}, {}, False),
    "behind what is out": ({"state": "sent"}, {}, True),
    "behind what was dropped": ({"state": "dropped"}, {}, True),
    "behind what is taken back": (DELETE, {}, True),
    "what is urgent": ({}, URGENT, True),
    "what is urgent, behind what is on its way": ({"state": "sending"}, URGENT, True),
    "what is taken back": ({}, DELETE, True),
    "what is taken back, behind what is on its way": ({"state": "sending"}, DELETE, True),
    "a sweep": ({}, SWEEP, True),
    "a sweep behind what is on its way": ({"state": "sending"}, SWEEP, False),
}


def test_who_waits_for_what_is_in_front(desk: Desk) -> None:
    seconds, elsewhere, rest = {}, set(), set()
    for how, (front, behind, _) in IN_LINE.items():
        mine, theirs = desk.two()
        rest.add(desk.letter(mine, **front))
        seconds[how] = desk.letter(mine, **behind, payload=NO_MORE)
        elsewhere.add(desk.letter(theirs))
    before, found = desk.states(), desk.claimed()
    assert {how for how, number in seconds.items() if number in found} == {
        how for how, (_, _, goes) in IN_LINE.items() if goes
    }
    assert elsewhere <= found and found <= {*seconds.values(), *elsewhere, *rest}
    assert desk.states() == {number: "sending" if number in found else was for number, was in before.items()}
    assert not desk.claimed() & found, "each goes once"


# What came since a letter was put off a minute ago, and whether it goes now because of that.
SINCE: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "nothing": ({}, {**SCREEN, "state": "sent"}, False),
    "an answer": ({}, SCREEN, True),
    "an answer, but Telegram told us to wait": ({"error": outgoing.TOLD_TO_WAIT}, SCREEN, False),
    "an answer to somebody else": ({}, {**SCREEN, "to": THEIRS}, False),
    "another prompt": ({}, {"kind": "nudge"}, False),
    "something to be taken back": ({}, DELETE, False),
    "an answer from before": ({}, {**SCREEN, "created_at": -2 * MINUTE}, False),
}


def test_what_was_put_off_goes_when_somebody_is_there(desk: Desk) -> None:
    now, put_off = desk.tx.now, {}
    for came, (how, since, _) in SINCE.items():
        mine, theirs = desk.two()
        off = {"not_before": now + HOUR, "attempted_at": now - MINUTE, "error": "timed out"}
        put_off[came] = desk.letter(mine, **{**off, **how})
        later = {**since, "created_at": now + since.get("created_at", timedelta())}
        desk.letter(**{**later, "to": theirs if "to" in since else mine})
    found = desk.claimed()
    assert {came for came, number in put_off.items() if number in found} == {
        came for came, (_, _, goes) in SINCE.items() if goes
    }


def lately(desk: Desk, house: House) -> tuple[dict[str, int], int]:
    """Letters of a quarter of an hour ago, each in a chat of its own; and the prompt that only one of them told of."""
    late = desk.tx.now - outgoing.GOOD_FOR
    told, doubted = (prompts.plan(desk.tx, house.case, _contact(desk.tx), house.siti.id, None, "test") for _ in "12")
    rows: dict[str, dict[str, Any]] = {
        "late": {"created_at": late, "prompt_id": told},
        "late, and in doubt": {"created_at": late, "uncertain": True, "prompt_id": doubted},
        "late news": {"created_at": late, "kind": "alert"},
        "in time": {"created_at": late + timedelta(seconds=1)},
        "urgent": {"created_at": late, **URGENT},
        "a screen": {"created_at": late, **SCREEN},
        "late, and out": {"created_at": late, "state": "sent"},
        "late, and on its way": {"created_at": late, "state": "sending"},
    }
    return {name: desk.letter(desk.two()[0], **values) for name, values in rows.items()}, told


def test_what_is_said_first_goes_within_a_quarter_of_an_hour(desk: Desk, house: House) -> None:
    of, _ = lately(desk, house)
    assert desk.claimed() == {of["in time"], of["urgent"], of["a screen"]}


def test_what_was_not_said_in_time_is_dropped_and_decided_anew(desk: Desk, house: House) -> None:
    of, told = lately(desk, house)
    assert outgoing.drop_late(desk.tx) == [told], "what may have arrived is not said again"
    states = desk.states()
    assert {name: states[number] for name, number in of.items()} == {
        "late": "dropped",
        "late, and in doubt": "uncertain",
        "late news": "dropped",
        "in time": "ready",
        "urgent": "ready",
        "a screen": "ready",
        "late, and out": "sent",
        "late, and on its way": "sending",
    }


def _contact(tx: Tx) -> Planned:
    return Planned("next_contact", tx.now + DAY)


# A screen that waits, what waits beside it, and whether the later one is to be shown in its place.
TWICE: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "another screen": (SCREEN, SCREEN, True),
    "a screen with a receipt": (SCREEN, {**SCREEN, "kind": "saved"}, True),
    "another screen of somebody else": (SCREEN, {**SCREEN, "to": THEIRS}, False),
    "another screen that is out": (SCREEN, {**SCREEN, "state": "sent"}, False),
    "a message": (SCREEN, {}, False),
    "a screen behind a message": ({"kind": "screen"}, SCREEN, False),
    "a screen behind a receipt": ({**SCREEN, "kind": "saved"}, SCREEN, False),
}


def test_a_screen_gives_way_to_a_later_one(desk: Desk) -> None:
    numbers = {}
    for beside, (first, later, _) in TWICE.items():
        mine, theirs = desk.two()
        desk.letter(mine, **SCREEN, state="sent")
        numbers[beside] = desk.letter(mine, **first)
        desk.letter(**{**later, "to": theirs if "to" in later else mine})
    letters = {letter.id: letter for letter in outgoing.claim_letters(desk.tx, 99)}
    assert {beside: letters[number].superseded for beside, number in numbers.items()} == {
        beside: gives_way for beside, (_, _, gives_way) in TWICE.items()
    }


SHEET = {"kind": outgoing.SHEET}
CHANGE = {**SHEET, "method": outgoing.AMEND}
# A change of the sheet that was put off, what waits behind it, and whether that takes its place at once.
CHANGED: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "another change": (CHANGE, CHANGE, True),
    "the next sheet, to which it makes way": (CHANGE, SHEET, False),
    "another change of somebody else": (CHANGE, {**CHANGE, "to": THEIRS}, False),
    "another change that is out": (CHANGE, {**CHANGE, "state": "sent"}, False),
    "a change of something else": (CHANGE, {"kind": "prompt", "method": outgoing.AMEND}, False),
    "a change behind one of something else": ({"kind": "prompt", "method": outgoing.AMEND}, CHANGE, False),
    "a change behind the sheet itself": (SHEET, CHANGE, False),
}


def test_a_change_of_the_sheet_gives_way_to_a_newer_one_and_keeps_it_waiting_no_longer(desk: Desk) -> None:
    numbers = {}
    for behind, (first, later, _) in CHANGED.items():
        mine, theirs = desk.two()
        desk.letter(mine, **CHANGE, state="sent")
        numbers[behind] = desk.letter(mine, **first, not_before=desk.tx.now + HOUR)
        desk.letter(**{**later, "to": theirs if "to" in later else mine})
    letters = {letter.id: letter for letter in outgoing.claim_letters(desk.tx, 99)}
    gone = {behind for behind, number in numbers.items() if number in letters and letters[number].superseded}
    assert gone == {behind for behind, (_, _, gives_way) in CHANGED.items() if gives_way}
    assert not [number for number in numbers.values() if number in letters and not letters[number].superseded]


def test_nothing_is_claimed_under_a_lease_of_somebody_else(desk: Desk) -> None:
    held = leases.take(desk.tx, leases.SEND, "one", lambda holder: False)
    assert held is not None
    number = desk.letter(MINE)
    assert leases.take(desk.tx, leases.SEND, "two", lambda holder: True) is not None
    assert outgoing.claim_letters(desk.tx, 9, held) == []
    assert desk.claimed() == {number}


def test_what_does_not_open_stops_nothing_else(desk: Desk) -> None:
    broken = desk.letter(MINE, payload={"text": "x"})
    desk.tx.execute(update(outbox).where(outbox.c.id == broken).values(cause="not its own"))
    sound = desk.letter(THEIRS)
    assert desk.claimed() == {sound}
    assert desk.states() == {broken: "failed", sound: "sending"}


# -- the outbox: what became of it -------------------------------------------------------------------------------------


def test_whoever_was_held_up_changes_nothing_of_what_somebody_else_took_over(desk: Desk) -> None:
    number = desk.letter(MINE)
    (slow,) = outgoing.claim_letters(desk.tx, 1)
    outgoing.recover_letters(desk.tx)
    other = desk.letter(THEIRS)
    letters = {letter.id: letter for letter in outgoing.claim_letters(desk.tx, 9)}
    outgoing.try_again(desk.tx, slow, desk.tx.now, "slow", uncertain=False)
    assert not outgoing.close_letter(desk.tx, slow, "failed")
    outgoing.confirm_taken(desk.tx, slow)
    assert desk.states() == {number: "sending", other: "sending"}
    assert outgoing.close_letter(desk.tx, letters[number], "sent", message_id=7)
    assert desk.states() == {number: "sent", other: "sending"}


def test_a_doubt_stays_a_doubt(desk: Desk) -> None:
    """Whether it was in doubt before, whether it is now; and after that."""
    for before, now, after in ((False, False, False), (False, True, True), (True, False, True)):
        number = desk.letter(desk.two()[0], uncertain=before)
        (letter,) = outgoing.claim_letters(desk.tx, 1)
        outgoing.try_again(desk.tx, letter, desk.tx.now, "timed out", uncertain=now)
        (letter,) = outgoing.claim_letters(desk.tx, 1)
        assert (letter.id, letter.uncertain, letter.attempts) == (number, after, 2)


def test_after_a_sender_died_only_what_it_was_sending_is_in_doubt(desk: Desk) -> None:
    now = desk.tx.now
    kinds: dict[str, dict[str, Any]] = {"taken": DELETE, "again": {}, "lost": {"kind": "nudge"}}
    of: dict[tuple[str, str], int] = {
        (name, state): desk.letter(MINE, **values, state=state, attempted_at=now - HOUR)
        for name, values in kinds.items()
        for state in ("sending", "ready", "sent", "failed")
    }
    young = [desk.letter(MINE, **values, state="sending", attempted_at=now) for values in kinds.values()]
    assert outgoing.recover_letters(desk.tx, now - MINUTE) == 3
    states, after = desk.states(), {"taken": "ready", "again": "ready", "lost": "uncertain"}
    for (name, state), number in of.items():
        assert states[number] == (after[name] if state == "sending" else state), (name, state)
    assert {states[number] for number in young} == {"sending"}
    assert backlog.waiting_rows(desk.tx)["outbox_uncertain"] == 2, "what is taken back may be taken back twice"
    assert outgoing.recover_letters(desk.tx) == 3


DROPS: dict[str, tuple[Callable[[Tx, int], list[int]], set[str]]] = {
    "a chat that cannot be reached": (outgoing.drop_letters, {"prompt", "on its way", "answer"}),
    "all is taken away": (outgoing.drop_waiting, {"prompt", "answer"}),
    "nothing is said first any more": (outgoing.drop_unasked, {"prompt"}),
}


def test_what_is_dropped_is_of_that_chat_and_no_more_than_that(desk: Desk, house: House) -> None:
    for why, (drop, gone) in DROPS.items():
        mine, theirs = desk.two()
        number = prompts.plan(desk.tx, house.case, _contact(desk.tx), house.siti.id, None, "test")
        rows: dict[str, dict[str, Any]] = {
            "prompt": {"prompt_id": number},
            "on its way": {"state": "sending"},
            "answer": SCREEN,
            "out": {"state": "sent"},
            "taken back": DELETE,
            "of another": {"to": theirs},
        }
        of = {name: desk.letter(**{"to": mine, **values}) for name, values in rows.items()}
        assert drop(desk.tx, desk.chat(mine)) == [number], why
        states = desk.states()
        assert {name for name, one in of.items() if states[one] == "dropped"} == gone, why


def test_once_something_arrives_what_was_put_off_there_need_not_wait(desk: Desk) -> None:
    now = desk.tx.now
    desk.letter(MINE, **DELETE, payload={"message": 1, "ours": False})
    later: dict[str, Any] = {"not_before": now + HOUR, "error": "timed out"}
    of = {
        "put off": desk.letter(MINE, **later),
        "told to wait": desk.letter(MINE, **{**later, **URGENT, "error": outgoing.TOLD_TO_WAIT}),
        "planned for then": desk.letter(MINE, **DELETE, not_before=now + HOUR),
        "of another": desk.letter(THEIRS, **later),
        "given up": desk.letter(MINE, **later, state="failed"),
    }
    (letter,) = outgoing.claim_letters(desk.tx, 9)
    outgoing.confirm_taken(desk.tx, letter)
    assert desk.claimed() == {of["put off"]}
    moments = {row.id: row.not_before for row in desk.tx.execute(select(outbox.c.id, outbox.c.not_before))}
    assert {name for name, number in of.items() if moments[number] != now + HOUR} == {"put off"}


# What was said since the answer to the word that empties a chat, and whether that screen comes.
WENT_ON: dict[str, tuple[dict[str, Any], bool]] = {
    "something": ({}, False),
    "something else was taken back": (DELETE, True),
    "something was said to somebody else": ({"to": THEIRS}, True),
}


def test_that_all_is_gone_is_said_to_whoever_still_waits_for_it(desk: Desk) -> None:
    for then, (since, (later, waits)) in product(("kosong", None), WENT_ON.items()):
        mine, theirs = desk.two()
        desk.letter(mine, state="sent", message_id=1)
        answer = f"answer {mine}"
        desk.letter(mine, answer, state="sent", message_id=2)
        payload = {"upto": 0, "then": None if then is None else {"text": then}, "answer": answer}
        sweep = desk.letter(mine, **SWEEP, payload=payload)
        desk.letter(**{"state": "sent", **later, "to": theirs if "to" in later else mine})
        (letter,) = [one for one in outgoing.claim_letters(desk.tx, 9) if one.id == sweep]
        assert letter.takes == taking_back.Taken((), (1, 2))
        outgoing.confirm_taken(desk.tx, letter)
        said = [one.payload for one in outgoing.claim_letters(desk.tx, 9) if one.kind == "screen"]
        assert said == ([{"text": then}] if waits and then else []), since
        assert desk.tx.execute(select(outbox.c.message_id).where(outbox.c.message_id.is_not(None))).all() == []


def test_what_is_taken_back_goes_at_once_or_when_it_is_said(desk: Desk) -> None:
    later = desk.tx.now + HOUR
    rows = [taking_back.one(desk.chat(MINE), number, ours=True, at=at) for number, at in ((1, None), (2, later))]
    outgoing.send_later(desk.tx, rows)
    assert [letter.payload["message"] for letter in outgoing.claim_letters(desk.tx, 9)] == [1]
    assert backlog.next_retry_at(desk.tx) == later


def test_a_sweep_takes_what_was_there_when_it_was_asked_for(desk: Desk) -> None:
    mine, now = desk.chat(MINE), desk.tx.now
    desk.update(MINE, message_id=1, received_at=now - taking_back.DELETABLE)
    desk.update(THEIRS, message_id=2)
    desk.update(MINE, message_id=None)
    desk.update(MINE, message_id=3)
    upto = desk.update(MINE, message_id=4)
    desk.update(MINE, message_id=5)
    desk.letter(MINE, state="sent", message_id=3)  # a button was pressed under it: it is ours
    desk.letter(MINE, state="sent", message_id=6, created_at=now - 30 * DAY)
    desk.letter(MINE)
    desk.letter(THEIRS, state="sent", message_id=7)
    row = desk.letter(MINE, **SWEEP)
    desk.letter(MINE, state="sent", message_id=8)
    taken = taking_back.numbers_to_sweep(desk.tx, mine, row, upto)
    assert taken == taking_back.Taken((4,), (3, 6))
    desk.letter(THEIRS, state="sent", message_id=3)
    desk.update(THEIRS, message_id=4)
    taking_back.forget_numbers(desk.tx, mine, taken)
    left = [
        *desk.tx.execute(select(inbox.c.message_id)).scalars(),
        *desk.tx.execute(select(outbox.c.message_id)).scalars(),
    ]
    assert sorted(number for number in left if number is not None) == [1, 2, 3, 4, 5, 7, 8]


# -- what stands there, and whether it moves ---------------------------------------------------------------------------


def test_the_buttons_of_a_chat_are_those_that_stand_in_it(desk: Desk) -> None:
    def sends(chat: int, label: str, press: Any, **values: Any) -> None:
        row = {"cause": label, "chat": chat, "method": "push", "kind": "prompt", "prompt_id": None, "payload": {}}
        outgoing.send_later(desk.tx, [{**row, "buttons": [(label, wire.written(press))]}])
        desk.tx.execute(update(outbox).where(outbox.c.cause == label).values(**values))

    mine, theirs = desk.chat(MINE), desk.chat(THEIRS)
    sends(mine, "an older screen", Later(1), **SCREEN, state="sent", message_id=1)
    sends(mine, "the screen", Later(2), **SCREEN, state="sent", message_id=2)
    sends(mine, "taken away", Later(3), state="sent", message_id=None)
    sends(mine, "a message", RecordNow(4), state="sent", message_id=4)
    desk.letter(MINE, state="sent", message_id=5)
    sends(mine, "on its way", Skip(5, "met"), state="ready")
    sends(theirs, "of another", Later(6), state="sent", message_id=6)
    assert shown.buttons(desk.tx, mine) == [
        ("on its way", Skip(5, "met")),
        ("a message", RecordNow(4)),
        ("the screen", Later(2)),
    ]


def test_a_receipt_is_the_newest_thing_though_something_is_taken_back_since(desk: Desk) -> None:
    mine = desk.chat(MINE)
    assert not shown.ends_with_receipt(desk.tx, mine)
    desk.letter(MINE, method="screen", kind="saved", state="sent", message_id=1)
    desk.letter(MINE, **DELETE)
    desk.letter(THEIRS, state="sent", message_id=2)
    desk.letter(MINE, state="sent", message_id=None)
    assert shown.ends_with_receipt(desk.tx, mine)
    desk.letter(MINE, state="ready")
    assert not shown.ends_with_receipt(desk.tx, mine)


def test_what_stands_still_is_said_and_nothing_that_moves(desk: Desk, house: House, clock: Clock) -> None:
    tx, still = desk.tx, signs_of_life.STILL_AFTER + MINUTE

    def found(**polls: bool) -> list[str]:
        return signs_of_life.still(tx, **(polls or {"polls": True}))

    assert found() == [] and signs_of_life.away_since(tx) is None, "nothing was ever heard of it"
    signs_of_life.beat(tx, tx.now - still)
    assert found() == ["poller"] and found(polls=False) == [] and signs_of_life.away_since(tx) is None
    signs_of_life.beat(tx, None)
    assert found() == ["poller"], "a beat of somebody who does not poll says nothing about it"
    signs_of_life.beat(tx, tx.now)
    for state in ("sent", "failed"):
        desk.letter(MINE, state=state, created_at=tx.now - still, sent_at=tx.now - MINUTE)
    desk.letter(MINE, created_at=tx.now - DAY, not_before=tx.now)
    assert found() == []
    waits = desk.letter(MINE, created_at=tx.now - still)
    assert found() == ["sender"]
    desk.letter(MINE, state="failed", sent_at=tx.now)
    assert found() == ["sender"], "a failure is no movement"
    desk.letter(MINE, state="sent", sent_at=tx.now)
    assert found() == []
    tx.execute(update(outbox).where(outbox.c.id == waits).values(state="sent"))
    number = prompts.plan(tx, house.case, Planned("next_contact", tx.now - HOUR), house.siti.id, None, "test")
    assert found() == ["prompts"]
    tx.execute(update(prompt_table).where(prompt_table.c.id == number).values(state="said"))
    assert found() == []


def test_a_machine_that_was_away_too_long_says_since_when(database: Database, clock: Clock) -> None:
    with database.transaction() as tx:
        signs_of_life.beat(tx, None)
        began = tx.now
    clock.at += signs_of_life.LOST_AFTER
    with database.transaction() as tx:
        assert signs_of_life.away_since(tx) is None and signs_of_life.still(tx, polls=True) == ["clock"]
    clock.at += MINUTE
    with database.transaction() as tx:
        assert signs_of_life.away_since(tx) == began


# -- what is let go of -------------------------------------------------------------------------------------------------


def test_forgetting_a_chat_leaves_others_and_what_is_being_taken_back(desk: Desk) -> None:
    mine, theirs = desk.chat(MINE), desk.chat(THEIRS)
    done, new = desk.update(MINE, state="done", pressed="x", done_at=desk.tx.now - HOUR), desk.update(MINE)
    failed, others = desk.update(MINE, state="failed"), desk.update(THEIRS, pressed="y")
    said, taken, said_there = desk.letter(MINE), desk.letter(MINE, **DELETE), desk.letter(THEIRS)
    pruning.forget_chat(desk.tx, mine)
    assert desk.states().keys() == {taken, said_there} and said not in desk.states()
    rows = {row.id: row for row in desk.tx.execute(select(inbox))}
    assert [(rows[one].chat, rows[one].pressed, rows[one].payload) for one in (done, new, failed)] == [(None,) * 3] * 3
    assert [rows[one].state for one in (done, new, failed, others)] == ["done", "done", "failed", "new"]
    assert (rows[done].done_at, rows[new].done_at) == (desk.tx.now - HOUR, desk.tx.now)
    assert (rows[others].chat, rows[others].pressed) == (theirs, "y") and rows[others].payload


OLD, OLDER = pruning.KEPT + MINUTE, pruning.PROMPTED_KEPT + MINUTE


def test_only_what_is_finished_and_old_is_pruned(desk: Desk, house: House) -> None:
    tx, now = desk.tx, desk.tx.now
    gone = {desk.update(MINE, state="done", received_at=now - OLD)}
    kept = {desk.update(MINE, state=state, received_at=now - OLD) for state in ("new", "failed")}
    kept.add(desk.update(MINE, state="done", received_at=now - pruning.KEPT))
    number = prompts.plan(tx, house.case, _contact(tx), house.siti.id, None, "test")
    said: dict[str, Any] = {"prompt_id": number, "state": "sent"}
    lost = {
        desk.letter(MINE, state="sent", created_at=now - OLD),
        desk.letter(MINE, state="dropped", created_at=now - OLD),
        desk.letter(MINE, **said, created_at=now - OLDER),
        desk.letter(MINE, state="failed", created_at=now - OLDER),
    }
    stays = {
        desk.letter(MINE, state="sent", created_at=now - pruning.KEPT),
        desk.letter(MINE, state="failed", created_at=now - OLD),
        desk.letter(MINE, **said, created_at=now - OLD),
        *(desk.letter(MINE, state=state, created_at=now - OLDER) for state in ("ready", "sending")),
    }
    assert pruning.prunable(tx) == (len(gone), len(lost))
    pruning.prune(tx)
    assert set(tx.execute(select(inbox.c.id)).scalars()) == kept
    assert desk.states().keys() == stays


def test_the_keys_of_days_go_by_and_no_other_key(database: Database, house: House, clock: Clock) -> None:
    def scopes(tx: Tx) -> list[str]:
        return sorted(row.subject for row in tx.execute(select(keys)) if row.scope == "day")

    first = clock.at.date().isoformat()
    clock.at += pruning.DAY_KEYS_KEPT
    with database.transaction() as tx:
        others = set(tx.execute(select(keys.c.id).where(keys.c.scope != "day")).scalars())
        pruning.prune(tx)
        assert scopes(tx) == [first, clock.at.date().isoformat()]
    clock.at += DAY
    with database.transaction() as tx:
        pruning.prune(tx)
        assert first not in scopes(tx) and len(scopes(tx)) == 2
        assert set(tx.execute(select(keys.c.id).where(keys.c.scope != "day")).scalars()) == others


# A chat that is nobody's any more: what is still to go there, since when, and whether it is forgotten now.
LEAVING: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "nothing": ({}, {"state": "sent"}, True),
    "something": ({}, {}, False),
    "something on its way": ({}, {"state": "sending"}, False),
    "something to somebody else": ({}, {"to": THEIRS}, True),
    "a last word": ({"last_word": "closed", "last_word_at": HOUR}, {"state": "sent"}, False),
    "something for longer than a day": ({"leaving_at": -DAY - MINUTE}, {}, True),
    "a last word for longer than a day": ({"last_word": "x", "last_word_at": -DAY - MINUTE}, {"state": "sent"}, True),
    "a last word of today": (
        {"last_word": "x", "last_word_at": -HOUR, "leaving_at": -2 * DAY},
        {"state": "sent"},
        False,
    ),
    "nothing, and it is somebody's": ({"leaving_at": None}, {"state": "sent"}, False),
}


def test_a_chat_that_is_left_goes_once_all_is_said(desk: Desk) -> None:
    now, mine, others, came = desk.tx.now, {}, {}, {}
    for waits, (chat, letter, _) in LEAVING.items():
        left, theirs = desk.two()
        values = {"leaving_at": -HOUR, **chat}
        moments = {name: now + one for name, one in values.items() if isinstance(one, timedelta)}
        mine[waits], others[waits] = desk.chat(left, **{**values, **moments}), desk.chat(theirs)
        desk.letter(**{**letter, "to": theirs if "to" in letter else left})
        came[waits] = desk.update(left, state="done"), desk.update(theirs)
    pruning.prune(desk.tx)
    left_over = set(desk.tx.execute(select(chat_table.c.id)).scalars())
    assert {waits for waits, number in mine.items() if number not in left_over} == {
        waits for waits, (_, _, goes) in LEAVING.items() if goes
    }
    assert set(others.values()) <= left_over
    of = {row.id: row.chat for row in desk.tx.execute(select(inbox.c.id, inbox.c.chat))}
    for waits, (written, theirs) in came.items():
        assert (of[written], of[theirs]) == (None if LEAVING[waits][2] else mine[waits], others[waits]), waits


def test_a_chat_in_which_somebody_has_joined_since_does_not_go(desk: Desk, house: House) -> None:
    assert house.arman.chat is not None
    desk.tx.execute(update(chat_table).where(chat_table.c.id == house.arman.chat).values(leaving_at=desk.tx.now - DAY))
    gone = desk.chat(MINE, leaving_at=desk.tx.now - DAY)
    pruning.prune(desk.tx)
    assert set(desk.tx.execute(select(chat_table.c.id)).scalars()) == {house.arman.chat} and gone


def test_what_came_or_waits_beside_a_chat_that_is_gone_is_let_go(desk: Desk) -> None:
    mine, theirs, now = desk.chat(MINE), desk.chat(THEIRS), desk.tx.now
    lost, done = desk.update(MINE), desk.update(MINE, state="done", done_at=now - HOUR, pressed="x")
    known, of_nobody = desk.update(THEIRS), desk.update(None)
    gone, on_its_way, stays = desk.letter(MINE), desk.letter(MINE, state="sending"), desk.letter(THEIRS)
    desk.tx.execute(chat_table.delete().where(chat_table.c.id == mine))
    pruning.prune(desk.tx)
    rows = {row.id: row for row in desk.tx.execute(select(inbox))}
    assert [(rows[one].state, rows[one].chat) for one in (lost, done)] == [("done", None), ("done", mine)]
    assert rows[done].done_at == now - HOUR
    assert [(rows[one].state, rows[one].chat) for one in (known, of_nobody)] == [("new", theirs), ("new", None)]
    assert desk.states().keys() == {on_its_way, stays} and gone


def test_a_stranger_is_a_chat_of_which_nothing_is_kept(desk: Desk, house: House) -> None:
    assert house.arman.chat is not None
    gone = desk.chat(MINE)
    writes, is_told, leaves = (
        desk.chat(7760000001),
        desk.chat(7760000002),
        desk.chat(7760000003, leaving_at=desk.tx.now),
    )
    desk.update(7760000001, state="done")
    desk.letter(7760000002, state="sent")
    assert pruning.count_strangers(desk.tx) == 1
    pruning.forget_strangers(desk.tx)
    left = set(desk.tx.execute(select(chat_table.c.id)).scalars())
    assert left == {writes, is_told, leaves, house.arman.chat} and gone not in left
