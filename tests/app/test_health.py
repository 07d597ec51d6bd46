"""What a machine reads of the bot's health: what is counted, what waits, and a part that stands still."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.clock import Clock as RealClock
from bot.health.endpoints import STILL, Endpoints
from bot.health.metrics import Metrics
from bot.store.engine.database import Database
from bot.store.engine.desk import Desk
from bot.store.queues import incoming, signs_of_life
from bot.store.queues.incoming import Received
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from tests.driver import TUESDAY


class Clock(RealClock):
    """A clock that the test turns."""

    at = TUESDAY

    def now(self) -> datetime:
        """Aware UTC."""
        return self.at


@pytest.fixture
def kind() -> str:
    """Pages are the same on every database."""
    return "sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(migrated_url: str, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    create_key_file(tmp_path / "test.key")
    database = Database(migrated_url, Vault(tmp_path / "test.key"), clock.now)
    yield database
    database.close()


def read(database: Database, clock: Clock, metrics: Metrics, page: str) -> tuple[int, str]:
    """One of the two pages, over HTTP."""

    async def story() -> tuple[int, str]:
        site = web.Application()
        Endpoints(Desk(database), clock, metrics).mount(site)
        runner = web.AppRunner(site)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            address = f"http://127.0.0.1:{runner.addresses[0][1]}/{page}"
            async with aiohttp.ClientSession() as session, session.get(address) as answer:
                return answer.status, await answer.text()
        finally:
            await runner.cleanup()

    return asyncio.run(story())


def test_everything_is_counted_under_its_own_name(database: Database, clock: Clock) -> None:
    metrics = Metrics(clock)
    metrics.count_poll(2)
    metrics.count_turns(3)
    metrics.count_old_buttons(4)
    for fate in ("sent", "sent", "failed"):
        metrics.count_send(fate)
    with database.transaction() as tx:
        incoming.receive(tx, [Received(1, 7, b"{}"), Received(2, 7, b"{}")])
    status, said = read(database, clock, metrics, "metrics")
    assert status == 200
    counted = dict(re.findall(r'^titian_(\w+(?:\{\w+="\w+"\})?) (\S+)$', said, re.MULTILINE))
    assert {name: float(number) for name, number in counted.items() if "_created" not in name} == {
        "updates_received_total": 2,
        "turns_handled_total": 3,
        "old_buttons_total": 4,
        'sends_total{fate="sent"}': 2,
        'sends_total{fate="failed"}': 1,
        'rows_waiting{queue="inbox_new"}': 2,
        'rows_waiting{queue="inbox_failed"}': 0,
        'rows_waiting{queue="outbox_ready"}': 0,
        'rows_waiting{queue="outbox_uncertain"}': 0,
    }


def test_a_poller_that_has_not_been_heard_of_for_minutes_is_not_well(database: Database, clock: Clock) -> None:
    metrics = Metrics(clock)
    with database.transaction() as tx:
        signs_of_life.beat(tx, tx.now)
    assert read(database, clock, metrics, "healthz")[0] == 200, "nobody polls here yet"
    metrics.count_poll(0)
    clock.at += STILL
    assert read(database, clock, metrics, "healthz")[0] == 200
    clock.at += timedelta(seconds=1)
    status, said = read(database, clock, metrics, "healthz")
    assert (status, '"poller": "still for more than two minutes"' in said) == (503, True)


def test_a_clock_that_was_moved_has_made_nobody_silent(database: Database, clock: Clock) -> None:
    demo = RealClock()
    metrics = Metrics(demo)
    metrics.count_poll(0)
    demo.advance(timedelta(days=1))
    clock.at = demo.now()
    assert metrics.polled_at is not None
    with database.transaction() as tx:
        signs_of_life.beat(tx, metrics.polled_at)
        assert signs_of_life.still(tx, polls=True) == []
