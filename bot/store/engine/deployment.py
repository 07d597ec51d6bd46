"""What the deployment knows of itself: a few named values, the bot's username among them."""

from __future__ import annotations

import secrets

from sqlalchemy import select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import facts

NAME = "database"


def put(tx: Tx, name: str, value: str) -> None:
    """Keep a value under a name."""
    if not tx.execute(update(facts).where(facts.c.name == name).values(value=value)).rowcount:
        tx.insert_new(facts, [{"name": name, "value": value}])


def get(tx: Tx, name: str) -> str | None:
    """The value kept under a name."""
    return tx.execute(select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none()


def database_name(tx: Tx) -> str | None:
    """The name of this database, made once and at random; None before it was first used with its key file."""
    return get(tx, NAME)


def name_database(tx: Tx) -> str:
    """Give this database a new name."""
    name = secrets.token_hex(8)
    put(tx, NAME, name)
    return name


def username(tx: Tx) -> str:
    """The bot's username on Telegram, as it was last asked for."""
    return get(tx, "username") or "bot"


def join_link(tx: Tx, token: str) -> str:
    """The link that opens the bot with a one-time token."""
    return link_of(username(tx), token)


def link_of(username: str, token: str) -> str:
    """The same, of a bot whose username is known."""
    return f"https://t.me/{username}?start={token}"
