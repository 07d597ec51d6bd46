"""`titian backup`: everything kept, sealed, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.startup.preconditions import open_database
from bot.store.keeping import backup as backups


def backup(folder: Annotated[Path, typer.Argument(help="Where the backup is written.")]) -> None:
    """Write a sealed backup; the bot may go on running. The key file is not in it: keep that apart."""
    with plainly():
        clock = Clock()
        typer.echo(str(backups.save(open_database(settings_and_log(), clock), folder, clock.now())))
