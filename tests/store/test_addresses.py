"""Whom a reply may go to, whatever a handler says: asked by the worker, for every reply to somebody else."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from bot.domain.people import STAFF, Role
from bot.domain.presses import Home
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.router import Route
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import chats, outbox
from bot.store.engine.tables import people as people_table
from bot.store.people import people
from bot.store.queues import incoming
from bot.store.queues.incoming import Received
from bot.store.rights import consents, participants
from bot.turn import Due, Reply, Say, Tell, Turn
from bot.worker import Worker
from tests.hostile.forging import typing
from tests.store.conftest import House, router_of
from tests.store.test_requests import reach

SITIS = 7700000001
YUSUFS = 7700000002


def allows(tx: Tx, house: House) -> None:
    for tick in ("abroad", "messages"):
        consents.give(tx, house.arman, house.case, tick, channel="chat", explained_by=None)


def allows_and_hides(tx: Tx, house: House) -> None:
    allows(tx, house)
    participants.hide(tx, house.arman)


def blocks(tx: Tx, house: House) -> None:
    allows(tx, house)
    tx.execute(update(chats).where(chats.c.id == house.arman.chat).values(blocked_at=tx.now))


def is_as_before(tx: Tx, house: House) -> None:
    pass


def is_suspended(tx: Tx, house: House) -> None:
    people.suspend(tx, house.admin, house.yusuf)


def has_left(tx: Tx, house: House) -> None:
    participants.remove(tx, house.arman)


@pytest.mark.parametrize(
    ("to", "happens", "reached"),
    [
        ("arman", is_as_before, False),
        ("arman", allows, True),
        ("arman", allows_and_hides, False),
        ("arman", blocks, False),
        ("arman", has_left, False),
        ("yusuf", is_as_before, True),
        ("yusuf", is_suspended, False),
        ("admin", is_as_before, False),
    ],
)
def test_a_reply_to_somebody_else(
    database: Database, house: House, to: str, happens: Callable[[Tx, House], None], reached: bool
) -> None:
    def tell(turn: Turn, pressed: Home) -> list[Reply]:
        return [Tell("list_longer", 1, getattr(house, to).id)]

    def say(turn: Turn, due: Due) -> list[Reply]:
        return [Say(turn.t("Thank you, {you}."), kind="alert")]

    with database.transaction() as tx:
        for person, number in ((house.siti, SITIS), (house.yusuf, YUSUFS)):
            reach(tx, person, number)
        happens(tx, house)
        incoming.receive(tx, [Received(1, SITIS, json.dumps(typing(1, SITIS, "/menu")).encode())])
        everyone = STAFF | {Role.PARTICIPANT}
        router = router_of(Route(Home, tell, STAFF, commands=("menu",)), Route(Due, say, everyone, kind="list_longer"))
        worker = Worker(router, language, calendar())
        assert worker.answer(tx) == 1
        chat = tx.execute(select(people_table.c.chat).where(people_table.c.id == getattr(house, to).id)).scalar_one()
        assert list(tx.execute(select(outbox.c.chat)).scalars()) == ([chat] if reached else [])
        assert reached or worker.work(tx) == 0, "what may not be said is not looked at over and over"
