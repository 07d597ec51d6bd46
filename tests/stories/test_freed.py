"""Whoever stood in hears when they do not any more, whatever ended it; a wall reaches leave agreed to before it."""

from __future__ import annotations

import pytest

from bot.domain.people import Role
from bot.domain.presses import LedBy, Remove, StandInIs, Suspend
from bot.store.caseload import walls
from bot.store.institution import truths
from bot.store.people import absences
from tests.driver import Someone, Town


@pytest.fixture
def dewi(town: Town, yusuf: Someone) -> Someone:
    return town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)


def covered(town: Town, siti: Someone, yusuf: Someone, begins: str = "Hari ini") -> None:
    siti.sends("/atur").taps("Cuti", begins, "1 minggu", "M-02")
    yusuf.finds("cuti")
    yusuf.taps("Buka", "Setuju")


def test_a_wall_reaches_a_leave_that_was_agreed_to(town: Town, yusuf: Someone, siti: Someone, dewi: Someone) -> None:
    one, other = town.case(siti, days=9), town.case(dewi, "P", "Citra", days=9)
    covered(town, siti, yusuf, "Besok")
    town.asks(lambda tx: walls.add(tx, yusuf.person, one.id, other.id))
    town.passes(days=2)
    assert [breach.truth.says for breach in town.asks(truths.breaches)] == []


def freed(who: Someone) -> bool:
    return any("tidak lagi menggantikan" in text for text in who.phone.texts())


def test_whoever_covers_hears_that_the_mentor_is_removed(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    town.case(siti, days=9)
    covered(town, siti, yusuf)
    dewi.finds("menggantikan")
    yusuf.sends("/menu").forges(Remove(siti.person.id, dewi.person.id)).types("M-01").sees("Sudah dikeluarkan")
    town.passes(days=1)
    assert freed(dewi)


def test_whoever_covers_hears_that_the_mentor_is_kept_out_and_somebody_else_stands_in(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    town.case(siti, days=9)
    covered(town, siti, yusuf)
    yusuf.sends("/menu").forges(Suspend(siti.person.id, suspended=True))
    town.passes(days=1)
    assert freed(dewi)


def test_whoever_stood_in_hears_that_somebody_else_does(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    wati = town.joins(Role.MENTOR, "Wati", supervisor=yusuf)
    town.case(siti, days=9)
    yusuf.sends("/menu").forges(Suspend(siti.person.id, suspended=True))
    yusuf.forges(StandInIs(siti.person.id, dewi.person.id))
    yusuf.forges(StandInIs(siti.person.id, wati.person.id))
    town.passes(days=1)
    assert freed(dewi)


def test_whoever_stood_in_hears_that_the_team_has_another_leader(
    town: Town, ratna: Someone, yusuf: Someone, rahmat: Someone, siti: Someone, dewi: Someone
) -> None:
    town.case(siti, days=9)
    yusuf.sends("/menu").forges(Suspend(siti.person.id, suspended=True))
    yusuf.forges(StandInIs(siti.person.id, dewi.person.id))
    ratna.sends("/menu").forges(LedBy(siti.person.id, rahmat.person.id))
    town.passes(days=1)
    assert town.asks(lambda tx: absences.in_force(tx, [siti.person.id])) == {siti.person.id: None}
    assert freed(dewi)
