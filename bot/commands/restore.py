"""`titian restore`: a backup, into an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.startup.preconditions import open_database
from bot.store.engine.database import Database
from bot.store.keeping import backup as backups
from bot.store.sealing.vault import Vault


def restore(file: Annotated[Path, typer.Argument(help="A backup made by `titian backup`.")]) -> None:
    """Restore a backup into an empty database."""
    with plainly():
        settings, clock = settings_and_log(), Clock()
        database = Database(settings.database, Vault(settings.key_file), clock.now)
        found = backups.restore(database, file)
        open_database(settings, clock).close()
        how = "whole" if found.broken is None else f"broken at entry {found.broken.position}: {found.broken.what}"
        typer.echo(f"restored {found.total} rows; the audit is {how}")
