"""What a process needs before it can start: its database, its key, its Telegram. Each trouble is one line."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.startup.config import Settings
from bot.store.engine import schema
from bot.store.engine.database import Database
from bot.store.keeping import identity
from bot.store.sealing.data_keys import CannotOpen
from bot.store.sealing.key_file import KeyFileError
from bot.store.sealing.vault import Vault
from bot.telegram import greeting
from bot.telegram.greeting import Me
from bot.telegram.transport import Wire


class CannotStart(Exception):
    """The bot cannot run; one line says what is wrong, where, and how to mend it."""


def open_database(settings: Settings, clock: Clock, *, as_it_is: bool = False, only_looks: bool = False) -> Database:
    """The database, proven to be reachable, of this version, sealed with this key, and the one the key file remembers.

    as_it_is: also an older copy of it, or another one; only_looks: nothing is kept of what is done with it. Raises
    CannotStart.
    """
    try:
        vault = Vault(settings.key_file)
    except KeyFileError as error:
        raise CannotStart(str(error)) from None
    try:
        database = Database(
            settings.database, vault, clock.now, connections=settings.workers + 1, only_looks=only_looks
        )
        schema.check(database.engine)
        with database.transaction():
            pass
        if not as_it_is:
            identity.check(database)
    except (schema.WrongVersion, identity.NotTogether) as error:
        raise CannotStart(str(error)) from None
    except (CannotOpen, KeyFileError):
        raise CannotStart(
            f"the key file {settings.key_file} is not this database's: put the right copy there"
        ) from None
    except DBAPIError as error:
        raise CannotStart(unreachable(error)) from None
    return database


def unreachable(error: DBAPIError) -> str:
    """One line on a database that does not answer; never its address, which may hold a password."""
    return (
        f"the database cannot be used ({type(error.orig).__name__}): check TITIAN_DATABASE_URL and that it is running"
    )


async def reach(line: Wire, address: str) -> Me:
    """Who the bot is, asked of Telegram; three tries. Raises CannotStart."""
    try:
        return await greeting.who_am_i(line)
    except greeting.WrongToken:
        raise CannotStart(wrong_token()) from None
    except greeting.NoAnswer:
        host = urlsplit(address).netloc.rpartition("@")[2]
        raise CannotStart(
            f"no answer from the Telegram server at {host}: check TITIAN_API_URL and the network"
        ) from None


def wrong_token() -> str:
    """What to do about a token Telegram does not know."""
    return "Telegram does not know this token: copy it anew from BotFather into TITIAN_BOT_TOKEN"


def refused(verdict: str) -> str:
    """What to do when Telegram refuses every send; `verdict` is the name bot/telegram/errors.py gives it."""
    return wrong_token() if verdict == "invalidtoken" else f"Telegram refuses this bot ({verdict})"


def disk_free(path: Path) -> int:
    """Free bytes where `path` is."""
    found = os.statvfs(path)
    return found.f_bavail * found.f_frsize
