"""`titian keys`: the master keys."""

from __future__ import annotations

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.startup.preconditions import open_database
from bot.store.engine import audit
from bot.store.keeping import rotation
from bot.store.sealing.vault import add_master


def rotate() -> None:
    """Add a new master key to the key file and rewrap every data key with it; the bot may go on running."""
    with plainly():
        settings = settings_and_log()
        open_database(settings, Clock()).close()
        add_master(settings.key_file)
        with open_database(settings, Clock()).transaction() as tx:
            number = rotation.rewrap(tx)
            audit.note(tx, None, "keys_rotated", "deployment", None)
        typer.echo(f"{number} data keys rewrapped; keep a copy of the new key file apart from the backups")
