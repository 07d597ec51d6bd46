"""`titian restore`: a backup, into an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.startup.preconditions import open_database
from bot.store.engine import audit
from bot.store.engine.database import Database
from bot.store.keeping import backup as backups
from bot.store.sealing.vault import read_key_file


def restore(file: Annotated[Path, typer.Argument(help="A backup made by `titian backup`.")]) -> None:
    """Restore a backup into an empty database."""
    with plainly():
        settings, clock = settings_and_log(), Clock()
        database = Database(settings.database, read_key_file(settings.key_file), clock.now)
        found = backups.restore(database, file)
        with open_database(settings, clock).transaction() as tx:
            broken = audit.first_break(tx)
        typer.echo(f"restored {sum(found.values())} rows; the audit is {'whole' if broken is None else 'broken'}")
