"""`titian wall`: two participants who must never meet."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.startup.config import SettingsError
from bot.startup.preconditions import open_database
from bot.store.caseload import cases, news, walls
from bot.store.caseload.handing_over import parted_news


def wall(
    one: Annotated[str, typer.Argument(help="A participant's code.")],
    other: Annotated[str, typer.Argument(help="The code of the person they must never meet.")],
) -> None:
    """Keep two participants apart: never one mentor, cover, list or file."""
    with plainly(), open_database(settings_and_log(), Clock()).transaction() as tx:
        ids = cases.ids_of(tx, [one.upper(), other.upper()])
        if len(ids) != 2 or one[:1].upper() == other[:1].upper():
            raise SettingsError("two participants are needed, one of each kind of service (an R code and a P code)")
        freed = walls.add(tx, None, ids[0], ids[1])
        for kind, about, to in parted_news(tx, freed):
            news.tell(tx, kind, about, to)
        typer.echo("kept apart; if they share a mentor, their supervisors are asked to choose another one")
