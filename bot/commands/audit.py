"""`titian audit`: the chain of the audit trail."""

from __future__ import annotations

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.startup.preconditions import open_database
from bot.store.engine import audit


def verify() -> None:
    """Recompute the chain of the audit trail; exit 1 where it breaks."""
    with plainly():
        with open_database(settings_and_log(), Clock()).transaction() as tx:
            while audit.chain(tx):
                pass
            broken, length = audit.first_break(tx), audit.length(tx)
        if broken is not None:
            typer.echo(f"the audit breaks at entry {broken} of {length}", err=True)
            raise typer.Exit(1)
        typer.echo(f"the audit is whole: {length} entries")
