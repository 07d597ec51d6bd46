"""`titian init`: the database and the key file, made or brought up to date, and the first admin's link."""

from __future__ import annotations

import asyncio

import typer

from bot.clock import Clock
from bot.commands.shared import ask_username, link_line, plainly, settings_and_log
from bot.domain.people import Role
from bot.startup.config import Settings, SettingsError
from bot.startup.preconditions import open_database
from bot.store.engine import deployment, schema
from bot.store.engine.database import open_engine
from bot.store.people import people
from bot.store.sealing.vault import KeyFileError, create_key_file, read_key_file


def init() -> None:
    """Create or upgrade the database and the key file; print the first admin's one-time link."""
    with plainly():
        settings = settings_and_log()
        username = asyncio.run(ask_username(settings))
        _prepare(settings)
        database = open_database(settings, Clock())
        with database.transaction() as tx:
            deployment.put(tx, "username", username)
            if not people.waits_for_first_admin(tx):
                typer.echo("ready; an admin has joined already")
                return
            admin = next(iter(people.of_role(tx, Role.ADMIN)), None) or people.add(tx, Role.ADMIN, "Admin", None)
            line = link_line(tx, admin)
        typer.echo(line)


def _prepare(settings: Settings) -> None:
    """The key file and the tables, as far as they are missing. Never a new key for a database that has one."""
    engine = open_engine(settings.database)
    try:
        found = schema.version(engine)
        if not settings.key_file.exists():
            if found is not None:
                raise KeyFileError(
                    f"there is no key file at {settings.key_file}, and the database was sealed with one: put it back"
                )
            create_key_file(settings.key_file)
        read_key_file(settings.key_file)
        schema.upgrade(engine)
    except OSError as error:
        raise SettingsError(f"TITIAN_KEY_FILE: {settings.key_file} cannot be written: {error.strerror}") from None
    finally:
        engine.dispose()
