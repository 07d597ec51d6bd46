"""A process in parts: real ones, on a real database, with a pretend Telegram where one is needed."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

import handlers
from bot.app.ending import Ending
from bot.app.lanes import Lanes
from bot.app.polling import CONFLICTS, Polling
from bot.app.sending import IN_FLIGHT, Sending
from bot.app.tasks import Flights
from bot.app.tenure import Tenure, is_dead
from bot.clock import Bells
from bot.clock import Clock as RealClock
from bot.demo.server import BotServer
from bot.health.endpoints import Endpoints
from bot.health.metrics import Metrics
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.startup.preconditions import CannotStart, reach
from bot.store.engine import leases
from bot.store.engine.database import Database, Tx
from bot.store.engine.desk import Desk
from bot.store.engine.leases import POLL, SEND
from bot.store.queues import chats, incoming, outgoing, signs_of_life
from bot.store.queues.incoming import Received
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from bot.telegram.errors import verdict
from bot.telegram.greeting import choose_intake, who_am_i
from bot.telegram.intake import Intake
from bot.telegram.pace import Pace
from bot.telegram.sender import Sender
from bot.telegram.transport import Fenced, NotSent, wire
from bot.turn import Drawing
from bot.worker import Worker
from tests.driver import TOKEN, Clock

NOWHERE = "http://127.0.0.1:1"


class StumblingWorker(Worker):
    """A worker with a bug in its short cut."""

    def answer(self, tx: Tx, chat: int | None = None) -> int:
        """Stumble."""
        raise ValueError("a bug")


async def no_picture(drawing: Drawing) -> bytes | None:
    return None


@dataclass
class Parts:
    """What a process is made of; nothing of it runs until a test says so."""

    clock: Clock
    desk: Desk
    tenure: Tenure
    metrics: Metrics
    ending: Ending
    sending: Sending
    lanes: Lanes
    polling: Polling


@pytest.fixture
def kind() -> str:
    """Loops and flags are the same on every database."""
    return "sqlite"


@pytest.fixture
def parts(migrated_url: str, tmp_path: Path) -> Iterator[Parts]:
    clock, key_file = Clock(), tmp_path / "test.key"
    create_key_file(key_file)
    database = Database(migrated_url, Vault(key_file), clock.now)
    desk = Desk(database)
    line = wire(TOKEN, NOWHERE)
    tenure, metrics, ending = Tenure(desk), Metrics(RealClock()), Ending()
    sender = Sender(line, desk, Pace(30, 1, 5), no_picture)
    sending = Sending(desk, sender, tenure, metrics, ending)
    worker = StumblingWorker(handlers.router(), language, calendar())
    lanes = Lanes(desk, worker, Bells(RealClock()), sending, metrics)
    polling = Polling(Intake(line, desk), tenure, lanes, metrics)
    yield Parts(clock, desk, tenure, metrics, ending, sending, lanes, polling)
    database.close()


async def forever() -> None:
    await asyncio.Event().wait()


def test_nothing_is_claimed_without_the_lease_nor_without_room(parts: Parts) -> None:
    async def story() -> None:
        assert parts.sending.room == 0, "this process may not send yet"
        await parts.tenure.take()
        assert parts.sending.room == IN_FLIGHT
        parts.sending.flights.begin(forever())
        assert parts.sending.room == IN_FLIGHT - 1
        await parts.sending.flights.land(0)

    asyncio.run(story())


def test_flights_that_do_not_land_are_called_off() -> None:
    async def story() -> int:
        flights = Flights()
        flights.begin(forever())
        await asyncio.wait_for(flights.land(0), 1)
        await asyncio.wait_for(flights.land(1), 2)
        return len(flights)

    assert asyncio.run(story()) == 0


def test_nobody_polls_without_the_lease(parts: Parts) -> None:
    async def story() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(parts.polling.loop(), 0.2)

    asyncio.run(story())
    assert parts.metrics.polled_at is None


def test_how_long_the_next_poll_rests(parts: Parts) -> None:
    assert parts.polling.pause(verdict(RetryAfter(timedelta(seconds=7))), "RetryAfter") == 7
    assert [parts.polling.pause(verdict(NetworkError("gone")), "NetworkError") for _ in range(6)] == [
        2,
        4,
        8,
        16,
        30,
        30,
    ]
    with pytest.raises(CannotStart, match="BotFather"):
        parts.polling.pause(verdict(InvalidToken()), "InvalidToken")


def test_only_conflicts_in_a_row_end_a_process(parts: Parts) -> None:
    taken = verdict(Conflict("terminated by other getUpdates request"))
    for _ in range(2):
        assert [parts.polling.pause(taken, "Conflict") for _ in range(CONFLICTS - 1)] == [1, 2]
        parts.polling.came_back(0, [])
    assert parts.metrics.polled_at is not None
    assert [parts.polling.pause(taken, "Conflict") for _ in range(CONFLICTS - 1)] == [1, 2]
    with pytest.raises(CannotStart, match="another program asks Telegram"):
        parts.polling.pause(taken, "Conflict")


def test_a_bug_in_the_short_cut_leaves_the_updates_to_the_lanes(parts: Parts) -> None:
    with parts.desk.database.transaction() as tx:
        assert parts.lanes.turn_around(tx) == []


def test_a_loop_that_ends_by_a_bug_ends_the_process(parts: Parts) -> None:
    async def bug() -> None:
        raise ValueError("what somebody wrote")

    async def story() -> None:
        await parts.ending.guard(bug())
        await asyncio.wait_for(parts.ending.wait(), 1)

    asyncio.run(story())
    assert parts.ending.wrong is not None and "ValueError" in parts.ending.wrong
    assert "what somebody wrote" not in parts.ending.wrong


def test_a_lease_given_back_is_the_next_ones_at_once(parts: Parts) -> None:
    async def story() -> None:
        await parts.tenure.take(first=True)
        assert parts.tenure.may_poll.is_set() and parts.tenure.may_send.is_set()
        await parts.tenure.give_back()
        there = Tenure(parts.desk)
        await there.take(first=True)
        assert there.may_send.is_set()

    asyncio.run(story())


def test_who_counts_as_dead(parts: Parts) -> None:
    held = asyncio.run(parts.desk.run(lambda tx: leases.take(tx, SEND, parts.tenure.holder, is_dead)))
    assert held is not None
    name, machine, pid, born = held.holder.split("|")
    assert not is_dead(held.holder), "it lives"
    assert pid == str(os.getpid())
    assert is_dead(f"{name}|{machine}|{pid}|{int(born) - 1}"), "another process had this number before"
    assert is_dead(f"{name}|{machine}|{2**22 + 1}|{born}"), "there is none of this number"
    for unknown in (f"{name}|elsewhere|{2**22 + 1}|{born}", f"{name}||{2**22 + 1}|{born}", "host:1:abc", "", "a|b|c"):
        assert not is_dead(unknown), "nobody here can tell"


def test_whoever_was_held_up_past_the_end_of_its_lease_holds_nothing(parts: Parts) -> None:
    """Asked right before each act: claiming, sending, polling."""
    up = [100.0]
    tenure = Tenure(parts.desk, lambda: up[0])

    async def story() -> None:
        await tenure.take(first=True)
        assert tenure.holding(SEND) is not None and tenure.holding(POLL) is not None
        up[0] += leases.TERM.total_seconds()
        assert tenure.holding(SEND) is None and tenure.holding(POLL) is None
        assert tenure.may_send.is_set(), "it has not had a moment to notice"

    asyncio.run(story())


def one_letter(tx: Tx) -> None:
    chat = tx.blind(7712345678)
    chats.meet(tx, {chat: 7712345678})
    said = {
        "cause": "one",
        "chat": chat,
        "method": "push",
        "kind": "alert",
        "prompt_id": None,
        "payload": {"text": "a"},
    }
    outgoing.send_later(tx, [said])


def test_nothing_is_claimed_under_a_lease_that_is_anothers(parts: Parts) -> None:
    """Also where its former holder does not know it yet: the statement that claims looks at the fence itself."""

    async def story() -> None:
        await parts.tenure.take(first=True)
        await parts.desk.run(lambda tx: leases.give_back(tx, parts.tenure.holder))
        await parts.desk.run(lambda tx: leases.take(tx, SEND, "somebody else", is_dead))
        await parts.desk.run(one_letter)
        assert await parts.desk.run(parts.sending.claim) == []
        assert len(await parts.desk.run(lambda tx: outgoing.claim_letters(tx, 5))) == 1

    asyncio.run(story())


def test_nothing_waits_for_the_clock_of_a_process_that_is_gone(parts: Parts) -> None:
    """It may have been minutes ahead; what Telegram itself told us to wait for is waited for all the same."""
    later = parts.clock.now() + timedelta(minutes=4)

    def put_off(tx: Tx) -> None:
        one_letter(tx)
        other = tx.blind(7712345679)
        said = {"chat": other, "method": "push", "kind": "alert", "prompt_id": None}
        chats.meet(tx, {other: 7712345679})
        outgoing.send_later(tx, [{**said, "cause": "two", "payload": {"text": "b"}}])
        first, second = outgoing.claim_letters(tx, 5)
        outgoing.try_again(tx, first, later, "no_connection", uncertain=False)
        outgoing.try_again(tx, second, later, outgoing.TOLD_TO_WAIT, uncertain=False)
        incoming.receive(tx, [Received(1, 7712345678, b"{}")])
        (row,) = incoming.claim_updates(tx, 5)
        incoming.postpone_update(tx, row.id, 1, later, "busy")

    async def story() -> None:
        await parts.desk.run(put_off)
        assert await parts.desk.run(lambda tx: outgoing.claim_letters(tx, 5)) == []
        assert await parts.desk.run(lambda tx: incoming.claim_updates(tx, 5)) == []
        await parts.tenure.take(first=True)
        assert [one.telegram_id for one in await parts.desk.run(lambda tx: outgoing.claim_letters(tx, 5))] == [
            7712345678
        ]
        assert len(await parts.desk.run(lambda tx: incoming.claim_updates(tx, 5))) == 1

    asyncio.run(story())


def test_no_call_is_made_under_a_lease_that_is_over(parts: Parts) -> None:
    called: list[str] = []

    class Line:
        async def call(self, method: str, **asked: Any) -> Any:
            called.append(method)

    holds = [True]
    line = Fenced(Line(), lambda: holds[0])  # type: ignore[arg-type]

    async def story() -> None:
        await line.call("sendMessage")
        holds[0] = False
        with pytest.raises(NotSent):
            await line.call("sendMessage")
        with pytest.raises(NotSent):
            await line.call_with_file("sendDocument", "document", ("a", b"", "b"))

    asyncio.run(story())
    assert called == ["sendMessage"]


def test_the_health_page_is_no_ok_when_a_part_stands_still(parts: Parts) -> None:
    with parts.desk.database.transaction() as tx:
        signs_of_life.beat(tx, tx.now)

    async def story() -> list[int]:
        site = web.Application()
        Endpoints(parts.desk, RealClock(), parts.metrics).mount(site)
        runner = web.AppRunner(site)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        found = []
        async with aiohttp.ClientSession() as session:
            for span in (timedelta(), timedelta(minutes=6)):
                parts.clock.at += span
                async with session.get(f"http://127.0.0.1:{runner.addresses[0][1]}/healthz") as answer:
                    found.append(answer.status)
        await runner.cleanup()
        return found

    assert asyncio.run(story()) == [200, 503]


def test_telegram_is_asked_again_before_it_is_given_up(parts: Parts) -> None:
    async def story() -> str:
        server = BotServer(TOKEN, now=parts.clock.now, username="uji_bot")
        line = wire(TOKEN, await server.start())
        await line.open()
        server.fail_next("getMe", 502, "Bad Gateway", times=2)
        try:
            found = (await who_am_i(line)).username
            await choose_intake(line, None)
            assert "deletemycommands" in [call.method for call in server.calls]
        finally:
            await line.close()
            await server.stop()
        return found

    assert asyncio.run(story()) == "uji_bot"


def test_what_is_said_of_an_address_holds_no_password() -> None:
    async def story() -> None:
        line = wire(TOKEN, NOWHERE)
        await line.open()
        try:
            await reach(line, "http://titian:sandi-lewat@127.0.0.1:1")
        finally:
            await line.close()

    with pytest.raises(CannotStart, match=r"127\.0\.0\.1:1") as error:
        asyncio.run(story())
    assert "sandi-lewat" not in str(error.value)


def test_old_buttons_are_counted_and_nothing_of_them_is_said(migrated_url: str, tmp_path: Path) -> None:
    metrics = Metrics(RealClock())
    create_key_file(tmp_path / "other.key")
    database = Database(migrated_url, Vault(tmp_path / "other.key"), Clock().now)
    worker = Worker(handlers.router(), language, calendar(), metrics.count_old_buttons)
    chat = {"id": 7, "type": "private"}
    tap = {"id": "1", "from": {"id": 7}, "data": "case:1", "message": {"message_id": 5, "chat": chat}}
    with database.transaction() as tx:
        incoming.receive(tx, [Received(1, 7, json.dumps({"update_id": 1, "callback_query": tap}).encode())])
        while worker.work(tx):
            pass
    database.close()
    assert b"titian_old_buttons_total 1.0" in metrics.exposition({})
