"""Beside 100,000 rows: no frequent statement reads a table that grows from end to end, on either database.

The statements are those that the bot itself makes in every button, form, word and loop there is; a new one is looked
at without being named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.store.engine import schema
from bot.store.engine.database import open_engine
from tests.conftest import DATABASES, empty_database
from tests.costs import crowd
from tests.costs.acts import acts, done
from tests.costs.explaining import Statements, plans
from tests.map.world import World

# A part of the statement -> why it may read all there is.
MAY_READ_ALL = {
    "DELETE FROM outbox WHERE outbox.prompt_id IN": "erasing somebody: seldom, and everything of theirs is to be found",
}
# Thousand steps of SQLite's machine that a statement may take: some milliseconds.
MOST_STEPS = 40
LEAST_STATEMENTS = 250


@dataclass(frozen=True)
class Heard:
    """What was found of each statement: its text, who made it, the tables it would read whole, its thousand steps."""

    made_by: dict[str, str]
    whole: dict[str, set[str]]
    steps: dict[str, int]


@pytest.mark.parametrize("kind", DATABASES)
def test_each_statement_has_its_index(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """All in one, as filling a database takes longer than anything else here."""
    with empty_database(kind, request, tmp_path) as url:
        engine = open_engine(url)
        schema.upgrade(engine)
        engine.dispose()
        world = World(tmp_path, url)
        heard = listened_to(world)
        world.office.closes()
    assert len(heard.made_by) > LEAST_STATEMENTS
    assert not list(reads_all(heard)), "\n".join(reads_all(heard))
    assert not list(works_long(heard)), "\n".join(works_long(heard))


def listened_to(world: World) -> Heard:
    """All acts done once beside the crowd, and each statement of theirs explained."""
    people = world.people
    with world.office.tx() as tx:
        crowd.gather(tx, leader=people["leader"].id, other=people["other leader"].id, owner=people["owner"].id)
    engine = world.office.database.engine
    engine.dispose()
    statements = Statements(engine)
    made_by: dict[str, str] = {}
    for name, act in acts(world):
        done(world, act)
        for statement in statements.heard.keys() - made_by.keys():
            made_by[statement] = name
        statements.told.clear()
    with plans(engine) as planned:
        found = {name: planned.read_whole(*told) for name, told in statements.heard.items()}
    return Heard(made_by, {name: tables for name, tables in found.items() if tables}, dict(statements.steps))


def excused(statement: str) -> bool:
    return any(part in statement for part in MAY_READ_ALL)


def reads_all(heard: Heard) -> Iterator[str]:
    """Statements that read a table that grows from end to end."""
    for statement, tables in heard.whole.items():
        if not excused(statement):
            yield f"{sorted(tables)} read by {heard.made_by[statement]}:\n    {statement}"


def works_long(heard: Heard) -> Iterator[str]:
    """On SQLite alone: a condition may be met by an index, and still by most of the rows."""
    for statement, steps in heard.steps.items():
        if steps > MOST_STEPS and statement in heard.made_by and not excused(statement):
            yield f"{steps} thousand steps by {heard.made_by[statement]}:\n    {statement}"
