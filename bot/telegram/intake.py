"""Takes updates in: keeps each raw update, commits, and only then lets Telegram forget it."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from aiohttp import web
from telegram.error import TelegramError

from bot.store.engine.database import Tx
from bot.store.engine.desk import Desk
from bot.store.queues import incoming
from bot.store.queues.incoming import Received
from bot.telegram import parse
from bot.telegram.transport import Wire, written

T = TypeVar("T")
log = structlog.get_logger()
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 a header's name


class Intake:
    """Polling and webhook; both end in the inbox."""

    def __init__(self, wire: Wire, desk: Desk) -> None:
        self._wire, self._desk = wire, desk
        self._offset: int | None = None
        self.queries: asyncio.Queue[str] = asyncio.Queue()

    async def poll(self, seconds: int, after: Callable[[Tx], T]) -> tuple[int, T | None]:
        """One long poll: how many new updates are now safe in the inbox, and what `after` said in the same COMMIT.

        The next call's offset is what lets Telegram forget them, so it moves only after the COMMIT.
        Raises TelegramError.
        """
        updates = await self._wire.updates(self._offset, seconds)
        if not updates:
            return 0, None
        new, said = await self.keep(updates, after)
        # Not max(): after a quiet week Telegram restarts its numbers anywhere. What was set aside is let go of too.
        numbers = [number for update in updates if (number := _number_as_it_came(update)) is not None]
        if numbers:
            self._offset = numbers[-1] + 1
        return new, said

    def webhook(
        self, secret: str, after: Callable[[Tx], T], kept: Callable[[T], None]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The webhook's handler: 403 without the secret, 200 once the update is committed.

        `after` runs in the same COMMIT; `kept` is then called with what it said.
        """

        async def take(request: web.Request) -> web.Response:
            if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret.encode()):
                return web.Response(status=403)
            try:
                update = json.loads(await request.read())
            except (ValueError, RecursionError):
                return web.Response(status=400)
            if _number_as_it_came(update) is None:
                return web.Response(status=400)
            _, said = await self.keep([update], after)
            kept(said)
            return web.Response()

        return take

    async def keep(self, updates: list[Any], after: Callable[[Tx], T]) -> tuple[int, T]:
        """Keep what can be kept; the rest is set aside with its number, and a line."""
        received = []
        for update in updates:
            number = parse.number_of(update)
            if number is None:
                log.error("update_set_aside", number=_number_as_it_came(update), kind=type(update).__name__)
            else:
                received.append(Received(number, parse.chat_of(update), written(update), parse.message_of(update)))

        def keep(tx: Tx) -> tuple[int, T]:
            return incoming.receive(tx, received), after(tx)

        kept = await self._desk.run(keep)
        for update in updates:
            if (query := parse.query_of(update)) is not None:
                self.queries.put_nowait(query)
        return kept

    async def answer(self, query: str) -> None:
        """Stop a pressed button's spinner at once; the screen that follows says the rest. Failing is harmless."""
        try:
            await self._wire.call("answerCallbackQuery", callback_query_id=query)
        except TelegramError:
            return


def _number_as_it_came(update: Any) -> int | None:
    """The number Telegram gave an update, however large; None where there is none."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int else None
