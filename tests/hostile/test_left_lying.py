"""What stands on a participant's phone that is left lying open goes by itself, but for a short list: every press there.

Whoever holds it then reads no receipt of a call for help, no question about leaving, no form about how they are.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.presses import Press
from bot.domain.wire import FIELDS
from bot.store.engine.tables import outbox
from bot.store.queues import buttons, incoming
from bot.store.queues.incoming import Received
from handlers import ROUTES
from tests.hostile.forging import pressing
from tests.map.conftest import world as its_world
from tests.map.pressing import presses_about
from tests.map.world import World
from tests.office import TakenBack

world = its_world
WHO = "participant open"
MENU, DIRECTORY, FIRST = "the menu", "what is open to everybody", "a question of the first meeting"
# Of each kind of press whose screen may stay: why. Where the PIN is asked stays too; nobody here has one.
STAYS = {
    "Home": MENU,
    "Help": MENU,
    "PutAside": MENU,
    "Sweep": MENU,
    # An answer that was given before leads to the menu.
    "Address": MENU,
    "Zone": MENU,
    "Adult": MENU,
    "AnswerTick": MENU,
    "Info": DIRECTORY,
    "InfoCategory": DIRECTORY,
    "InfoPlaces": DIRECTORY,
    "NewAddress": FIRST,
    "NewZone": FIRST,
}


def of_participants() -> list[type[Press]]:
    """What a participant's buttons press."""
    found = [route.on for route in ROUTES if route.roles is None or Role.PARTICIPANT in route.roles]
    return sorted({on for on in found if on in FIELDS}, key=lambda on: on.__name__)


def _stay(world: World, number: int, press: Press) -> list[tuple[str, list[str]]]:
    """What of the screens that this press brings is not taken away by itself."""
    found: list[tuple[str, list[str]]] = []
    with world.office.tx() as tx:
        data = buttons.sealed(tx, world.chats[WHO], press)
    with suppress(TakenBack), world.office.tx() as tx:
        before = set(tx.execute(select(outbox.c.id)).scalars())
        raw = json.dumps(pressing(number, world.numbers[WHO], data)).encode()
        incoming.receive(tx, [Received(number, world.numbers[WHO], raw)])
        while world.office.workers[0].answer(tx):
            pass
        rows = tx.execute(select(outbox).where(outbox.c.id.not_in(before), outbox.c.method == "screen")).all()
        for row in rows:
            said: dict[str, Any] = json.loads(tx.open(row.payload, "outbox", row.cause))
            if row.chat == world.chats[WHO] and said["hides"] is None:
                found.append((said["text"], [button["text"] for line in said["rows"] for button in line]))
        raise TakenBack
    return found


@pytest.mark.parametrize("kind", of_participants(), ids=lambda kind: str(kind.__name__))
def test_what_is_left_lying_goes_by_itself(world: World, kind: type[Press]) -> None:
    presses = presses_about(kind, world, world.lots["open"])
    stay = [one for at, press in enumerate(presses) for one in _stay(world, 7_000_000 + at, press)]
    assert bool(stay) is (kind.__name__ in STAYS), stay
