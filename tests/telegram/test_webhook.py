"""The webhook's door: only Telegram comes in, and nothing is let go of before it is kept."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import select

from bot.store.engine.database import Database
from bot.store.engine.desk import Desk
from bot.store.engine.tables import inbox
from bot.telegram.intake import SECRET_HEADER, Intake
from bot.telegram.transport import wire
from tests.driver import TOKEN

SECRET = "a-secret-of-the-webhook"
WORDS = {"update_id": 5, "message": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "text": "halo"}}
TAP = {"update_id": 6, "callback_query": {"id": "q9", "from": {"id": 7}, "data": "x"}}


def knocks(database: Database, *bodies: bytes, secret: str | None = SECRET) -> tuple[list[int], list[str], list[str]]:
    """What each body was answered with; what was heard of each COMMIT; which buttons are to be answered."""
    heard: list[str] = []

    async def story() -> tuple[list[int], list[str]]:
        intake = Intake(wire(TOKEN, "http://127.0.0.1:9"), Desk(database))
        app = web.Application()
        app.router.add_post("/hook", intake.webhook(SECRET, lambda tx: "kept", heard.append))
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with ClientSession() as session:
            found = [(await session.post(address, data=body, headers=headers)).status for body in bodies]
        await runner.cleanup()
        return found, [intake.queries.get_nowait() for _ in range(intake.queries.qsize())]

    statuses, queries = asyncio.run(story())
    return statuses, heard, queries


def kept(database: Database) -> list[int]:
    with database.transaction() as tx:
        return list(tx.execute(select(inbox.c.update_id).order_by(inbox.c.update_id)).scalars())


def said(update: Any) -> bytes:
    return json.dumps(update).encode()


def test_what_telegram_brings_is_kept_and_then_told(database: Database) -> None:
    assert knocks(database, said(WORDS), said(TAP)) == ([200, 200], ["kept", "kept"], ["q9"])
    assert kept(database) == [5, 6]


@pytest.mark.parametrize("secret", [None, "", "another"])
def test_nobody_else_comes_in(database: Database, secret: str | None) -> None:
    assert knocks(database, said(WORDS), secret=secret) == ([403], [], [])
    assert kept(database) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 20000, b"7", b"[]", b"{}", said({"update_id": "5"})])
def test_what_is_no_update_is_sent_back(database: Database, body: bytes) -> None:
    assert knocks(database, body, said(WORDS)) == ([400, 200], ["kept"], [])
    assert kept(database) == [5]
