"""Whose a request is while people come and go: never nobody's, and a complaint never of whoever it may be about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.people import Role
from bot.domain.presses import HandTo, ReadRequest, RequestCard, Suspend, TakeOver, TakeRequest
from bot.domain.rights.requests import REQUEST_KINDS
from bot.store.caseload import requests
from bot.store.caseload.requests import Request
from bot.store.engine.database import Tx
from bot.store.keeping import records
from bot.store.keeping.records import Wanted
from bot.store.people import people
from tests.driver import Someone, Town
from tests.stories.test_requests import Companion

REMINDER = "Ada permintaan yang mendekati batas waktunya"
WORDS = "Pendamping saya berkata kasar"


@pytest.fixture
def dewi(town: Town, yusuf: Someone, siti: Someone) -> Someone:
    """A second mentor of Yusuf's team."""
    return town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)


def who_may(town: Town, request: Request) -> set[str]:
    """The codes of all who can open it; whoever is asked for it is among them, and somebody is."""

    def opened(tx: Tx) -> set[str]:
        everybody = [one for role in (Role.MENTOR, Role.SUPERVISOR, Role.ADMIN) for one in people.of_role(tx, role)]
        found = {one.code for one in everybody if one.is_active and requests.visible(tx, one, request.id)}
        handlers = [people.by_id(tx, one) for one in requests.handlers_of(tx, request)]
        assert handlers, "a request that nobody could open"
        assert {one.code for one in handlers if one is not None} <= found
        return found

    return town.asks(opened)


def keeps_out(leader: Someone, person: Someone) -> None:
    leader.sends("/menu").forges(Suspend(person.person.id, suspended=True))


def cannot_read(who: Someone, request: Request) -> None:
    who.sends("/menu").forges(ReadRequest(request.id)).sees_no(WORDS)


# -- a complaint goes past whoever it may be about ---------------------------------------------------------------------


