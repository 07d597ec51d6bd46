"""How somebody is safely reached, written down by two at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.store.engine.database import Database, Tx
from bot.store.rights import contact_plans
from tests.store.conftest import House
from tests.store.test_at_once import at_once

Does = Callable[[Tx, House], None]
KEEPS: dict[str, Does] = {
    "keep": lambda tx, house: contact_plans.keep(tx, house.siti, house.case, {"word": "mangga"}),
    "add": lambda tx, house: contact_plans.add(tx, house.arman, house.case, "shared", "yes"),
    "confirm": lambda tx, house: contact_plans.confirm(tx, house.siti, house.case),
    "without notes": lambda tx, house: contact_plans.keep_their_own(tx, house.case, on_phone=True),
}


@pytest.mark.parametrize("second", KEEPS)
@pytest.mark.parametrize("first", ["keep", "add"])
def test_whoever_is_second_waits_and_loses_nothing(database: Database, house: House, first: str, second: str) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    assert at_once(database, lambda tx: KEEPS[first](tx, house), lambda tx: KEEPS[second](tx, house))
    with database.transaction() as tx:
        plan = contact_plans.of_case(tx, house.case)
    said = {} if plan is None else dict(plan.answers)
    match first, second:
        case "keep", "add":
            assert said == {"word": "mangga", "shared": "yes"}
        case "keep", "without notes":
            assert plan is None, "it was written down for them"
        case "add", "keep":
            assert said == {"word": "mangga"}
        case "keep", _:
            assert said == {"word": "mangga"}
        case _:
            assert said == {"shared": "yes"}
