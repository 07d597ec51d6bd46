"""What handing over never does: past a wall of now or of tomorrow, for good by a deputy, by one yes alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.people import Role
from bot.domain.presses import (
    AcceptOffer,
    AgreeLeave,
    HandAllTo,
    HandTo,
    LedBy,
    OfferTo,
    Remove,
    StandInIs,
    Suspend,
    TakeOver,
)
from bot.reference.calendar import calendar
from bot.store.caseload import cases, handing_over, walls
from bot.store.caseload.cases import Case
from bot.store.people import leading, people
from tests.driver import Someone, Town


@pytest.fixture
def tono(town: Town, rahmat: Someone) -> Someone:
    return town.joins(Role.SUPERVISOR, "Tono", address="bapak")


class Walled:
    """R-001 is with Siti in Yusuf's team, P-001 with Dewi in Tono's: they must never meet. Rahmat leads Ayu."""

    def __init__(
        self, town: Town, ratna: Someone, yusuf: Someone, rahmat: Someone, tono: Someone, siti: Someone
    ) -> None:
        self.town, self.ratna, self.yusuf, self.rahmat, self.tono, self.siti = town, ratna, yusuf, rahmat, tono, siti
        self.dewi = town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=tono)
        self.ayu = town.joins(Role.MENTOR, "Ayu", address="mbak", supervisor=rahmat)
        self.rina = town.joins(Role.MENTOR, "Rina", address="mbak", supervisor=tono)
        self.one, self.other = town.case(siti), town.case(self.dewi, track="P", name="Citra")
        town.asks(lambda tx: walls.add(tx, yusuf.person, self.one.id, self.other.id))
        ratna.sends("/menu")

    def goes_on_leave(self, who: Someone, cover: str, begins: str = "Besok") -> None:
        who.sends("/atur").taps("Cuti", begins, "3 hari").taps(cover)
        self.ratna.taps("Buka", "Setuju")

    def together(self) -> list[str]:
        """Who sees or accompanies both, now and on each of the coming days."""
        everybody = (self.yusuf, self.rahmat, self.tono, self.siti, self.dewi, self.ayu, self.rina)
        found = []
        for _ in range(3):
            met = [one for one in everybody if self._sees(one, self.one) and self._sees(one, self.other)]
            found += [one.person.code for one in met]
            self.town.passes(days=1)
        return found

    def _sees(self, who: Someone, case: Case) -> bool:
        fresh = self.town.asks(lambda tx: people.by_id(tx, who.person.id))
        return fresh is not None and self.town.asks(lambda tx: cases.visible(tx, fresh, case.id)) is not None


@pytest.fixture
def walled(town: Town, ratna: Someone, yusuf: Someone, rahmat: Someone, tono: Someone, siti: Someone) -> Walled:
    return Walled(town, ratna, yusuf, rahmat, tono, siti)


def a_deputy_to_be_is_given_the_other_mentor(w: Walled) -> None:
    w.goes_on_leave(w.yusuf, "S-02 Rahmat")
    w.ratna.forges(LedBy(w.dewi.person.id, w.rahmat.person.id))


def two_leaves_have_one_deputy(w: Walled) -> None:
    w.goes_on_leave(w.yusuf, "S-02 Rahmat")
    w.tono.sends("/atur").taps("Cuti", "Besok", "3 hari", "Belum ada")
    w.ratna.taps("Buka").forges(AgreeLeave(2, w.rahmat.person.id))


def a_deputy_to_be_takes_an_offer(w: Walled) -> None:
    w.goes_on_leave(w.tono, "S-02 Rahmat")
    w.yusuf.sends("/menu").forges(OfferTo(w.one.id, w.rahmat.person.id))
    w.rahmat.sends("/menu").forges(AcceptOffer(1, w.ayu.person.id))


def an_offer_is_taken_after_a_deputy_was_named(w: Walled) -> None:
    w.yusuf.sends("/menu").forges(OfferTo(w.one.id, w.rahmat.person.id))
    w.goes_on_leave(w.tono, "S-02 Rahmat")
    w.rahmat.sends("/menu").forges(AcceptOffer(1, w.ayu.person.id))


def a_mentor_goes_to_whom_the_other_leader_will_stand_in_for(w: Walled) -> None:
    w.goes_on_leave(w.rahmat, "S-03 Tono")
    w.ratna.forges(LedBy(w.siti.person.id, w.rahmat.person.id))


def a_team_goes_to_whom_the_other_leader_stands_in_for(w: Walled) -> None:
    w.goes_on_leave(w.rahmat, "S-03 Tono", "Hari ini")
    w.town.asks(lambda tx: handing_over.all_of(tx, None, w.yusuf.person, w.rahmat.person, calendar()))


def a_caseload_goes_to_a_mentor_of_the_other_leader(w: Walled) -> None:
    w.ratna.forges(HandAllTo(w.siti.person.id, w.rina.person.id))
    w.town.asks(lambda tx: handing_over.all_of(tx, None, w.siti.person, w.rina.person, calendar()))


def a_removal_leaves_it_to_a_mentor_of_the_other_leader(w: Walled) -> None:
    w.ratna.forges(Remove(w.siti.person.id, w.rina.person.id)).types("M-01")


def a_suspension_names_a_deputy_to_be(w: Walled) -> None:
    w.goes_on_leave(w.tono, "S-02 Rahmat")
    w.ratna.forges(Suspend(w.yusuf.person.id, suspended=True))
    w.ratna.forges(StandInIs(w.yusuf.person.id, w.rahmat.person.id))


def what_has_ended_is_in_the_list_too(w: Walled) -> None:
    w.yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Akhiri").types("R-001")
    w.ratna.forges(HandAllTo(w.yusuf.person.id, w.tono.person.id))


WAYS = [
    a_deputy_to_be_is_given_the_other_mentor,
    two_leaves_have_one_deputy,
    a_deputy_to_be_takes_an_offer,
    an_offer_is_taken_after_a_deputy_was_named,
    a_mentor_goes_to_whom_the_other_leader_will_stand_in_for,
    a_team_goes_to_whom_the_other_leader_stands_in_for,
    a_caseload_goes_to_a_mentor_of_the_other_leader,
    a_removal_leaves_it_to_a_mentor_of_the_other_leader,
    a_suspension_names_a_deputy_to_be,
    what_has_ended_is_in_the_list_too,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way.__name__))
def test_no_way_leads_past_a_wall(walled: Walled, way: Callable[[Walled], None]) -> None:
    way(walled)
    assert walled.together() == []


def test_a_deputy_keeps_a_team_and_gives_nothing_of_it_away(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    ayu = town.joins(Role.MENTOR, "Ayu", address="mbak", supervisor=rahmat)
    case, own = town.case(siti), town.case(yusuf, name="Joko")
    yusuf.sends("/atur").taps("Cuti", "Hari ini", "1 hari", "S-02 Rahmat")
    ratna.taps("Buka", "Setuju")
    rahmat.sends("/dampingan").taps("R-001", "Ganti pendamping").sees("Belum ada pendamping lain untuk R-001")
    assert "Tim lain" not in rahmat.labels
    for one in (case, own):
        rahmat.forges(TakeOver(one.id, sure=True)).sees("Itu menunggu supervisor timnya kembali")
        rahmat.forges(HandTo(one.id, ayu.person.id)).sees("Belum bisa dengan pendamping ini")
        rahmat.forges(OfferTo(one.id, rahmat.person.id))
    for press in (HandAllTo(siti.person.id, ayu.person.id), Remove(siti.person.id, ayu.person.id)):
        rahmat.forges(press)
    rahmat.sends("/menu").taps("Tim saya", "M-01")
    assert {"Tangguhkan", "Ganti ponsel"} <= set(rahmat.labels) and "Keluarkan" not in rahmat.labels
    rahmat.taps("Tangguhkan").sees("Sementara ini S-02 menggantikan.")
    town.passes(days=1)
    assert "R-001" not in rahmat.sends("/dampingan").screen, "nothing of it lasts"
    yusuf.sends("/dampingan").sees("R-001", "R-002").taps("R-001", "Lihat nama").sees("Arman")
    assert "Catat kabar" in " ".join(yusuf.labels), "whoever leads them stands in"
    yusuf.sends("/menu").taps("Tim saya", "M-01").sees("Pengganti: S-01")


def test_whoever_stood_in_as_their_leader_does_no_more_under_another_one(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)
    town.case(siti)
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Tangguhkan", "Pilih pengganti", "M-02")
    dewi.sends("/dampingan").sees("R-001")
    ratna.sends("/menu").taps("Petugas", "M-01", "Ganti supervisor", "S-02").sees("Pengganti: S-02")
    for former in (yusuf, dewi):
        assert "R-001" not in former.sends("/dampingan").screen
    rahmat.sends("/dampingan").taps("R-001", "Lihat nama").sees("Arman")


def test_a_former_deputy_sees_nothing_once_somebody_else_is_named(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone, tono: Someone
) -> None:
    town.case(siti)
    yusuf.sends("/atur").taps("Cuti", "Hari ini", "2 minggu", "S-02 Rahmat")
    ratna.taps("Buka", "Setuju").forges(Suspend(yusuf.person.id, suspended=True))
    ratna.forges(StandInIs(yusuf.person.id, tono.person.id)).sees("Pengganti: S-03")
    tono.sends("/dampingan").sees("R-001")
    assert "R-001" not in rahmat.sends("/dampingan").screen


def test_whoever_stands_in_and_goes_away_leaves_it_to_the_admins(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone, tono: Someone
) -> None:
    town.case(siti)
    ratna.sends("/menu").forges(Suspend(yusuf.person.id, suspended=True))
    ratna.forges(StandInIs(yusuf.person.id, rahmat.person.id)).sees("Pengganti: S-02")
    rahmat.sends("/atur").taps("Cuti", "Hari ini", "3 hari", "Belum ada")
    ratna.taps("Buka", "Setuju")
    assert [one.code for one in town.asks(leading.leaderless)] == ["M-01"]
    siti.sends("/atur").taps("Saya butuh teman bicara", "Ya, sampaikan").sees("hanya admin yang diberi tahu")


def offered(town: Town, yusuf: Someone, siti: Someone, rahmat: Someone) -> Someone:
    ayu = town.joins(Role.MENTOR, "Ayu", address="mbak", supervisor=rahmat)
    town.case(siti)
    yusuf.sends("/menu").forges(OfferTo(1, rahmat.person.id)).sees("R-001 ditawarkan kepada S-02")
    return ayu


def with_mentor(town: Town) -> str:
    return town.asks(lambda tx: people.by_id(tx, cases.by_id(tx, 1).mentor_id).code)  # type: ignore[union-attr]


def test_nobody_says_both_yeses(town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone) -> None:
    ayu = offered(town, yusuf, siti, rahmat)
    rahmat.sends("/atur").taps("Cuti", "Hari ini", "1 hari", "S-01 Yusuf")
    ratna.taps("Buka", "Setuju")
    assert not any("Tawaran" in label for label in yusuf.sends("/menu").taps("Tim saya").labels)
    yusuf.forges(AcceptOffer(1, ayu.person.id))
    assert with_mentor(town) == "M-01"


def test_a_deputy_takes_an_offer_into_the_team_it_was_made_to_alone(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone, tono: Someone
) -> None:
    ayu = offered(town, yusuf, siti, rahmat)
    rina = town.joins(Role.MENTOR, "Rina", address="mbak", supervisor=tono)
    rahmat.sends("/atur").taps("Cuti", "Hari ini", "1 hari", "S-03 Tono")
    ratna.taps("Buka", "Setuju")
    tono.sends("/menu").forges(AcceptOffer(1, rina.person.id)).sees("Belum bisa dengan pendamping ini")
    assert with_mentor(town) == "M-01"
    tono.forges(AcceptOffer(1, ayu.person.id))
    assert with_mentor(town) == "M-02"


def test_an_offer_falls_with_the_leader_who_made_it(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone, tono: Someone
) -> None:
    ayu = offered(town, yusuf, siti, rahmat)
    ratna.sends("/menu").forges(LedBy(siti.person.id, tono.person.id))
    rahmat.sends("/menu").forges(AcceptOffer(1, ayu.person.id)).sees("Itu sudah dijawab, atau tidak ditawarkan lagi.")
    assert with_mentor(town) == "M-01"
