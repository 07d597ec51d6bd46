"""`titian check`: each part the bot needs, looked at, in a line of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import typer
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.commands.shared import ask_username, settings_and_log
from bot.i18n import language
from bot.reference.directory import DirectoryError, directory
from bot.startup.config import Settings, SettingsError
from bot.startup.preconditions import CannotStart, disk_free, open_database
from bot.store.engine import schema
from bot.store.sealing.vault import KeyFileError, read_key_file

LEAST_DISK = 200 * 1024 * 1024


def check() -> None:
    """Look at token, database, key, catalogs, directory, clock and disk: one line each."""
    settings: list[Settings] = []
    parts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("settings", lambda: _checked_settings(settings)),
        ("token", lambda: "@" + asyncio.run(ask_username(settings[0]))),
        ("key", lambda: f"{len(read_key_file(settings[0].key_file).names)} in {settings[0].key_file}"),
        ("database", lambda: open_database(settings[0], Clock()).engine.dialect.name + ", version " + schema.head()),
        ("catalogs", lambda: f"{language().size} sentences"),
        ("directory", lambda: f"{len(directory())} entries"),
        ("clock", lambda: f"{Clock().now().astimezone(settings[0].zone):%Y-%m-%d %H:%M} {settings[0].timezone}"),
        ("disk", lambda: _checked_disk()),
    )
    failed = False
    for name, look in parts:
        try:
            typer.echo(f"ok      {name}: {look()}")
        except (SettingsError, CannotStart, KeyFileError, DirectoryError, DBAPIError, IndexError) as error:
            failed = True
            typer.echo(
                f"failed  {name}: {error if not isinstance(error, DBAPIError | IndexError) else 'cannot be used'}"
            )
    raise typer.Exit(1 if failed else 0)


def _checked_settings(settings: list[Settings]) -> str:
    settings.append(settings_and_log())
    return "understood"


def _checked_disk() -> str:
    free = disk_free(Path())
    if free < LEAST_DISK:
        raise SettingsError(
            f"only {free // 1024 // 1024} MB are free: make room, at least {LEAST_DISK // 1024 // 1024} MB"
        )
    return f"{free // 1024 // 1024} MB free"
