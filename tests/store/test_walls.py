"""Who a wall keeps from whom: by their own cases and by leave, today's and tomorrow's; and nobody beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.domain.people import Person, Role
from bot.store.caseload import cases, walls
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import cases as table
from bot.store.keeping import erasing
from bot.store.people import absences, people
from tests.store.conftest import House

WEEK = timedelta(weeks=1)


@dataclass
class Town:
    """Siti (of Yusuf's team) accompanies one of two who must not meet, Dewi (of Rahmat's) the other.

    Budi and Nur are mentors of Yusuf's team and Wati is a leader, all without anybody behind the wall.
    """

    tx: Tx
    one: Case
    other: Case
    siti: Person
    dewi: Person
    budi: Person
    nur: Person
    yusuf: Person
    rahmat: Person
    wati: Person

    def away(self, who: Person, cover: Person | None, weeks: int = 1) -> int:
        """They ask for leave from next week on."""
        begins = self.tx.now + WEEK
        return absences.ask(self.tx, who, begins, begins + weeks * WEEK, None if cover is None else cover.id)

    def kept(self, *whom: Person) -> list[bool]:
        """Whether each is kept from Siti's."""
        return [walls.keeps_apart(self.tx, one.id, [self.one.id]) for one in whom]

    def meets(self, *whom: Person) -> list[bool]:
        """Whether whom Siti's must not meet is in the sight of each of these leaders."""
        return [walls.leader_meets(self.tx, one.id, [self.one.id]) for one in whom]


@pytest.fixture
def town(database: Database, house: House) -> Iterator[Town]:
    with database.transaction() as tx:
        rahmat, wati = (people.add(tx, Role.SUPERVISOR, name, None) for name in ("Rahmat", "Wati"))
        dewi = people.add(tx, Role.MENTOR, "Dewi", rahmat.id)
        budi, nur = (people.add(tx, Role.MENTOR, name, house.yusuf.id) for name in ("Budi", "Nur"))
        other = cases.add(tx, "R", "Bayu", dewi, 1)
        cases.add(tx, "R", "Citra", budi, 1)
        walls.add(tx, house.yusuf, other.id, house.case.id)
        yield Town(tx, house.case, other, house.siti, dewi, budi, nur, house.yusuf, rahmat, wati)


def test_a_wall_is_seen_from_both_sides(town: Town) -> None:
    assert walls.behind(town.tx, [town.one.id]) == {town.other.id}
    assert walls.behind(town.tx, [town.other.id]) == {town.one.id}
    assert walls.behind(town.tx, [town.one.id, town.other.id]) == {town.one.id, town.other.id}
    assert walls.behind(town.tx, []) == set()
    third = cases.add(town.tx, "P", "Rini", town.budi, 1)
    assert walls.behind(town.tx, [third.id]) == set()
    walls.add(town.tx, None, third.id, third.id)
    assert walls.behind(town.tx, [third.id]) == set(), "nobody is walled off from themselves"


def test_whoever_accompanies_the_other_is_kept_apart(town: Town) -> None:
    assert town.kept(town.dewi, town.siti, town.budi, town.nur) == [True, False, False, False]
    assert walls.keeps_apart(town.tx, town.nur.id, [town.one.id, town.other.id]), "they would meet with her"
    cases.end(town.tx, town.rahmat, town.other)
    assert town.kept(town.dewi) == [True], "what she recorded she can still read"


def test_leave_ties_those_two_and_nobody_else(town: Town) -> None:
    town.away(town.dewi, town.budi)
    town.away(town.siti, town.nur)
    assert town.kept(town.budi, town.nur, town.siti) == [True, False, False]


def test_whose_cover_accompanies_the_other_is_kept_apart_too(town: Town) -> None:
    town.away(town.budi, town.dewi)
    town.away(town.nur, None)
    assert town.kept(town.budi, town.nur) == [True, False]


def test_leave_that_is_refused_or_over_ties_nobody(town: Town) -> None:
    for away, cover in ((town.dewi, town.budi), (town.budi, town.dewi)):
        found = absences.by_id(town.tx, town.away(away, cover))
        assert found is not None and town.kept(town.budi) == [True]
        absences.refuse(town.tx, town.yusuf, found)
        assert town.kept(town.budi) == [False]
        again = absences.by_id(town.tx, town.away(away, cover))
        assert again is not None and absences.agree(town.tx, town.yusuf, again, cover.id) is None
        assert town.kept(town.budi) == [True]
        town.tx.now += 3 * WEEK
        assert town.kept(town.budi) == [False]


def test_a_leader_meets_whom_their_team_accompanies(town: Town) -> None:
    assert town.meets(town.rahmat, town.yusuf, town.wati) == [True, False, False]
    town.tx.execute(update(table).where(table.c.id == town.other.id).values(mentor_id=town.rahmat.id))
    assert town.meets(town.rahmat, town.yusuf) == [True, False], "their own counts as well"


def test_leaders_who_stand_in_see_what_the_other_sees(town: Town) -> None:
    town.away(town.wati, town.yusuf)
    assert town.meets(town.yusuf, town.wati) == [False, False], "neither of them has anything to do with Rahmat"
    town.away(town.rahmat, town.wati)
    assert town.meets(town.wati) == [True], "for whom she stands in"
    assert town.meets(town.yusuf) == [True], "who stands in for her, and so on"


def test_leaders_whose_leave_was_refused_or_is_over_have_nothing_to_do_with_each_other(town: Town) -> None:
    refused = absences.by_id(town.tx, town.away(town.rahmat, town.wati))
    assert refused is not None and town.meets(town.wati, town.yusuf) == [True, False], "he is no part of it"
    absences.refuse(town.tx, town.yusuf, refused)
    assert town.meets(town.wati) == [False]
    town.away(town.rahmat, town.wati)
    assert town.meets(town.wati) == [True]
    town.tx.now += 3 * WEEK
    assert town.meets(town.wati) == [False]


def test_leave_without_anybody_standing_in_joins_no_teams(town: Town) -> None:
    town.away(town.rahmat, None)
    town.away(town.yusuf, None)
    assert town.meets(town.yusuf, town.wati, town.rahmat) == [False, False, True]


def test_the_erased_meet_nobody(town: Town) -> None:
    erasing.erase(town.tx, town.other, town.rahmat)
    assert town.kept(town.dewi) == [False] and town.meets(town.rahmat) == [False]
