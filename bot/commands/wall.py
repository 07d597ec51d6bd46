"""`titian wall`: two participants who must never meet; `titian walls`: all of them, and whether each is held."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.startup.config import SettingsError
from bot.startup.preconditions import open_database
from bot.store.caseload import cases, news, second_yes, walls
from bot.store.caseload.handing_over import alone_news
from bot.store.caseload.second_yes import Wall
from bot.store.engine.database import Tx
from bot.store.people import people


def wall(
    one: Annotated[str, typer.Argument(help="A participant's code.")],
    other: Annotated[str, typer.Argument(help="The code of the person they must never meet.")],
) -> None:
    """Keep two participants apart, of one kind of service or two: never one mentor, cover, list or file."""
    with plainly(), open_database(settings_and_log(), Clock()).transaction() as tx:
        walls.lock(tx)
        one_id, other_id = _number(tx, one.upper()), _number(tx, other.upper())
        if one_id == other_id:
            raise SettingsError(f"{one.upper()} is one participant: name the other one")
        if walls.add(tx, None, one_id, other_id):  # whose the second yes is the bot finds at its next beat
            for fact in alone_news(tx, (one_id, other_id)):
                news.tell(tx, *fact)
        typer.echo("kept apart; an admin is asked to agree. If they share a mentor, their supervisors choose another")


def _number(tx: Tx, code: str) -> int:
    found = cases.by_code(tx, code)
    if found is None:
        raise SettingsError(f"there is no participant with the code {code}")
    return found.id


def walls_listed() -> None:
    """List those who are kept apart: both codes, since when, how it stands, and whether it is held now."""
    with plainly(), open_database(settings_and_log(), Clock()).transaction() as tx:
        found = [(one, second_yes.in_the_way(tx, one), second_yes.is_held(tx, one)) for one in second_yes.every(tx)]
        for one, ways, held in found:
            named = f" ({', '.join(ways)})" if ways else ""
            typer.echo(f"{'held' if held else 'NOT HELD'}{named}  {_described(tx, one)}")
        typer.echo(f"{len(found)} kept apart")
    raise typer.Exit(0 if all(held for _, _, held in found) else 1)


def _described(tx: Tx, one: Wall) -> str:
    by = _code(tx, one.by_id) or "the command line"
    agreed = _code(tx, one.decided_by)
    said = f", answered by {agreed}" if agreed else ""
    return f"{one.one} {one.other} since {one.at:%Y-%m-%d}, {one.state}, asked by {by}{said}"


def _code(tx: Tx, person_id: int | None) -> str:
    person = None if person_id is None else people.by_id(tx, person_id)
    return "" if person is None else person.code
