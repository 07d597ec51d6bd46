"""Takes updates in: keeps each raw update, commits, and only then lets Telegram forget it."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiohttp import web
from telegram.error import TelegramError

from bot.store.engine.database import Tx
from bot.store.engine.desk import Desk
from bot.store.queues import incoming
from bot.store.queues.incoming import Received
from bot.telegram import parse
from bot.telegram.transport import Wire

T = TypeVar("T")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 a header's name


class Intake:
    """Polling and webhook; both end in the inbox."""

    def __init__(self, wire: Wire, desk: Desk) -> None:
        self._wire, self._desk = wire, desk
        self._offset: int | None = None
        self.queries: asyncio.Queue[str] = asyncio.Queue()

    async def poll(self, seconds: int, after: Callable[[Tx], T]) -> tuple[int, T | None]:
        """One long poll: how many updates are now safe in the inbox, and what `after` said in the same COMMIT.

        The next call's offset is what lets Telegram forget them, so it moves only after the COMMIT.
        Raises TelegramError.
        """
        updates = await self._wire.updates(self._offset, seconds)
        if not updates:
            return 0, None
        said = await self._keep(updates, after)
        # Not max(): after a quiet week Telegram restarts its numbers anywhere.
        self._offset = int(updates[-1]["update_id"]) + 1
        return len(updates), said

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
            except ValueError:
                return web.Response(status=400)
            if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
                return web.Response(status=400)
            kept(await self._keep([update], after))
            return web.Response()

        return take

    async def _keep(self, updates: list[dict[str, Any]], after: Callable[[Tx], T]) -> T:
        received = [
            Received(
                int(update["update_id"]),
                parse.chat_of(update),
                json.dumps(update, ensure_ascii=False).encode(),
            )
            for update in updates
        ]

        def keep(tx: Tx) -> T:
            incoming.receive(tx, received)
            return after(tx)

        said = await self._desk.run(keep)
        for update in updates:
            if (query := parse.query_of(update)) is not None:
                self.queries.put_nowait(query)
        return said

    async def answer(self, query: str) -> None:
        """Stop a pressed button's spinner at once; the screen that follows says the rest. Failing is harmless."""
        try:
            await self._wire.call("answerCallbackQuery", callback_query_id=query)
        except TelegramError:
            return
