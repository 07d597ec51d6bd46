"""While the bot plays empty, nothing tells a participant's phone from a stranger's: every press, every word, a picture.

And nothing is said there first: a greeting waits, news is for somebody to tell in person.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.presses import KINDS, Press, RequestAnswered
from bot.domain.speaking import LOOKED_AGAIN
from bot.reference.calendar import calendar
from bot.store.engine.database import Tx
from bot.store.engine.tables import inbox, outbox, prompts
from bot.store.people import people
from bot.store.queues import buttons, incoming
from bot.store.queues.incoming import Received
from bot.store.rights import participants, self_checks
from tests.hostile.forging import pressing
from tests.map.pressing import presses_about
from tests.map.world import World
from tests.office import TakenBack

HIDDEN = "participant open"
TYPED = (
    "/menu", "/start", "/mulai", "/start abcdefgh", "/info", "/bantuan", "/atur", "/batal", "/catat", "/jadwal",
    "/ringkasan", "/tidakada", "halo", "BPJS mati", "darurat", "123456", "12 34 56", "1234", "beli galon",
    "Namarahasia",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(world: World) -> World:
    with world.office.tx() as tx:
        who = world.lots["open"].participant
        participants.choose(tx, who, chosen_name="Melati", quiet_word="beli galon")
        participants.set_pin(tx, who, "975310")
        participants.hide(tx, who)
    return world


def _answered(world: World, who: str, number: int, update: dict[str, Any]) -> list[Any]:
    """All that an update brings to the chat it came from, to the letter."""
    found: list[Any] = []
    with suppress(TakenBack), world.office.tx() as tx:
        before = set(tx.execute(select(outbox.c.id)).scalars())
        incoming.receive(tx, [Received(number, world.numbers[who], json.dumps(update).encode())])
        while world.office.workers[0].answer(tx):
            pass
        handled = tx.execute(select(inbox.c.state).where(inbox.c.update_id == number)).scalar_one()
        rows = tx.execute(select(outbox).where(outbox.c.id.not_in(before)).order_by(outbox.c.id)).all()
        found = [handled, *(_said(tx, row) for row in rows if row.chat == world.chats[who])]
        raise TakenBack
    return found


def _said(tx: Tx, row: Any) -> Any:
    said = json.loads(tx.open(row.payload, "outbox", row.cause))
    keyboard = said.pop("rows", [])
    return row.method, row.kind, [[button["text"] for button in line] for line in keyboard], said


def _typed(number: int, chat: int, **said: Any) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "x"}
    message = {"message_id": 7, "date": 0, "chat": {"id": chat, "type": "private"}, "from": person, **said}
    return {"update_id": number, "message": message}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: str(kind.__name__))
def test_every_press_is_answered_as_a_strangers(world: World, kind: type[Press]) -> None:
    for at, press in enumerate(presses_about(kind, world, world.lots["open"])):
        found = []
        for who in (HIDDEN, "stranger"):
            with world.office.tx() as tx:
                data = buttons.sealed(tx, world.chats[who], press)
            found.append(_answered(world, who, 5_000_000 + at, pressing(5_000_000 + at, world.numbers[who], data)))
        assert found[0] == found[1], press


@pytest.mark.parametrize("text", TYPED)
def test_every_word_is_answered_as_a_strangers(world: World, text: str) -> None:
    found = [
        _answered(world, who, 6_000_000, _typed(6_000_000, world.numbers[who], text=text))
        for who in (HIDDEN, "stranger")
    ]
    assert found[0] == found[1]
    assert len(found[0]) > 1


@pytest.mark.parametrize("said", ({"photo": [{"file_id": "a"}]}, {"voice": {"file_id": "a"}}, {"location": {}}))
def test_every_picture_is_answered_as_a_strangers(world: World, said: dict[str, Any]) -> None:
    found = [
        _answered(world, who, 6_500_000, _typed(6_500_000, world.numbers[who], **said)) for who in (HIDDEN, "stranger")
    ]
    assert found[0] == found[1]


def test_the_same_words_open_it_again_for_who_knows_the_pin(world: World) -> None:
    said = _answered(world, HIDDEN, 6_600_000, _typed(6_600_000, world.numbers[HIDDEN], text="975310"))
    assert "Melati" in str(said)


def test_a_greeting_waits_until_the_bot_is_itself_again(world: World) -> None:
    lot = world.lots["open"]
    with suppress(TakenBack), world.office.tx() as tx:
        self_checks.plan(tx, lot.participant, lot.case, 1, calendar())
        greeting = select(prompts.c.state, prompts.c.due_at).where(
            prompts.c.kind == self_checks.KIND, prompts.c.subject == f"person:{lot.participant.id}"
        )
        later = tx.execute(greeting).one().due_at
        soon = tx.now - timedelta(minutes=1)
        tx.execute(prompts.update().where(prompts.c.due_at == later).values(due_at=soon))
        world.office.workers[0].work(tx)
        found = tx.execute(greeting).one()
        assert (found.state, found.due_at) == ("waiting", tx.now + LOOKED_AGAIN)
        raise TakenBack


def test_news_is_not_said_there(world: World) -> None:
    """It waits in the menu behind the PIN; nobody is told that the phone shows an empty bot."""
    with suppress(TakenBack), world.office.tx() as tx:
        leader = people.by_chats(tx, {world.chats["leader"]})[world.chats["leader"]]
        assert leader.chat is not None
        request = world.lots["open"].requests["correct"]
        data = buttons.sealed(tx, leader.chat, RequestAnswered(request))
        before = set(tx.execute(select(outbox.c.id)).scalars())
        raw = json.dumps(pressing(6_700_000, world.numbers["leader"], data)).encode()
        incoming.receive(tx, [Received(6_700_000, world.numbers["leader"], raw)])
        while world.office.workers[0].answer(tx):
            pass
        rows = tx.execute(select(outbox).where(outbox.c.id.not_in(before))).all()
        assert [row.chat for row in rows] == [leader.chat]
        raise TakenBack
