"""`titian purge`: what has been kept long enough, erased and removed class by class."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.startup.preconditions import open_database
from bot.store.keeping import erasing, retention


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
) -> None:
    """Erase and remove what has been kept long enough; one line a class of data."""
    with plainly():
        database = open_database(settings_and_log(), Clock())
        with database.transaction() as tx:
            lines = retention.due(tx)
            if not dry_run:
                retention.purge(tx)
        typer.echo("\n".join(map(_retained, lines)))
        if not dry_run:
            erasing.complete(database)


def _retained(line: retention.Line) -> str:
    kept = line.retained
    codes = f" ({', '.join(line.codes)})" if line.codes else ""
    since = f" after {kept.since}" if kept.since else ""
    return f"{kept.code:<10} {kept.then:<7} {line.count:>6}  {kept.what}: {kept.term}{since}{codes}"
