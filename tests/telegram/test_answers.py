"""A server that answers anything at all: polls go on, what can be kept is kept, nothing of it reaches a log."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import structlog
from aiohttp import web
from sqlalchemy import select
from telegram.error import NetworkError, RetryAfter, TelegramError

from bot.app.polling import FLOOR, rest
from bot.store.engine.database import Database
from bot.store.engine.desk import Desk
from bot.store.engine.tables import inbox
from bot.store.queues.pages import NUMBERS
from bot.telegram.errors import Fate, verdict
from bot.telegram.intake import Intake
from bot.telegram.transport import wire
from tests.driver import TOKEN

CHAT = {"id": 7, "type": "private"}
LARGEST = NUMBERS - 1  # beyond lie those of what is done on the page


def words(number: Any, text: str = "halo") -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": 1, "date": 0, "chat": CHAT, "text": text}}


def polled(database: Database, *answers: tuple[int, bytes]) -> tuple[list[Any], list[Any]]:
    """What each poll brought (or raised) from a server that gives these answers, and which offsets it was asked."""
    offsets: list[Any] = []

    async def story() -> list[Any]:
        left = list(answers)

        async def answer(request: web.Request) -> web.Response:
            offsets.append((await request.json()).get("offset"))
            status, body = left.pop(0)
            return web.Response(status=status, body=body, content_type="application/json")

        app = web.Application()
        app.router.add_post("/{path:.*}", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        line = wire(TOKEN, f"http://127.0.0.1:{port}")
        await line.open()
        intake, found = Intake(line, Desk(database)), list[Any]()
        for _ in answers:
            try:
                found.append((await intake.poll(0, lambda tx: None))[0])
            except TelegramError as error:
                found.append(error)
        await line.close()
        await runner.cleanup()
        return found

    return asyncio.run(story()), offsets


def result(*updates: Any) -> tuple[int, bytes]:
    return 200, json.dumps({"ok": True, "result": list(updates)}).encode()


def kept(database: Database) -> list[int]:
    with database.transaction() as tx:
        return list(tx.execute(select(inbox.c.update_id).order_by(inbox.c.update_id)).scalars())


def test_what_cannot_be_kept_is_set_aside_and_the_rest_is_kept(database: Database) -> None:
    odd: tuple[Any, ...] = (
        words(2**63),
        words(NUMBERS),
        words(None),
        words(True),
        words("5"),
        {"message": {}},
        7,
        None,
        [],
    )
    with structlog.testing.capture_logs() as log:
        found, offsets = polled(database, result(words(4), *odd, words(5, "\ud800 rahasia"), words(LARGEST)), result())
    assert found == [3, 0] and kept(database) == [4, 5, LARGEST]
    assert offsets == [None, LARGEST + 1]
    assert [line["event"] for line in log] == ["update_set_aside"] * len(odd) and "rahasia" not in str(log)
    assert log[0]["number"] == 2**63


def test_a_number_beyond_all_columns_is_let_go_of_too(database: Database) -> None:
    _, offsets = polled(database, result(words(2**70)), result())
    assert offsets == [None, 2**70 + 1]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>masuk dulu</html>", b"[]", b"7", b"null", b'{"ok":true}', b'{"ok":true,"result":7}',
     b'{"ok":false}', b'{"ok":true,"result":{"a":1}}', b'{"result', b"[" * 20000, b'{"ok":true,"result":null}'],
    ids=lambda body: body[:20].decode(),
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_in_doubt(database: Database, body: bytes) -> None:
    (error, fine), _ = polled(database, (200, body), result(words(9)))
    assert isinstance(error, NetworkError) and verdict(error).fate is Fate.IN_DOUBT
    assert fine == 1 and kept(database) == [9]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>502</html>", b"[]", b'{"ok":false,"parameters":5,"description":{"a":1}}',
     b'{"ok":false,"parameters":{"retry_after":"soon"}}'],
    ids=lambda body: body[:30].decode(),
)  # fmt: skip
@pytest.mark.parametrize("status", [400, 403, 409, 429, 500, 502, 999])
def test_a_refusal_that_cannot_be_read_is_one_all_the_same(database: Database, status: int, body: bytes) -> None:
    (error, _), _ = polled(database, (status, body), result())
    assert isinstance(error, TelegramError) and verdict(error).fate is not Fate.DONE


def test_how_long_to_wait_is_believed(database: Database) -> None:
    (error, _), _ = polled(database, (429, b'{"ok":false,"parameters":{"retry_after":30}}'), result())
    assert isinstance(error, RetryAfter)


def test_whoever_answers_at_once_and_brings_nothing_is_not_asked_a_thousand_times() -> None:
    assert rest(0, 0.001) == pytest.approx(FLOOR - 0.001) and FLOOR >= 1
    assert rest(0, 25.0) == 0 and rest(3, 0.001) == 0
