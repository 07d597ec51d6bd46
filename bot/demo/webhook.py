"""Delivery of updates to the bot's webhook: in order within a chat, again and again until it answers 2xx."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.demo.methods import remember_allowed
from bot.demo.objects import Update, Webhook
from bot.demo.parameters import Params, bad_request, flag, integer, words
from bot.demo.telegram import Telegram


def set_webhook(telegram: Telegram, params: Params) -> bool:
    """setWebhook; an empty url is deleteWebhook. Plain http is allowed, as on a local Bot API server."""
    url = words(params, "url")
    if not url:
        return delete_webhook(telegram, params)
    if not re.match(r"https?://\S+$", url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = words(params, "secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    remember_allowed(telegram, params)
    if flag(params, "drop_pending_updates"):
        telegram.queue.clear()
    most = min(100, max(1, integer(params, "max_connections", 40)))
    telegram.webhook = Webhook(url, secret, most)
    telegram.on_update()
    return True


def delete_webhook(telegram: Telegram, params: Params) -> bool:
    """deleteWebhook."""
    telegram.webhook = None
    if flag(params, "drop_pending_updates"):
        telegram.queue.clear()
    telegram.on_update()
    return True


class Deliverer:
    """Posts pending updates while a webhook is set."""

    def __init__(self, telegram: Telegram, wait: Callable[[float], Coroutine[Any, Any, None]]) -> None:
        self.telegram = telegram
        self.retry_seconds = 0.2  # the real server waits longer each time; tests should not
        self._wait = wait
        self._busy: set[int] = set()

    async def run(self) -> None:
        """Deliver for ever; cancel to stop."""
        async with ClientSession(timeout=ClientTimeout(total=60)) as session, asyncio.TaskGroup() as tasks:
            while True:
                hook = self.telegram.webhook
                if hook is not None:
                    for update in self._ready(hook):
                        self._busy.add(update.chat_id)
                        tasks.create_task(self._deliver(session, update))
                await self._wait(30.0)

    def _ready(self, hook: Webhook) -> list[Update]:
        """The oldest update of each chat that has none under way."""
        with self.telegram.lock:
            self.telegram.expire()
            free = hook.max_connections - len(self._busy)
            oldest: dict[int, Update] = {}
            for update in self.telegram.queue:
                if len(oldest) >= free:
                    break
                if update.chat_id not in self._busy:
                    oldest.setdefault(update.chat_id, update)
            return list(oldest.values())

    async def _deliver(self, session: ClientSession, update: Update) -> None:
        """Until it is taken, too old, or the webhook is gone."""
        try:
            while (hook := self.telegram.webhook) is not None and update in self.telegram.queue:
                problem = await self._post(session, hook, update)
                if problem is None:
                    self.telegram.confirm(update)
                    return
                hook.error, hook.error_at = problem, int(self._now().timestamp())
                await asyncio.sleep(self.retry_seconds)
                self.telegram.expire()
        finally:
            self._busy.discard(update.chat_id)
            self.telegram.on_update()

    async def _post(self, session: ClientSession, hook: Webhook, update: Update) -> str | None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        try:
            async with session.post(hook.url, json=update.data, headers=headers) as answer:
                await answer.read()
                if 200 <= answer.status < 300:
                    return None
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (ClientError, TimeoutError) as error:
            return f"Connection refused: {type(error).__name__}"

    def _now(self) -> datetime:
        return self.telegram.now()
