"""`titian check`: each part the bot needs, looked at, in a line of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.commands.shared import MENDABLE, ask_who, settings_and_log
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.reference.directory import directory
from bot.startup.config import Settings, SettingsError
from bot.startup.preconditions import disk_free, open_database
from bot.store.engine import schema
from bot.store.engine.database import Database
from bot.store.institution import closed_days, truths
from bot.store.keeping import identity
from bot.store.sealing.vault import Vault
from bot.telegram.greeting import Me

SHOWN = 12
LEAST_DISK = 200 * 1024 * 1024


def check(
    mend: Annotated[
        bool, typer.Option(help="Mend what an older version left behind and nobody has to decide.")
    ] = False,
) -> None:
    """Look at token, database, key, catalogs, directory, clock and disk, and at what always holds: one line each."""
    settings: list[Settings] = []
    found: list[Me] = []
    parts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("settings", lambda: _checked_settings(settings)),
        ("token", lambda: _checked_token(settings[0], found)),
        ("key", lambda: f"{len(Vault(settings[0].key_file).names)} in {settings[0].key_file}"),
        ("database", lambda: _looked_at(settings[0]).engine.dialect.name + ", version " + schema.head()),
        ("bot", lambda: _checked_bot(settings[0], found)),
        ("catalogs", lambda: f"{language().size} sentences"),
        ("directory", lambda: f"{len(directory())} entries"),
        ("clock", lambda: f"{Clock().now().astimezone(settings[0].zone):%Y-%m-%d %H:%M} {settings[0].timezone}"),
        ("disk", lambda: _checked_disk()),
    )
    failed = False
    for name, look in parts:
        try:
            typer.echo(f"ok      {name}: {look()}")
        except (*MENDABLE, DBAPIError, IndexError) as error:
            failed = True
            typer.echo(
                f"failed  {name}: {error if not isinstance(error, DBAPIError | IndexError) else 'cannot be used'}"
            )
    if not failed:
        _look_at_truths(settings[0], mend=mend)
    raise typer.Exit(1 if failed else 0)


def _look_at_truths(settings: Settings, *, mend: bool) -> None:
    """What does not hold is a list to mend, and no failure: an older version left it so."""
    with open_database(settings, Clock(), only_looks=not mend).transaction() as tx:
        found = truths.breaches(tx)
        if mend and found:
            left = truths.mend(tx, found, closed_days.calendar(tx, calendar()))
            known = {breach.truth: set(breach.codes) for breach in left}
            for breach in found:
                if done := sorted(set(breach.codes) - known.get(breach.truth, set())):
                    typer.echo(f"mended  {breach.truth.says}: {_few(done)}")
            found = left
        for breach in found:
            typer.echo(f"mend    {breach.truth.says}: {_few(breach.codes)} ({breach.truth.advice})")
        if alone := truths.to_decide(tx):
            typer.echo(f"decide  the admins alone lead {_few(alone)} (in the chat: Petugas, Tanpa supervisor)")
        if not found:
            typer.echo(f"ok      standing truths: {len(truths.TRUTHS)}")


def _few(codes: list[str]) -> str:
    """The first of them, and how many more there are."""
    return ", ".join(codes[:SHOWN]) + (f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else "")


def _checked_settings(settings: list[Settings]) -> str:
    settings.append(settings_and_log())
    return "understood"


def _checked_token(settings: Settings, found: list[Me]) -> str:
    found.append(asyncio.run(ask_who(settings)))
    return f"@{found[0].username}"


def _looked_at(settings: Settings) -> Database:
    return open_database(settings, Clock(), only_looks=True)


def _checked_bot(settings: Settings, found: list[Me]) -> str:
    """Whether this is the bot that the database is used with."""
    with _looked_at(settings).transaction() as tx:
        known = identity.is_known(tx, found[0].id)
    return "the one this database is used with" if known else "none was used yet: the next start remembers this one"


def _checked_disk() -> str:
    free = disk_free(Path())
    if free < LEAST_DISK:
        raise SettingsError(
            f"only {free // 1024 // 1024} MB are free: make room, at least {LEAST_DISK // 1024 // 1024} MB"
        )
    return f"{free // 1024 // 1024} MB free"
