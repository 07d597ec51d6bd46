"""The first words with Telegram: whose token this is, by which way updates come, which commands a phone lists."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.telegram.transport import ALLOWED_UPDATES, Wire

log = structlog.get_logger()
TRIES = 3
PAUSE = 0.4


class WrongToken(Exception):
    """Telegram does not know this token."""


class NoAnswer(Exception):
    """No Telegram server answered, however often it was asked."""


class WebhookRefused(Exception):
    """Telegram does not accept the webhook's address; the text names the kind of error, never the address."""


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is on Telegram: its number there, and its username."""

    id: int
    username: str


async def who_am_i(wire: Wire) -> Me:
    """Who the bot is, asked of Telegram; three tries. Raises WrongToken, or NoAnswer where it cannot be read."""
    for attempt in range(TRIES):
        try:
            me = await wire.call("getMe")
        except InvalidToken:
            raise WrongToken from None
        except TelegramError:
            me = None
        if isinstance(me, dict) and isinstance(me.get("username"), str):
            number = me.get("id")
            return Me(number if isinstance(number, int) else int(wire.bot.token.partition(":")[0]), str(me["username"]))
        if attempt < TRIES - 1:
            await asyncio.sleep(PAUSE * (attempt + 1))
    raise NoAnswer


async def choose_intake(wire: Wire, webhook: tuple[str, str] | None) -> None:
    """A webhook at this address with this secret, or polling; and no list of commands for whoever comes.

    Pending updates are never dropped. Raises WebhookRefused; without a webhook trouble is only logged.
    """
    try:
        if webhook is None:
            await wire.bot.delete_webhook(drop_pending_updates=False)
        else:
            address, secret = webhook
            await wire.bot.set_webhook(address, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES))
        # Participants and strangers never have one: a phone would show a changed one late. Staff get theirs one by one.
        await wire.bot.delete_my_commands()
    except TelegramError as error:
        if webhook is not None:
            raise WebhookRefused(type(error).__name__) from None
        log.warning("greeting_incomplete", error=type(error).__name__)
