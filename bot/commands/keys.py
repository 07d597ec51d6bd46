"""`titian keys`: the master keys."""

from __future__ import annotations

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.startup.preconditions import open_database
from bot.store.engine import audit
from bot.store.keeping import rotation


def rotate() -> None:
    """Add a new master key to the key file and wrap every data key with it; the bot may go on running."""
    with plainly():
        clock = Clock()
        database = open_database(settings_and_log(), clock)
        number = rotation.rotate(database, clock.now())
        with database.transaction() as tx:
            audit.note(tx, None, "keys_rotated", "deployment", None)
        typer.echo(
            f"{number} data keys rewrapped; keep a copy of the new key file apart from the backups. The earlier master "
            "key still opens older backups: `titian keys retire` takes it out"
        )


def retire() -> None:
    """Take every master key but the newest out of the key file: backups made before it came open no more."""
    with plainly():
        clock = Clock()
        database = open_database(settings_and_log(), clock)
        names = rotation.retire(database, clock.now())
        with database.transaction() as tx:
            audit.note(tx, None, "keys_retired", "deployment", None)
        typer.echo(
            f"retired {', '.join(names)}: backups made before the newest master key came open no more; make one now, "
            "and keep a copy of the new key file apart from it"
        )
