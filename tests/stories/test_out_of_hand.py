"""A flag taken on by somebody who does not have it any more rings again: nothing urgent is in nobody's hands."""

from __future__ import annotations

import pytest

from bot.domain.people import Role
from bot.domain.presses import FlagCard
from bot.store.caseload import cases, flags, walls
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.people import absences
from tests.driver import Someone, Town
from tests.stories.test_asking_and_answering import begins
from tests.stories.test_caseload import stands_in
from tests.stories.test_left_alone import rings
from tests.stories.test_urgent_check_in import IN_HAND, LEVELS, noted

TAKEN, WAITS, NONE = "R-001: sudah ditangani", "R-001: menunggu sejak", "Tidak ada penanda yang terbuka."


@pytest.fixture
def dewi(town: Town, yusuf: Someone, siti: Someone) -> Someone:
    """Another mentor of Yusuf's team."""
    return town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)


def calls(arman: Someone) -> None:
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")


def takes_it_on(who: Someone) -> None:
    who.sends("/menu").taps("Penanda", "R-001", "Saya tangani").sees(f"Ditangani oleh {who.person.code}")


def test_what_the_cover_took_on_rings_again_when_the_leave_is_ended_by_a_tap(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone, arman: Someone
) -> None:
    stands_in(town, yusuf, siti, dewi)
    calls(arman)
    takes_it_on(dewi)
    town.passes(hours=1)
    told = rings(yusuf)
    siti.sends("/menu").taps("Penanda").sees(TAKEN)
    siti.sends("/atur").taps("Cuti", "Akhiri sekarang")
    town.passes(minutes=1)
    assert rings(yusuf) == told + 1, "at once"
    dewi.sends("/menu").forges(FlagCard(1)).sees(NONE)
    siti.sends("/menu").taps("Penanda").sees(WAITS)
    takes_it_on(siti)
    told = rings(yusuf)
    town.passes(hours=5)
    assert rings(yusuf) == told and noted(town, "flag_released") == 1, "whoever accompanies has it now"


def test_what_the_cover_took_on_rings_again_when_the_leave_runs_out(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone, arman: Someone
) -> None:
    stands_in(town, yusuf, siti, dewi, days=1)
    calls(arman)
    takes_it_on(dewi)
    town.passes(hours=23)
    told = rings(yusuf)
    assert noted(town, "flag_released") == 0
    town.passes(hours=2)
    assert rings(yusuf) > told and noted(town, "flag_released") == 1
    siti.sends("/menu").taps("Penanda").sees(WAITS)


def test_what_the_cover_took_on_rings_again_when_somebody_else_covers(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone, arman: Someone
) -> None:
    rina = town.joins(Role.MENTOR, "Rina", supervisor=yusuf)
    stands_in(town, yusuf, siti, dewi)
    calls(arman)
    takes_it_on(dewi)

    def covers_instead(tx: Tx) -> None:
        leave = absences.of(tx, siti.person)
        assert leave is not None and absences.cover(tx, yusuf.person, leave, rina.person.id) is None

    told = rings(yusuf)
    town.asks(covers_instead)
    town.passes(minutes=1)
    assert rings(yusuf) == told + 1
    dewi.sends("/menu").forges(FlagCard(1)).sees(NONE)
    takes_it_on(rina)


def test_what_somebody_has_rings_again_when_a_wall_comes_between(
    town: Town, ratna: Someone, yusuf: Someone, rahmat: Someone, arman: Someone, case: Case
) -> None:
    other = town.case(town.joins(Role.MENTOR, "Budi", supervisor=rahmat), name="Citra", days=60)
    calls(arman)
    takes_it_on(rahmat)
    town.passes(hours=1)
    told = rings(yusuf, ratna)
    town.asks(lambda tx: walls.add(tx, None, case.id, other.id))
    town.passes(minutes=1)
    assert rings(yusuf, ratna) == told + 1 and not rings(rahmat)
    rahmat.sends("/menu").forges(FlagCard(1)).sees(NONE)
    takes_it_on(yusuf)
    told = rings(yusuf, ratna)
    town.passes(hours=5)
    assert rings(yusuf, ratna) == told and noted(town, "flag_released") == 1, "their own team's no wall takes from them"


@pytest.mark.parametrize("who", ["siti", "yusuf", "rahmat", "ratna"])
def test_whoever_may_still_see_it_keeps_it(
    town: Town, ratna: Someone, yusuf: Someone, rahmat: Someone, siti: Someone, arman: Someone, case: Case, who: str
) -> None:
    """A leader of another team and an admin may see any flag, also of a case that has ended."""
    calls(arman)
    takes_it_on({"siti": siti, "yusuf": yusuf, "rahmat": rahmat, "ratna": ratna}[who])
    told = rings(ratna, yusuf, rahmat)
    town.passes(hours=13)
    town.asks(lambda tx: cases.end(tx, yusuf.person, case))
    town.passes(hours=13)
    assert rings(ratna, yusuf, rahmat) == told and noted(town, "flag_released") == 0


def test_what_is_urgent_is_not_known_to_whoever_covered_once(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone, arman: Someone, case: Case
) -> None:
    stands_in(town, yusuf, siti, dewi)
    calls(arman)
    takes_it_on(dewi)
    begins(siti.sends("/menu"), *LEVELS, "Besok", "Simpan").sees(IN_HAND)
    told = rings(yusuf)

    def ends(tx: Tx) -> bool:
        """Whether it is known at that moment, before anything looks round."""
        leave = absences.of(tx, siti.person)
        assert leave is not None and flags.is_known(tx, case) and absences.end(tx, siti.person, leave) is None
        return flags.is_known(tx, case)

    assert not town.asks(ends)
    begins(siti, *LEVELS, "Besok", "Simpan").sees("Supervisor piket sedang diberi tahu")
    town.passes(minutes=1)
    assert rings(yusuf) > told
