"""`titian init`: the database and the key file, made or brought up to date, and the first admin's link."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import ask_who, link_line, plainly, settings_and_log
from bot.domain.people import Role
from bot.startup.config import Settings, SettingsError
from bot.startup.preconditions import open_database
from bot.store.engine import schema
from bot.store.engine.database import open_engine
from bot.store.keeping import identity, upgrading
from bot.store.keeping.identity import NotTogether
from bot.store.people import people
from bot.store.sealing.key_file import KeyFileError, create_key_file
from bot.store.sealing.vault import Vault


def init(
    another_bot: Annotated[
        bool, typer.Option("--another-bot", help="The token is another bot's: begin with that one.")
    ] = False,
) -> None:
    """Create or upgrade the database and the key file; print the first admin's one-time link."""
    with plainly():
        settings = settings_and_log()
        me = asyncio.run(ask_who(settings))
        _prepare(settings)
        database = open_database(settings, Clock())
        with database.transaction() as tx:
            identity.know_bot(tx, me.id, me.username, another=another_bot)
        upgrading.give_chats_to_their_people(database)
        if (broken := identity.introduce(database)) is not None:
            typer.echo(f"the audit breaks at entry {broken.position}: {broken.what} (see `titian audit`)", err=True)
        with database.transaction() as tx:
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
        if Vault(settings.key_file).anchors and found is None:
            raise NotTogether(
                f"the key file {settings.key_file} belongs to a database, and this one is empty: check "
                "TITIAN_DATABASE_URL, restore a backup with `titian restore`, or name another TITIAN_KEY_FILE"
            )
        schema.upgrade(engine)
    except OSError as error:
        raise SettingsError(f"TITIAN_KEY_FILE: {settings.key_file} cannot be written: {error.strerror}") from None
    finally:
        engine.dispose()
