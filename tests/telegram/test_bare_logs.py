"""Whatever Telegram sends, whole or cut at any byte: no word of it, and none of the bot's own, reaches a log."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from typing import Any

import pytest
import structlog
from telegram.error import TelegramError

from bot.startup import logs
from bot.store.engine.database import Database
from bot.store.engine.desk import Desk
from bot.store.queues import chats, outgoing
from bot.telegram.intake import Intake
from bot.telegram.pace import Pace
from bot.telegram.sender import Misconfigured, Sender
from bot.telegram.transport import wire
from bot.turn import Drawing
from tests.driver import TOKEN

CANARY = re.compile(r"kenari\d+")
CHAT = 7712345678


@pytest.fixture
def kind() -> str:
    """What is logged is the same on every database."""
    return "sqlite"


@contextmanager
def heard() -> Iterator[io.StringIO]:
    """All that this program and its libraries say, at the loudest level, as the log would show it."""
    said = io.StringIO()
    root, hooks = logging.getLogger(), (sys.excepthook, sys.unraisablehook, threading.excepthook)
    handlers, level = root.handlers[:], root.level
    with redirect_stderr(said):
        logs.configure("json", "DEBUG", [TOKEN])
        for name in logs.NOISY:
            logging.getLogger(name).setLevel(logging.DEBUG)
        try:
            yield said
        finally:
            root.handlers[:], root.level = handlers, level
            sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
            logging.captureWarnings(capture=False)
            structlog.reset_defaults()


def marked(value: Any, numbers: Iterator[int]) -> Any:
    """The same with a word of its own in every text."""
    if isinstance(value, dict):
        return {key: marked(one, numbers) for key, one in value.items()}
    if isinstance(value, list):
        return [marked(one, numbers) for one in value]
    return f"{value} kenari{next(numbers)}" if isinstance(value, str) else value


PERSON = {"id": CHAT, "is_bot": False, "first_name": "a", "last_name": "b", "username": "c", "language_code": "id"}
ROOM = {"id": CHAT, "first_name": "a", "username": "c", "type": "private"}
MESSAGE = {"message_id": 5, "date": 0, "chat": ROOM, "from": PERSON, "text": "t", "caption": "c"}
UPDATE = {
    "update_id": 4,
    "message": {
        **MESSAGE,
        "reply_to_message": MESSAGE,
        "entities": [{"type": "x", "url": "u"}],
        "photo": [{"file_id": "f"}],
    },
}
PRESSED = {"update_id": 5, "callback_query": {"id": "q", "from": PERSON, "message": MESSAGE, "data": "d"}}
REPLIES: dict[str, Any] = {
    "updates": {"ok": True, "result": [UPDATE, PRESSED]},
    "a message": {"ok": True, "result": MESSAGE},
    "a refusal": {"ok": False, "error_code": 400, "description": "Bad Request: x", "parameters": {"y": "z"}},
    "blocked": {"ok": False, "error_code": 403, "description": "Forbidden: x"},
    "too many": {"ok": False, "error_code": 429, "description": "Too Many", "parameters": {"retry_after": "7"}},
}


async def serve(bodies: list[tuple[int, bytes, int]]) -> tuple[asyncio.Server, str]:
    """A server that answers each request with the next (status, bytes, length it claims), and hangs up."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, IndexError):
            head = await reader.readuntil(b"\r\n\r\n")
            found = re.search(rb"(?i)content-length: (\d+)", head)
            await reader.readexactly(int(found[1]) if found else 0)
            status, body, length = bodies.pop(0)
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {length}\r\n\r\n".encode() + body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def no_picture(drawing: Drawing) -> bytes | None:
    return None


@pytest.mark.parametrize("name", REPLIES)
def test_no_word_of_a_reply_reaches_a_log_wherever_it_is_cut(database: Database, name: str) -> None:
    reply = REPLIES[name]
    body = json.dumps(marked(reply, iter(range(1000)))).encode()
    status = reply.get("error_code", 200)
    cuts = [(status, body[:at], claimed) for at in range(len(body) + 1) for claimed in {at, len(body)}]
    with heard() as said:
        asyncio.run(_hears(database, name, cuts))
        text = said.getvalue()
    assert not CANARY.findall(text)
    assert TOKEN not in text and "halo kenari" not in text


async def _hears(database: Database, name: str, cuts: list[tuple[int, bytes, int]]) -> None:
    server, url = await serve(list(cuts))
    line = wire(TOKEN, url)
    await line.open()
    desk = Desk(database)
    intake = Intake(line, desk)
    sender = Sender(line, desk, Pace(1e9, 1e9, 1e9), no_picture)
    for at in range(len(cuts)):
        if name == "updates":
            with suppress(TelegramError):
                await intake.poll(0, lambda tx: None)
            continue
        await desk.run(lambda tx, at=at: _says(tx, at))  # type: ignore[misc]
        for letter in await desk.run(lambda tx: outgoing.claim_letters(tx, 5)):
            with suppress(Misconfigured):
                await sender.deliver(letter)
    await line.close()
    server.close()


def _says(tx: Any, at: int) -> None:
    chat = tx.blind(CHAT + at)
    chats.meet(tx, {chat: CHAT + at})
    said: dict[str, Any] = {
        "text": "halo kenari999",
        "rows": [],
        "edits": None,
        "fresh": False,
        "protect": True,
        "hides": None,
    }
    row = {"cause": f"x{at}", "chat": chat, "method": "push", "kind": "alert", "prompt_id": None, "payload": said}
    outgoing.send_later(tx, [row])


def test_what_a_library_says_is_only_where_it_was_said() -> None:
    with heard() as said:
        for name in ("telegram", "aiohttp.server", "asyncio", "sqlalchemy", "somebody"):
            logging.getLogger(name).error("kenari1 %s", "kenari2")
            logging.getLogger(name).error("kenari3")
            try:
                raise ValueError("kenari4")
            except ValueError:
                logging.getLogger(name).exception("kenari5")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("kenari6", stacklevel=1)
        logging.getLogger("asyncio").error("Unclosed connector")
        structlog.get_logger().error("ours", row=7)
        text = said.getvalue()
    assert not CANARY.findall(text)
    assert "said by telegram, test_bare_logs.py:" in text and "ValueError" in text
    assert "Unclosed connector" in text and '"row": 7' in text
