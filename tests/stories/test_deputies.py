"""A deputy decides among those of the team they keep, beside their own: who is offered, who is named, who is told."""

from __future__ import annotations

import pytest

from bot.domain.people import Role
from bot.domain.presses import (
    AcceptOffer,
    NewPhone,
    OfferCard,
    OfferTo,
    PhoneCard,
    StandIn,
    StandInIs,
    Suspend,
)
from bot.domain.timing.cadence import COURSE
from bot.store.caseload import cases
from bot.store.people import people
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import stands_in

pytestmark = ON_ONE_DATABASE


@pytest.fixture
def tono(town: Town, rahmat: Someone) -> Someone:
    """A third supervisor, who leads Dewi, and stands in for Rahmat, who leads Ayu."""
    return town.joins(Role.SUPERVISOR, "Tono", address="bapak")


def mentors(who: Someone) -> list[str]:
    return [label for label in who.labels if label.startswith("M-")]


def test_an_offer_to_a_team_is_taken_by_its_deputy_for_that_team_alone(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone, tono: Someone
) -> None:
    ayu, dewi = (town.joins(Role.MENTOR, name, supervisor=above) for name, above in (("Ayu", rahmat), ("Dewi", tono)))
    case = town.case(siti, weeks=COURSE)
    yusuf.sends("/menu").forges(OfferTo(case.id, rahmat.person.id))
    town.passes(minutes=5)
    yusuf.sends("/menu").forges(OfferTo(case.id, rahmat.person.id)).sees("R-001 ditawarkan kepada S-02")
    assert rahmat.heard("meneruskan satu dampingan?") == 1, "asked once"
    stands_in(town, ratna, rahmat, tono)
    tono.sends("/menu").forges(OfferCard(1)).sees("S-01 bertanya", "Setiap minggu.")
    assert mentors(tono) == [ayu.person.code]
    tono.forges(AcceptOffer(1, dewi.person.id)).sees("Belum bisa")
    tono.forges(AcceptOffer(1, ayu.person.id)).sees("Mulai sekarang R-001 bersama M-02.")
    found = town.asks(lambda tx: cases.by_id(tx, case.id))
    assert found is not None and found.mentor_id == ayu.person.id


def test_a_deputy_keeps_a_mentor_out_and_names_one_of_that_team(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    ayu = town.joins(Role.MENTOR, "Ayu", supervisor=rahmat)
    town.case(siti)
    stands_in(town, ratna, yusuf, rahmat)
    rahmat.sends("/menu").forges(Suspend(siti.person.id, suspended=True))
    rahmat.sees("Ditangguhkan. Sementara ini S-02 menggantikan.", "Pengganti: S-02")
    rahmat.forges(StandIn(siti.person.id))
    assert mentors(rahmat) == ["M-02"]
    rahmat.forges(StandInIs(siti.person.id, ayu.person.id)).sees("Belum bisa")


def test_an_admin_names_one_of_the_team_of_whoever_is_kept_out(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    town.joins(Role.MENTOR, "Ayu", supervisor=rahmat)
    town.case(siti)
    ratna.sends("/menu").forges(Suspend(siti.person.id, suspended=True)).forges(StandIn(siti.person.id))
    assert mentors(ratna) == ["M-02"]


def test_whoever_made_the_link_hears_that_it_was_used_and_every_admin_of_a_new_admin(
    town: Town, ratna: Someone, yusuf: Someone
) -> None:
    budi = town.joins(Role.ADMIN, "Budi", address="bapak")

    def opens(who: Someone, *labels: str) -> None:
        who.sends("/menu").taps(*labels)
        link = next(word for text in reversed(who.phone.texts()) for word in text.split() if "start=" in word)
        town.phone("baru").phone.opens(link)
        town.settles()

    ratna.sends("/menu").taps("Undang admin").types("Lia")
    opens(ratna)
    assert [one.heard("A-03 sudah bergabung") for one in (ratna, budi, yusuf)] == [1, 1, 0]
    yusuf.sends("/menu").taps("Undang pendamping").types("Gita")
    opens(ratna, "Petugas", "M-01", "Tautan baru")
    assert [one.heard("M-01 sudah bergabung") for one in (ratna, budi, yusuf)] == [1, 0, 0]
    assert town.asks(lambda tx: len(people.of_role(tx, Role.ADMIN))) == 3


def test_whoever_answers_for_somebody_can_make_the_link_that_another_leader_asked_for(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    ratna.sends("/menu").forges(NewPhone(siti.person.id, sure=True))
    yusuf.taps("Buka", "Ya, setuju")
    yusuf.forges(PhoneCard(1)).sees("Sudah disetujui. Tautannya bisa dibuat sekarang.")
    assert "Tautan baru" in yusuf.labels


def test_who_opened_a_case_in_an_emergency_is_told_to_the_deputy_of_its_leader_and_to_the_admins(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone, tono: Someone
) -> None:
    town.case(siti)
    stands_in(town, ratna, yusuf, rahmat)
    tono.sends("/atur").taps("Baca darurat").types("R-001").types("Peserta ada di IGD kota kami")
    opened = "S-03 membuka catatan R-001"
    assert [one.heard(opened) for one in (rahmat, ratna, yusuf)] == [1, 1, 0]
