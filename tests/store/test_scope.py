"""Whose cases somebody sees and accompanies while mentors are away or kept out; each condition by itself."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.people import Person, Role
from bot.store.caseload import cases
from bot.store.engine.database import Database, Tx
from bot.store.people import absences, people
from tests.store.conftest import House

WEEK = timedelta(weeks=1)


def accompany(tx: Tx, house: House, *whom: Person) -> list[bool]:
    """Whether each of them accompanies Siti's case now."""
    return [cases.mine(tx, one, house.case.id) is not None for one in whom]


def see(tx: Tx, house: House, *whom: Person) -> list[bool]:
    return [cases.visible(tx, one, house.case.id) is not None for one in whom]


def test_whose_mentor_is_kept_out_is_their_own_leaders_until_somebody_is_named(
    database: Database, house: House
) -> None:
    with database.transaction() as tx:
        rahmat = people.add(tx, Role.SUPERVISOR, "Rahmat", None)
        dewi = people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id)
        leaders = (house.yusuf, rahmat, house.admin)
        assert accompany(tx, house, *leaders, house.siti) == [False, False, False, True]
        people.suspend(tx, house.yusuf, house.siti)
        assert accompany(tx, house, *leaders) == [True, False, False], "their own leader and nobody else"
        absences.stand_in(tx, house.yusuf, house.siti, dewi.id)
        assert accompany(tx, house, *leaders, dewi) == [False, False, False, True]
        assert see(tx, house, house.yusuf, rahmat, dewi) == [True, False, True], "of the team all the same"


def test_a_cover_accompanies_while_the_leave_lasts(database: Database, house: House) -> None:
    with database.transaction() as tx:
        dewi, budi = (people.add(tx, Role.MENTOR, name, house.yusuf.id) for name in ("Dewi", "Budi"))
        begins = tx.now + WEEK
        leave = absences.by_id(tx, absences.ask(tx, house.siti, begins, begins + WEEK, dewi.id))
        assert leave is not None
        asked = [tx.now, begins + timedelta(hours=1)]
        for tx.now in asked:
            assert see(tx, house, dewi, budi) == [False, False], "nobody has agreed yet"
        tx.now = asked[0]
        absences.agree(tx, house.yusuf, leave, dewi.id)
        for tx.now, now in ((asked[0], False), (begins, True), (begins + WEEK, False)):
            assert see(tx, house, dewi, budi) == accompany(tx, house, dewi, budi) == [now, False]
        assert accompany(tx, house, house.siti) == [True]


def test_a_leader_accompanies_their_own_and_whom_they_cover_for_and_not_their_team(
    database: Database, house: House
) -> None:
    with database.transaction() as tx:
        own = cases.add(tx, "R", "Citra", house.yusuf, 1)
        rahmat = people.add(tx, Role.SUPERVISOR, "Rahmat", None)
        assert cases.own_by_last(tx, house.yusuf) == [(own.id, own.code)] and cases.own_by_last(tx, rahmat) == []
        leave = absences.by_id(tx, absences.ask(tx, house.siti, tx.now, tx.now + WEEK, rahmat.id))
        assert leave is not None
        absences.agree(tx, house.yusuf, leave, rahmat.id)
        assert cases.own_by_last(tx, rahmat) == [(house.case.id, house.case.code)]
        assert accompany(tx, house, house.yusuf, rahmat, house.admin) == [False, True, False]
        assert cases.own_by_last(tx, house.yusuf) == [(own.id, own.code)]
