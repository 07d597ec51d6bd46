"""One letter on its way: its place in the pace, what stands in the chat after it, what is written down with it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from markupsafe import Markup
from sqlalchemy import select

from bot.domain import wire
from bot.domain.people import Role
from bot.domain.presses import Press
from bot.store.engine.database import Tx
from bot.store.engine.tables import chats, outbox
from bot.store.queues import outgoing
from bot.store.queues.outgoing import URGENT, Letter
from bot.telegram.pace import QUICK, REMEMBERED_CHATS, Pace
from bot.telegram.render import payload_of
from bot.telegram.sender import MOST_PATIENCE, Sender, _patience
from bot.telegram.transport import CALL_SECONDS
from bot.turn import Say
from tests.driver import Someone, Town

NO_LIMIT = 1e9


@pytest.fixture
def siti(town: Town) -> Someone:
    return town.joins(Role.MENTOR, "Siti")


def unsealed(press: Press) -> str:
    return wire.written(press)


def waits(town: Town, who: Someone, *texts: str, kind: str = "receipt") -> None:
    """So many messages wait in the outbox for this person."""

    def add(tx: Tx) -> None:
        chat = tx.blind(who.phone.user.id)
        for text in texts:
            payload = payload_of(Say(Markup(text), kind=kind), None, unsealed, fresh=False)
            row: dict[str, Any] = {"cause": text, "chat": chat, "method": "push", "kind": kind, "prompt_id": None}
            outgoing.send_later(tx, [{**row, "payload": payload}])

    town.asks(add)


def rows(town: Town) -> list[tuple[str, bool]]:
    found = select(outbox.c.state, outbox.c.uncertain).order_by(outbox.c.id)
    return [(row.state, row.uncertain) for row in town.asks(lambda tx: tx.execute(found).all())]


async def next_letter(town: Town) -> Letter:
    assert town.process is not None
    (letter,) = await town.process.desk.run(lambda tx: outgoing.claim_letters(tx, 1))
    return letter


def paced(town: Town, per_chat: float) -> Sender:
    """A sender that keeps to so many messages a second of a chat."""
    assert town.process is not None
    return Sender(town.process.wire, town.process.desk, Pace(NO_LIMIT, per_chat / QUICK, 1 / QUICK), town.draw)


def test_the_second_message_to_a_chat_waits_for_its_place(town: Town, siti: Someone) -> None:
    async def story() -> list[float]:
        sender, clock, sent = paced(town, per_chat=10), asyncio.get_running_loop().time, []
        for _ in range(2):
            await sender.deliver(await next_letter(town))
            sent.append(clock())
        return sent

    waits(town, siti, "satu", "dua")
    first, second = town.runs(story())
    assert siti.phone.texts() == ["satu", "dua"] and second - first > 0.05


def test_stopped_while_it_waits_for_its_place_is_not_in_doubt(town: Town, siti: Someone) -> None:
    async def story() -> None:
        sender = paced(town, per_chat=0.001)
        await sender.deliver(await next_letter(town))
        flight = asyncio.ensure_future(sender.deliver(await next_letter(town)))
        await asyncio.wait([flight], timeout=0.05)
        assert not flight.done() and siti.phone.texts() == ["satu"]
        flight.cancel()
        await asyncio.gather(flight, return_exceptions=True)

    waits(town, siti, "satu", "dua")
    town.runs(story())
    town.settles()
    assert siti.phone.texts() == ["satu", "dua"] and rows(town) == [("sent", False)] * 2


def test_a_message_is_waited_for_longer_than_a_screen_that_can_be_said_again(town: Town, siti: Someone) -> None:
    waits(town, siti, "satu")
    letter = town.runs(next_letter(town))
    screen = replace(letter, method="screen")
    assert [_patience(one) for one in (letter, screen, replace(screen, attempts=2))] == [
        MOST_PATIENCE,
        CALL_SECONDS,
        2 * CALL_SECONDS,
    ]


def test_what_is_to_be_done_with_it_is_done_when_it_is_sent_and_not_when_it_failed(town: Town, siti: Someone) -> None:
    async def story(heard: list[str]) -> str:
        assert town.process is not None
        return await town.process.sender.deliver(await next_letter(town), lambda tx: heard.append("sent"))

    heard: list[str] = []
    waits(town, siti, "satu")
    town.server.fail_next("sendMessage", 502, "Bad Gateway")
    assert (town.runs(story(heard)), heard) == ("in_doubt", [])
    town.clock.at += timedelta(minutes=1)
    assert (town.runs(story(heard)), heard) == ("sent", ["sent"])


def test_what_was_put_off_goes_with_what_is_urgent(town: Town, siti: Someone) -> None:
    waits(town, siti, "satu")
    town.server.fail_next("sendMessage", 502, "Bad Gateway")
    town.settles()
    assert siti.phone.texts() == []
    waits(town, siti, "mendesak", kind=URGENT)
    town.settles()
    assert siti.phone.texts() == ["mendesak", "satu"], "the line is there again"


def test_a_pressed_message_becomes_the_screen(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/menu")
    pressed = siti.phone.last.id
    siti.taps("Jadwal")
    assert siti.phone.last.id == pressed and len([one for one in siti.phone.messages if one.from_bot]) == 1
    assert [call.ok for call in town.server.calls if call.method == "answercallbackquery"] == [True], "its spinner ends"


@pytest.mark.parametrize("meanwhile", [(), ("Ada kabar.",)], ids=["nothing", "a message"])
def test_a_screen_changes_in_place_and_stands_below_what_came_meanwhile(
    town: Town, siti: Someone, meanwhile: tuple[str, ...]
) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    before = siti.phone.last.id
    waits(town, siti, *meanwhile)
    town.settles()
    siti.types("Sehat.").sees("Kapan")
    said = [message for message in siti.phone.messages if message.from_bot]
    assert [message.text for message in said][:-1] == list(meanwhile), "the former screen does not stay above"
    assert (said[-1].id == before) is not bool(meanwhile)


def test_who_was_held_up_while_somebody_else_said_it_writes_nothing_down_and_its_copy_goes(
    town: Town, siti: Someone
) -> None:
    siti.sends("/menu")

    def wait(tx: Tx) -> None:
        payload = payload_of(Say(Markup("sekali saja"), kind="screen"), None, unsealed, fresh=True)
        row: dict[str, Any] = {"cause": "x", "chat": tx.blind(siti.phone.user.id), "method": "screen", "kind": "screen"}
        outgoing.send_later(tx, [{**row, "prompt_id": None, "payload": payload}])

    async def story() -> None:
        assert town.process is not None
        sender, desk = town.process.sender, town.process.desk
        held_up = await next_letter(town)
        arrived = await sender._call(held_up, None)
        await desk.run(outgoing.recover_letters)
        await sender.deliver(await next_letter(town))
        await desk.run(lambda tx: sender._sent(tx, held_up, arrived))

    town.asks(wait)
    town.runs(story())
    newest = siti.phone.last.id
    standing = select(chats.c.screen_id, chats.c.last_id)
    assert [tuple(row) for row in town.asks(lambda tx: tx.execute(standing).all())] == [(newest, newest)]
    town.settles()
    assert siti.phone.texts() == ["sekali saja"]
    assert siti.sends("/jadwal").phone.texts()[-1] != "sekali saja"


def test_only_so_many_chats_are_remembered() -> None:
    pace = Pace(NO_LIMIT, 0.001, 1 / QUICK)
    assert pace.wait(0, 0.0) == 0 and pace.wait(0, 0.0) > 0
    for chat in range(1, REMEMBERED_CHATS):
        pace.wait(chat, 0.0)
    assert pace.wait(0, 0.0) > 0, "it is still known, and the newest by now"
    for chat in range(REMEMBERED_CHATS, 2 * REMEMBERED_CHATS):
        pace.wait(chat, 0.0)
    assert pace.wait(0, 0.0) == 0, "nobody keeps a chat for ever"
