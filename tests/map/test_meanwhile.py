"""What another turn did while a last tap waited for its row: decided by what is there once the row is held.

Two turns at once only on PostgreSQL: SQLite lets one write at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.domain.presses import Press, ResumeCase, Skip
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from handlers.fillings import FILLINGS
from tests.map.pressing import CHANGES
from tests.map.test_saves import ABOUT_SOMEBODY, LATER, filled_in, happens
from tests.map.world import World
from tests.overhearing import overheard

# Forms whose last step holds the case they are about.
HOLDING = ("checkin", "correction", "pause", "quiet", "ending")
pytestmark = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


@pytest.fixture
def world(migrated_url: str, tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, migrated_url)
    yield world
    world.office.closes()


@contextmanager
def meanwhile(world: World, tx: Tx, case: Case, later: str) -> Iterator[set[str]]:
    """Right before this turn holds the case, another one has brought that about; the tables this one changes then."""
    waits, changed = [later], set[str]()

    def sees(statement: str) -> None:
        if waits and "FOR UPDATE OF cases" in statement:
            waits.clear()
            with world.office.tx() as other:
                happens(other, world, case, later)
        elif (found := CHANGES.match(statement)) is not None:
            changed.add(found[1])

    with overheard(tx.connection, sees):
        yield changed
    assert not waits, "nothing was held"


@pytest.mark.parametrize("later", LATER)
@pytest.mark.parametrize("name", HOLDING)
def test_the_last_tap_of_a_form(world: World, name: str, later: str) -> None:
    form, lot = ABOUT_SOMEBODY[name], world.lots["open"]
    draft = filled_in(name, lot)
    with world.office.tx() as tx, meanwhile(world, tx, lot.case, later) as changed:
        FILLINGS[draft.form].save(world.office.turn(tx, world.people[form.by]), draft)
    assert bool(changed - {"drafts", "audit"}) is (later in form.stands)


@pytest.mark.parametrize("later", LATER)
@pytest.mark.parametrize(
    ("life", "kind_of_prompt", "press"),
    [("open", "next_contact", lambda prompt: Skip(prompt, "met")), ("paused", "pause_over", ResumeCase)],
)
def test_the_button_of_a_prompt(
    world: World, life: str, kind_of_prompt: str, press: Callable[[int], Press], later: str
) -> None:
    lot = world.lots[life]
    with world.office.tx() as tx, meanwhile(world, tx, lot.case, later) as changed:
        world.office.taps(tx, world.people["owner"], press(lot.prompts[kind_of_prompt]))
    assert not changed - {"drafts", "audit"}
