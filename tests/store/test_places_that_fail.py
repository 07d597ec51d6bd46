"""A bug rings the admins once an hour for each place in the code, also where two stand in one file of a long name."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import NoReturn

from sqlalchemy import func, select

from bot.domain.people import STAFF
from bot.domain.presses import Help, Home
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.router import Route
from bot.store.engine.database import Database
from bot.store.engine.tables import inbox, prompts
from bot.store.queues import incoming
from bot.store.queues.incoming import Received
from bot.turn import Due, Reply, Turn
from bot.worker import Worker
from tests.driver import Clock
from tests.hostile.forging import typing
from tests.store.conftest import House, router_of
from tests.store.test_requests import reach

SITIS, RATNAS = 7700000001, 7700000002


def one_bug(turn: Turn, *what: object) -> NoReturn:
    raise RuntimeError("Kalimat seseorang")


def another_bug(turn: Turn, *what: object) -> NoReturn:
    raise RuntimeError("Kalimat seseorang")


def rings(turn: Turn, due: Due) -> list[Reply]:
    return []


def test_two_places_ring_twice_and_one_place_once(database: Database, house: House, clock: Clock) -> None:
    router = router_of(
        Route(Home, one_bug, STAFF, commands=("menu",)),
        Route(Help, another_bug, STAFF, commands=("bantuan",)),
        Route(Due, rings, STAFF, kind="fault"),
    )
    worker = Worker(router, language, calendar())
    rung = []
    with database.transaction() as tx:
        reach(tx, house.siti, SITIS)
        reach(tx, house.admin, RATNAS)
    for number, text in enumerate(("/menu", "/menu", "/bantuan", "/bantuan")):
        with database.transaction() as tx:
            incoming.receive(tx, [Received(number, SITIS, json.dumps(typing(number, SITIS, text)).encode())])
        for _ in range(4):
            with database.transaction() as tx:
                worker.work(tx)
            clock.at += timedelta(minutes=1)
        with database.transaction() as tx:
            notices = select(func.count()).where(prompts.c.kind == "fault")
            rung.append(tx.execute(notices).scalar_one())
    assert rung == [1, 1, 2, 2]
    with database.transaction() as tx:
        told = tx.execute(select(prompts.c.subject).where(prompts.c.kind == "fault").order_by(prompts.c.id)).scalars()
        failed = tx.execute(select(inbox.c.id).where(inbox.c.state == "failed").order_by(inbox.c.id)).scalars().all()
    assert list(told) == [f"update:{failed[0]}", f"update:{failed[2]}"], "by the number of what could not be handled"
