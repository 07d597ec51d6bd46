"""A pretend Telegram, and python-telegram-bot as it comes, open for the length of one test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Bot
from telegram.error import TelegramError

from bot.demo.server import BotServer

TOKEN = "123456:A-token-for-tests"
TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Selasa, 24 November 2026 pukul 10.00 WIB


class Clock:
    """Time as the test wishes it."""

    def __init__(self) -> None:
        self.at = TUESDAY

    def now(self) -> datetime:
        """Aware UTC."""
        return self.at

    def passes(self, **span: float) -> None:
        """Time passes."""
        self.at += timedelta(**span)


@dataclass(frozen=True)
class Place:
    """Everything a test touches."""

    server: BotServer
    url: str
    bot: Bot
    clock: Clock


@asynccontextmanager
async def place(**options: Any) -> AsyncIterator[Place]:
    """Open a server and a bot that speaks to it through its own httpx."""
    clock = Clock()
    server = BotServer(TOKEN, now=clock.now, username="uji_bot", **options)
    url = await server.start()
    try:
        async with another_bot(url) as bot:
            yield Place(server, url, bot, clock)
    finally:
        await server.stop()


def another_bot(url: str, token: str = TOKEN) -> Bot:
    """A second process of the same bot, as it were."""
    return Bot(token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")


@asynccontextmanager
async def refused(kind: type[TelegramError], words: str) -> AsyncIterator[None]:
    """The call inside is refused with these words (python-telegram-bot changes their case)."""
    with pytest.raises(kind) as caught:
        yield
    assert type(caught.value) is kind, f"{type(caught.value)} instead of {kind}"
    assert words.casefold() in caught.value.message.casefold(), caught.value.message
