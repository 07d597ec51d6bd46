"""`titian backup`: everything kept, sealed, in one file; and whether such a file is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.startup.preconditions import open_database
from bot.store.keeping import backup as backups
from bot.store.keeping.backup_file import BadBackup
from bot.store.sealing.vault import Vault


def backup(
    place: Annotated[Path, typer.Argument(help="The folder for it; with --verify a backup.")],
    verify: Annotated[
        bool, typer.Option("--verify", help="Try a backup instead: is it whole, can it be restored?")
    ] = False,
) -> None:
    """Write a sealed backup; the bot may go on running. The key file is not in it: keep that apart."""
    with plainly():
        settings, clock = settings_and_log(), Clock()
        if not verify:
            typer.echo(str(backups.save(open_database(settings, clock), place, clock.now())))
            return
        found = backups.verify(Vault(settings.key_file), clock.now, place)
        if found.broken is not None:
            raise BadBackup(f"{place}: its audit breaks at entry {found.broken.position}: {found.broken.what}")
        typer.echo(
            f"whole: {found.total} rows of {found.made_at:%Y-%m-%d %H:%M} UTC, restored on trial; "
            f"{found.erased} were erased since and stay so; the audit is whole"
        )