def test_a_complaint_is_not_read_by_the_leader_who_stands_in(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    arman = Companion(town, siti)
    keeps_out(yusuf, siti)
    complaint = arman.asks("complaint", WORDS)
    assert who_may(town, complaint) == {"A-01"}
    cannot_read(yusuf, complaint)
    town.passes(days=6)
    assert any(REMINDER in text for text in ratna.phone.texts())
    ratna.sends("/menu").taps("Permintaan (1)", "R-001", "Baca").sees(WORDS)


def test_a_complaint_in_hand_is_let_go_when_the_leader_takes_the_case_over(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    arman = Companion(town, siti)
    complaint = arman.asks("complaint", WORDS)
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001", "Saya tangani").sees("di tangan Bapak")
    assert who_may(town, complaint) == {"S-01"}
    yusuf.forges(TakeOver(arman.case.id, sure=True))
    cannot_read(yusuf, complaint)
    assert who_may(town, complaint) == {"A-01"}
    town.passes(days=6)
    assert any(REMINDER in text for text in ratna.phone.texts())
    ratna.sends("/menu").taps("Permintaan (1)", "R-001").sees("Sudah diterima").taps("Saya tangani")
    ratna.sees("di tangan Ibu", "A-01")


def test_a_complaint_about_a_leader_stays_past_them_after_the_case_is_handed_on(
    town: Town, ratna: Someone, yusuf: Someone, dewi: Someone
) -> None:
    arman = Companion(town, yusuf)
    complaint = arman.asks("complaint", WORDS)
    yusuf.sends("/menu").forges(HandTo(arman.case.id, dewi.person.id)).sees("M-02")
    cannot_read(yusuf, complaint)
    assert who_may(town, complaint) == {"A-01"}


def test_a_complaint_goes_past_a_leader_who_once_recorded_a_contact(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    """They stood in last week; what is complained of now may be about them."""
    arman = Companion(town, siti)
    keeps_out(yusuf, siti)
    yusuf.sends("/dampingan").taps("R-001", "Catat kabar", "Telepon", "Semua baik", "1 minggu", "Simpan")
    yusuf.sees("Tersimpan")
    yusuf.forges(Suspend(siti.person.id))
    complaint = arman.asks("complaint", WORDS)
    assert who_may(town, complaint) == {"A-01"}
    cannot_read(yusuf, complaint)
    assert exported(town, yusuf) == []


def test_a_complaint_about_a_deputy_is_their_leaders_again(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    """While the deputy also stands in for the mentor: an admin's; afterwards whoever leads, not the deputy."""
    arman = Companion(town, siti)
    yusuf.sends("/atur").taps("Cuti", "Hari ini", "1 hari", "S-02 Rahmat")
    ratna.taps("Buka", "Setuju")
    keeps_out(rahmat, siti)
    complaint = arman.asks("complaint", WORDS)
    cannot_read(rahmat, complaint)
    assert who_may(town, complaint) == {"A-01"}
    rahmat.forges(Suspend(siti.person.id))
    town.passes(days=1)
    cannot_read(rahmat, complaint)
    assert who_may(town, complaint) == {"S-01"}


def exported(town: Town, leader: Someone) -> list[str]:
    wanted = Wanted(supervisor_id=leader.person.id, with_text=True)
    return [row["kind"] for row in town.asks(lambda tx: records.collect(tx, wanted))["requests"]]


def test_an_export_holds_no_complaint_that_may_be_about_the_leader(
    town: Town, ratna: Someone, yusuf: Someone, dewi: Someone
) -> None:
    arman = Companion(town, yusuf)
    arman.asks("complaint", WORDS)
    arman.asks("access")
    assert exported(town, yusuf) == ["access"]
    yusuf.sends("/menu").forges(HandTo(arman.case.id, dewi.person.id))
    assert exported(town, yusuf) == ["access"]
    other = Companion(town, dewi)
    other.asks("complaint", WORDS)
    assert exported(town, yusuf) == ["access", "complaint"], "about a mentor of the team"


# -- never nobody's ----------------------------------------------------------------------------------------------------


def nobody_leads(town: Town, ratna: Someone, yusuf: Someone) -> None:
    yusuf.sends("/atur").taps("Cuti", "Hari ini", "2 minggu", "Belum ada")
    ratna.taps("Buka", "Setuju")


def leader_kept_out(town: Town, ratna: Someone, yusuf: Someone) -> None:
    keeps_out(ratna, yusuf)


def leader_without_a_phone(town: Town, ratna: Someone, yusuf: Someone) -> None:
    town.asks(lambda tx: people.cut_off(tx, ratna.person, yusuf.person))


def leader_blocks_the_bot(town: Town, ratna: Someone, yusuf: Someone) -> None:
    yusuf.phone.blocks()
    town.settles()


@pytest.mark.parametrize("own", [False, True], ids=["of-a-mentor", "of-their-own"])
@pytest.mark.parametrize("away", [nobody_leads, leader_kept_out, leader_without_a_phone, leader_blocks_the_bot])
def test_no_request_is_nobodys_while_the_leader_is_not_there(
    town: Town,
    ratna: Someone,
    yusuf: Someone,
    siti: Someone,
    away: Callable[[Town, Someone, Someone], None],
    own: bool,
) -> None:
    arman = Companion(town, yusuf if own else siti)
    away(town, ratna, yusuf)
    for kind in REQUEST_KINDS:
        assert "A-01" in who_may(town, arman.asks(kind, WORDS)), kind
    begins = len(ratna.phone.texts())
    town.passes(hours=70)
    assert sum(REMINDER in text for text in ratna.phone.texts()[begins:]) >= 3, "the law's clock reaches an admin"
    ratna.sends("/menu").taps("Permintaan")
    ratna.sees("R-001")


def test_a_deputy_answers_and_no_admin_reads_meanwhile(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    arman = Companion(town, siti)
    yusuf.sends("/atur").taps("Cuti", "Hari ini", "1 hari", "S-02 Rahmat")
    ratna.taps("Buka", "Setuju")
    right = arman.asks("erase")
    assert who_may(town, right) == {"S-01", "S-02"}
    rahmat.sends("/menu").taps("Permintaan (1)", "R-001", "Saya tangani").sees("S-02")
    ratna.forges(RequestCard(right.id)).sees("tidak sedang di tangan")
    town.passes(days=1)
    assert who_may(town, right) == {"S-01"}, "the days are over"
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001").sees("Sudah diterima").taps("Saya tangani").sees("S-01")
    begins = {one: len(one.phone.texts()) for one in (yusuf, rahmat)}
    town.passes(days=2, hours=12)
    said = {one.person.code: sum(REMINDER in text for text in one.phone.texts()[begins[one] :]) for one in begins}
    assert said["S-01"] >= 2 and said["S-02"] == 0


def test_a_deputy_who_cannot_be_reached_leaves_it_to_the_admins(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    arman = Companion(town, siti)
    yusuf.sends("/atur").taps("Cuti", "Hari ini", "3 hari", "S-02 Rahmat")
    ratna.taps("Buka", "Setuju")
    rahmat.phone.blocks()
    town.settles()
    assert "A-01" in who_may(town, arman.asks("access"))


def test_what_a_former_mentor_had_in_hand_may_be_taken_by_the_next_one(
    town: Town, yusuf: Someone, siti: Someone, dewi: Someone
) -> None:
    arman = Companion(town, siti)
    call = arman.asks("callback")
    siti.sends("/menu").taps("Permintaan (1)", "R-001", "Saya tangani")
    yusuf.sends("/menu").forges(TakeRequest(call.id)).sees("sudah ditangani rekan lain")
    yusuf.forges(HandTo(arman.case.id, dewi.person.id))
    siti.forges(RequestCard(call.id)).sees("tidak sedang di tangan")
    dewi.sends("/menu").taps("Permintaan (1)", "R-001").sees("Sudah diterima").taps_twice("Saya tangani").sees("M-02")
    begins = len(siti.phone.texts())
    town.passes(hours=30)
    assert any(REMINDER in text for text in dewi.phone.texts())
    assert not any(REMINDER in text for text in siti.phone.texts()[begins:])


def test_what_is_asked_about_an_ended_case_of_a_supervisor_who_is_gone(
    town: Town, ratna: Someone, yusuf: Someone, rahmat: Someone
) -> None:
    arman = Companion(town, yusuf)
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Akhiri").types("R-001")
    ratna.sends("/menu").taps("Petugas", "S-01", "Keluarkan")
    if "S-02" in ratna.labels:
        ratna.taps("S-02")
    ratna.types("S-01").sees("dikeluarkan")
    for kind in ("erase", "access", "complaint"):
        assert who_may(town, arman.asks(kind)) & {"A-01", "S-02"}
    assert timedelta(hours=72) == REQUEST_KINDS["erase"].term
