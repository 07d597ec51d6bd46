"""Four processes on one database, their clocks minutes apart: one holds each lease; who was held up does nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from bot.demo.phones import Phone
from bot.store.engine import leases
from bot.store.engine.leases import POLL, SEND
from bot.store.engine.tables import leases as table
from bot.store.queues.backlog import waiting_rows
from tests.blackbox import Place, Process, chatters, sees, until

APART = (-120, -40, 40, 120)
TERM = leases.TERM.total_seconds()
CROWD = 60


@pytest.fixture
def kind() -> str:
    """SQLite has one process."""
    return "postgresql"


@pytest.fixture
def four(place: Place) -> Iterator[list[Process]]:
    """Each with another time of day, and at Telegram's own pace for a chat."""
    place.does("init")
    started = [place.start("run", CLOCK_AHEAD=str(ahead), TITIAN_SEND_PER_CHAT="1") for ahead in APART]
    yield [process.is_ready() for process in started]


def holder(place: Place, name: str) -> str:
    with place.database() as database, database.transaction() as tx:
        found = tx.execute(select(table.c.holder).where(table.c.name == name)).scalar_one_or_none()
    return found or ""


def pid_of(held_by: str) -> int:
    return int(held_by.split("|")[2])


def waiting(place: Place) -> dict[str, int]:
    with place.database() as database, database.transaction() as tx:
        return waiting_rows(tx)


@contextmanager
def telling(place: Place, processes: list[Process]) -> Iterator[None]:
    """Where it fails: what waits, who holds what, and what the processes wrote."""
    try:
        yield
    except AssertionError as error:
        held = {name: holder(place, name) for name in (POLL, SEND)}
        logs = "\n".join(f"-- {one.pid}\n{one.log[-2000:]}" for one in processes)
        raise AssertionError(f"{error}\nwaiting: {waiting(place)}\nheld: {held}\n{logs}") from None


def phone_of(place: Place) -> Phone:
    (chatter,) = chatters(place, 1)
    place.world.server.on_bot_message = None
    return chatter.phone


def standing(phone: Phone) -> dict[int, str]:
    """What the bot's messages in the chat say, by number."""
    return {message.id: message.text for message in phone.messages if message.from_bot}


@pytest.mark.kill9
def test_one_process_at_a_time_polls_and_sends(place: Place, four: list[Process]) -> None:
    phone = phone_of(place)
    phone.types("/menu")
    sees(phone, "Selamat")
    first = {name: holder(place, name) for name in (POLL, SEND)}
    assert {pid_of(one) for one in first.values()} <= {process.pid for process in four}
    for _ in range(8):
        time.sleep(1)
        assert {name: holder(place, name) for name in (POLL, SEND)} == first, "it does not change hands"
    typed = 0

    def crowded() -> bool:
        # One more at each look, for as long as it needs, and not without end: each is read before what comes after.
        nonlocal typed
        if typed < CROWD:
            phone.types("/menu")
            typed += 1
        return bool(waiting(place)["outbox_ready"] > 2)

    until(crowded, "screens wait for their turn", TERM)
    stopped = {pid_of(one) for one in first.values()}
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    until(lambda: holder(place, SEND) not in ("", first[SEND]), "another sends", TERM * 2)
    until(lambda: holder(place, POLL) not in ("", first[POLL]), "another polls", TERM * 2)
    phone.types("/jadwal")
    with telling(place, four):
        sees(phone, "Jadwal", TERM * 6)
    # The list of commands is told at a round of housekeeping, whoever holds the lease by then.
    until(lambda: "setmycommands" in {call.method for call in list(place.world.server.calls)}, "the list is told", 60)
    until(lambda: waiting(place)["outbox_ready"] == 0, "all is said", 30)
    stood, calls = standing(phone), len(place.world.server.calls)
    for pid in stopped:
        os.kill(pid, signal.SIGCONT)
    time.sleep(leases.BEAT.total_seconds() + 2)
    left, made = (
        standing(phone),
        [call for call in list(place.world.server.calls)[calls:] if call.method != "getupdates"],
    )
    # A copy that had arrived before its sender was held up may still stand above the screen: that alone is taken away.
    copies = stood.keys() - {max(stood)}
    assert stood.keys() - left.keys() <= copies, "the screen stays"
    assert left == {number: stood[number] for number in left}, "who woke after the end of its lease says nothing more"
    assert all(call.method == "deletemessage" and int(call.params["message_id"]) in copies for call in made), made
    assert not any("Conflict" in process.log or "another program" in process.log for process in four)
    assert all(process.code is None for process in four)
    phone.types("/menu")
    sees(phone, "Selamat")
