"""Two transactions at once, on PostgreSQL: whichever is second waits, and finds the two it may not bring together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.domain.people import Person, Role
from bot.files.batches import Changed
from bot.files.csvfile import BadFile
from bot.reference.calendar import calendar
from bot.store.caseload import cases, handing_over, second_yes, walls
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import walls as table
from bot.store.people import absences, people
from tests.importing import takes_in
from tests.store.conftest import House

WEEK = timedelta(weeks=1)
Act = Callable[[Tx], object]


class Three:
    """Siti and Dewi accompany one each, of two who must not meet where `walled`; Nur is free. One team."""

    def __init__(self, database: Database, house: House, folder: Path, *, walled: bool) -> None:
        self.siti, self.one, self.file = house.siti, house.case.id, folder / "new.csv"
        with database.transaction() as tx:
            self.dewi = people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id)
            self.nur = people.add(tx, Role.MENTOR, "Nur", house.yusuf.id)
            self.other = cases.add(tx, "R", "Bayu", self.dewi, 1).id
            if walled:
                walls.add(tx, None, self.one, self.other)

    def gives(self, case_id: int, to: Person) -> Act:
        return lambda tx: handing_over.move_cases(tx, None, [case_id], to, calendar())

    def goes_on_leave(self, who: Person, cover: Person) -> Act:
        def act(tx: Tx) -> None:
            if handing_over.who_may_stand_in(tx, who, [cover]):
                absences.ask(tx, who, tx.now, tx.now + WEEK, cover.id)

        return act

    def imports(self, to: Person, apart_from: str) -> Act:
        """Somebody new is with that mentor, and must not meet somebody who is here."""
        row = f"R,Endah,{to.code},1,{apart_from}"
        self.file.write_text(f"track,name,mentor,cadence_weeks,apart_from\n{row}\n", encoding="utf-8")

        def act(tx: Tx) -> None:
            with suppress(BadFile, Changed):
                takes_in(tx, self.file)

        return act

    def sets_a_wall(self, tx: Tx) -> None:
        walls.add(tx, None, self.one, self.other)


def at_once(database: Database, first: Act, second: Act) -> bool:
    """Both begin before either has ended; whether the second one waited for the first."""
    begun, done = threading.Event(), threading.Event()

    def runs_second() -> None:
        with database.transaction() as tx:
            begun.set()
            second(tx)
        done.set()

    other = threading.Thread(target=runs_second)  # noqa: TID251 two at once
    with database.transaction() as tx:
        first(tx)
        other.start()
        assert begun.wait(20)
        waited = not done.wait(0.3)
    other.join(20)
    assert done.is_set()
    return waited


PAIRS: dict[str, Callable[[Three], tuple[Act, Act]]] = {
    "two transfers": lambda it: (it.gives(it.one, it.nur), it.gives(it.other, it.nur)),
    "a transfer and a leave": lambda it: (it.gives(it.one, it.nur), it.goes_on_leave(it.dewi, it.nur)),
    "a leave and a transfer": lambda it: (it.goes_on_leave(it.dewi, it.nur), it.gives(it.one, it.nur)),
    "a wall and a transfer": lambda it: (it.sets_a_wall, it.gives(it.one, it.dewi)),
    "a wall and a leave": lambda it: (it.sets_a_wall, it.goes_on_leave(it.dewi, it.siti)),
    "one wall twice": lambda it: (it.sets_a_wall, it.sets_a_wall),
    "a transfer and an import": lambda it: (it.gives(it.other, it.nur), it.imports(it.nur, "R-002")),
    "an import and a transfer": lambda it: (it.imports(it.nur, "R-001"), it.gives(it.one, it.nur)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_the_second_one_waits_and_brings_nobody_together(
    database: Database, house: House, tmp_path: Path, name: str
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    three = Three(database, house, tmp_path, walled="wall" not in name)
    first, second = PAIRS[name](three)
    with database.transaction() as tx:
        tx.execute(update(table).values(state="agreed"))
    assert at_once(database, first, second)
    with database.transaction() as tx:
        between = [one for one in second_yes.every(tx) if {one.one_id, one.other_id} == {three.one, three.other}]
        assert len(between) == 1
        assert all(second_yes.MENTOR not in second_yes.in_the_way(tx, one) for one in second_yes.every(tx))
        assert len(tx.execute(select(table.c.id)).all()) == (2 if name == "an import and a transfer" else 1)
