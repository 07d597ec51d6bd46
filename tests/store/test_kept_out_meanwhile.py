"""Whoever was kept out, or lost their phone, a moment ago keeps nobody out any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.people import Person
from bot.store.caseload import handing_over
from bot.store.engine.database import Database, Tx
from bot.store.people import people
from bot.store.people.people import Overtaken
from tests.store.conftest import House

Act = Callable[[Tx, Person, Person], object]
ACTS: dict[str, Act] = {
    "suspend": people.suspend,
    "let in": people.let_in,
    "remove": people.remove,
    "cut off": people.cut_off,
    "keep out": lambda tx, by, person: handing_over.keep_out(tx, by, person, None),
    "part with": handing_over.part_with,
}
# What happened to whoever acts, since it was read who they are.
MEANWHILE: dict[str, Callable[[Tx, House], object]] = {
    "suspended": lambda tx, house: people.suspend(tx, house.admin, house.yusuf),
    "removed": lambda tx, house: people.remove(tx, house.admin, house.yusuf),
    "on another phone": lambda tx, house: people.cut_off(tx, house.admin, house.yusuf),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=MEANWHILE)
def test_whoever_was_kept_out_meanwhile_keeps_nobody_out(
    database: Database, house: House, act: Act, meanwhile: Callable[[Tx, House], object]
) -> None:
    yusuf = replace(house.yusuf, chat=house.yusuf.chat if meanwhile is not MEANWHILE["on another phone"] else 1)
    with database.transaction() as tx:
        meanwhile(tx, house)
        before = people.by_id(tx, house.siti.id)
    with pytest.raises(Overtaken), database.transaction() as tx:
        act(tx, yusuf, house.siti)
    with database.transaction() as tx:
        assert people.by_id(tx, house.siti.id) == before


@pytest.mark.parametrize("name", [name for name in ACTS if name != "let in"])
def test_whoever_acts_still_does(database: Database, house: House, name: str) -> None:
    with database.transaction() as tx:
        ACTS[name](tx, house.yusuf, house.siti)
        if name != "cut off":
            now = people.ever_by_code(tx, house.siti.code)
            assert now is not None and not now.is_active
